"""The inbox for what comes most: messages of people we know, and reports about our messages.

One round trip stores a whole webhook. What it cannot place is left to the full inbox.
"""

from collections.abc import Sequence
from typing import Any, TypeGuard

from core.conversations.deliveries import APPLY_BY_ID, highest_of_each, report_parameters
from core.conversations.inbox import STORE_FROM_SENDER, is_changed, row_of
from core.conversations.received import (
    NEVER_ANSWERED,
    ChannelRef,
    DeliveryReport,
    ReceivedItem,
    ReceivedMessage,
)
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
    steps: list[Step] = [(STORE_FROM_SENDER, _row(message, channel)) for message in messages]
    if reports:
        parameters = report_parameters(reports, channel.tenant_id, is_by_id=True)
        steps.append((APPLY_BY_ID, parameters))
    if not steps:
        return list(items)
    answers = await quick.run(channel.tenant_id, steps)
    left: list[ReceivedItem] = [
        message
        for message, rows in zip(messages, answers, strict=False)
        if not rows or is_changed(message, rows[0])
    ]
    known = {row.external_id for row in answers[-1]} if reports else set()
    for item in items:
        if isinstance(item, DeliveryReport):
            if item.external_id not in known:
                left.append(item)
        elif not _is_plain(item):
            left.append(item)
    return left


def _is_plain(item: ReceivedItem) -> TypeGuard[ReceivedMessage]:
    return isinstance(item, ReceivedMessage) and bool(item.sender.key) and not item.original_id


def _row(message: ReceivedMessage, channel: ChannelRef) -> dict[str, Any]:
    is_answered = message.kind not in NEVER_ANSWERED
    return row_of(message, channel.tenant_id, channel, is_answered=is_answered)
