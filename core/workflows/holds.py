"""The end of a hold: the opening is free again and the contact is told."""

from uuid import UUID

from core.booking.service import BookingService
from core.conversations.outbox import Outbox
from core.conversations.utterances import Utterance
from core.kit.ids import BookingId, TenantId
from core.payments.service import PaymentService
from core.workflows import payment_news as news
from core.workflows.booking_facts import booking_facts
from core.workflows.context import WorkflowContext


async def expire_hold(context: WorkflowContext, *, tenant_id: str, booking_id: str) -> None:
    """End a hold whose time is up and say so once; nothing when it was confirmed or extended."""
    booking = BookingId(UUID(booking_id))
    async with context.database.tenant_transaction(TenantId(UUID(tenant_id))) as session:
        catalog = await context.catalogs.get(session)
        if not await BookingService(session, catalog, context.clock).expire_hold(booking):
            return
        payments = PaymentService(session, catalog, context.clock, context.daraja_settings)
        await payments.withdraw(booking)
        held = await booking_facts(session, booking)
        if held.conversation_id is None:
            return
        status = await payments.status_of(booking)
        response = news.HOLD_EXPIRED_WHILE_PAYING if status.is_open else news.HOLD_EXPIRED
        await Outbox(session, catalog, context.texts).say(
            held.conversation_id,
            Utterance(response, held.variables(context.public_url)),
            idempotency_key=f"booking:{booking}:hold_expired",
        )
