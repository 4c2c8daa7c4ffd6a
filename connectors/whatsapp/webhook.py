"""WhatsApp Cloud API webhooks: one body to items, each with the phone number id it belongs to.

Parsing is pure and never fails on a shape it does not know: what is no message becomes a remark.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.whatsapp import messages
from connectors.whatsapp.fields import mapping_of, mappings_in, text_of
from core.conversations.received import ReceivedItem, Remark

_NUMBER = re.compile(r'"phone_number_id"\s*:\s*"([^"\\]{1,200})"')
_MOST_NUMBERS = 20


@dataclass(frozen=True, slots=True)
class RoutedItem:
    """An item and the phone number id it is for; None when the provider named none."""

    phone_number_id: str | None
    item: ReceivedItem


def parse(payload: Any) -> list[RoutedItem]:
    """Every item of a webhook body, in its order."""
    body = mapping_of(payload)
    if body.get("object") != "whatsapp_business_account":
        return [RoutedItem(None, Remark("not_whatsapp", _as_content(payload)))]
    items: list[RoutedItem] = []
    for entry in mappings_in(body.get("entry")):
        for change in mappings_in(entry.get("changes")):
            items.extend(_change_items(change))
    return items or [RoutedItem(None, Remark("empty", dict(body)))]


def numbers_named(raw: str) -> list[str]:
    """The phone number ids that stand in a body which cannot be read, each once."""
    return list(dict.fromkeys(_NUMBER.findall(raw)))[:_MOST_NUMBERS]


def _change_items(change: Mapping[str, Any]) -> Iterator[RoutedItem]:
    field, value = text_of(change.get("field")), mapping_of(change.get("value"))
    phone_number_id = text_of(mapping_of(value.get("metadata")).get("phone_number_id"))
    match field:
        case "messages":
            items: Iterator[ReceivedItem] = messages.items_of(value)
        case "smb_message_echoes":
            items = messages.echoes_of(value)
        case _:
            # Backfill, another bot's thread, account news: kept, never answered.
            items = iter((Remark(f"field_{field or 'missing'}"[:100], dict(value)),))
    for item in items:
        yield RoutedItem(phone_number_id, item)


def _as_content(payload: Any) -> dict[str, Any]:
    return payload if isinstance(payload, dict) else {"body": payload}
