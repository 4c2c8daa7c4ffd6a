"""Contacts whom their channel cannot reach: news goes to them by SMS where that is possible."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.models import Contact, Identity
from core.contacts.repository import ContactRepository
from core.conversations.models import Conversation, OutboundMessage
from core.conversations.received import DeliveryReport
from core.conversations.threads import open_thread, wake_outbox
from core.kit.db import tenant_of
from core.kit.ids import ChannelId, ContactId, ConversationId, new_id
from core.tenancy.models import Channel

SMS = "sms"

# Whoever wrote after the message left can be reached, whatever an old report says.
_MARK = text(
    """
    UPDATE identities SET is_reachable = false
    FROM outbound_messages o
    JOIN conversations c ON c.tenant_id = o.tenant_id AND c.id = o.conversation_id
    WHERE o.tenant_id = :tenant_id AND o.id = :outbound_id AND o.state = 'failed'
      AND (c.last_inbound_at IS NULL OR o.sent_at IS NULL OR c.last_inbound_at <= o.sent_at)
      AND identities.tenant_id = c.tenant_id AND identities.id = c.identity_id
    RETURNING o.conversation_id, o.turn_id, o.author, o.content
    """
)


class Unreached:
    """Notes who is out of reach and finds another way, in the caller's tenant transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._tenant_id = tenant_of(session)
        self._contacts = ContactRepository(session)

    async def note_reports(self, reports: Sequence[DeliveryReport]) -> None:
        """Note the contacts of messages that the channel could not deliver to anybody."""
        lost = [report.external_id for report in reports if report.is_unreachable]
        if not lost:
            return
        found = await self._session.scalars(
            select(OutboundMessage.id).where(
                OutboundMessage.tenant_id == self._tenant_id,
                OutboundMessage.external_id.in_(lost),
            )
        )
        for outbound_id in found.all():
            await self.note(outbound_id)

    async def note(self, outbound_id: UUID) -> None:
        """Note that a failed message reached nobody; news is sent again by SMS."""
        values = {"tenant_id": self._tenant_id, "outbound_id": outbound_id}
        lost = (await self._session.execute(_MARK, values)).first()
        if lost is None or lost.turn_id is not None or lost.author != "assistant":
            return
        thread = await self.sms_thread(ConversationId(lost.conversation_id))
        if thread is None:
            return
        await self._session.execute(
            insert(OutboundMessage)
            .values(
                id=new_id(),
                tenant_id=self._tenant_id,
                conversation_id=thread,
                idempotency_key=f"sms:{outbound_id}",
                content=without_buttons(lost.content),
            )
            .on_conflict_do_nothing(index_elements=["tenant_id", "idempotency_key"])
        )
        await wake_outbox(self._session, thread)

    async def sms_thread(self, conversation_id: ConversationId) -> ConversationId | None:
        """An SMS thread with the contact's own number; None when there is no such way."""
        found = await self._session.execute(
            select(
                Conversation.contact_id, Conversation.language, Contact.phone, Channel.channel_type
            )
            .join(Contact, Contact.id == Conversation.contact_id)
            .join(Channel, Channel.id == Conversation.channel_id)
            .where(
                Conversation.tenant_id == self._tenant_id,
                Conversation.id == conversation_id,
                Contact.opted_out_at.is_(None),
                Contact.is_phone_verified,
            )
        )
        row, channel_id = found.first(), await sms_channel(self._session)
        if row is None or row.phone is None or row.channel_type == SMS or channel_id is None:
            return None
        await self._contacts.lock_ids(SMS, [row.phone])
        identity = await self._contacts.identity_by_id(SMS, row.phone)
        if identity is None:
            identity = await self._contacts.add_identity(
                SMS,
                row.phone,
                phone=row.phone,
                profile_name=None,
                contact_id=ContactId(row.contact_id),
            )
        return await open_thread(
            self._session, channel_id, identity, answered_by="nobody", language=row.language
        )

    async def is_reachable(self, conversation_id: ConversationId) -> bool:
        """Whether the conversation's channel can reach the contact, as far as we know."""
        found = await self._session.execute(
            select(Identity.is_reachable)
            .join(Conversation, Conversation.identity_id == Identity.id)
            .where(Conversation.tenant_id == self._tenant_id, Conversation.id == conversation_id)
        )
        return found.scalar() is not False


async def sms_channel(session: AsyncSession) -> ChannelId | None:
    """The channel that the tenant's SMS leave through."""
    found = await session.scalar(
        select(Channel.id)
        .where(Channel.channel_type == SMS, Channel.is_active.is_(True))
        .order_by(Channel.created_at)
        .limit(1)
    )
    return ChannelId(found) if found is not None else None


def without_buttons(content: dict[str, object]) -> dict[str, object]:
    """A message as it can be read where nothing can be answered."""
    return {name: value for name, value in content.items() if name != "buttons"}
