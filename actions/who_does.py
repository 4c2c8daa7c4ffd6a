"""Who does what is being booked, or what was booked in this dialogue."""

from actions.base import Desk
from actions.catalog_names import services_of, staff_of
from actions.cues import says
from actions.forgetting import held_booking
from actions.hearing import Heard
from actions.saying import together
from actions.topics import topic_of
from actions.wishes import Wishes
from core.catalog.snapshot import CatalogResource


def asks_who(desk: Desk) -> bool:
    """Whether it is asked who does it, in the middle of a booking: "with whom?"."""
    heard = desk.heard
    is_booking = bool(desk.loop or desk.slots.get("awaiting")) and bool(desk.slots.get("service"))
    is_bare = not heard.is_button and not heard.concerns_booking
    return is_booking and is_bare and topic_of(heard.text) == "staff"


def asks_number(heard: Heard) -> bool:
    """Whether it is asked how to call one of the staff; a day or a service beside it books."""
    is_named = bool(heard.ids("staff")) and says(heard, "asking_number")
    others = ("service", "date", "time", "datetime")
    return is_named and not any(name in heard.values for name in others)


async def says_who(desk: Desk) -> bool:
    """Say who does it, where that is settled already and no other service is asked about."""
    wishes = Wishes.from_slots(desk.slots)
    services = services_of(desk.catalog, wishes.services)
    staff = await _settled(desk, wishes)
    if not staff or not services or set(desk.heard.services) - set(wishes.services):
        return False
    desk.say(
        "utter_done_by",
        service=together([each.name_in(desk.language) for each in services]),
        staff=together([each.name for each in staff]),
    )
    return True


async def _settled(desk: Desk, wishes: Wishes) -> list[CatalogResource]:
    booking = None if desk.loop else await held_booking(desk)
    if booking is not None and booking.status in ("held", "confirmed"):
        return list(desk.catalog.staff_among(booking.resource_ids))
    chosen = staff_of(desk.catalog, wishes.staff)
    return [chosen] if chosen is not None else []
