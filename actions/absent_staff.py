"""A day on which the one who is wanted does not work, though the business is open."""

from collections.abc import Sequence
from datetime import date

from actions.base import Desk
from actions.openings import OpeningFinder
from actions.saying import button, day, words
from core.booking.requests import Opening
from core.catalog.snapshot import CatalogResource, CatalogService


def says_absent(
    desk: Desk,
    finder: OpeningFinder,
    service: CatalogService,
    *,
    staff: Sequence[CatalogResource],
    on_date: str,
    nearest: Sequence[Opening],
) -> bool:
    """Say who is not there that day, with his nearest openings and whoever else there is."""
    absent = next((each for each in staff if not _is_there(desk, each, on_date)), None)
    if absent is None or desk.catalog.hours.closed_because(
        absent.branch_id, date.fromisoformat(on_date)
    ):
        return False
    others = [each for each in service.staff if each.id != absent.id]
    buttons = finder.moment_buttons(nearest)
    if any(_is_there(desk, each, on_date) for each in others):
        buttons.append(button(words("button_anyone"), "inform", anyone=True, date=on_date))
    desk.say("utter_staff_not_there", buttons=buttons, staff=absent.name, date=day(on_date))
    return True


def _is_there(desk: Desk, member: CatalogResource, on_date: str) -> bool:
    return desk.catalog.hours.is_open_on(member.id, date.fromisoformat(on_date))
