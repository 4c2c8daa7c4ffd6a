"""The `value` of a webhook change: messages, statuses, echoes."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from connectors.whatsapp.errors import UNREACHABLE
from connectors.whatsapp.fields import id_of, instant_of, mapping_of, mappings_in, text_of
from connectors.whatsapp.files import file_of
from core.contacts.address import Address
from core.conversations.buttons import is_button_id
from core.conversations.received import (
    AddressChange,
    DeliveryReport,
    DeliveryState,
    MessageKind,
    OperatorEcho,
    ReceivedItem,
    ReceivedMessage,
    Remark,
)

LONGEST_TEXT = 65_536

Item = Mapping[str, Any]
Said = tuple[MessageKind, str | None, str | None]
"""Kind, text, and our button's id."""


def items_of(value: Item) -> Iterator[ReceivedItem]:
    """Everything in a `value` of the field `messages`."""
    senders = _Senders(value)
    for message in mappings_in(value.get("messages")):
        yield _message(message, senders)
    for status in mappings_in(value.get("statuses")):
        yield _report(status)
    errors = value.get("errors")
    if errors and not value.get("messages"):
        yield Remark("account_error", {"errors": errors})


def echoes_of(value: Item) -> Iterator[ReceivedItem]:
    """What the business wrote itself, in the WhatsApp Business app."""
    for echo in mappings_in(value.get("message_echoes")):
        external_id = id_of(echo.get("id"))
        if external_id is None:
            yield Remark("echo_without_id", dict(echo))
            continue
        yield OperatorEcho(
            external_id=external_id,
            recipient=_address(echo.get("to_user_id"), echo.get("to")),
            sent_at=instant_of(echo.get("timestamp")),
            text=_said(echo)[1],
            content=dict(echo),
        )


class _Senders:
    """Profiles of the `contacts` array, found by either id: the arrays need not be parallel."""

    def __init__(self, value: Item) -> None:
        self._by_id: dict[str, Address] = {}
        for contact in mappings_in(value.get("contacts")):
            name = text_of(mapping_of(contact.get("profile")).get("name"))
            known = _address(contact.get("user_id"), contact.get("wa_id"), name)
            for external_id in known.ids:
                self._by_id[external_id] = known

    def of(self, message: Item) -> Address:
        """Who wrote a message, with what the contacts array adds about them."""
        wrote = _address(message.get("from_user_id"), message.get("from"))
        known = next((self._by_id[one] for one in wrote.ids if one in self._by_id), None)
        if known is None:
            return wrote
        return Address(
            wrote.user_id or known.user_id, wrote.phone or known.phone, known.profile_name
        )


def _address(user_id: Any, phone: Any, profile_name: str | None = None) -> Address:
    known_user, known_phone = id_of(user_id), id_of(phone)
    # A user id has been seen in the place of the phone.
    if known_phone is not None and not known_phone.isdigit():
        digits = "".join(filter(str.isdigit, known_phone)) if known_phone.startswith("+") else None
        known_user, known_phone = known_user or (None if digits else known_phone), digits
    return Address(known_user, known_phone, profile_name[:200] if profile_name else None)


def _message(message: Item, senders: _Senders) -> ReceivedItem:
    external_id = id_of(message.get("id"))
    if external_id is None:
        return Remark("message_without_id", dict(message))
    if message.get("type") == "system":
        return _system(message, external_id)
    kind, text, button_id = _said(message)
    original = mapping_of(message.get(kind)) if kind in ("edit", "revoke") else {}
    return ReceivedMessage(
        external_id=external_id,
        sender=senders.of(message),
        sent_at=instant_of(message.get("timestamp")),
        kind=kind,
        text=text[:LONGEST_TEXT] if text else None,
        button_id=button_id,
        content=_content(message, text),
        original_id=id_of(original.get("original_message_id")),
        file=file_of(message),
    )


def _content(message: Item, text: str | None) -> dict[str, Any]:
    # A long text stands in its own column, once.
    content = dict(message)
    if text is not None and content.get("type") == "text":
        content.pop("text", None)
    return content


def _system(message: Item, external_id: str) -> ReceivedItem:
    system = mapping_of(message.get("system"))
    new = _address(system.get("user_id"), system.get("wa_id"))
    old_user = system.get("previous_user_id") or message.get("from_user_id")
    old = _address(old_user, message.get("from"))
    if not new.key or not old.key:
        return Remark("system", dict(message))
    return AddressChange(
        external_id=external_id,
        old=old,
        new=new,
        at=instant_of(message.get("timestamp")),
        content=dict(message),
    )


def _said(message: Item) -> Said:
    kind = text_of(message.get("type")) or "unknown"
    return _READERS.get(kind, _silent("unknown"))(message)


def _text(message: Item) -> Said:
    return "text", text_of(mapping_of(message.get("text")).get("body")), None


def _interactive(message: Item) -> Said:
    interactive = mapping_of(message.get("interactive"))
    for shape in ("button_reply", "list_reply"):
        reply = mapping_of(interactive.get(shape))
        if reply:
            pressed = text_of(reply.get("id"))
            ours = pressed if pressed is not None and is_button_id(pressed) else None
            return "button", text_of(reply.get("title")), ours
    return "interactive", None, None


def _template_button(message: Item) -> Said:
    return "button", text_of(mapping_of(message.get("button")).get("text")), None


def _edit(message: Item) -> Said:
    edited = mapping_of(mapping_of(message.get("edit")).get("message"))
    return "edit", _said(edited)[1] if edited.get("type") != "edit" else None, None


def _captioned(kind: MessageKind) -> Callable[[Item], Said]:
    def read(message: Item) -> Said:
        return kind, text_of(mapping_of(message.get(kind)).get("caption")), None

    return read


def _silent(kind: MessageKind) -> Callable[[Item], Said]:
    return lambda _: (kind, None, None)


_READERS: Mapping[str, Callable[[Item], Said]] = {
    "text": _text,
    "interactive": _interactive,
    "button": _template_button,
    "edit": _edit,
    "image": _captioned("image"),
    "video": _captioned("video"),
    "document": _captioned("document"),
    "audio": _silent("audio"),
    "voice": _silent("audio"),
    "sticker": _silent("sticker"),
    "location": _silent("location"),
    "contacts": _silent("contacts"),
    "order": _silent("order"),
    "reaction": _silent("reaction"),
    "revoke": _silent("revoke"),
    "unsupported": _silent("unsupported"),
}

_STATES: Mapping[str, DeliveryState] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}


def _report(status: Item) -> ReceivedItem:
    external_id = id_of(status.get("id"))
    state = _STATES.get(cast("str", text_of(status.get("status"))))
    if external_id is None or state is None:
        return Remark("status", dict(status))
    errors = list(mappings_in(status.get("errors")))
    code = id_of(errors[0].get("code")) if errors else None
    return DeliveryReport(
        external_id=external_id,
        state=state,
        at=instant_of(status.get("timestamp")),
        outbound_id=_uuid_of(status.get("biz_opaque_callback_data")),
        error_code=code,
        is_unreachable=state == "failed" and code in UNREACHABLE,
    )


def _uuid_of(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
