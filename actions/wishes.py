"""What the contact wants booked, as far as it was said; the same names as the form's slots."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any, Self

from rasa_sdk.events import EventType, SlotSet

from actions import names
from actions.cues import says
from actions.hearing import Heard

ANYONE = "anyone"
MEETING = "meeting"
_ANOTHER_TIME = 7
"""So many days behind the next such weekday, the day talked about lies in a week of its own."""
_CLEARED_BY = {
    "when": ("date", "time", "date_range", "time_range", "until", "open_days"),
    "service": ("service", "more_services", "by_person", "staff", "party_size", "in_turn", "notes"),
    "staff": ("staff",),
    "name": ("name", "is_guest"),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """Service and staff are ids, dates and times local wall time.

    `by_person` are the services of each of a party, where they have their own; with no party size
    they may as well all be one person's. `is_guest`: the name
    is not the contact's, but of somebody else whom it is for. `until`: the last day of a stay
    whose first is not known yet. `open_days`: the days one of which is meant, until it is told.
    """

    service: str | None = None
    more_services: list[str] | None = None
    by_person: list[list[str]] | None = None
    staff: str | None = None
    date: str | None = None
    time: str | None = None
    date_range: list[str] | None = None
    time_range: list[str] | None = None
    open_days: list[str] | None = None
    nights: int | None = None
    until: Mapping[str, Any] | None = None
    party_size: int | None = None
    in_turn: bool | None = None
    name: str | None = None
    is_guest: bool | None = None
    notes: Mapping[str, Any] | None = None
    kind: str | None = None

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Self:
        """The wishes that the dialogue remembers."""
        return cls(**{field.name: slots.get(field.name) for field in fields(cls)})

    def slot_events(self, before: "Wishes") -> list[EventType]:
        """The slots to set so that the dialogue remembers these wishes instead of those."""
        return [
            SlotSet(field.name, getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(before, field.name)
        ]

    @property
    def form(self) -> str:
        """The form that asks for what is missing."""
        return names.MEETING_FORM if self.kind == MEETING else names.BOOKING_FORM

    @property
    def services(self) -> list[str]:
        """All services that are to be booked together, in the order they were said."""
        return [self.service, *(self.more_services or ())] if self.service else []

    @property
    def persons(self) -> list[list[str]]:
        """The services of each of the party; empty where all have the same."""
        own = self.by_person or []
        is_meant = len(own) == self.party_size and {*chain(*own)} == {*self.services}
        return own if is_meant and len(own) > 1 else []

    @property
    def may_be_of_persons(self) -> bool:
        """Whether it is open if all services are one person's, or each of two has their own."""
        own = self.by_person or []
        is_meant = len(own) == 2 and {*chain(*own)} == {*self.services}
        return is_meant and self.party_size is None

    def with_heard(self, heard: Heard) -> Self:
        """These wishes with everything that a message said plainly; later words win."""
        return self._with_people(heard)._with_days(heard)._with_times(heard)

    def without(self, part: str) -> Self:
        """The wishes with one part to be chosen anew: when, service or staff."""
        return replace(self, **dict.fromkeys(_CLEARED_BY.get(part, ())))

    def anew(self, kind: str | None) -> Self:
        """Nothing wished yet; what the contact is called stays known, a guest's name does not."""
        return type(self)(name=None if self.is_guest else self.name, kind=kind)

    def without_time(self) -> Self:
        """The same on the same day, at a time to be chosen."""
        return replace(self, time=None)

    def _with_people(self, heard: Heard) -> Self:
        services, staff = self._services_after(heard), heard.ids("staff")
        changes: dict[str, Any] = {}
        if services != self.services:
            changes["service"], changes["more_services"] = services[0], services[1:] or None
        if len(staff) == 1:
            changes["staff"] = staff[0]
        elif heard.values.get("anyone"):
            changes["staff"] = ANYONE
        for entity in ("party_size", "nights"):
            count = heard.count_of(entity)
            if count is not None and count > 0:
                changes[entity] = count
        if "party_size" not in changes and (own := heard.own_people) is not None:
            changes["party_size"] = own
        if isinstance(heard.values.get("until"), Mapping):
            changes["until"], changes["nights"] = heard.values["until"], None
        if self.party_size and "party_size" in changes and says(heard, "more_people"):
            changes["party_size"] += self.party_size
        changes |= self._persons_after(heard, services)
        if changes.get("party_size", self.party_size) != self.party_size:
            changes["in_turn"] = None
        if heard.values.get("in_turn") or says(heard, "in_turn"):
            changes["in_turn"] = True
        name = heard.text_of("name")
        if name:
            changes["name"], changes["is_guest"] = name, bool(heard.values.get("is_guest")) or None
        return replace(self, **changes)

    def _persons_after(self, heard: Heard, services: list[str]) -> dict[str, Any]:
        """Who has which services: as heard, or as before without what is left out.

        What comes on top is for the one named first, unless it is said to be for somebody else.
        Other services are for all of the party.
        """
        if heard.by_person and services == heard.services:
            return {"by_person": heard.by_person}
        if (told := self._open_persons_after(heard, services)) is not None:
            return told
        added = [each for each in services if each not in self.services]
        is_alone = self.party_size in (None, 1) and len(added) < len(services)
        if is_alone and added and heard.is_for_another:
            return {"by_person": [self.services, added], "party_size": 2}
        if not self.persons or services == self.services:
            return {}
        left = [[each for each in own if each in services] for own in self.persons]
        left = [own for own in left if own]
        if not left:
            return {"by_person": None}
        left[-1 if heard.is_for_another else 0] += added
        return {"by_person": left, "party_size": len(left)}

    def _open_persons_after(self, heard: Heard, services: list[str]) -> dict[str, Any] | None:
        """Whose the services may be; whoever says whose one of them is means each has their own."""
        if self.may_be_of_persons and services == self.services:
            is_told = len(heard.services) == 1 and not heard.count_of("party_size")
            return {"party_size": len(self.by_person or ())} if is_told else {}
        is_open = self.party_size in (None, 1) and services == heard.services
        if is_open and heard.maybe_by_person:
            return {"by_person": heard.maybe_by_person, "party_size": None}
        return None

    def _services_after(self, heard: Heard) -> list[str]:
        """Another service stands in for all, unless it comes on top or is to be left out."""
        known, named = self.services, heard.services
        if not known or not named:
            return named or known
        left = [each for each in known if each not in named]
        if says(heard, "only"):
            return named
        if says(heard, "dropping") and 0 < len(left) < len(known):
            return left
        if says(heard, "dropping_it") and left == known:
            return named
        if says(heard, "adding"):
            return known + [each for each in named if each not in known]
        return known if len(named) == 1 and named[0] in known else named

    def _with_days(self, heard: Heard) -> Self:
        moment = heard.text_of("datetime")
        on_date = moment.partition("T")[0] if moment else heard.text_of("date")
        if self.date and not heard.is_button:
            on_date = day_near(heard, self.date) or on_date
        if on_date:
            if heard.is_weekday and self.date_range:
                on_date = _same_weekday(on_date, self.date_range)
            return replace(self, date=on_date, date_range=None)
        first, last = _pair(heard.values.get("date_range"))
        if first is None or last is None:
            return self
        if first == last:
            return replace(self, date=first, date_range=None)
        nights = (date.fromisoformat(last) - date.fromisoformat(first)).days
        return replace(self, date=None, date_range=[first, last], nights=self.nights or nights)

    def _with_times(self, heard: Heard) -> Self:
        moment = heard.text_of("datetime")
        at_time = moment.partition("T")[2][:5] if moment else heard.text_of("time")
        if at_time:
            return replace(self, time=at_time, time_range=None)
        first, last = _pair(heard.values.get("time_range"))
        if first is None or last is None:
            return self
        return replace(self, time=None, time_range=[first, last])


def _pair(value: Any) -> tuple[str | None, str | None]:
    if isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_text, value)):
        return value[0], value[1]
    return None, None


def _same_weekday(said: str, within: list[str]) -> str:
    """The day within a range that a weekday's name stands for; as said when there is none."""
    on_date, (first, last) = date.fromisoformat(said), map(date.fromisoformat, within)
    found = first + timedelta(days=(on_date - first).days % 7)
    return found.isoformat() if on_date < first and found <= last else said


def day_near(heard: Heard, known: str) -> str | None:
    """The day near a known later one that a weekday or a day's number stands for, else None."""
    return _weekday_near(heard, known) or _month_day_near(heard, known)


def _month_day_near(heard: Heard, known: str) -> str | None:
    """The day with that number nearest to a known one of a later month.

    Who is booked for 13 January and says "the 14th" on 1 December means January's.
    """
    said = heard.text_of("date") or (heard.text_of("datetime") or "").partition("T")[0]
    if not heard.is_month_day or not said:
        return None
    first, base = date.fromisoformat(said), date.fromisoformat(known)
    if (base.year, base.month) <= (first.year, first.month):
        return None
    found = [each for each in _same_number(first, base) if each >= first]
    return min(found, key=lambda each: abs(each - base)).isoformat() if found else None


def _same_number(first: date, base: date) -> list[date]:
    """The days of that number in the month of a day and those around it, where they have it."""
    months = [base.year * 12 + base.month - 1 + ahead for ahead in (-1, 0, 1)]
    found = [(each // 12, each % 12 + 1) for each in months]
    return [date(*each, first.day) for each in found if first.day <= monthrange(*each)[1]]


def _weekday_near(heard: Heard, known: str) -> str | None:
    """The day of the week of a known later day that a weekday's name stands for, else None.

    Who is booked for Saturday the 19th and says "Sunday instead" does not mean this week's; nor
    does who said the wrong day of next week, "I meant Thursday".
    """
    said = heard.text_of("date") or (heard.text_of("datetime") or "").partition("T")[0]
    said = said or next((str(each)[:10] for each in heard.ambiguous.get("date", ())), "")
    if not heard.is_weekday or not said:
        return None
    first, base = date.fromisoformat(said), date.fromisoformat(known)
    found = base - timedelta(days=base.weekday()) + timedelta(days=first.weekday())
    is_later = (base - first).days >= (1 if says(heard, "meant") else _ANOTHER_TIME)
    return found.isoformat() if is_later and found > first else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def day_after(value: str, days: int = 1) -> str:
    """A later date."""
    return (date.fromisoformat(value) + timedelta(days=days)).isoformat()


def moment_of(entity: str, value: str) -> dict[str, Any]:
    """The wishes that a date or a moment stands for."""
    if entity == "date":
        return {"date": value, "date_range": None}
    on_date, _, at = value.partition("T")
    return {"date": on_date, "date_range": None, "time": at[:5], "time_range": None}
