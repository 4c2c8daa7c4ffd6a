"""What readers find in a line before it is resolved against a clock and a calendar."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

type Face = Literal["western", "swahili", "either", "exact"]
type Which = Literal["this", "next", "coming", "after_next", "last"]


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A part of the day in minutes: the range it names, and the clock times people use it with."""

    first: int
    last: int
    fits_first: int
    fits_last: int

    def fits(self, minute: int) -> bool:
        if self.fits_first <= self.fits_last:
            return self.fits_first <= minute <= self.fits_last
        return minute >= self.fits_first or minute <= self.fits_last

    def leaning(self, lean: str) -> "PartOfDay":
        """The early, middle or late half of the part."""
        half = (self.last - self.first) // 2
        if lean == "early":
            return replace(self, last=self.first + half)
        if lean == "late":
            return replace(self, first=self.last - half)
        return replace(self, first=self.first + half // 2, last=self.last - half // 2)

    def distance(self, minute: int) -> int:
        """Minutes between a time and the nearest time the part is used with."""
        if self.fits(minute):
            return 0
        gaps = (abs(minute - self.fits_first), abs(minute - self.fits_last))
        return min(min(gap, 1440 - gap) for gap in gaps)


WHOLE_DAY = PartOfDay(0, 1439, 0, 1439)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as said; `minute` is negative for "quarter to"."""

    hour: int
    minute: int = 0
    face: Face = "western"
    meridiem: Literal["am", "pm"] | None = None
    is_padded: bool = False
    is_spelled: bool = False
    part: PartOfDay | None = None
    is_final: bool = False
    """It was reckoned from a time said before, which is not meant itself."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What was said about a day; several of these about one day are merged before resolving."""

    on: tuple[date, ...] = ()
    weekdays: tuple[int, ...] = ()
    which: Which | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    is_swappable: bool = False
    window: tuple[date, date] | None = None
    part: PartOfDay | None = None
    shift: int = 0
    around: Literal["week", "weekend"] | None = None
    """The week or weekend that the day lies in is meant."""
    nth: int = 0
    """Which of the weekdays of a month; -1 is the last."""
    is_past: bool = False
    is_final: bool = False
    """It was reckoned from a day said before, which is not meant itself."""
    is_relative: bool = False


@dataclass(frozen=True, slots=True)
class TimeBounds:
    """A range of times; an open side is None."""

    start: Clock | None
    end: Clock | None


@dataclass(frozen=True, slots=True)
class DayBounds:
    """A range of days; one side may be missing, and an open range leaves the named day out."""

    start: PartialDate | None
    end: PartialDate | None
    is_open: bool = False
    is_final: bool = False
    """It was reckoned from a day said before, which is not meant itself."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something read from items [start, end) of a line."""

    kind: str
    start: int
    end: int
    value: Any


DAY = "day"
DAYS = "days"
CLOCK = "clock"
TIMES = "times"
PART = "part"
LEAN = "lean"
INSTANT = "instant"
DURATION = "duration"
NIGHTS = "nights"
PARTY = "party"
AMOUNT = "amount"
SOONEST = "soonest"
ANYONE = "anyone"
CHOICE = "choice"
NUMBER = "bare_number"
