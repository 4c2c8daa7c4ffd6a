"""What a question was about: what somebody who wants to book right after it means to book."""

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.base import Desk
from actions.catalog_names import services_of, services_of_kind
from actions.cues import says
from actions.hearing import Heard
from actions.last_said import last_replies
from actions.wishes import Wishes

_DAYS = frozenset({"date", "date_range", "datetime"})
_TIMES = frozenset({"time", "time_range"})
_MOST_WORDS = 4
_OF_PRICES = frozenset(
    {
        "utter_price", "utter_price_per_person", "utter_price_per_night", "utter_price_free",
        "utter_prices",
    }
)  # fmt: skip
_KEPT = _DAYS | _TIMES | {"party_size", "nights", "staff"}


def asked_about(desk: Desk) -> list[EventType]:
    """The services a question names, and what it says of people and days."""
    named = desk.heard.services
    if not named:
        return []
    # In the middle of a booking, a question about another day does not move it.
    is_free = desk.loop is None and not desk.slots.get("awaiting")
    said = _said_of_them(desk.heard) if is_free else None
    return [SlotSet("asked_about", named), SlotSet("asked_with", said)]


def _said_of_them(heard: Heard) -> dict[str, Any] | None:
    said = {key: value for key, value in heard.values.items() if key in _KEPT}
    if heard.count_of("party_size") == 1:
        # "How much for one person" asks for the price of one, however many come.
        del said["party_size"]
    return said or None


def with_asked_about(desk: Desk, wishes: Wishes) -> Wishes:
    """Who asks what something costs and then wants to book means that, unless he names another."""
    fit = services_of_kind(desk.catalog, wishes.kind)
    asked = services_of(desk.catalog, _all_asked(desk) or desk.slots.get("asked_about") or ())
    ids = [str(each.id) for each in asked if each in fit]
    named = desk.heard.ids("service") or wishes.services
    if ids and {*named} <= {*ids}:
        wishes = _with_what_was_said(desk, wishes)
    if named or not ids:
        return wishes
    return replace(wishes, service=ids[0], more_services=ids[1:] or None)


def _all_asked(desk: Desk) -> list[str]:
    """All that was asked about, one after the other, of who now wants "both" or "zote mbili"."""
    if not says(desk.heard, "all_of_them"):
        return []
    asked: dict[str, None] = {}
    for event in desk.tracker.events:
        if event["event"] == "slot" and event["name"] == "asked_about":
            asked = asked | dict.fromkeys(event["value"]) if event["value"] else {}
    return list(asked)


def _with_what_was_said(desk: Desk, wishes: Wishes) -> Wishes:
    """The wishes with how many, with whom and when the question said, unless that is said anew."""
    said = desk.heard.values.keys() | desk.heard.ambiguous.keys()
    anew = said | (_DAYS if said & _DAYS else set()) | (_TIMES if said & _TIMES else set())
    if "anyone" in said:
        anew |= {"staff"}
    kept = {
        key: value for key, value in (desk.slots.get("asked_with") or {}).items() if key not in anew
    }
    return wishes.with_heard(Heard("", "", values=kept))


def is_price_follow_up(desk: Desk) -> bool:
    """Whether a service is named in a bare question right after a price was told: "na miguu?"."""
    heard = desk.heard
    is_bare = "?" in heard.text and not heard.is_button and len(heard.text.split()) <= _MOST_WORDS
    if not is_bare or not heard.services or _KEPT & heard.values.keys():
        return False
    return any(each.response in _OF_PRICES for each in last_replies(desk))
