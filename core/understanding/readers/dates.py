"""Readers of calendar dates in words: days of a month, months, holidays."""

import re
from dataclasses import replace
from datetime import timedelta

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import CLOCK, DAY, Mark, PartialDate
from core.understanding.readers.choices import MOST_OFFERS, picks_offer
from core.understanding.readers.written_dates import dotted, is_day

_DIGITS = re.compile(r"\d+")
_DAY_LEADS = frozenset({tags.GLUE, tags.AT, tags.CORRECTION, tags.WEEKDAY, tags.NOT})
_COUNTED = (
    tags.UNIT,
    tags.PEOPLE,
    tags.MERIDIEM,
    tags.MONEY,
    tags.OCLOCK,
    tags.MONTH,
    tags.UNTIL,
)
_LONGEST_SHORT = 4
"""The letters of the longest month that is written with a full stop: "Sept."."""
_LONGEST_MONTH = 31
_MONTH_LEADS = (tags.IN_SPAN, tags.OF, tags.FOR, tags.BEFORE)


def day_of_month(line: Line, i: int) -> Mark | None:
    """ "5th", "the 5th of March", "5 March 2027", "tano Machi"."""
    day, j = day_number(line, i)
    if day is None:
        return None
    partial, end = month_after(line, j)
    if partial is None:
        if (other := _with_other_day(line, i, j)) is not None:
            return Mark(DAY, i, j, replace(other, day=day))
        if not _is_ordinal_day(line, i, j) and not _is_in_named_month(line, i, j):
            return None
        return Mark(DAY, i, j, PartialDate(day=day))
    if not is_day(day, partial.month or 1, partial.year):
        return None
    return Mark(DAY, i, end, replace(partial, day=day))


def _with_other_day(line: Line, i: int, end: int) -> PartialDate | None:
    """The day whose month this one shares: "24 or 25 November", "the 24th and 25th of March"."""
    if not (line.has(end, tags.OR) or line.has(end, tags.AND)):
        return None
    other = line.find(line.skip(end + 1, tags.THE, tags.DATE_WORD), DAY)
    is_month = other is not None and other.value.day is not None and other.value.month is not None
    if other is None or not is_month or other.value.is_swappable or other.value.weekdays:
        return None
    partial: PartialDate = other.value
    number = line.number(i)
    is_count = number is not None and any(line.has(number.end, tag) for tag in _COUNTED)
    return None if is_count else partial


def other_day(line: Line, i: int) -> Mark | None:
    """ "tarehe 24 au 25", "on the 24th or 25": a second day of the same month."""
    day, end = day_number(line, i + 1)
    is_month = line.get(end, tags.UNIT) == "month"
    others = (*_COUNTED, tags.PART, tags.CLOCK_MARKER)
    if day is None or (not is_month and any(line.has(end, tag) for tag in others)):
        return None
    if line.find(i + 1, CLOCK) or line.find(i + 1, DAY):
        return None
    before = (line.find(k, DAY) for k in range(max(0, i - 5), i))
    first = next((mark for mark in before if mark is not None and mark.end == i), None)
    if first is None or first.value.day is None or not is_day(day, first.value.month or 1):
        return None
    return Mark(DAY, i, end, replace(first.value, day=day, weekdays=()))


def changed_day(line: Line, i: int) -> Mark | None:
    """ "change the date to 25", "badilisha tarehe iwe 25"."""
    day, end = day_number(line, i + 1)
    is_end = end >= len(line) or line.item(end).kind == tokens.SYMBOL
    is_date = any(line.has(k, tags.DATE_WORD) for k in range(i))
    is_change = is_date and any(line.has(k, tags.MOVE) for k in range(i))
    if day is None or not is_end or not is_change:
        return None
    return Mark(DAY, i, end, PartialDate(day=day))


def _is_ordinal_day(line: Line, i: int, end: int) -> bool:
    """Whether an ordinal without a month is a day ("5th", "on the fifth"), not a choice."""
    if any(line.has(end, tag) for tag in (tags.PEOPLE, tags.RANKED)) or picks_offer(line, i):
        return False
    if line.item(i).kind == tokens.ORDINAL:
        return True
    if not line.has(i, tags.ORDINAL):
        return False
    return _is_led_as_day(line, i) or _is_of_month(line, end)


def _is_led_as_day(line: Line, i: int) -> bool:
    led = i - 2 if line.has(i - 1, tags.THE) else i - 1
    if _is_of_weekday(line, i, led):
        return True
    if line.has(led, tags.ON_DAY) or (line.has(i - 1, tags.THE) and is_late(line, i)):
        return True
    return is_late(line, i) and (i == 0 or bool(line.item(i - 1).tags.keys() & _DAY_LEADS))


def _is_of_weekday(line: Line, i: int, led: int) -> bool:
    """Whether the next such day is the weekday said beside it: "Sunday the sixth"."""
    after = i + 2 if line.text(i + 1) == "," else i + 1
    said = line.get(led, tags.WEEKDAY) or line.get(after, tags.WEEKDAY)
    if said is None or line.get(i, tags.ORDINAL) < 1:
        return False
    coming = (line.today + timedelta(days=ahead) for ahead in range(_LONGEST_MONTH))
    return any(on.day == line.get(i, tags.ORDINAL) and on.weekday() in said for on in coming)


def _is_of_month(line: Line, end: int) -> bool:
    """ "of the month", "of next month"."""
    if not line.has(end, tags.OF):
        return False
    j = line.skip(end, tags.OF, tags.THE)
    month = line.find(j, DAY)
    is_window = month is not None and month.value.window is not None
    return line.get(j, tags.UNIT) == "month" or is_window


def _is_in_named_month(line: Line, i: int, end: int) -> bool:
    """ "27 mwezi huu": digits before a month that is told by "this" or "next"."""
    is_month = line.get(end, tags.UNIT) == "month" and line.has(end + 1, tags.WHICH_AFTER)
    return is_month and line.is_noun_first(end) and line.item(i).kind == tokens.DIGITS


def is_late(line: Line, i: int) -> bool:
    """Whether an ordinal is too high to pick one of some offers."""
    return bool(line.get(i, tags.ORDINAL) > MOST_OFFERS)


def day_number(line: Line, i: int) -> tuple[int | None, int]:
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


def month_after(line: Line, i: int) -> tuple[PartialDate | None, int]:
    """A month (with its year) after a day: "of March 2027", "mwezi wa tatu", "of the 12th"."""
    j = line.skip(i, tags.OF)
    if j > i and line.has(j, tags.THE) and line.item(j + 1).kind == tokens.ORDINAL:
        month, end = day_number(line, j + 1)
        return (PartialDate(month=month), end) if month and is_day(1, month) else (None, i)
    if line.text(j) in (",", "-", "/"):
        j += 1
    if (month := line.get(j, tags.MONTH)) is not None:
        end = j + 1
    elif line.has(j, tags.MONTH_WORD):
        month, end = _numbered_month(line, j + 1)
    if month is None:
        return None, i
    year, end = _year(line, end)
    return PartialDate(month=month, year=year), end


def _numbered_month(line: Line, i: int) -> tuple[int | None, int]:
    """A month by its number or name after "mwezi wa": "tatu", "3", "kwanza", "Machi"."""
    ordinal = line.get(i, tags.ORDINAL)
    if ordinal is not None:
        return (ordinal, i + 1) if ordinal > 0 else (None, i)
    if (month := line.get(i, tags.MONTH)) is not None:
        return month, i + 1
    number = line.number(i)
    if number is None or number.value % 1 or not 1 <= number.value <= 12:
        return None, i
    return int(number.value), number.end


def _year(line: Line, i: int) -> tuple[int | None, int]:
    j = i + 1 if line.text(i) in (",", "-", "/") else i
    j = line.skip(j, tags.OF)
    if (years := line.get(j, tags.YEARS_ON)) is not None:
        return line.today.year + years, j + 1
    if line.get(j, tags.UNIT) == "year":
        j = line.skip(j + 1, tags.OF)
    item = line.item(j)
    is_dashed = line.text(i) in ("-", "/") and line.text(i) == line.text(i - 2)
    if is_dashed and re.fullmatch(r"2[0-9]|3[0-9]", item.text) and line.has(i - 1, tags.MONTH):
        return 2000 + int(item.text), j + 1
    if line.text(i) == "'" and item.kind == tokens.SYMBOL:
        short = line.item(i + 1).text
        return (2000 + int(short), i + 2) if re.fullmatch(r"[0-9]{2}", short) else (None, i)
    if item.kind == tokens.DIGITS and len(item.text) == 4 and item.text.startswith("20"):
        return int(item.text), j + 1
    return None, i


def month_first(line: Line, i: int) -> Mark | None:
    """ "March 5th", "Machi tarehe 5", "mwezi wa tatu", "in March"."""
    if line.has(i, tags.MONTH_WORD):
        month, j = _numbered_month(line, i + 1)
        is_duration = line.has(i, tags.UNIT) and month == 1 and line.has(i + 1, tags.NUMBER)
        if month is None or is_duration:
            return None
    else:
        month, j = line.get(i, tags.MONTH), i + 1
        j = j + 1 if len(line.text(i)) <= _LONGEST_SHORT and line.text(j) == "." else j
    year, j = _year(line, j)
    is_hyphenated = line.text(j) == "-" and line.item(j).start == line.item(j - 1).end
    k = line.skip(j + 1 if is_hyphenated else j, tags.THE, tags.DATE_WORD)
    day, end = day_number(line, k)
    if day is not None and is_day(day, month, year) and not _is_counted(line, end):
        if year is None:
            year, end = _year(line, end)
        return Mark(DAY, i, end, PartialDate(day=day, month=month, year=year))
    before = i - 2 if line.has(i - 1, tags.OF) else i - 1
    if _is_impossible_day(line, before, month or 1):
        return None
    is_led = year is not None or any(line.has(i - 1, tag) for tag in _MONTH_LEADS)
    if not is_led and (line.has(i, tags.NEVER_ALONE) or len(line.text(i)) <= 3):
        return None
    return Mark(DAY, i, j, PartialDate(month=month, year=year))


def _is_impossible_day(line: Line, i: int, month: int) -> bool:
    """Whether the month has no such day: "30th February"."""
    item = line.item(i)
    if item.kind not in (tokens.DIGITS, tokens.ORDINAL) or "." in item.text:
        return False
    number = int(_DIGITS.findall(item.text)[0])
    return 28 < number < 100 and not is_day(number, month)


def _is_counted(line: Line, i: int) -> bool:
    return line.has(i, tags.PEOPLE) or line.has(i, tags.MERIDIEM)


def dated(line: Line, i: int) -> Mark | None:
    """ "tarehe 5", "tarehe tano mwezi wa tatu", "date 5th"."""
    k = i + 2 if line.text(i + 1) == "." or line.has(i + 1, tags.KEPT) else i + 1
    if (written := dotted(line, k)) is not None:
        return replace(written, start=i)
    day, j = day_number(line, k)
    is_weak = line.get(i, tags.DATE_WORD) == "weak"
    if day is None or (
        is_weak and line.item(k).kind == tokens.WORD and line.item(k).lang == line.item(i).lang
    ):
        return None
    partial, end = month_after(line, j)
    if partial is None:
        return Mark(DAY, i, j, PartialDate(day=day))
    if not is_day(day, partial.month or 1, partial.year):
        return None
    return Mark(DAY, i, end, replace(partial, day=day))


def asked_day(line: Line, i: int) -> Mark | None:
    """A bare number in answer to "which day?", and "on 20"."""
    day, end = day_number(line, i)
    if day is None or any(line.has(end, tag) for tag in _COUNTED) or picks_offer(line, i):
        return None
    is_first = line.skip(0, tags.GLUE) >= i
    is_answer = "date" in line.requested_slot and end >= len(line) and is_first
    is_led = line.has(i - 1, tags.ON_DAY) and line.item(i).kind == tokens.DIGITS
    return Mark(DAY, i, end, PartialDate(day=day)) if is_answer or is_led else None


def weekday_number(line: Line, i: int) -> Mark | None:
    """ "Saturday 21": a day of the month where the number is no hour, or fits that weekday."""
    item = line.item(i + 1)
    day, end = day_number(line, i + 1)
    if day is None or item.kind != tokens.DIGITS or line.has(end, tags.OR):
        return None
    if any(line.has(end, tag) for tag in (*_COUNTED, tags.PART)):
        return None
    partial = PartialDate(weekdays=line.get(i, tags.WEEKDAY), day=day)
    if day <= 12 and not _fits_soon(line, partial):
        return None
    return Mark(DAY, i, end, partial)


def _fits_soon(line: Line, partial: PartialDate) -> bool:
    """Whether a day of the coming week is both the weekday and the day of the month said."""
    week = (line.today + timedelta(days=ahead) for ahead in range(8))
    return any(on.day == partial.day and on.weekday() in partial.weekdays for on in week)


def holiday(line: Line, i: int) -> Mark | None:
    """ "Christmas Eve", "mwaka mpya"."""
    if _names_event(line, i):
        return None
    month, day = line.get(i, tags.HOLIDAY)
    year, end = _year(line, i + 1)
    return Mark(DAY, i, end, PartialDate(day=day, month=month, year=year))


def _names_event(line: Line, i: int) -> bool:
    """Whether a holiday only names what another day is about: "Friday, for the Christmas party"."""
    is_event = line.has(i + 1, tags.EVENT) or line.has(i - 2, tags.EVENT)
    days = (tags.WEEKDAY, tags.RELATIVE_DAY, tags.MONTH)
    return is_event and any(line.has(k, tag) for k in range(len(line)) for tag in days)


SIMPLE = (
    (tokens.DIGITS, asked_day),
    (tags.NUMBER, asked_day),
    (tags.ORDINAL, asked_day),
    (tags.HOLIDAY, holiday),
    (tags.WEEKDAY, weekday_number),
    (tags.ORDINAL, day_of_month),
    (tags.NUMBER, day_of_month),
    (tokens.DIGITS, day_of_month),
    (tags.MONTH, month_first),
    (tags.MONTH_WORD, month_first),
    (tags.DATE_WORD, dated),
)
COMPOUND = (
    (tags.OR, other_day),
    (tags.UNTIL, changed_day),
    (tags.CORRECTION, changed_day),
)
