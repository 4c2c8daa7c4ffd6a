"""What a message says about its picture, video, voice note, document or sticker."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

from connectors.whatsapp.fields import id_of, mapping_of, mappings_in, text_of
from core.files.received import ReceivedFile

KINDS: Final = frozenset({"image", "video", "audio", "voice", "document", "sticker"})
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_DIGEST_BYTES = 32
_LONGEST_TYPE, _LONGEST_NAME, _LONGEST_URL = 200, 255, 4096


def file_of(message: Mapping[str, Any]) -> ReceivedFile | None:
    """The file of a message; one that Meta could not take from the customer has a problem."""
    kind = message.get("type")
    if kind not in KINDS:
        return None
    media = mapping_of(message.get(kind))
    external_id = id_of(media.get("id"))
    problem = None
    if external_id is None:
        problem = next((id_of(each.get("code")) for each in _errors(message, media)), None)
        problem = problem or "no_id"
    return ReceivedFile(
        external_id=external_id,
        mime_type=_at_most(media.get("mime_type"), _LONGEST_TYPE),
        sha256=hex_digest(media.get("sha256")),
        name=_at_most(media.get("filename"), _LONGEST_NAME),
        url=_at_most(media.get("url"), _LONGEST_URL) if external_id else None,
        problem=problem,
    )


def hex_digest(value: Any) -> str | None:
    """A SHA-256 written in base64 or hexadecimal, as hexadecimal; None for anything else."""
    text = text_of(value)
    if text is None:
        return None
    if _HEX.fullmatch(text):
        return text.lower()
    try:
        digest = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest.hex() if len(digest) == _DIGEST_BYTES else None


def _errors(message: Mapping[str, Any], media: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*mappings_in(message.get("errors")), *mappings_in(media.get("errors"))]


def _at_most(value: Any, longest: int) -> str | None:
    """The text where it fits; a type or an address that is cut off is none."""
    text = text_of(value)
    return text if text is not None and len(text) <= longest else None
