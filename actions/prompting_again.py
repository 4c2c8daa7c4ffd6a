"""Paying once more after a payment failed, also when what it was for is no longer held."""

from datetime import timedelta
from typing import Final

from rasa_sdk.events import EventType, SlotSet

from actions.base import Desk
from actions.cues import says
from actions.earlier_bookings import wishes_of
from actions.paying import to_be_paid
from core.booking.details import BookingDetails

_REMEMBERED: Final = timedelta(days=1)


async def wants_prompt_again(desk: Desk) -> bool:
    """Whether "try again" or "send it again" is about a payment that was asked for before."""
    is_other_matter = desk.loop or desk.slots.get("awaiting") in ("cancellation", "move")
    is_meant = says(desk.heard, "trying_again") and not says(desk.heard, "not_paying")
    if is_other_matter or not is_meant:
        return False
    booking = await to_be_paid(desk) or await lapsed(desk)
    if booking is None:
        return False
    status = await desk.payments.status_of(booking.id)
    return status.last is not None and status.due_minor > 0


async def lapsed(desk: Desk) -> BookingDetails | None:
    """What the contact held until lately and did not pay in time, if it is still to come."""
    contact = await desk.contact()
    return await desk.bookings.lapsed_of(contact.id, since=desk.clock() - _REMEMBERED)


def held_anew(desk: Desk, booking: BookingDetails) -> list[EventType]:
    """The slots with which the same is held once more, in a dialogue that knows nothing of it."""
    local = booking.starts_at.astimezone(desk.catalog.zone)
    wishes = {
        **wishes_of(desk, booking),
        "date": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M}",
        "nights": desk.bookings.request_of(booking).nights,
        "name": booking.contact_name,
        "notes": dict(booking.fields),
    }
    return [SlotSet("held_booking", None), *(SlotSet(*each) for each in wishes.items())]
