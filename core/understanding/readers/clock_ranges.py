"""Readers of ranges of times: between two, from one, up to one, around what was said before."""

from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import CLOCK, PART, TIMES, Clock, Mark, TimeBounds
from core.understanding.readers.clocks import (
    bare_hour,
    clock_said_before,
    day_is_near,
    ends_clause,
    hour_or_clock,
    is_moved,
)


def between(line: Line, i: int) -> Mark | None:
    """ "between 2 and 5", "kati ya saa nane na saa kumi"."""
    start = hour_or_clock(line, i + 1)
    if start is None:
        return None
    j = _after_part(line, start.end)
    if not (line.has(j, tags.AND) or line.has(j, tags.UNTIL)):
        return None
    end = hour_or_clock(line, j + 1)
    if end is None:
        return None
    bounds = TimeBounds(_said_with_part(line, start), end.value)
    return Mark(TIMES, i, end.end, bounds)


def _after_part(line: Line, i: int) -> int:
    """The place after a part of the day that belongs to the clock before it."""
    mark = line.find(line.skip(i, tags.GLUE), PART)
    return i if mark is None else mark.end


def _said_with_part(line: Line, mark: Mark) -> Clock:
    clock: Clock = mark.value
    part = line.find(line.skip(mark.end, tags.GLUE), PART)
    if clock.part is None and part is not None:
        return replace(clock, part=part.value)
    return clock


def from_until(line: Line, i: int) -> Mark | None:
    """ "from 2 to 5", "kuanzia saa nane hadi saa kumi", "from 9 until evening"."""
    start = hour_or_clock(line, i + 1)
    if start is None:
        return None
    j = _after_part(line, start.end)
    if not line.has(j, tags.UNTIL):
        return None
    if (part_of_day := line.get(j + 1, tags.PART)) is not None:
        if is_moved(line, i):
            return Mark(PART, i, j + 2, part_of_day)
        bounds = TimeBounds(_said_with_part(line, start), _exactly(part_of_day.last))
        return Mark(TIMES, i, j + 2, bounds)
    end = hour_or_clock(line, j + 1)
    if end is None or is_moved(line, i):
        return None if end is None else replace(end, start=i)
    return Mark(TIMES, i, end.end, TimeBounds(_said_with_part(line, start), end.value))


def from_on(line: Line, i: int) -> Mark | None:
    """ "from 3pm", "kuanzia saa tisa", "from 3 onwards"."""
    start = hour_or_clock(line, i + 1)
    if start is None:
        return None
    j = _after_part(line, start.end)
    is_start = line.get(i, tags.FROM) == "start"
    is_written = line.find(i + 1, CLOCK) is not None
    is_start = is_start or (
        line.get(i, tags.FROM) == "week" and (is_written or line.has(j, tags.ON_DAY))
    )
    if is_start and not goes_on(line, j):
        return replace(start, start=i)
    is_after_day = day_is_near(line, i, j) and start.value.hour <= 12 and ends_clause(line, j)
    is_sure = line.find(line.skip(i + 1, tags.AT), CLOCK) is not None or is_led_hour(line, i, j)
    if not is_sure and not goes_on(line, j) and not is_after_day:
        return None
    j = j + 1 if line.text(j) == "on" and j + 1 >= len(line) else j
    return Mark(
        TIMES, i, line.skip(j, tags.ONWARDS), TimeBounds(_said_with_part(line, start), None)
    )


def is_led_hour(line: Line, i: int, end: int) -> bool:
    """Whether a bare number after "from" is an hour: asked for, or said about and then over."""
    if "time" in line.requested_slot:
        return True
    if line.requested_slot in ("party_size", "nights"):
        return False
    number = line.number(line.skip(i + 1, tags.AT))
    is_hour = number is not None and 0 < number.value <= 12
    is_over = end >= len(line) or line.item(end).kind == tokens.SYMBOL
    on = line.text(end) == "on" and (end + 1 >= len(line) or line.text(end + 1) in CLAUSE_ENDS)
    return is_hour and (is_over or on)


def goes_on(line: Line, i: int) -> bool:
    """Whether a time is said to be the first one: "or later", and not "or after 4pm"."""
    return line.has(i, tags.ONWARDS) and hour_or_clock(line, i + 1) is None


def clock_until(line: Line, i: int) -> Mark | None:
    """ "2pm to 4pm", "2-5pm", "saa nane hadi kumi", "3pm onwards"."""
    clock = line.find(i, CLOCK)
    is_how_many = line.requested_slot in ("party_size", "nights")
    start = clock or (None if is_how_many else bare_hour(line, i))
    if start is None or (clock is None and line.has(i - 1, tags.AGE)):
        return None
    j = _after_part(line, start.end)
    if clock and line.has(j, tags.NO_LATER) and not hour_or_clock(line, j + 1):
        return Mark(TIMES, i, j + 1, TimeBounds(None, _said_with_part(line, start)))
    is_open = goes_on(line, j) and (clock or line.get(j, tags.ONWARDS) != "more")
    if is_open:
        return Mark(TIMES, i, j + 1, TimeBounds(_said_with_part(line, start), None))
    end = hour_or_clock(line, j + 1) if line.has(j, tags.UNTIL) else None
    if end is None or not (clock or line.find(j + 1, CLOCK) or _is_range(line, j, start, end)):
        return None
    if is_moved(line, i):
        return replace(end, start=i)
    # "I prefer 3pm to 2pm" names one time.
    is_preferred = line.get(i - 1, tags.WISH) == "over"
    bounds = TimeBounds(_said_with_part(line, start), end.value)
    return replace(start, end=end.end) if is_preferred else Mark(TIMES, i, end.end, bounds)


def _is_range(line: Line, j: int, start: Mark, end: Mark) -> bool:
    """Whether two bare numbers make a range of hours: "10-12", "10 to 11"."""
    return line.has(j, tags.UNTIL) and 0 < start.value.hour != end.value.hour


def part_until(line: Line, i: int) -> Mark | None:
    """ "asubuhi hadi mchana", "morning to early afternoon"."""
    j = line.skip(i + 2, tags.THE)
    end = line.get(j, tags.PART) if line.has(i + 1, tags.UNTIL) else None
    if end is None:
        return None
    bounds = TimeBounds(_exactly(line.get(i, tags.PART).first), _exactly(end.last))
    return Mark(PART, i, j + 1, end) if is_moved(line, i) else Mark(TIMES, i, j + 1, bounds)


def after(line: Line, i: int) -> Mark | None:
    """ "after 4", "baada ya saa tisa", "not before noon", "after lunch"."""
    if (part_of_day := line.get(i + 1, tags.PART)) is not None:
        return Mark(TIMES, i, i + 2, TimeBounds(_exactly(part_of_day.last), None))
    if line.has(i - 1, tags.WEEKDAY) and line.text(i + 1) == "at":
        # "The Monday after at 4pm" is at 4pm.
        return None
    mark = hour_or_clock(line, i + 1)
    if mark is None:
        return _after_event(line, i) or _after_what_was_said(line, i)
    return Mark(TIMES, i, mark.end, TimeBounds(mark.value, None))


_OWN_TIMES = (
    tags.WEEKDAY, tags.RELATIVE_DAY, tags.MONTH, tags.UNIT, tags.PART, tags.CORRECTION,
    tags.WHICH_BEFORE, tags.DATE_WORD, tags.OR,
)  # fmt: skip
_LONGEST_EVENT = 6


def _after_event(line: Line, i: int) -> Mark | None:
    """ "after I finish work at 4", "baada ya kutoka kazi saa kumi": an event told with its hour."""
    for k in range(i + 1, min(i + _LONGEST_EVENT, len(line))):
        is_over = line.item(k).kind != tokens.WORD or any(line.has(k, tag) for tag in _OWN_TIMES)
        is_led = line.has(k, tags.AT) and line.get(k, tags.AT) != "do"
        clock = hour_or_clock(line, k) if is_led else line.find(k, CLOCK)
        if clock is not None and k > i + 1:
            return Mark(TIMES, i, clock.end, TimeBounds(clock.value, None))
        if is_over or clock is not None:
            return None
    return None


def _after_what_was_said(line: Line, i: int) -> Mark | None:
    """ "I finish at 4, so anytime after"."""
    is_over = i + 1 >= len(line) or line.text(i + 1) in CLAUSE_ENDS or line.has(i + 1, tags.SUITS)
    clock = clock_said_before(line, i) if is_over else None
    return None if clock is None else Mark(TIMES, i, i + 1, TimeBounds(clock.value, None))


def before(line: Line, i: int) -> Mark | None:
    """ "before noon", "by 5", "kabla ya saa sita"; "hadi saa kumi" names the new time of a move."""
    if (part_of_day := line.get(i + 1, tags.PART)) is not None:
        if line.has(i, tags.UNTIL) and is_moved(line, i):
            return Mark(PART, i, i + 2, part_of_day)
        return Mark(TIMES, i, i + 2, TimeBounds(None, _exactly(part_of_day.first)))
    mark = hour_or_clock(line, i + 1)
    if mark is None:
        return None
    if line.has(i, tags.UNTIL) and is_moved(line, i):
        return replace(mark, start=i)
    return Mark(TIMES, i, mark.end, TimeBounds(None, mark.value))


def thereafter(line: Line, i: int) -> Mark | None:
    """ "I finish at 5, after that", "natoka kazi saa kumi, baada ya hapo"."""
    clock = clock_said_before(line, i)
    if clock is None:
        return None
    if line.get(i, tags.THEREAFTER) == "before":
        return Mark(TIMES, i, i + 1, TimeBounds(None, clock.value))
    return Mark(TIMES, i, i + 1, TimeBounds(clock.value, None))


def _exactly(minute: int) -> Clock:
    return Clock(minute // 60, minute % 60, "exact")


COMPOUND = (
    (tags.PART, part_until),
    (tags.THEREAFTER, thereafter),
    (tags.BETWEEN, between),
    (tags.FROM, from_until),
    (tags.FROM, from_on),
    (tags.AFTER, after),
    (tags.BEFORE, before),
    (tokens.CLOCK, clock_until),
    (tokens.MERIDIEM_CLOCK, clock_until),
    (tokens.HOURS_CLOCK, clock_until),
    (tokens.DIGITS, clock_until),
    (tags.NUMBER, clock_until),
    (tags.CLOCK_MARKER, clock_until),
    (tags.CLOCK_WORD, clock_until),
    (tags.HALF, clock_until),
)
