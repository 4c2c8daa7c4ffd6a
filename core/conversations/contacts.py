"""Who a conversation is with."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.errors import ContactNotFound
from core.contacts.models import Contact
from core.conversations.models import Conversation
from core.kit.db import tenant_of
from core.kit.ids import ContactId, ConversationId


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What turns and actions need to know about who writes."""

    id: ContactId
    name: str | None
    phone: str | None
    language: str | None
    is_opted_out: bool


async def contact_of(session: AsyncSession, conversation_id: ConversationId) -> ContactFacts:
    """The contact of a conversation; raises ContactNotFound."""
    found = await session.execute(
        select(Contact.id, Contact.name, Contact.phone, Contact.language, Contact.opted_out_at)
        .join(
            Conversation,
            (Conversation.tenant_id == Contact.tenant_id) & (Conversation.contact_id == Contact.id),
        )
        .where(Conversation.tenant_id == tenant_of(session), Conversation.id == conversation_id)
    )
    row = found.first()
    if row is None:
        raise ContactNotFound(f"no contact in conversation {conversation_id}")
    return ContactFacts(
        ContactId(row.id), row.name, row.phone, row.language, row.opted_out_at is not None
    )
