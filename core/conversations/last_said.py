"""What a contact was told last, news included."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import OutboundMessage
from core.kit.db import tenant_of
from core.kit.ids import ConversationId

_MOST = 8


@dataclass(frozen=True, slots=True)
class LastSaid:
    """The messages said last, in order, each with its text and buttons.

    `is_news`: no message of the contact's brought them about.
    """

    contents: Sequence[dict[str, Any]]
    is_news: bool


async def last_said(session: AsyncSession, conversation_id: ConversationId) -> LastSaid | None:
    """What the assistant said last: all of one reply, or of one piece of news; None for nothing."""
    rows = await session.execute(
        select(OutboundMessage.content, OutboundMessage.turn_id, OutboundMessage.idempotency_key)
        .where(
            OutboundMessage.tenant_id == tenant_of(session),
            OutboundMessage.conversation_id == conversation_id,
            OutboundMessage.author == "assistant",
        )
        .order_by(OutboundMessage.position.desc())
        .limit(_MOST)
    )
    found = rows.all()
    if not found:
        return None
    key = _said_as(found[0].idempotency_key)
    together = takewhile(lambda row: _said_as(row.idempotency_key) == key, found)
    contents = [dict(row.content) for row in together]
    return LastSaid(contents[::-1], is_news=found[0].turn_id is None)


def _said_as(idempotency_key: str) -> str:
    """What the messages of one reply have in common: all but their place in it."""
    return idempotency_key.rpartition(":")[0]
