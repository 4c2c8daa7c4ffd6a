"""Saying that something was understood while something else was asked for."""

from actions.base import Desk
from actions.catalog_names import service_of, services_of, staff_of
from actions.hearing import Heard
from actions.openings import OpeningFinder
from actions.saying import day, instant
from actions.wishes import ANYONE, Wishes

_PERSON = {"staff", "anyone"}
_NO_PERSON = {"service", "date", "time", "datetime", "date_range", "time_range"}


def say_stranger(desk: Desk, wishes: Wishes, heard: Heard) -> None:
    """Say that somebody who is wanted is not of the staff, where any are chosen among."""
    services = services_of(desk.catalog, wishes.services)
    is_chosen = bool(desk.catalog.staff) and (not services or any(each.staff for each in services))
    if heard.stranger and is_chosen and not heard.count_of("party_size"):
        desk.say("utter_not_of_the_staff")


def note_person(desk: Desk, wishes: Wishes, heard: Heard) -> None:
    """Say that a person was understood, where something else was asked for."""
    asked, values = desk.slots.get("requested_slot"), heard.values
    is_aside = desk.loop and asked not in (None, "staff")
    if not is_aside or not _PERSON & values.keys() or _NO_PERSON & values.keys():
        return
    member = staff_of(desk.catalog, wishes.staff)
    if member is not None:
        desk.say("utter_staff_noted", staff=member.name)
    elif wishes.staff == ANYONE:
        desk.say("utter_anyone_noted")


def note_time(desk: Desk, wishes: Wishes) -> None:
    """Say the new time, where it was changed instead of answering a question after it."""
    known = Wishes.from_slots(desk.slots)
    is_after = desk.loop and desk.slots.get("requested_slot") in ("name", "notes")
    is_moved = (known.date, known.time) != (wishes.date, wishes.time)
    service = service_of(desk.catalog, wishes.service)
    if is_after and is_moved and known.date and service is not None:
        starts_at = OpeningFinder(desk, service, wishes).wished_start()
        said = day(starts_at.date()) if service.is_stay else instant(starts_at)
        desk.say("utter_time_noted", starts_at=said)
