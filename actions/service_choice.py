"""What is offered to somebody who has not said what to book, and what of his wishes is noted."""

from collections.abc import Callable, Sequence

from actions.base import Desk
from actions.catalog_names import service_buttons, services_of_kind, staff_of
from actions.elsewhere import Asked
from actions.hearing import Heard
from actions.saying import Variable, clock_time, day, words
from actions.wishes import MEETING, Wishes
from core.catalog.snapshot import CatalogService, CatalogSnapshot


def offered_services(catalog: CatalogSnapshot, wishes: Wishes) -> Sequence[CatalogService]:
    """The services to choose among: those of the person who is wished for, else all."""
    offered = services_of_kind(catalog, wishes.kind)
    member = staff_of(catalog, wishes.staff)
    return [each for each in offered if member in each.staff] or offered


def offer_services(desk: Desk, wishes: Wishes, heard: Heard) -> Asked:
    """Ask what is to be booked; the day and time that the message said are noted first."""
    if heard.not_offered:
        desk.say("utter_not_offered")
    noted = _when_noted(wishes)
    if noted is not None and noted != _when_noted(Wishes.from_slots(desk.slots)):
        desk.say("utter_time_noted", starts_at=noted)
    offered = offered_services(desk.catalog, wishes)
    buttons = service_buttons(desk, offered, "inform")
    member = staff_of(desk.catalog, wishes.staff)
    if wishes.kind == MEETING:
        desk.say("utter_offer_meetings", buttons=buttons)
    elif member is not None and all(member in each.staff for each in offered):
        desk.say("utter_offer_services_of_staff", buttons=buttons, staff=member.name)
    else:
        desk.say("utter_offer_services", buttons=buttons)
    return Asked("service", wishes)


def _when_noted(wishes: Wishes) -> Variable | None:
    """The wished day or days with the time of day, in words; None where nothing is wished."""
    parts = [
        _said(wishes.date, wishes.date_range, day),
        _said(wishes.time, wishes.time_range, clock_time),
    ]
    if None in parts:
        return parts[0] or parts[1]
    return words("part_of_day", day=parts[0], part=parts[1])


def _said(
    one: str | None, ends: Sequence[str] | None, say: Callable[[str], Variable]
) -> Variable | None:
    if one or not ends:
        return say(one) if one else None
    return words("part_from_to", first=say(ends[0]), last=say(ends[1]))
