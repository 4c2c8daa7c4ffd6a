"""Readers of days: calendar dates, weekdays, relative days, weeks and months."""

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import DAY, DAYS, DayBounds, Mark, PartialDate

_DIGITS = re.compile(r"\d+")
_NEVER_ALONE = frozenset({"may", "march", "mar", "mei"})
_PRONOUNS = frozenset({"i", "he", "she", "we", "they", "you", "the", "who"})


def iso_date(line: Line, i: int) -> Mark | None:
    """2026-11-22"""
    year, month, day = (int(part) for part in _DIGITS.findall(line.text(i)))
    if not _is_day(day, month, year):
        return None
    return Mark(DAY, i, i + 1, PartialDate(day=day, month=month, year=year))


def numeric_date(line: Line, i: int) -> Mark | None:
    """5/3, 05.03.2027: in the business's order, unless only the other order makes sense."""
    text = line.text(i)
    first, second, *rest = (int(part) for part in _DIGITS.findall(text))
    year = (rest[0] + 2000 if rest[0] < 100 else rest[0]) if rest else None
    day, month = (first, second) if line.date_order == "dmy" else (second, first)
    swap = _is_day(month, day, year) and day != month
    if not _is_day(day, month, year):
        if not swap:
            return None
        return Mark(DAY, i, i + 1, PartialDate(day=month, month=day, year=year))
    is_settled = "." in text or line.has(i - 1, tags.DATE_WORD)
    partial = PartialDate(day=day, month=month, year=year, is_swappable=swap and not is_settled)
    return Mark(DAY, i, i + 1, partial)


def _is_day(day: int, month: int, year: int | None = None) -> bool:
    if not 1 <= month <= 12 or not (year is None or 2000 <= year <= 2200):
        return False
    return 1 <= day <= calendar.monthrange(year or 2024, month)[1]


def relative_day(line: Line, i: int) -> Mark | None:
    """ "today", "kesho kutwa", "yesterday"."""
    offset = line.get(i, tags.RELATIVE_DAY)
    on = line.today + timedelta(days=offset)
    part = line.get(i, tags.PART)
    partial = PartialDate(on=(on,), part=part, is_past=offset < 0, is_relative=True)
    return Mark(DAY, i, i + 1, partial)


def part_of_today(line: Line, i: int) -> Mark | None:
    """ "this evening", "asubuhi hii"."""
    which, part = line.get(i, tags.WHICH_BEFORE), line.get(i + 1, tags.PART)
    if which is None:
        which, part = line.get(i + 1, tags.WHICH_AFTER), line.get(i, tags.PART)
    if part is None or which not in ("this", "last") or line.get(i, tags.UNIT) == "hour":
        return None
    partial = PartialDate(on=(line.today,), part=part, is_past=which == "last", is_relative=True)
    return Mark(DAY, i, i + 2, partial)


def asked_day(line: Line, i: int) -> Mark | None:
    """A bare number in answer to "which day?"."""
    day, end = _day_number(line, i)
    if day is None or "date" not in line.requested_slot or end < len(line):
        return None
    return Mark(DAY, i, end, PartialDate(day=day)) if i <= 1 else None


def weekday(line: Line, i: int) -> Mark | None:
    """ "Friday", "Ijumaa ijayo", "Friday next week"."""
    days = line.get(i, tags.WEEKDAY)
    if line.text(i) in ("sat", "sun", "mon", "wed") and line.text(i - 1) in _PRONOUNS:
        return None
    which = line.get(i + 1, tags.WHICH_AFTER)
    if which is None or _qualifies_unit(line, i + 1):
        return Mark(DAY, i, i + 1, PartialDate(weekdays=days))
    return Mark(DAY, i, i + 2, _with_which(line, PartialDate(weekdays=days), which))


def _qualifies_unit(line: Line, i: int) -> bool:
    """Whether a word after a weekday belongs to the unit that follows ("Friday this week")."""
    return line.has(i, tags.WHICH_BEFORE) and line.has(i + 1, tags.UNIT)


def which_day(line: Line, i: int) -> Mark | None:
    """ "next Monday", "this Jumatatu", "last Friday"."""
    days = line.get(i + 1, tags.WEEKDAY)
    if days is None:
        return None
    which = line.get(i, tags.WHICH_BEFORE)
    return Mark(DAY, i, i + 2, _with_which(line, PartialDate(weekdays=days), which))


def _with_which(line: Line, partial: PartialDate, which: Any) -> PartialDate:
    if which in ("next_week", "this_week", "week_after_next"):
        weeks = {"this_week": 0, "next_week": 1, "week_after_next": 2}[which]
        return replace(partial, window=_week(line, weeks))
    return replace(partial, which=which, is_past=which == "last")


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
    if which is None or line.has(i - 1, tags.NUMBER) or line.text(i) == "saa":
        return None
    return _unit_mark(line, i, i + 2, unit, which)


def _unit_mark(line: Line, i: int, end: int, unit: str, which: str) -> Mark | None:
    steps = {"last": -1, "this": 0, "coming": 1, "next": 1, "after_next": 2}.get(which)
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
        return _week(line, steps)
    if unit == "month":
        return month_window(line.today, steps)
    if unit == "weekend":
        return _weekend(line, steps)
    if unit == "year" and steps >= 0:
        year = line.today.year + steps
        return date(year, 1, 1), date(year, 12, 31)
    return None


def _week(line: Line, steps: int) -> tuple[date, date]:
    monday = line.today - timedelta(days=line.today.weekday()) + timedelta(weeks=steps)
    return monday, monday + timedelta(days=6)


def _weekend(line: Line, steps: int) -> tuple[date, date]:
    monday, sunday = _week(line, steps)
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
        is_week = line.text(i).endswith("week")
        return Mark(DAY, i, i + 1, PartialDate(is_past=True)) if is_week else None
    if line.get(i + 1, tags.UNIT) == "weekend":
        return Mark(DAY, i, i + 2, PartialDate(window=_weekend(line, steps)))
    return Mark(DAY, i, i + 1, PartialDate(window=_week(line, steps)))


def edge(line: Line, i: int) -> Mark | None:
    """ "end of the month", "early next week", "mwanzo wa wiki ijayo"."""
    side = line.get(i, tags.EDGE)
    j = line.skip(i + 1, tags.THE)
    whole = _edged(line, j)
    if whole is None or whole.value.is_past or side == "rest":
        return None if whole is None or whole.value.is_past else replace(whole, start=i)
    if whole.value.window is None:
        return None
    first, last = whole.value.window
    third = timedelta(days=max(1, (last - first).days // 3))
    parts = {
        "start": (first, first + third),
        "middle": (first + third, last - third),
        "end": (last - third, last),
    }
    return Mark(DAY, i, whole.end, PartialDate(window=parts[side]))


def _edged(line: Line, j: int) -> Mark | None:
    if line.get(j, tags.UNIT) in ("week", "month", "year") and not line.has(
        j + 1, tags.WHICH_AFTER
    ):
        return _unit_mark(line, j, j + 1, line.get(j, tags.UNIT), "this")
    if (month := line.get(j, tags.MONTH)) is not None:
        steps = (month - line.today.month) % 12
        return Mark(DAY, j, j + 1, PartialDate(window=month_window(line.today, steps)))
    return line.find(j, DAY)


def day_of_month(line: Line, i: int) -> Mark | None:
    """ "5th", "the 5th of March", "5 March 2027", "tano Machi"."""
    day, j = _day_number(line, i)
    if day is None:
        return None
    partial, end = _month_after(line, j)
    if partial is None:
        if not _is_ordinal_day(line, i, j):
            return None
        return Mark(DAY, i, j, PartialDate(day=day))
    if not _is_day(day, partial.month or 1, partial.year):
        return None
    return Mark(DAY, i, end, replace(partial, day=day))


def _is_ordinal_day(line: Line, i: int, end: int) -> bool:
    """Whether an ordinal without a month is a day ("5th", "on the fifth"), not a choice."""
    if line.has(end, tags.CHOICE_ONE) or line.has(end, tags.PEOPLE):
        return False
    if line.item(i).kind == tokens.ORDINAL:
        return True
    before = line.skip(max(i - 1, 0), tags.THE) == i and line.has(i - 1, tags.THE)
    return line.has(i, tags.ORDINAL) and line.text(i - 2 if before else i - 1) == "on"


def _day_number(line: Line, i: int) -> tuple[int | None, int]:
    """A day of the month in any form and where it ends."""
    item = line.item(i)
    if item.kind == tokens.ORDINAL:
        value = int(_DIGITS.findall(item.text)[0])
        return (value, i + 1) if 1 <= value <= 31 else (None, i)
    ordinal = line.get(i, tags.ORDINAL)
    if ordinal is not None and 1 <= ordinal <= 31:
        return ordinal, i + 1
    number = line.number(i)
    if number is None or number.value % 1 or not 1 <= number.value <= 31:
        return None, i
    return int(number.value), number.end


def _month_after(line: Line, i: int) -> tuple[PartialDate | None, int]:
    """A month (with its year) after a day: "of March 2027", "mwezi wa tatu", "Machi"."""
    j = line.skip(i, tags.OF)
    if line.text(j) == ",":
        j += 1
    if (month := line.get(j, tags.MONTH)) is not None:
        end = j + 1
    elif line.has(j, tags.MONTH_WORD) and (number := line.number(j + 1)) is not None:
        month, end = int(number.value), number.end
        if not 1 <= month <= 12:
            return None, i
    else:
        return None, i
    year, end = _year(line, end)
    return PartialDate(month=month, year=year), end


def _year(line: Line, i: int) -> tuple[int | None, int]:
    j = i + 1 if line.text(i) in (",", "of", "ya", "mwaka") else i
    if line.text(j) == "wa":
        j += 1
    item = line.item(j)
    if item.kind == tokens.DIGITS and len(item.text) == 4 and item.text.startswith("20"):
        return int(item.text), j + 1
    return None, i


def month_first(line: Line, i: int) -> Mark | None:
    """ "March 5th", "Machi tarehe 5", "mwezi wa tatu", "in March"."""
    if line.has(i, tags.MONTH_WORD):
        number = line.number(i + 1)
        if number is None or not 1 <= number.value <= 12 or line.text(i + 1) == "moja":
            return None
        month, j = int(number.value), number.end
    else:
        month, j = line.get(i, tags.MONTH), i + 1
    year, j = _year(line, j)
    k = line.skip(j, tags.THE, tags.DATE_WORD)
    day, end = _day_number(line, k)
    if day is not None and _is_day(day, month, year) and not _is_counted(line, end):
        if year is None:
            year, end = _year(line, end)
        return Mark(DAY, i, end, PartialDate(day=day, month=month, year=year))
    is_led = line.text(i - 1) in ("in", "of", "for", "by", "until", "till") or year is not None
    if not is_led and (line.text(i) in _NEVER_ALONE or len(line.text(i)) <= 3):
        return None
    return Mark(DAY, i, j, PartialDate(month=month, year=year))


def _is_counted(line: Line, i: int) -> bool:
    return line.has(i, tags.PEOPLE) or line.has(i, tags.MERIDIEM)


def day_range(line: Line, i: int) -> Mark | None:
    """ "5 - 8 March", "from the 5th to the 8th", "tarehe 5 hadi 8"."""
    j = line.skip(i, tags.FROM, tags.THE, tags.BETWEEN)
    first = line.find(j, DAY)
    day, end = (None, first.end) if first else _day_number(line, j)
    is_joined = line.has(end, tags.UNTIL) or (line.has(end, tags.AND) and line.has(i, tags.BETWEEN))
    if (first is None and day is None) or not is_joined:
        return None
    k = line.skip(end + 1, tags.THE)
    last = line.find(k, DAY)
    if last is None and first is not None and first.value.day is not None:
        number, last_end = _day_number(line, k)
        if number is not None and not line.has(last_end, tags.MERIDIEM):
            partial = PartialDate(day=number, month=first.value.month, year=first.value.year)
            last = Mark(DAY, k, last_end, partial)
    if last is None or last.value.is_past or (first is not None and first.value.is_past):
        return None
    if first is None and last.value.day is None:
        return None
    start: PartialDate = first.value if first else PartialDate(day=day)
    if start.day is not None and start.month is None:
        start = replace(start, month=last.value.month, year=last.value.year)
    return Mark(DAYS, i, last.end, DayBounds(start, last.value))


def dated(line: Line, i: int) -> Mark | None:
    """ "tarehe 5", "tarehe tano mwezi wa tatu", "date 5th"."""
    day, j = _day_number(line, i + 1)
    if day is None or (line.text(i) == "date" and line.item(i + 1).kind == tokens.WORD):
        return None
    partial, end = _month_after(line, j)
    if partial is None:
        return Mark(DAY, i, j, PartialDate(day=day))
    if not _is_day(day, partial.month or 1, partial.year):
        return None
    return Mark(DAY, i, end, replace(partial, day=day))


SIMPLE = (
    (tokens.ISO_DATE, iso_date),
    (tokens.NUMERIC_DATE, numeric_date),
    (tags.RELATIVE_DAY, relative_day),
    (tags.WEEKDAY, weekday),
    (tags.WHICH_BEFORE, part_of_today),
    (tags.PART, part_of_today),
    (tokens.DIGITS, asked_day),
    (tags.NUMBER, asked_day),
    (tags.ORDINAL, asked_day),
    (tags.WHICH_BEFORE, which_day),
    (tags.WHICH_BEFORE, which_unit),
    (tags.UNIT, unit_which),
    (tags.WHICH_AFTER, named_week),
    (tags.EDGE, edge),
    (tags.ORDINAL, day_of_month),
    (tags.NUMBER, day_of_month),
    (tokens.DIGITS, day_of_month),
    (tags.MONTH, month_first),
    (tags.MONTH_WORD, month_first),
    (tags.DATE_WORD, dated),
)
COMPOUND = tuple(
    (key, day_range)
    for key in (
        tags.FROM,
        tags.BETWEEN,
        tags.WEEKDAY,
        tags.RELATIVE_DAY,
        tags.WHICH_BEFORE,
        tags.DATE_WORD,
        tags.MONTH,
        tags.NUMBER,
        tokens.ORDINAL,
        tokens.DIGITS,
        tokens.ISO_DATE,
        tokens.NUMERIC_DATE,
    )
)
