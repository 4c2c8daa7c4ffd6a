"""What a contact was told last, news included."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import OutboundMessage
from core.kit.db import tenant_of
from core.kit.ids import ConversationId


async def last_said(
    session: AsyncSession, conversation_id: ConversationId
) -> dict[str, Any] | None:
    """The newest message of the assistant, text and buttons; None when there is none."""
    found: dict[str, Any] | None = await session.scalar(
        select(OutboundMessage.content)
        .where(
            OutboundMessage.tenant_id == tenant_of(session),
            OutboundMessage.conversation_id == conversation_id,
            OutboundMessage.author == "assistant",
        )
        .order_by(OutboundMessage.position.desc())
        .limit(1)
    )
    return found
