"""Readers of dates in digits: 2026-11-22, 5/3, 30.11. and 15-12."""

import calendar
import re
from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import CLOCK, DAY, Mark, PartialDate

_DIGITS = re.compile(r"\d+")


def iso_date(line: Line, i: int) -> Mark | None:
    """2026-11-22, 2026/11/22"""
    year, month, day = (int(part) for part in _DIGITS.findall(line.text(i)))
    if not is_day(day, month, year):
        return None
    return Mark(DAY, i, i + 1, PartialDate(day=day, month=month, year=year))


def numeric_date(line: Line, i: int) -> Mark | None:
    """5/3, 05.03.2027: in the business's order, unless only the other order makes sense."""
    text = line.text(i)
    first, second, *rest = (int(part) for part in _DIGITS.findall(text))
    year = (rest[0] + 2000 if rest[0] < 100 else rest[0]) if rest else None
    day, month = (first, second) if line.settings.date_order == "dmy" else (second, first)
    swap = is_day(month, day, year) and day != month
    if not is_day(day, month, year):
        if not swap:
            return None
        return Mark(DAY, i, i + 1, PartialDate(day=month, month=day, year=year))
    is_swappable = swap and "." not in text
    partial = PartialDate(day=day, month=month, year=year, is_swappable=is_swappable)
    return Mark(DAY, i, i + 1, partial)


def is_day(day: int, month: int, year: int | None = None) -> bool:
    if not 1 <= month <= 12 or not (year is None or 2000 <= year <= 2200):
        return False
    return 1 <= day <= calendar.monthrange(year or 2024, month)[1]


def dotted_day(line: Line, i: int) -> Mark | None:
    """ "30.11", "30.11.": a day and a month where it can be no clock, or where a clock follows."""
    hour = int(_DIGITS.findall(line.text(i))[0])
    is_closed = line.text(i + 1) == "." and line.item(i + 1).start == line.item(i).end
    end = i + 2 if is_closed else i + 1
    if hour <= 24 and not _is_timed(line, end, is_closed=is_closed):
        return None
    day = None if is_closed and line.has(i - 1, tags.AT) else dotted(line, i)
    return day and replace(day, end=end if hour <= 24 else i + 1)


def _is_timed(line: Line, i: int, *, is_closed: bool) -> bool:
    """Whether an hour stands here, after "at" or "saa", or written out behind a closed date."""
    if is_closed and line.item(i).kind in (tokens.CLOCK, tokens.MERIDIEM_CLOCK):
        return True
    is_led = any(line.has(i, tag) for tag in (tags.AT, tags.CLOCK_MARKER))
    j = line.skip(i, tags.AT)
    return is_led and bool(line.find(j, CLOCK) or line.number(j))


def dashed_day(line: Line, i: int) -> Mark | None:
    """ "15-12 at 10": a day and a month, as nothing else falls so far from one to the other."""
    first, dash, second = line.item(i), line.item(i + 1), line.item(i + 2)
    is_joined = dash.text == "-" and first.end == dash.start and dash.end == second.start
    if not is_joined or second.kind != tokens.DIGITS or line.item(i + 3).start == second.end:
        return None
    if not re.fullmatch(r"\d\d", first.text) or not re.fullmatch(r"\d\d?", second.text):
        return None
    day, month = int(first.text), int(second.text)
    end = line.item(i + 3)
    is_followed = i + 3 >= len(line) or end.kind != tokens.WORD or tags.AT in end.tags
    if day <= 12 or not is_day(day, month) or line.has(i - 1, tags.MONTH) or not is_followed:
        return None
    return Mark(DAY, i, i + 3, PartialDate(day=day, month=month))


def dotted(line: Line, i: int) -> Mark | None:
    """ "5.12" as a day and a month, in the business's order."""
    item = line.item(i)
    if item.kind not in (tokens.CLOCK, tokens.DIGITS) or item.text.count(".") != 1:
        return None
    first, second = (int(part) for part in item.text.split("."))
    day, month = (first, second) if line.settings.date_order == "dmy" else (second, first)
    return Mark(DAY, i, i + 1, PartialDate(day=day, month=month)) if is_day(day, month) else None


SIMPLE = (
    (tokens.ISO_DATE, iso_date),
    (tokens.NUMERIC_DATE, numeric_date),
    (tokens.CLOCK, dotted_day),
    (tokens.DIGITS, dotted_day),
)
COMPOUND = ((tokens.DIGITS, dashed_day),)
