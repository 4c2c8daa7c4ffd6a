"""Letting go of the booking that was being made."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rasa_sdk.events import EventType, SlotSet

from actions.base import Desk
from core.booking.details import BookingDetails
from core.booking.errors import BookingNotFound
from core.kit.ids import BookingId

_OF_ONE_BOOKING = (
    "service", "more_services", "by_person", "staff", "date", "time", "date_range", "time_range",
    "nights", "until", "party_size", "in_turn", "notes", "kind", "offer", "held_booking", "booking",
    "awaiting", "cancel_rest", "phone", "asked_about", "asked_with",
)  # fmt: skip


def forget_all(slots: Mapping[str, Any]) -> list[EventType]:
    """The slots of one booking, emptied; who the contact is stays known, but no guest's name."""
    whose = ("name", "is_guest") if slots.get("is_guest") else ()
    return [SlotSet(name, None) for name in (*_OF_ONE_BOOKING, *whose)]


async def held_booking(desk: Desk) -> BookingDetails | None:
    """The booking this dialogue held last, whatever became of it."""
    held = desk.slots.get("held_booking")
    if not held:
        return None
    contact = await desk.contact()
    try:
        return await desk.bookings.get(BookingId(UUID(held)), contact_id=contact.id)
    except BookingNotFound:
        return None


async def let_go_of_hold(desk: Desk) -> bool:
    """Release what this dialogue holds; False when nothing is held any more."""
    booking = await held_booking(desk)
    if booking is None or booking.status != "held":
        return False
    await desk.payments.withdraw(booking.id)
    await desk.bookings.release(booking.id)
    return True
