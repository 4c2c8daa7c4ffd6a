"""Looking elsewhere than at what was offered: soonest, sooner, later, others, any, a day on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from actions.base import Desk
from actions.catalog_names import services_of
from actions.cues import says
from actions.hearing import Heard
from actions.last_said import last_replies
from actions.openings import MOST_BUTTONS, OpeningFinder, spread
from actions.saying import day, instant, together
from actions.wishes import Wishes, day_after
from core.booking.requests import Opening

_WHEN = {"date", "time", "datetime", "date_range", "time_range"}
_LOOKS = ("inform", "ask_availability", "book_service", "book_meeting", "reschedule_booking")
_NEAR = timedelta(days=3)
_FAR = timedelta(days=21)
_MOST_SEARCHED = 300
_FEW = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """The slot that was asked for (None: nothing is missing), and the wishes after asking."""

    slot: str | None
    wishes: Wishes
    offer: dict[str, Any] | None = None


def looks_elsewhere(desk: Desk, heard: Heard) -> bool:
    """Whether the message says no moment of its own, but which way to look from those offered."""
    return _direction(desk, heard) is not None or _day_off(heard) is not None


def with_day_off(desk: Desk, wishes: Wishes, heard: Heard, *, present: str | None = None) -> Wishes:
    """The wishes for the day after, or before, the one talked about, else the present one."""
    days, offer = _day_off(heard), desk.slots.get("offer") or {}
    on_date = wishes.date or offer.get("date") or present
    if days is None or not on_date:
        return wishes
    return replace(wishes, date=day_after(on_date, days), date_range=None)


def _day_off(heard: Heard) -> int | None:
    if heard.is_button or _WHEN & (heard.values.keys() | heard.ambiguous.keys()):
        return None
    if says(heard, "day_after"):
        return 1
    return -1 if says(heard, "day_before") else None


def _direction(desk: Desk, heard: Heard) -> str | None:
    """Where to look: soonest, sooner, later, others or any; None when nothing is said of that."""
    if heard.is_button or _day_off(heard) is not None:
        return None
    moments = _WHEN & (heard.values.keys() | heard.ambiguous.keys())
    if heard.values.get("soonest") and not moments - {"date", "date_range"}:
        return "soonest"
    is_asked = desk.slots.get("requested_slot") in ("date", "time")
    if is_asked and heard.intent in (*_LOOKS, "affirm") and _is_any(heard, moments):
        return "any"
    return None if moments else _away(heard, is_asked=is_asked)


def _away(heard: Heard, *, is_asked: bool) -> str | None:
    """Sooner or later than, or other than, what is on the table."""
    is_refused = heard.intent in ("deny", "cancel_booking") and not says(heard, "canceling")
    if is_asked and (heard.intent in _LOOKS or is_refused) and says(heard, "others"):
        return "others"
    if is_asked and heard.intent == "deny" and says(heard, "offered"):
        return None if says(heard, "giving_up") else "others"
    if heard.intent in _LOOKS and says(heard, "sooner"):
        return "sooner"
    return "later" if heard.intent in _LOOKS and says(heard, "later_on") else None


def _is_any(heard: Heard, moments: set[str]) -> bool:
    whole_day = heard.values.get("time_range") == ["00:00", "23:59"]
    return (moments == {"time_range"} and whole_day) or (not moments and says(heard, "any"))


class Elsewhere:
    """Offers other openings than those that were seen last."""

    def __init__(self, desk: Desk, heard: Heard, wishes: Wishes, finder: OpeningFinder) -> None:
        self._desk, self._heard, self._wishes, self._finder = desk, heard, wishes, finder
        self._seen = offered_moments(desk)

    async def ask(self, present: datetime | None = None) -> Asked | None:
        """Offer what the message looks for; None when it looks nowhere else.

        `present` is the moment of the booking that is to be moved.
        """
        if self._wishes.date and self._wishes.time:
            present = self._finder.wished_start()
        if present is not None and (moved := self._by_duration(present)) is not None:
            return moved
        direction = _direction(self._desk, self._heard)
        if direction in ("sooner", "later"):
            return await (self._sooner(present) if direction == "sooner" else self._later(present))
        asks = {"soonest": self._soonest, "any": self._any, "others": self._others}
        return await asks[direction]() if direction else None

    def _by_duration(self, present: datetime) -> Asked | None:
        """ "Half an hour later" than the present moment, to be checked like any other."""
        minutes = self._heard.count_of("duration")
        direction = _direction(self._desk, self._heard)
        if not minutes or direction not in ("sooner", "later"):
            return None
        moved = present + timedelta(minutes=minutes if direction == "later" else -minutes)
        wished: dict[str, Any] = {
            "date": f"{moved:%Y-%m-%d}",
            "time": f"{moved:%H:%M}",
            "time_range": None,
        }
        return Asked(None, replace(self._wishes, **wished))

    async def _soonest(self) -> Asked | None:
        if self._wishes.date:
            found = await self._finder.on_day()
        else:
            now = self._desk.clock()
            found = await self._finder.between(now, now + _FAR, limit=_MOST_SEARCHED)
        return self._offer("utter_offer_soonest", found[:_FEW]) if found else None

    async def _any(self) -> Asked | None:
        """Take the first opening of the day, as any will do; without a day, offer the soonest."""
        if not self._wishes.date:
            return await self._soonest()
        self._wishes = replace(self._wishes, time=None, time_range=None)
        openings = await self._finder.on_day()
        if not openings:
            return None
        first = self._finder.offer_slot(openings[:1]) or {}
        self._desk.say("utter_time_noted", starts_at=instant(openings[0].starts_at))
        return Asked(None, replace(self._wishes, **first))

    async def _others(self) -> Asked | None:
        on_date = self._wishes.date
        if (
            on_date
            and self._seen
            and all(each.date().isoformat() == on_date for each in self._seen)
        ):
            left = await self._finder.unseen(self._seen)
            if left:
                self._desk.say(
                    "utter_offer_others",
                    buttons=self._finder.time_buttons(spread(left, MOST_BUTTONS)),
                    service=self._service(), date=day(on_date),
                )  # fmt: skip
                return Asked("time", replace(self._wishes, time=None))
        days = _offered_days(self._desk)
        first = max(days) if days else None
        self._wishes = replace(self._wishes, date=None, time=None, time_range=None)
        if first is not None:
            last = first + _FAR
            self._wishes = replace(
                self._wishes, date_range=[day_after(first.isoformat()), last.isoformat()]
            )
        return Asked("date", self._wishes)

    async def _sooner(self, present: datetime | None) -> Asked | None:
        first = present or min(self._seen, default=None)
        if first is None:
            return await self._soonest()
        found = await self._finder.between(
            first - _NEAR, first - timedelta(minutes=1), limit=_MOST_SEARCHED
        )
        return self._offer_or_stay("utter_offer_sooner", "utter_nothing_sooner", found[-_FEW:])

    async def _later(self, present: datetime | None) -> Asked | None:
        last = present or max(self._seen, default=None)
        if last is None:
            return None
        found = await self._finder.between(last + timedelta(minutes=1), last + _FAR, limit=_FEW)
        return self._offer_or_stay("utter_offer_later", "utter_nothing_later", found)

    def _offer_or_stay(
        self, response: str, otherwise: str, found: Sequence[Opening]
    ) -> Asked | None:
        if found:
            return self._offer(response, found)
        self._desk.say(otherwise, service=self._service())
        return None

    def _offer(self, response: str, found: Sequence[Opening]) -> Asked:
        self._desk.say(
            response, buttons=self._finder.moment_buttons(found), service=self._service()
        )
        wishes = replace(self._wishes, time=None)
        slot = "time" if wishes.date else "date"
        return Asked(slot, wishes, self._finder.offer_slot(found))

    def _service(self) -> Any:
        services = services_of(self._desk.catalog, self._wishes.services)
        return together([each.name_in(self._desk.language) for each in services])


def offered_moments(desk: Desk) -> list[datetime]:
    """The openings that the contact saw last."""
    return [
        datetime.fromisoformat(f"{each['date']}T{each['time']}").replace(tzinfo=desk.catalog.zone)
        for each in _offered(desk)
        if {"date", "time"} <= each.keys()
    ]


def _offered_days(desk: Desk) -> list[date]:
    return [date.fromisoformat(each["date"]) for each in _offered(desk) if "date" in each]


def _offered(desk: Desk) -> list[dict[str, Any]]:
    found = []
    for reply in last_replies(desk):
        for each in reply.buttons:
            _, brace, rest = str(each.get("payload") or "").partition("{")
            found.append(json.loads(brace + rest) if brace else {})
    return found
