"""Telling the people of the business by SMS."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.models import Allocation
from core.catalog.models import Resource
from core.contacts.address import Address
from core.contacts.identities import IdentityResolver
from core.contacts.models import Contact
from core.conversations.outbox import Outbox
from core.conversations.threads import open_thread
from core.conversations.unreached import SMS, sms_channel
from core.conversations.utterances import Utterance
from core.kit.ids import BookingId, ChannelId, ConversationId
from core.kit.phones import read_number
from core.tenancy.settings import StaffNotices as NoticeSettings


class StaffNotices:
    """Puts SMS to staff into the outbox, once per booking, kind and number."""

    def __init__(
        self,
        session: AsyncSession,
        outbox: Outbox,
        settings: NoticeSettings,
        country: str | None,
    ) -> None:
        self._session, self._country = session, country
        self._outbox = outbox
        self._settings = settings

    async def tell(self, booking_id: BookingId, kind: str, utterance: Utterance) -> int:
        """Tell whoever the business named; how many people that is."""
        channel_id = await sms_channel(self._session)
        if channel_id is None:
            return 0
        told = 0
        for phone, language in (await self._numbers(booking_id)).items():
            conversation_id = await self._conversation(channel_id, phone, language)
            if conversation_id is None:
                continue
            await self._outbox.say(
                conversation_id, utterance, idempotency_key=f"staff:{booking_id}:{kind}:{phone}"
            )
            told += 1
        return told

    async def _numbers(self, booking_id: BookingId) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        if self._settings.to_booked_staff:
            rows = await self._session.execute(
                select(Resource.phone, Resource.language)
                .join(Allocation, Allocation.resource_id == Resource.id)
                .where(
                    Allocation.booking_id == booking_id,
                    Resource.kind == "staff",
                    Resource.phone.is_not(None),
                )
                .order_by(Resource.name)
            )
            for phone, language in rows:
                if digits := read_number(phone or "", self._country):
                    found[digits] = language
        for phone in self._settings.phones:
            if digits := read_number(phone, self._country):
                found.setdefault(digits, None)
        return found

    async def _conversation(
        self, channel_id: ChannelId, phone: str, language: str | None
    ) -> ConversationId | None:
        identity = await IdentityResolver(self._session).resolve(SMS, Address(phone=phone))
        is_reachable = await self._session.scalar(
            update(Contact)
            .where(Contact.id == identity.contact_id, Contact.opted_out_at.is_(None))
            .values(is_staff=True)
            .returning(Contact.id)
        )
        if is_reachable is None:
            return None
        return await open_thread(
            self._session, channel_id, identity, answered_by="nobody", language=language
        )
