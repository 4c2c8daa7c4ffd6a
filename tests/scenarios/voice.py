"""How one simulated customer words things: held-out phrases in his language, drawn by a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from random import Random
from typing import Any

import yaml

from tests.scenarios.calendar_words import open_day, today, word_day, word_time
from tests.scenarios.salon import Salon
from tests.scenarios.scenario import HERE, LANGUAGES, Goal, phrases

ANYONE = "anyone"
NEAR_DAYS = {"yesterday": -1, "today": 0}
_WINDOWS = {
    "afternoon": (time(12), time(18)),
    "evening": (time(16), time(22)),
    "after_4": (time(16), time(22)),
    "between_2_and_5": (time(14), time(17)),
}


@dataclass
class Plan:
    """A goal in terms of the calendar: which day, and which time when it is exact."""

    goal: Goal
    day: date
    at: time | None

    @property
    def window(self) -> tuple[time, time] | None:
        """The hours that a vague time allows."""
        return _WINDOWS.get(self.goal.time)

    @property
    def time_correction(self) -> str:
        """Which phrase says that another time is meant."""
        return f"time_{self.goal.time}" if self.window else "correct_time"


def plan(goal: Goal, salon: Salon) -> Plan:
    """The goal on the calendar of this run."""
    if isinstance(goal.day, int):
        on = open_day(goal.day, salon.weekdays_of(goal.staff))
    else:
        on = date.fromordinal(today().toordinal() + NEAR_DAYS[goal.day])
    at = None if goal.time in _WINDOWS else time.fromisoformat(goal.time)
    return Plan(goal, on, at)


@dataclass
class Voice:
    """Draws phrases; one that was said is not drawn again while others are left."""

    language: str
    rng: Random
    _said: dict[str, list[str]] = field(default_factory=dict)
    _words: Mapping[str, Mapping[str, Sequence[str]]] = field(
        default_factory=lambda: yaml.safe_load((HERE / "words.yml").read_text("utf-8"))["services"]
    )

    def phrase(self, key: str, plan: Plan, extra: Mapping[str, str]) -> str:
        """One way to say this, filled with what the customer wants."""
        ways = phrases()[key][self.language]
        if plan.goal.staff is None and key == "book_everything":
            ways = [way for each in ways if (way := _without_staff(each))]
        fresh = [each for each in ways if each not in self._said.get(self._key(key), ())]
        way = self.rng.choice(fresh or list(ways))
        self._said.setdefault(self._key(key), []).append(way)
        return self.fill(way, plan, extra)

    def fill(self, text: str, plan: Plan, extra: Mapping[str, str]) -> str:
        """A text with its places filled."""
        places: dict[str, Any] = {"staff": plan.goal.staff or "", "name": plan.goal.name, **extra}
        places["service"] = self.service(plan.goal.service)
        places["day"] = word_day(plan.day, self.language, self.rng)
        if plan.at is not None:
            places["time"] = word_time(plan.at, self.language, self.rng)
        for name, value in places.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def service(self, name: str) -> str:
        """What the customer calls a service."""
        spoken = self.rng.choice(("en", "sw")) if self.language == "mixed" else self.language
        return self.rng.choice(list(self._words[name][spoken]))

    def _key(self, key: str) -> str:
        return f"{key}.{self.language}"


def spoken(text: Mapping[str, str], language: str) -> str:
    """The words of a line in a language, else in one that it has."""
    return text.get(language) or next(text[each] for each in LANGUAGES if each in text)


def _without_staff(way: str) -> str | None:
    """A phrase without its mention of staff; None when it cannot do without."""
    for mention in ("with {staff} ", " with {staff}", " na {staff}", " kwa {staff}"):
        way = way.replace(mention, "", 1)
    return None if "{staff}" in way else way
