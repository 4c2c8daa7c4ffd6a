"""What a contact booked before, wished once more."""

from dataclasses import replace
from typing import Any

from actions.base import Desk
from actions.cues import says
from actions.wishes import Wishes
from core.booking.details import BookingDetails


async def as_before(desk: Desk, wishes: Wishes) -> Wishes:
    """The wishes with what the contact booked last, where the message refers to that.

    "Another one" is of the same day as well, unless another is said.
    """
    is_another = says(desk.heard, "another_one")
    if desk.heard.services or wishes.service or not (is_another or says(desk.heard, "as_before")):
        return wishes
    contact = await desk.contact()
    last = await desk.bookings.last_of(contact.id)
    if last is None:
        return wishes
    before = wishes_of(desk, last)
    kept = {name: value for name in ("staff", "party_size") if (value := getattr(wishes, name))}
    day = wishes.date or (_coming_day(desk, last) if is_another else None)
    return replace(wishes, **(before | kept), date=day)


def wishes_of(desk: Desk, booking: BookingDetails) -> dict[str, Any]:
    """What was wished of a booking, when it should be aside."""
    first, *more = dict.fromkeys(str(each) for each in booking.service_ids)
    staff = desk.catalog.staff_among(booking.resource_ids)
    return {
        "service": first,
        "more_services": more or None,
        "by_person": _by_person(booking),
        "staff": str(staff[0].id) if len(staff) == 1 else None,
        "party_size": booking.party_size,
    }


def _by_person(booking: BookingDetails) -> list[list[str]] | None:
    persons = dict.fromkeys(each.person for each in booking.items if each.person)
    found = [
        [str(each.service_id) for each in booking.items if each.person == one] for one in persons
    ]
    return found or None


def _coming_day(desk: Desk, booking: BookingDetails) -> str | None:
    if booking.starts_at < desk.clock():
        return None
    return f"{booking.starts_at.astimezone(desk.catalog.zone):%Y-%m-%d}"
