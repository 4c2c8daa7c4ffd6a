"""The inbox for what comes most: messages of people, and reports about our messages.

One round trip stores a whole webhook of people we know; a stranger's message takes a second one.
What it cannot place is left to the full inbox.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from core.contacts.strangers import LOCK_IDS, lock_names, stranger_parameters
from core.conversations.deliveries import APPLY_BY_ID, highest_of_each, report_parameters
from core.conversations.inbox import STORE_FROM_SENDER, STORE_FROM_STRANGER, is_changed, row_of
from core.conversations.received import (
    NEVER_ANSWERED,
    ChannelRef,
    DeliveryReport,
    ReceivedItem,
    ReceivedMessage,
)
from core.files.received import KEEP_FILE, keep_parameters
from core.kit.ids import new_id
from core.kit.quick import QuickDatabase, Step


async def store_quickly(
    quick: QuickDatabase, channel: ChannelRef, items: Sequence[ReceivedItem]
) -> list[ReceivedItem]:
    """Store what needs no look at identities; the items that still have to be stored."""
    messages = [item for item in items if _is_plain(item)]
    reports = highest_of_each(
        item
        for item in items
        if isinstance(item, DeliveryReport) and item.outbound_id and not item.is_unreachable
    )
    rows_in = [_row(message, channel) for message in messages]
    steps: list[Step] = [(STORE_FROM_SENDER, row) for row in rows_in]
    for message, row in zip(messages, rows_in, strict=True):
        steps += _keeps(message, row)
    if reports:
        parameters = report_parameters(reports, channel.tenant_id, is_by_id=True)
        steps.append((APPLY_BY_ID, parameters))
    if not steps:
        return list(items)
    answers = await quick.run(channel.tenant_id, steps)
    left: list[ReceivedItem] = []
    for message, found in zip(messages, answers, strict=False):
        rows = found or await _store_from_stranger(quick, channel, message)
        if not rows or is_changed(message, rows[0]):
            left.append(message)
    known = {row.external_id for row in answers[-1]} if reports else set()
    for item in items:
        if isinstance(item, DeliveryReport):
            if item.external_id not in known:
                left.append(item)
        elif not _is_plain(item):
            left.append(item)
    return left


async def _store_from_stranger(
    quick: QuickDatabase, channel: ChannelRef, message: ReceivedMessage
) -> Sequence[Any]:
    """Store a message with its new sender; no rows when an id of the sender is known after all."""
    sender = message.sender
    names = lock_names(channel.tenant_id, channel.channel_type, sender.ids)
    row = {
        **_row(message, channel),
        **stranger_parameters(sender),
        "conversation_id": new_id(),
    }
    steps: list[Step] = [(LOCK_IDS, {"lock_names": names}), (STORE_FROM_STRANGER, row)]
    _, rows, *_ = await quick.run(channel.tenant_id, [*steps, *_keeps(message, row)])
    return rows


def _keeps(message: ReceivedMessage, row: Mapping[str, Any]) -> list[Step]:
    """What keeps the file of a message that this row stores."""
    if message.file is None:
        return []
    return [(KEEP_FILE, keep_parameters(message.file, row["tenant_id"], row["id"]))]


def _is_plain(item: ReceivedItem) -> TypeGuard[ReceivedMessage]:
    return isinstance(item, ReceivedMessage) and bool(item.sender.key) and not item.original_id


def _row(message: ReceivedMessage, channel: ChannelRef) -> dict[str, Any]:
    is_answered = message.kind not in NEVER_ANSWERED
    return row_of(message, channel.tenant_id, channel, is_answered=is_answered)
