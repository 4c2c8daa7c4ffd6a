"""Changing a booking: what of the one that is being made, or rather one that stands."""

from actions.base import Desk
from actions.catalog_names import service_of
from actions.corrections import heard_at_summary
from actions.cues import says
from actions.forgetting import held_booking
from actions.hearing import Heard
from actions.saying import button, words
from actions.wishes import Wishes


def say_what_to_change(desk: Desk) -> None:
    """Ask what should change; the answer is a button with the entity `change`."""
    service = service_of(desk.catalog, desk.slots.get("service"))
    buttons = [
        button(words("button_when"), "inform", change="when"),
        button(words("button_service"), "inform", change="service"),
    ]
    if service and len(service.staff) > 1:
        buttons.append(button(words("button_person"), "inform", change="staff"))
    buttons.append(button(words("button_name"), "inform", change="name"))
    desk.say("utter_what_to_change", buttons=buttons)


def change_wanted(desk: Desk, heard: Heard) -> str | None:
    """What of the booking at hand is to be chosen anew: by a button, or the name in words."""
    is_waiting = desk.slots.get("awaiting") == "payment"
    is_said = heard.concerns_booking or heard.text_of("name")
    if is_waiting and says(heard, "renaming") and not is_said:
        return "name"
    return heard.text_of("change")


def is_another(heard: Heard) -> bool:
    """Whether one more booking is wanted: "another one", but not in place of one that stands."""
    if not says(heard, "another_booking"):
        return False
    return not (says(heard, "in_its_place") or says(heard, "moving"))


async def moves_instead(desk: Desk) -> bool:
    """Whether a wish to book speaks of moving, and there is a booking that can be moved."""
    heard = desk.heard
    if heard.ids("service") or desk.slots.get("service"):
        return False
    if is_another(heard):
        return False
    if says(heard, "mistaken"):
        booked = await held_booking(desk)
        if booked is not None and booked.status == "confirmed":
            return True
    is_move = says(heard, "moving") or says(heard, "in_its_place")
    if not is_move and heard.intent != "reschedule_booking":
        return False
    contact = await desk.contact()
    return bool(await desk.bookings.upcoming_of(contact.id))


def wants_another(desk: Desk) -> bool:
    """Whether the answer to the summary names anything else than is held."""
    if desk.slots.get("awaiting") != "payment":
        return False
    known = Wishes.from_slots(desk.slots)
    wished = known.with_heard(heard_at_summary(desk))
    return known != wished
