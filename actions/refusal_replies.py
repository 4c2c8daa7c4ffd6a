"""Saying why a wished time cannot be had, with openings that can."""

from collections.abc import Sequence
from typing import Any

from actions.base import Desk
from actions.hearing import Heard
from actions.openings import OpeningFinder
from actions.refusals import variables_of
from actions.saying import day, instant, together
from core.booking.errors import OutsideHours
from core.booking.requests import Opening
from core.catalog.snapshot import CatalogService
from core.kit.errors import CoreError


def say_nobody_called_so(desk: Desk) -> None:
    """Say that somebody who is wanted is not of the staff, and who is."""
    desk.say("utter_not_of_the_staff")
    desk.say("utter_staff", staff=together([each.name for each in desk.catalog.staff]))


def impossible_day(heard: Heard) -> str:
    """What is said of a day that its month does not have, or that is over."""
    return "utter_no_such_day" if heard.is_no_day else "utter_date_has_passed"


def say_refused_time(
    desk: Desk,
    service: CatalogService,
    refusal: CoreError,
    finder: OpeningFinder,
    openings: Sequence[Opening],
) -> None:
    """Utter the refusal; its nearest openings are buttons."""
    wished = finder.wished_start()
    facts: dict[str, Any] = {
        **variables_of(refusal),
        "service": service.name_in(desk.language),
        "starts_at": day(wished.date()) if service.is_stay else instant(wished),
        "date": day(wished.date()),
    }
    response = f"utter_{refusal.code}"
    because = refusal.because if isinstance(refusal, OutsideHours) else None
    if because is not None:
        response = "utter_closed_on_date"
        if because.cause == "holiday" and because.name:
            response, facts["holiday"] = "utter_closed_for_holiday", because.name
    if openings:
        desk.say(response, buttons=finder.moment_buttons(openings), **facts)
    else:
        desk.say("utter_no_openings", **facts)
