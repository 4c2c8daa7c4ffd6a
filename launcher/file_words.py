"""What became of a file that a customer sent, for whoever looks after a business."""

from collections.abc import Mapping

from launcher.delivery_words import in_words

_STATES: Mapping[str, str] = {
    "pending": "not stored yet",
    "stored": "stored",
    "failed": "lost",
    "expired": "lost",
}
_WORDS: Mapping[str, str] = {
    "no_id": "WhatsApp named no file",
    "no_url": "WhatsApp said no address of it",
    "too_large": "it is larger than what is taken",
    "hash_mismatch": "what came was not what was sent",
    "foreign_host": "its address was not WhatsApp's",
    "too_many_redirects": "its address led on and on",
    "url_expired": "its address had run out",
    "timeout": "WhatsApp took too long",
    "unreachable": "WhatsApp did not answer",
    "storage_failed": "object storage does not take it",
    "not_in_export": "the export it was restored from does not have it",
    "33": "WhatsApp no longer has it",
    "100": "WhatsApp no longer has it",
    "131052": "WhatsApp could not take it from the customer",
}


def state_in_words(state: str, reason: str | None) -> str:
    """The state of a file, and why where it is not stored."""
    said = _STATES.get(state, state)
    if reason is None or state == "stored":
        return said
    known = _WORDS.get(reason)
    if known is None:
        return f"{said}: {in_words(reason)}"
    return f"{said}: {known} ({reason})" if reason.isdigit() else f"{said}: {known}"
