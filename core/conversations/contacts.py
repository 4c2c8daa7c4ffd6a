"""Who a conversation is with."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.errors import ContactNotFound
from core.kit.db import tenant_of
from core.kit.ids import ContactId, ConversationId

# As text: every booking asks it, and to build it costs more than to run it.
_CONTACT = text(
    """
    SELECT ct.id, ct.name, ct.phone, ct.language, ct.opted_out_at
    FROM conversations c
    JOIN contacts ct ON ct.tenant_id = c.tenant_id AND ct.id = c.contact_id
    WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
    """
)


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
    ids = {"tenant_id": tenant_of(session), "conversation_id": conversation_id}
    found = await session.execute(_CONTACT, ids)
    row = found.first()
    if row is None:
        raise ContactNotFound(f"no contact in conversation {conversation_id}")
    return ContactFacts(
        ContactId(row.id), row.name, row.phone, row.language, row.opted_out_at is not None
    )
