"""Readers of days by the week: today, weekdays, weeks, weekends, months, and their edges."""

import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.understanding import tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import DAY, Mark, PartialDate
from core.understanding.readers.choices import ordinal_value
from core.understanding.readers.dates import month_after


def relative_day(line: Line, i: int) -> Mark | None:
    """ "today", "kesho kutwa", "yesterday"."""
    offset = line.get(i, tags.RELATIVE_DAY)
    on = line.today + timedelta(days=offset)
    part = line.get(i, tags.PART)
    weeks = _weeks_on(line, i + 1) if offset >= 0 else 0
    on += timedelta(weeks=weeks)
    partial = PartialDate(on=(on,), part=part, is_past=offset < 0, is_relative=True)
    return Mark(DAY, i, i + 2 if weeks else i + 1, partial)


def _weeks_on(line: Line, i: int) -> int:
    """ "Tomorrow week", "Thursday fortnight": how many weeks after that day."""
    if line.get(i, tags.UNIT) == "fortnight":
        return 2
    is_week = line.get(i, tags.UNIT) == "week" and line.get(i, tags.WHICH_AFTER) == "after_next"
    return 1 if is_week else 0


def part_of_today(line: Line, i: int) -> Mark | None:
    """ "this evening", "asubuhi hii"."""
    which, part = line.get(i, tags.WHICH_BEFORE), line.get(i + 1, tags.PART)
    if which is None:
        which, part = line.get(i + 1, tags.WHICH_AFTER), line.get(i, tags.PART)
    if part is None or which not in ("this", "last") or line.get(i, tags.UNIT) == "hour":
        return None
    partial = PartialDate(on=(line.today,), part=part, is_past=which == "last", is_relative=True)
    return Mark(DAY, i, i + 2, partial)


def weekday(line: Line, i: int) -> Mark | None:
    """ "Friday", "Ijumaa ijayo", "Friday next week"."""
    days = line.get(i, tags.WEEKDAY)
    which = line.get(i + 1, tags.WHICH_AFTER)
    if which is None and _is_week_after(line, i):
        return Mark(DAY, i, i + 2, _with_which(line, PartialDate(weekdays=days), "after_next"))
    if weeks := _weeks_on(line, i + 1):
        ahead = (days[0] - line.today.weekday()) % 7
        # Who says the name of today's weekday may reckon from today or from the next one.
        starts = (ahead,) if ahead else (0, 7)
        on = tuple(line.today + timedelta(days=start, weeks=weeks) for start in starts)
        return Mark(DAY, i, i + 2, PartialDate(on=on))
    if which is None or _qualifies_unit(line, i + 1):
        return Mark(DAY, i, i + 1, PartialDate(weekdays=days))
    return Mark(DAY, i, i + 2, _with_which(line, PartialDate(weekdays=days), which))


def _is_week_after(line: Line, i: int) -> bool:
    """Whether a weekday is the one after another of its name: "not this Friday, Friday after"."""
    is_said = any(line.get(k, tags.WEEKDAY) == line.get(i, tags.WEEKDAY) for k in range(i))
    is_over = i + 2 >= len(line) or line.text(i + 2) in CLAUSE_ENDS or line.has(i + 2, tags.AT)
    return is_said and is_over and line.get(i + 1, tags.AFTER) is True


def _qualifies_unit(line: Line, i: int) -> bool:
    """Whether a word after a weekday belongs to the unit that follows ("Friday this week")."""
    return line.has(i, tags.WHICH_BEFORE) and line.has(i + 1, tags.UNIT)


def nth_weekday(line: Line, i: int) -> Mark | None:
    """ "the first Monday in March", "1st Sunday of next month"."""
    days = line.get(i + 1, tags.WEEKDAY)
    return _nth_weekday(line, i, i + 2, days, ordinal_value(line, i))


def weekday_nth(line: Line, i: int) -> Mark | None:
    """ "Jumatatu ya kwanza ya mwezi ujao"."""
    if not line.has(i + 1, tags.RANK):
        return None
    return _nth_weekday(line, i, i + 2, line.get(i, tags.WEEKDAY), ordinal_value(line, i + 1))


def _nth_weekday(line: Line, i: int, end: int, days: Any, nth: int | None) -> Mark | None:
    if days is None or nth is None or not (nth == -1 or 1 <= nth <= 5):
        return None
    partial = PartialDate(weekdays=days, nth=nth)
    j = line.skip(end, tags.OF, tags.THE, tags.IN_SPAN)
    j = j + 1 if line.text(j) == "in the" else j
    if line.get(j, tags.UNIT) == "month" and line.find(j, DAY) is None:
        return Mark(DAY, i, j + 1, replace(partial, window=month_window(line.today, 0)))
    if line.get(j, tags.UNIT) == "year" and line.find(j, DAY) is None:
        return Mark(DAY, i, j + 1, replace(partial, month=12 if nth == -1 else 1))
    if (month := line.get(j, tags.MONTH)) is not None:
        return Mark(DAY, i, j + 1, replace(partial, month=month))
    is_of_month = any(
        line.has(k, tag) for k in range(len(line)) for tag in (tags.MONTH, tags.MONTH_WORD)
    ) or any(line.get(k, tags.UNIT) == "month" for k in range(len(line)))
    return Mark(DAY, i, end, partial) if is_of_month else None


def which_day(line: Line, i: int) -> Mark | None:
    """ "next Monday", "this Jumatatu", "last Friday"."""
    days = line.get(i + 1, tags.WEEKDAY)
    if days is None:
        return None
    which = line.get(i, tags.WHICH_BEFORE)
    if which == "following":
        is_said = any(line.get(k, tags.WEEKDAY) == days for k in range(i))
        which = "after_next" if is_said else "coming"
    # "hii Jumamosi inakuja" says twice that it is the coming one.
    is_said_twice = which == "this" and line.get(i + 2, tags.WHICH_AFTER) in ("next", "coming")
    end = i + 3 if is_said_twice else i + 2
    return Mark(DAY, i, end, _with_which(line, PartialDate(weekdays=days), which))


def _with_which(line: Line, partial: PartialDate, which: Any) -> PartialDate:
    if which in ("next_week", "this_week", "week_after_next"):
        weeks = {"this_week": 0, "next_week": 1, "week_after_next": 2}[which]
        return replace(partial, window=week(line, weeks))
    which = "after_next" if which == "after_this" else which
    is_past = which in ("last", "last_week")
    return replace(partial, which=which, is_past=is_past)


def which_unit(line: Line, i: int) -> Mark | None:
    """ "next week", "this month", "last weekend"; also "next 3 days"."""
    which, unit = line.get(i, tags.WHICH_BEFORE), line.get(i + 1, tags.UNIT)
    if unit is not None:
        return _unit_mark(line, i, i + 2, unit, which)
    if (month := line.get(i + 1, tags.MONTH)) is not None:
        return Mark(DAY, i, i + 2, PartialDate(month=month, is_past=which == "last"))
    return None


def unit_which(line: Line, i: int) -> Mark | None:
    """ "wiki ijayo", "mwezi huu", "weekend", "week after next"."""
    unit, which = line.get(i, tags.UNIT), line.get(i + 1, tags.WHICH_AFTER)
    if unit == "weekend" and which in ("this_week", "next_week"):
        window = _weekend(line, 0 if which == "this_week" else 1)
        return Mark(DAY, i, i + 2, PartialDate(window=window))
    if unit == "weekend" and which is None:
        return _unit_mark(line, i, i + 1, unit, "this")
    is_counted = line.has(i - 1, tags.NUMBER) and not line.is_noun_first(i)
    if which is None or is_counted or line.has(i, tags.CLOCK_MARKER):
        return None
    return _unit_mark(line, i, i + 2, unit, which)


_STEPS = {
    "last": -1, "this": 0, "coming": 1, "following": 1, "next": 1, "after_this": 1, "after_next": 2,
}  # fmt: skip


def _unit_mark(line: Line, i: int, end: int, unit: str, which: str) -> Mark | None:
    steps = _STEPS.get(which)
    if unit == "weekend" and which == "coming":
        steps = 0
    if steps is None:
        return None
    window = _window(line, unit, steps)
    if window is None:
        return None
    if which == "last":
        return Mark(DAY, i, end, PartialDate(is_past=True))
    return Mark(DAY, i, end, PartialDate(window=window))


def _window(line: Line, unit: str, steps: int) -> tuple[date, date] | None:
    if unit == "week":
        return week(line, steps)
    if unit == "month":
        return month_window(line.today, steps)
    if unit == "weekend":
        return _weekend(line, steps)
    if unit == "year" and steps >= 0:
        year = line.today.year + steps
        return date(year, 1, 1), date(year, 12, 31)
    return None


def week(line: Line, steps: int) -> tuple[date, date]:
    monday = line.today - timedelta(days=line.today.weekday()) + timedelta(weeks=steps)
    return monday, monday + timedelta(days=6)


def _weekend(line: Line, steps: int) -> tuple[date, date]:
    monday, sunday = week(line, steps)
    return monday + timedelta(days=5), sunday


def month_window(day: date, steps: int) -> tuple[date, date]:
    """First and last day of the month so many months after that of `day`."""
    index = day.year * 12 + day.month - 1 + steps
    year, month = index // 12, index % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def named_week(line: Line, i: int) -> Mark | None:
    """ "next week" and "wiki hii" where no weekday stands before them."""
    which = line.get(i, tags.WHICH_AFTER)
    steps = {"this_week": 0, "next_week": 1, "week_after_next": 2}.get(which)
    if steps is None:
        is_past = which == "last_week"
        return Mark(DAY, i, i + 1, PartialDate(is_past=True)) if is_past else None
    if line.get(i + 1, tags.UNIT) == "weekend":
        return Mark(DAY, i, i + 2, PartialDate(window=_weekend(line, steps)))
    return Mark(DAY, i, i + 1, PartialDate(window=week(line, steps)))


def week_of(line: Line, i: int) -> Mark | None:
    """ "the week of 7 December", "the weekend of the 28th"."""
    unit = line.get(i, tags.UNIT)
    is_led = line.has(i + 1, tags.OF) or line.get(i + 1, tags.FROM) == "week"
    j = line.skip(i + 2, tags.THE)
    j = line.skip(j + 1, tags.THE) if line.has(j, tags.WEEKDAY) else j
    day = line.find(j, DAY) if is_led else None
    if unit not in ("week", "weekend") or day is None or day.value.window:
        return None
    if day.value.day is None and not day.value.on:
        return None
    return Mark(DAY, i, day.end, replace(day.value, weekdays=(), around=unit))


def year_window(line: Line, i: int) -> Mark | None:
    """ "next year", "mwakani", "mwaka ujao mwezi wa kwanza"."""
    year = line.today.year + line.get(i, tags.YEARS_ON)
    month, end = month_after(line, line.skip(i + 1, tags.ON_DAY, tags.GLUE))
    if month is not None and month.year is None:
        return Mark(DAY, i, end, replace(month, year=year))
    return Mark(DAY, i, i + 1, PartialDate(window=(date(year, 1, 1), date(year, 12, 31))))


def edge(line: Line, i: int) -> Mark | None:
    """ "end of the month", "early next week", "mwanzo wa wiki ijayo"."""
    side = line.get(i, tags.EDGE)
    if side == "end of month":
        return Mark(
            DAY, i, i + 1, PartialDate(window=_side_of(*month_window(line.today, 0), "end"))
        )
    j = line.skip(i + 1, tags.THE)
    whole = _edged(line, j)
    if whole is None or whole.value.is_past or side == "rest":
        return None if whole is None or whole.value.is_past else replace(whole, start=i)
    if whole.value.window is None:
        return None
    first, last = whole.value.window
    if side in ("first day", "last day"):
        on = first if side == "first day" else last
        return Mark(DAY, i, whole.end, PartialDate(on=(on,), is_past=on < line.today))
    return Mark(DAY, i, whole.end, PartialDate(window=_side_of(first, last, side)))


def _side_of(first: date, last: date, side: str) -> tuple[date, date]:
    """A named part of a range of days: its end, its second week, its last weekend."""
    kind, _, number = side.partition(" ")
    if kind in ("week", "weekend"):
        skipped = timedelta(weeks=int(number) - 1)
        saturday = first + timedelta(days=(5 - first.weekday()) % 7)
        start, length = (first, 6) if kind == "week" else (saturday, 1)
        return start + skipped, start + skipped + timedelta(days=length)
    if side == "last weekend":
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        return sunday - timedelta(days=1), sunday
    third = timedelta(days=max(1, (last - first).days // 3))
    half = first + timedelta(days=(last - first).days // 2)
    return {
        "start": (first, first + third),
        "middle": (first + third, last - third),
        "end": (last - third, last),
        "half 1": (first, half),
        "half 2": (half + timedelta(days=1), last),
        "last week": (last - timedelta(days=6), last),
    }[side]


def _edged(line: Line, j: int) -> Mark | None:
    if line.get(j, tags.UNIT) in ("week", "month", "year") and not line.has(
        j + 1, tags.WHICH_AFTER
    ):
        return _unit_mark(line, j, j + 1, line.get(j, tags.UNIT), "this")
    if (month := line.get(j, tags.MONTH)) is not None:
        steps = (month - line.today.month) % 12
        return Mark(DAY, j, j + 1, PartialDate(window=month_window(line.today, steps)))
    named = line.find(j, DAY)
    if named is not None and named.value.month and not (named.value.day or named.value.weekdays):
        year = named.value.year or line.today.year
        steps = (year - line.today.year) * 12 + named.value.month - line.today.month
        steps = steps if named.value.year else steps % 12
        return replace(named, value=PartialDate(window=month_window(line.today, steps)))
    return named


SIMPLE = (
    (tags.RELATIVE_DAY, relative_day),
    (tags.WEEKDAY, weekday),
    (tags.ORDINAL, nth_weekday),
    (tokens.ORDINAL, nth_weekday),
    (tags.WEEKDAY, weekday_nth),
    (tags.UNIT, week_of),
    (tags.YEARS_ON, year_window),
    (tags.WHICH_BEFORE, part_of_today),
    (tags.PART, part_of_today),
    (tags.WHICH_BEFORE, which_day),
    (tags.WHICH_BEFORE, which_unit),
    (tags.UNIT, unit_which),
    (tags.WHICH_AFTER, named_week),
    (tags.EDGE, edge),
)
