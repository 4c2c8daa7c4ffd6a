"""The thread between an identity and a channel: one row, whoever opens it, and its wake-up."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.repository import KnownIdentity
from core.conversations.models import Conversation
from core.kit.db import tenant_of
from core.kit.ids import ChannelId, ConversationId, new_id

_WAKE = text(
    "SELECT pg_notify('ratiba_outbox', CAST(:tenant_id AS text) || ':' || :conversation_id)"
)


async def wake_outbox(session: AsyncSession, conversation_id: ConversationId) -> None:
    """Have the outbox of a conversation looked at when the transaction commits."""
    values = {"tenant_id": tenant_of(session), "conversation_id": str(conversation_id)}
    await session.execute(_WAKE, values)


async def open_thread(
    session: AsyncSession, channel_id: ChannelId, identity: KnownIdentity, **values: Any
) -> ConversationId:
    """The conversation of an identity on a channel; a new one starts with these values."""
    tenant_id = tenant_of(session)
    added = await session.scalar(
        insert(Conversation)
        .values(
            id=new_id(),
            tenant_id=tenant_id,
            channel_id=channel_id,
            identity_id=identity.id,
            contact_id=identity.contact_id,
            **values,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "channel_id", "identity_id"])
        .returning(Conversation.id)
    )
    if added is not None:
        return ConversationId(added)
    found = await session.execute(
        select(Conversation.id).where(
            Conversation.tenant_id == tenant_id,
            Conversation.channel_id == channel_id,
            Conversation.identity_id == identity.id,
        )
    )
    return ConversationId(found.scalar_one())
