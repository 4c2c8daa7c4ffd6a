"""People who come together: how many one booking takes, and whether they are served in turn."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from actions.base import Desk
from actions.catalog_names import service_of, services_of
from actions.elsewhere import Asked
from actions.openings import OpeningFinder, people_at_once
from actions.saying import Variable, button, instant, together, words
from actions.wishes import Wishes
from core.booking.parties import is_for_one
from core.booking.requests import Opening
from core.catalog.snapshot import CatalogService

IN_TURN: Final[dict[str, Any]] = {"in_turn": True}
"""What a plain "yes" accepts."""
MOST_TOGETHER = 6


def asked_of_party(desk: Desk, wishes: Wishes) -> Asked | None:
    """What is asked of how many come and whose the services are; None when that is settled."""
    services = services_of(desk.catalog, wishes.services)
    if wishes.party_size is None:
        return Asked("party_size", wishes) if _asks_how_many(desk, services, wishes) else None
    if any(says_party_refused(desk, each, wishes) for each in services):
        desk.say("utter_how_many_people")
        return Asked("party_size", replace(wishes, party_size=None, in_turn=None))
    if asks_in_turn(desk, services, wishes):
        return Asked("in_turn", wishes, dict(IN_TURN))
    return None


def _asks_how_many(desk: Desk, services: Sequence[CatalogService], wishes: Wishes) -> bool:
    if asks_whose(desk, services, wishes):
        return True
    is_open = any(each.max_party > 1 for each in services)
    if is_open:
        desk.say("utter_how_many_people")
    return is_open


def says_party_refused(desk: Desk, service: CatalogService, wishes: Wishes) -> bool:
    """Say that a service does not take so many in one booking, where that is so."""
    party = wishes.party_size or 1
    if wishes.persons and not is_for_one(service):
        party = sum(str(service.id) in own for own in wishes.persons)
    most = MOST_TOGETHER if is_for_one(service) else service.max_party
    if service.min_party <= party <= most:
        return False
    if is_for_one(service):
        desk.say("utter_party_too_large")
        return True
    name = service.name_in(desk.language)
    if party < service.min_party:
        desk.say("utter_party_size_least", min_party=service.min_party, service=name)
    else:
        response = "utter_party_size_one" if most == 1 else "utter_party_size_range"
        desk.say(response, max_party=most, service=name)
    return True


def asks_whose(desk: Desk, services: Sequence[CatalogService], wishes: Wishes) -> bool:
    """Ask whether all services are for one person, where each of two may have their own."""
    if wishes.may_be_of_persons:
        names = [each.name_in(desk.language) for each in services]
        desk.say("utter_one_person_or_two", services=together(names))
    return wishes.may_be_of_persons


def asks_in_turn(desk: Desk, services: Sequence[CatalogService], wishes: Wishes) -> bool:
    """Ask whether they may be served in turn, where the business cannot serve all at once."""
    alone = [each for each in services if wishes.persons or is_for_one(each)]
    party, at_once = wishes.party_size or 1, people_at_once(desk.catalog, wishes)
    if not alone or at_once >= party or wishes.in_turn or not at_once:
        return False
    if alone[0].is_stay:
        desk.say("utter_party_too_large")
        return True
    name = _said(desk, services, wishes)
    desk.say("utter_offer_in_turn", service=name, at_once=at_once, party_size=party)
    return True


async def offers_in_turn(
    desk: Desk, wishes: Wishes, finder: OpeningFinder, openings: Sequence[Opening]
) -> bool:
    """Offer a time at which not all can be served at once to be served in turn from then on."""
    services = services_of(desk.catalog, wishes.services)
    service = service_of(desk.catalog, wishes.service)
    at_once = people_at_once(desk.catalog, wishes)
    if service is None or service.is_stay or at_once < 2 or wishes.in_turn:
        return False
    in_turn = OpeningFinder(desk, service, replace(wishes, **IN_TURN), replacing=finder.replacing)
    if (await in_turn.check()).refusal is not None:
        return False
    desk.say(
        "utter_not_all_at_once",
        buttons=[
            button(words("button_in_turn"), "inform", **IN_TURN),
            *finder.moment_buttons(openings),
        ],
        starts_at=instant(finder.wished_start()),
        party_size=wishes.party_size,
        service=_said(desk, services, wishes),
    )
    return True


def _said(desk: Desk, services: Sequence[CatalogService], wishes: Wishes) -> Variable:
    """What cannot be had by all at once: all of it where each has services of their own."""
    names = [each.name_in(desk.language) for each in services if wishes.persons or is_for_one(each)]
    return together(names) if wishes.persons else names[0]
