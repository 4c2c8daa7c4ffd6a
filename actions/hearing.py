"""What the contact's last message said: intent, values and values that are still open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from core.understanding import tags
from core.understanding.vocabulary import vocabulary

_WORTH_BOOKING = frozenset(
    {
        "service", "staff", "anyone", "date", "time", "datetime", "date_range", "time_range",
        "party_size", "in_turn", "nights", "until",
    }
)  # fmt: skip
_MOST_OWN_PEOPLE = 9
_MONTH_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_TELL_MONTH = (
    tags.MONTH, tags.MONTH_WORD, tags.WEEKDAY, tags.RELATIVE_DAY, tags.UNIT, tags.HOLIDAY,
    tags.NEXT_ONE, tags.FROM_NOW, tags.IN_SPAN,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """One understood message. Names of services and staff are ids of this business."""

    intent: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    is_past: bool = False
    is_no_day: bool = False
    """The day that was named is one that its month does not have."""
    is_button: bool = False
    spans: Sequence[Mapping[str, Any]] = ()
    """Where in the text each value was read: `entity`, `start`, `end`."""
    is_weekday: bool = False
    """The day was named by its weekday alone, so it may be another week's."""
    is_month_day: bool = False
    """The day was named by its number alone, so it may be another month's."""

    @property
    def is_impossible(self) -> bool:
        """Whether the day that was named is over, or is none."""
        return self.is_past or self.is_no_day

    @property
    def concerns_booking(self) -> bool:
        """Whether anything was said that a booking is made of."""
        return self.is_impossible or bool(
            _WORTH_BOOKING & (self.values.keys() | self.ambiguous.keys())
        )

    def ids(self, entity: str) -> list[str]:
        """The ids a name was matched to."""
        value = self.values.get(entity)
        if isinstance(value, Mapping):
            value = value.get("ids")
        if isinstance(value, str):
            return [value]
        return [each for each in value or [] if isinstance(each, str)]

    @property
    def stranger(self) -> str | None:
        """Who is wanted and is nobody of the staff, by name."""
        return None if self.ids("staff") else self.text_of("stranger")

    @property
    def not_offered(self) -> str | None:
        """The kind of service that was named and that this business does not have."""
        return None if self.ids("service") else self.text_of("not_offered")

    @property
    def services(self) -> list[str]:
        """The services that are all wanted; empty where it is open which one is."""
        value = self.values.get("service")
        is_choice = isinstance(value, Mapping) and bool(value.get("is_choice"))
        found = self.ids("service")
        return [] if len(found) > 1 and (is_choice or "service" in self.ambiguous) else found

    @property
    def by_person(self) -> list[list[str]]:
        """The services of each person, where several have their own."""
        return self._of_persons("by_person")

    @property
    def maybe_by_person(self) -> list[list[str]]:
        """The services of each person, where all of them may as well be one person's."""
        return self._of_persons("maybe_by_person")

    def _of_persons(self, key: str) -> list[list[str]]:
        value = self.values.get("service")
        found = value.get(key) if isinstance(value, Mapping) else None
        return [list(each) for each in found or []]

    @property
    def is_for_another(self) -> bool:
        """Whether the services are for one person who is not the contact."""
        value = self.values.get("service")
        return isinstance(value, Mapping) and bool(value.get("for_another"))

    @property
    def own_people(self) -> int | None:
        """How many others the services are for: "haircuts for my two kids"."""
        number = self.count_of("number")
        starts = [each["start"] for each in self.spans if each["entity"] == "number"]
        if number is None or not self.is_for_another or len(starts) != 1:
            return None
        before = self.text[: starts[0]].casefold().split()[-1:]
        is_own = any(vocabulary().can_be(word, tags.OWN) for word in before)
        return number if is_own and 1 < number <= _MOST_OWN_PEOPLE else None

    def text_of(self, entity: str) -> str | None:
        """A value that must be text, or None."""
        value = self.values.get(entity)
        return value if isinstance(value, str) and value else None

    def count_of(self, entity: str) -> int | None:
        """A value that must be a whole number, or None."""
        value = self.values.get(entity)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return int(value)


def heard_in(tracker: Tracker) -> Heard:
    """The last message of a tracker."""
    message = tracker.latest_message
    reading = (message.get("metadata") or {}).get("reading") or {}
    is_button = message.get("source") == "payload"
    days = _said_days(message.get("text") or "", reading)
    open_values = [] if is_button else message.get("ambiguous") or reading.get("ambiguous") or []
    return Heard(
        intent=(message.get("intent") or {}).get("name") or "",
        text=message.get("text") or "",
        values={each["entity"]: each.get("value") for each in message.get("entities") or []},
        ambiguous={each["entity"]: tuple(each.get("candidates") or ()) for each in open_values},
        is_past=not is_button and bool(reading.get("past")),
        is_no_day=not is_button and bool(reading.get("no_such_day")),
        is_button=is_button,
        spans=() if is_button else reading.get("spans") or (),
        is_weekday=not is_button and _is_weekday(days),
        is_month_day=not is_button and _is_month_day(days),
    )


def _is_weekday(days: Sequence[str]) -> bool:
    return len(days) == 1 and vocabulary().can_be(days[0], tags.WEEKDAY)


def _is_month_day(days: Sequence[str]) -> bool:
    """Whether one day was said as "the 15th" or "tarehe 14", and nothing that tells the month."""
    words = days[0].split() if len(days) == 1 else []
    can_be = vocabulary().can_be
    if any(can_be(word, tag) for word in words for tag in _TELL_MONTH):
        return False
    numbers = [
        word
        for word in words
        if _MONTH_DAY.fullmatch(word) or can_be(word, tags.ORDINAL) or can_be(word, tags.NUMBER)
    ]
    return bool(numbers) and all(word.isalnum() for word in words)


def _said_days(text: str, reading: Mapping[str, Any]) -> list[str]:
    return [
        text[each["start"] : each["end"]].casefold()
        for each in reading.get("spans") or []
        if each["entity"] == "date"
    ]
