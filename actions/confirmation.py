"""Confirming what needs no payment: booked at once, and the business is told."""

from actions.base import Desk
from core.booking.details import BookingDetails
from core.conversations.outbox import Outbox
from core.conversations.utterances import Utterance
from core.notifications.staff import StaffNotices
from core.workflows.booking_facts import booking_facts
from core.workflows.payment_news import STAFF_BOOKING_CONFIRMED


async def confirm_unpaid(desk: Desk, booking: BookingDetails) -> None:
    """Confirm a booking on which nothing is due now, and tell its staff."""
    await desk.bookings.confirm(booking.id)
    facts = await booking_facts(desk.session, booking.id)
    outbox = Outbox(desk.session, desk.catalog, desk.texts)
    notices = StaffNotices(
        desk.session, outbox, desk.catalog.settings.staff_notices, desk.catalog.country
    )
    variables = facts.variables(desk.public_url) | {"receipt": ""}
    await notices.tell(booking.id, "confirmed", Utterance(STAFF_BOOKING_CONFIRMED, variables))
