"""Readers of days and times told by how far they lie from others: "an hour later than 3"."""

from dataclasses import replace
from datetime import timedelta

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import CLOCK, DAY, Clock, Mark, PartialDate
from core.understanding.readers.clocks import clock_said_before, hour_or_clock
from core.understanding.readers.day_ranges import day_said_before, is_span
from core.understanding.readers.spans import find_span, minutes_of

_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MOST_DAYS, _MOST_MINUTES = 60, 720
_MOST_WEEKS = 12
_MINUTES_OF_HOUR = 60


def shifted_clock(line: Line, i: int) -> Mark | None:
    """ "my 3pm, half an hour later", "an hour earlier than 4", "push it by an hour"."""
    found = minutes_of(line, i)
    if found is None or not 0 < found[0] <= _MOST_MINUTES:
        return None
    minutes, end = found
    sign, end = _direction(line, i, end)
    if sign == 0:
        return None
    if line.has(end - 1, tags.AFTER) or line.has(end - 1, tags.BEFORE):
        base = hour_or_clock(line, end)
        return base and Mark(CLOCK, i, base.end, _later(base.value, sign * minutes))
    base = clock_said_before(line, i)
    return base and Mark(CLOCK, i, end, replace(_later(base.value, sign * minutes), is_final=True))


def minutes_beside(line: Line, i: int) -> Mark | None:
    """ "dakika kumi kabla ya saa nne": minutes before or after a full hour."""
    found = minutes_of(line, i)
    if found is None or not 0 < found[0] < _MINUTES_OF_HOUR or not line.is_noun_first(i):
        return None
    minutes, end = found
    is_before = line.get(end, tags.BEFORE) == "exclusive"
    base = line.find(end + 1, CLOCK) if is_before or line.get(end, tags.AFTER) is True else None
    if base is None or base.value.minute:
        return None
    return Mark(CLOCK, i, base.end, _later(base.value, -minutes if is_before else minutes))


def _later(clock: Clock, minutes: int) -> Clock:
    if clock.meridiem is None:
        return replace(clock, minute=clock.minute + minutes)
    hour = clock.hour % 12 + (12 if clock.meridiem == "pm" else 0)
    at = (hour * 60 + clock.minute + minutes) % 1440
    return Clock(at // 60, at % 60, "exact")


def shifted_day(line: Line, i: int) -> Mark | None:
    """ "move my Friday booking a week later": so long after or before the day said before."""
    span = find_span(line, i)
    if span is None or span[1] not in _DAYS or span[0] % 1:
        return None
    days = int(span[0]) * _DAYS[span[1]]
    sign, end = _direction(line, i, span[2])
    base = day_said_before(line, i) if sign and days <= _MOST_DAYS else None
    if base is None or is_span(base.value) or base.value.is_past or base.value.shift:
        return None
    return Mark(DAY, i, end, replace(base.value, shift=sign * days, is_final=True))


def _direction(line: Line, i: int, end: int) -> tuple[int, int]:
    """Which way something is moved by what is said from `i`, and where that ends; 0 if untold."""
    if (sign := line.get(end, tags.SHIFT)) is not None:
        return int(sign), end + 1
    if line.has(i - 1, tags.BY):
        said = {line.get(k, tags.SHIFT) for k in range(i - 1)} - {None, 0}
        return (int(said.pop()) if len(said) == 1 else 0), end
    return 0, end


def counted_weekday(line: Line, i: int) -> Mark | None:
    """ "two Saturdays from now": the weekday after one or more of its name."""
    number = line.number(i)
    count, at = (number.value, number.end) if number else (line.get(i, tags.COUPLE), i + 1)
    days = line.get(at, tags.WEEKDAY)
    is_from_now = line.get(at + 1, tags.FROM_NOW) == 0
    if count is None or days is None or not is_from_now or not 1 <= count <= _MOST_WEEKS:
        return None
    ahead = (days[0] - line.today.weekday()) % 7 or 7
    on = line.today + timedelta(days=ahead, weeks=int(count) - 1)
    return Mark(DAY, i, at + 2, PartialDate(on=(on,)))


_LENGTHS = (
    tokens.DIGITS, tokens.SPAN, tags.NUMBER, tags.ARTICLE, tags.HALF, tags.QUARTER, tags.COUPLE,
    tags.UNIT,
)  # fmt: skip
COMPOUND = (
    *((key, shifted_clock) for key in _LENGTHS),
    *((key, shifted_day) for key in _LENGTHS),
    (tags.UNIT, minutes_beside),
    (tokens.DIGITS, counted_weekday),
    (tags.NUMBER, counted_weekday),
    (tags.COUPLE, counted_weekday),
)
