"""Readers of durations, of days and moments counted from now, and of stays."""

import re
from dataclasses import replace
from datetime import date, timedelta

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import (
    DAY,
    DURATION,
    INSTANT,
    NIGHTS,
    SOONEST,
    Mark,
    PartialDate,
)
from core.understanding.readers.days import month_window, week

_DIGITS = re.compile(r"\d+")
_MINUTES = {"minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_LONGEST_DURATION, _LONGEST_AHEAD = 1440, 10_080
_LONGEST_COUNT = 1000
"""Of days, weeks or months: more is no date that anybody means."""


def find_span(line: Line, i: int) -> tuple[float, str, int] | None:
    """A number of units in either order ("3 days", "siku tatu", "half an hour", "saa moja")."""
    unit = line.get(i, tags.UNIT)
    if unit is not None:
        number = line.number(i + 1)
        if number is not None and line.is_noun_first(i):
            half, end = _half_after(line, number.end)
            return number.value + half, unit, end
        return None
    return _span_number_first(line, i)


def _span_number_first(line: Line, i: int) -> tuple[float, str, int] | None:
    for tag in (tags.HALF, tags.QUARTER, tags.COUPLE):
        if (value := line.get(i, tag)) is not None:
            j = line.skip(i + 1, tags.ARTICLE, tags.OF)
            unit = line.get(j, tags.UNIT)
            return None if unit is None else (value, unit, j + 1)
    number = line.number(i)
    value, j = (number.value, number.end) if number else (line.get(i, tags.ARTICLE), i + 1)
    if value is None:
        return None
    half, k = _half_after(line, j)
    if half and (unit := line.get(k, tags.UNIT)) is not None:
        return value + half, unit, k + 1
    unit = line.get(j, tags.UNIT)
    # "18.5 saa tatu" is a day and its hour.
    if unit is None or (line.has(j, tags.CLOCK_MARKER) and line.number(j + 1)):
        return None
    half, end = _half_after(line, j + 1)
    return value + half, unit, end


def _half_after(line: Line, i: int) -> tuple[float, int]:
    """ "and a half", "na nusu" after a number or a unit."""
    if line.has(i, tags.AND):
        j = line.skip(i + 1, tags.ARTICLE)
        for tag in (tags.HALF, tags.QUARTER):
            if (value := line.get(j, tag)) is not None:
                return value, j + 1
    return (0.5, i + 1) if line.has(i, tags.AND_HALF) else (0.0, i)


def minutes_of(line: Line, i: int) -> tuple[int, int] | None:
    """A duration in minutes and where it ends: "1h30", "an hour and 20 minutes"."""
    item = line.item(i)
    if item.kind == tokens.SPAN:
        hours, minutes = (int(part) for part in _DIGITS.findall(item.text))
        return hours * 60 + minutes, i + 1
    span = find_span(line, i)
    if span is None or span[1] not in _MINUTES:
        return None
    total, end = span[0] * _MINUTES[span[1]], span[2]
    if span[1] == "hour":
        more = find_span(line, line.skip(end, tags.AND))
        if more is not None and more[1] == "minute":
            total, end = total + more[0], more[2]
    return round(total), end


def duration(line: Line, i: int) -> Mark | None:
    """ "90 minutes", "an hour and a half", "masaa mawili", "nusu saa"."""
    found = minutes_of(line, i)
    if found is None or not 0 < found[0] <= _LONGEST_AHEAD:
        return None
    minutes, end = found
    offset = line.get(end, tags.FROM_NOW)
    if minutes > _LONGEST_DURATION and offset != 0:
        return None
    if line.has(i, tags.CLOCK_MARKER) and not (line.has(end, tags.SHIFT) or offset == 0):
        return None
    if offset == 0:
        return Mark(INSTANT, i, end + 1, minutes)
    if line.has(end, tags.AGO):
        return Mark(DAY, i, end + 1, PartialDate(is_past=True))
    return Mark(DURATION, i, end, minutes)


def after_span(line: Line, i: int) -> Mark | None:
    """ "in 3 days", "in half an hour", "baada ya siku mbili", "ndani ya wiki moja"."""
    is_within = line.get(i, tags.IN_SPAN) == "within"
    if (found := minutes_of(line, i + 1)) is not None:
        return _after_minutes(line, i, *found)
    if is_within and line.has(i + 1, tags.THE):
        return _within_the(line, i)
    span = find_span(line, i + 1) or _one_unit(line, i + 1)
    if span is not None and span[1] == "hour":
        return Mark(SOONEST, i, span[2], True) if is_within else Mark(INSTANT, i, span[2], 60)
    if span is None or span[1] not in _DAYS:
        return None
    end = line.skip(span[2], tags.FROM_NOW)
    if line.has(end, tags.OR) and line.number(end + 1) is not None:
        return None
    return days_mark(line, i, end, count=span[0], unit=span[1], is_window=is_within)


def _after_minutes(line: Line, i: int, minutes: int, end: int) -> Mark | None:
    """So many minutes from now, unless "saa" makes them an hour of the day."""
    if line.has(i + 1, tags.CLOCK_MARKER) and (line.number(i + 2) or line.item(0)).end != end:
        return None
    if line.get(i, tags.IN_SPAN) == "within":
        return Mark(SOONEST, i, end, True)
    return Mark(INSTANT, i, end, minutes)


def _within_the(line: Line, i: int) -> Mark | None:
    """ "within the hour", "within the week", "within the month"."""
    unit = line.get(i + 2, tags.UNIT)
    if unit in ("hour", "day"):
        return Mark(SOONEST, i, i + 3, True)
    windows = {"week": week(line, 0), "month": month_window(line.today, 0)}
    return Mark(DAY, i, i + 3, PartialDate(window=windows[unit])) if unit in windows else None


def _one_unit(line: Line, i: int) -> tuple[float, str, int] | None:
    """A unit without a number where the language needs none: "baada ya wiki"."""
    unit = line.get(i, tags.UNIT)
    is_hour = unit == "hour" and line.is_noun_first(i) and not line.has(i, tags.CLOCK_MARKER)
    is_plain = (unit in ("week", "month", "fortnight") or is_hour) and not line.has(
        i + 1, tags.WHICH_AFTER
    )
    return (1, unit, i + 1) if is_plain and not line.has(i - 1, tags.THE) else None


def span_from_now(line: Line, i: int) -> Mark | None:
    """ "3 days from now", "two weeks time", "siku tatu zijazo", "a week from Friday"."""
    span = find_span(line, i) or _week_alone(line, i)
    if span is None or span[1] not in _DAYS or _is_second_count(line, i):
        return None
    count, unit, end = span
    if line.has(end, tags.AGO) and not line.has(end, tags.FROM_NOW):
        return Mark(DAY, i, end + 1, PartialDate(is_past=True))
    offset = line.get(end, tags.FROM_NOW)
    if offset is None and unit in ("week", "fortnight"):
        offset = line.get(end, tags.RELATIVE_DAY)
    if offset is not None and (line.has(end, tags.FROM_NOW) or offset >= 0):
        return days_mark(line, i, end + 1, count=count, unit=unit, offset=offset)
    at = _base_of_weeks(line, i, end, unit)
    return None if at is None else _weeks_after(line, i, at, count * _DAYS[unit] / 7)


def _is_second_count(line: Line, i: int) -> bool:
    """Whether another number stands before it: "10-14 days from now" names no day."""
    is_joined = line.has(i - 1, tags.OR) or line.has(i - 1, tags.UNTIL)
    before = line.number(i - 2) if is_joined else None
    return before is not None and before.end == i - 1


def _week_alone(line: Line, i: int) -> tuple[float, str, int] | None:
    """ "week from Monday", "fortnight from today": one, where nothing before counts or names it."""
    is_led = any(line.has(i - 1, tag) for tag in (tags.NUMBER, tags.WHICH_BEFORE, tags.THE))
    unit = line.get(i, tags.UNIT)
    is_alone = unit in ("week", "fortnight") and not line.is_noun_first(i) and not is_led
    is_counted = line.has(i + 1, tags.FROM) or line.has(i + 1, tags.FROM_NOW)
    return (1, unit, i + 1) if is_alone and is_counted else None


def _base_of_weeks(line: Line, i: int, end: int, unit: str) -> int | None:
    """Where the weekday stands that weeks or days are counted from."""
    if unit == "week" and line.has(end, tags.WEEKDAY) and line.item(end).lang == line.item(i).lang:
        return end
    is_led = any(line.has(end, tag) for tag in (tags.FROM, tags.ON_DAY, tags.AFTER))
    # "Wiki moja kuanzia Ijumaa" is how long something lasts.
    is_after = line.has(end, tags.AFTER) and line.has(end, tags.FROM) and unit == "week"
    is_counted = is_led and unit in ("week", "day", "fortnight")
    return end + 1 if is_counted and (not line.is_noun_first(end) or is_after) else None


def _weeks_after(line: Line, i: int, at: int, count: float) -> Mark | None:
    """So many weeks after the weekday that stands at a place."""
    base = line.find(at, DAY)
    if base is None or not base.value.weekdays or base.value.is_past:
        return None
    after = base.value.window[0] - timedelta(days=1) if base.value.window else line.today
    ahead = (base.value.weekdays[0] - after.weekday()) % 7 or 7
    days = (after - line.today).days + ahead + round(count * 7)
    return days_mark(line, i, base.end, count=days, unit="day")


def span_beside(line: Line, i: int) -> Mark | None:
    """ "two days after Friday", "wiki moja baada ya kesho", "siku mbili kabla ya krismasi"."""
    span = find_span(line, i)
    if span is None or span[1] not in ("day", "week", "fortnight") or span[0] % 1:
        return None
    count, unit, end = span
    if count > _LONGEST_COUNT:
        return None
    is_before = line.get(end, tags.BEFORE) == "exclusive"
    if not is_before and (not line.has(end, tags.AFTER) or line.has(end, tags.FROM)):
        return None
    base = line.find(line.skip(end + 1, tags.THE), DAY)
    if base is None or base.value.is_past or base.value.window or base.value.shift:
        return None
    days = round(count * _DAYS[unit])
    return replace(base, start=i, value=replace(base.value, shift=-days if is_before else days))


def next_span(line: Line, i: int) -> Mark | None:
    """ "next 3 days", "the next two weeks": a range from today."""
    span = find_span(line, i + 1)
    if span is None or span[1] not in _DAYS or line.get(i, tags.WHICH_BEFORE) == "this":
        return None
    if line.get(i, tags.WHICH_BEFORE) == "last":
        return Mark(DAY, i, span[2], PartialDate(is_past=True))
    return days_mark(line, i, span[2], count=span[0], unit=span[1], is_window=True)


def days_mark(
    line: Line,
    i: int,
    end: int,
    *,
    count: float,
    unit: str,
    offset: int = 0,
    is_window: bool = False,
) -> Mark | None:
    if count > _LONGEST_COUNT:
        return None
    if unit == "month" and count % 1 == 0:
        on = _months_later(line, int(count))
    else:
        on = line.today + timedelta(days=round(count * _DAYS[unit]) + offset)
    if is_window:
        return Mark(DAY, i, end, PartialDate(window=(line.today, on)))
    return Mark(DAY, i, end, PartialDate(on=(on,), is_relative=True))


def _months_later(line: Line, months: int) -> date:
    first, last = month_window(line.today, months)
    return first.replace(day=min(line.today.day, last.day))


def nights(line: Line, i: int) -> Mark | None:
    """ "3 nights", "usiku tatu"; days or weeks too where a stay is being asked for."""
    span = find_span(line, i) or _nights_more(line, i)
    if span is None or span[0] % 1 or not 0 < span[0] <= 365:
        return None
    count, unit, end = span
    if unit == "night" and line.has(end - 1, tags.PART) and _is_hour_of_night(line, i, end - 1):
        return None
    if unit == "night" and line.has(i, tags.PART) and _follows_a_clock(line, i, end):
        return None
    if unit == "night":
        return Mark(NIGHTS, i, end, int(count))
    if line.requested_slot == "nights" and unit in _DAYS:
        return Mark(NIGHTS, i, end, int(count * _DAYS[unit]))
    return None


def _nights_more(line: Line, i: int) -> tuple[float, str, int] | None:
    """ "one more night", "an extra night"."""
    number = line.number(i)
    count, j = (number.value, number.end) if number else (line.get(i, tags.ARTICLE), i + 1)
    is_more = line.has(j, tags.MORE) and line.get(j + 1, tags.UNIT) == "night"
    return (count, "night", j + 2) if count is not None and is_more else None


def _is_hour_of_night(line: Line, i: int, night: int) -> bool:
    """Whether a number before "usiku" is an hour: Swahili counts nights the other way round."""
    return night > i and line.dial(line.item(night).lang) == "swahili"


def _follows_a_clock(line: Line, i: int, end: int) -> bool:
    """Whether "usiku" belongs to the hour before it, or the number after it to a month."""
    before = (tags.NUMBER, tags.HALF, tags.QUARTER, tags.MERIDIEM)
    is_clock = any(line.has(i - 1, tag) for tag in before) or line.item(i - 1).kind in (
        tokens.DIGITS, tokens.CLOCK,
    )  # fmt: skip
    return is_clock or line.has(end, tags.MONTH) or line.has(end, tags.MONTH_WORD)


SIMPLE = (
    (tokens.SPAN, duration),
    (tokens.DIGITS, duration),
    (tags.NUMBER, duration),
    (tags.ARTICLE, duration),
    (tags.HALF, duration),
    (tags.QUARTER, duration),
    (tags.COUPLE, duration),
    (tags.UNIT, duration),
    (tags.IN_SPAN, after_span),
    (tokens.DIGITS, nights),
    (tags.NUMBER, nights),
    (tags.ARTICLE, nights),
    (tags.UNIT, nights),
)
COMPOUND = (
    (tokens.DIGITS, span_from_now),
    (tags.NUMBER, span_from_now),
    (tags.ARTICLE, span_from_now),
    (tags.UNIT, span_from_now),
    (tags.COUPLE, span_from_now),
    (tokens.DIGITS, span_beside),
    (tags.NUMBER, span_beside),
    (tags.ARTICLE, span_beside),
    (tags.UNIT, span_beside),
    (tags.COUPLE, span_beside),
    (tags.WHICH_BEFORE, next_span),
)
