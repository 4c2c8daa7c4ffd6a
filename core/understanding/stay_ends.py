"""The day on which a stay is said to end: "until Tuesday", "we leave on the 27th"."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.understanding import calendar_days, tags
from core.understanding.calendar_days import Days
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import DAY, DayBounds, Mark, PartialDate

_BETWEEN = (
    tags.GLUE, tags.THE, tags.UNTIL, tags.DATE_WORD, tags.ON_DAY, tags.CORRECTION, tags.MOVE,
)  # fmt: skip
_OVER = {"", *CLAUSE_ENDS}


def told_end(line: Line, chosen: Sequence[Mark], days: Days) -> dict[str, Any] | None:
    """The last day that the days meant tell of a stay, with `first` where they tell that too.

    `days` are the candidates and `roll` how they repeat: the end counts from an arrival that the
    text need not name.
    """
    if days.window is not None and _has_both_ends(chosen):
        first, last = (day.isoformat() for day in days.window)
        return {"first": first, "days": [last], "roll": "none"}
    end = _end(line, chosen[0]) if len(chosen) == 1 else None
    found = Days() if end is None else calendar_days.resolve(end, line.today)
    if not found.candidates:
        return None
    is_bare = end == PartialDate(weekdays=end.weekdays) if end else False
    roll = "week" if is_bare else found.roll
    return {"days": [day.isoformat() for day in found.candidates], "roll": roll}


def nights_until(told: Mapping[str, Any], arrival: str) -> int | None:
    """How many nights there are from the arrival; None where the end does not come after it."""
    first = date.fromisoformat(arrival)
    last: date | None = None
    for each in told["days"]:
        last = date.fromisoformat(each)
        if last > first:
            return (last - first).days
    while last is not None and last <= first:
        last = calendar_days.later(last, told["roll"])
    return (last - first).days if last is not None else None


def _has_both_ends(chosen: Sequence[Mark]) -> bool:
    if len(chosen) == 2:
        return all(mark.kind == DAY for mark in chosen)
    bounds = chosen[0].value if chosen else None
    return isinstance(bounds, DayBounds) and bounds.start is not None and bounds.end is not None


def _end(line: Line, mark: Mark) -> PartialDate | None:
    """The day of a mark, where a stay is said to end on it or to last until it."""
    if isinstance(mark.value, DayBounds):
        is_until = line.has(mark.start, tags.UNTIL) or _is_left_on(line, mark)
        return mark.value.end if is_until and mark.value.start is None else None
    is_asked = line.requested_slot == "nights" and not line.has(mark.start - 1, tags.CORRECTION)
    return mark.value if is_asked or _is_left_on(line, mark) else None


def _is_left_on(line: Line, mark: Mark) -> bool:
    """Whether words of leaving stand right before a day or end the clause after it."""
    i = mark.start - 1
    while i >= 0 and not line.has(i, tags.STAY_END):
        is_glue = line.text(i) not in CLAUSE_ENDS and any(line.has(i, tag) for tag in _BETWEEN)
        if not is_glue:
            break
        i -= 1
    is_before = i >= 0 and line.has(i, tags.STAY_END)
    after = line.skip(mark.end, tags.SELF, tags.DOER)
    return is_before or (line.has(after, tags.STAY_END) and line.text(after + 1) in _OVER)
