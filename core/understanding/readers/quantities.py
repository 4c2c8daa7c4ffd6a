"""Readers of durations, stays, people, money and choices."""

import re
from datetime import date, timedelta

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import (
    AMOUNT,
    ANYONE,
    CHOICE,
    DAY,
    DURATION,
    INSTANT,
    NIGHTS,
    PARTY,
    SOONEST,
    TIMES,
    Clock,
    Mark,
    PartialDate,
    TimeBounds,
)
from core.understanding.readers.dates import month_window

_DIGITS = re.compile(r"\d+")
_MINUTES = {"minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_LARGEST_PARTY = 500


def _span(line: Line, i: int) -> tuple[float, str, int] | None:
    """A number of units in either order ("3 days", "siku tatu", "half an hour", "saa moja")."""
    unit = line.get(i, tags.UNIT)
    if unit is not None:
        number = line.number(i + 1)
        if number is not None and number.lang != "en":
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
    if unit is None:
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
    return 0.0, i


def _minutes(line: Line, i: int) -> tuple[int, int] | None:
    """A duration in minutes and where it ends: "1h30", "an hour and 20 minutes"."""
    item = line.item(i)
    if item.kind == tokens.SPAN:
        hours, minutes = (int(part) for part in _DIGITS.findall(item.text))
        return hours * 60 + minutes, i + 1
    span = _span(line, i)
    if span is None or span[1] not in _MINUTES:
        return None
    total, end = span[0] * _MINUTES[span[1]], span[2]
    if span[1] == "hour":
        more = _span(line, line.skip(end, tags.AND))
        if more is not None and more[1] == "minute":
            total, end = total + more[0], more[2]
    return round(total), end


def duration(line: Line, i: int) -> Mark | None:
    """ "90 minutes", "an hour and a half", "masaa mawili", "nusu saa"."""
    found = _minutes(line, i)
    if found is None or not 0 < found[0] <= 1440:
        return None
    minutes, end = found
    if line.text(i) == "saa":
        return None
    offset = line.get(end, tags.FROM_NOW)
    if offset == 0:
        return Mark(INSTANT, i, end + 1, minutes)
    if line.has(end, tags.AGO):
        return Mark(DAY, i, end + 1, PartialDate(is_past=True))
    return Mark(DURATION, i, end, minutes)


def after_span(line: Line, i: int) -> Mark | None:
    """ "in 3 days", "in half an hour", "baada ya siku mbili", "ndani ya wiki moja"."""
    found = _minutes(line, i + 1)
    is_within = line.text(i).startswith(("within", "ndani", "in the next"))
    if found is not None:
        if line.text(i + 1) == "saa" and (line.number(i + 2) or line.item(0)).end != found[1]:
            return None
        if is_within:
            return Mark(SOONEST, i, found[1], True)
        return Mark(INSTANT, i, found[1], found[0])
    span = _span(line, i + 1)
    if span is None or span[1] not in _DAYS:
        return None
    end = line.skip(span[2], tags.FROM_NOW)
    return _days_mark(line, i, end, count=span[0], unit=span[1], is_window=is_within)


def span_from_now(line: Line, i: int) -> Mark | None:
    """ "3 days from now", "two weeks time", "siku tatu zijazo", "a week from Friday"."""
    span = _span(line, i)
    if span is None or span[1] not in _DAYS:
        return None
    count, unit, end = span
    if (offset := line.get(end, tags.FROM_NOW)) is not None:
        return _days_mark(line, i, end + 1, count=count, unit=unit, offset=offset)
    if line.has(end, tags.AGO):
        return Mark(DAY, i, end + 1, PartialDate(is_past=True))
    if line.text(end) in ("from", "on", "after", "kutoka") and unit in ("week", "day"):
        base = line.find(end + 1, DAY)
        if base is not None and base.value.weekdays and not base.value.is_past:
            ahead = (base.value.weekdays[0] - line.today.weekday()) % 7 or 7
            days = ahead + round(count * _DAYS[unit])
            return _days_mark(line, i, base.end, count=days, unit="day")
    return None


def next_span(line: Line, i: int) -> Mark | None:
    """ "next 3 days", "the next two weeks": a range from today."""
    span = _span(line, i + 1)
    if span is None or span[1] not in _DAYS or line.get(i, tags.WHICH_BEFORE) == "this":
        return None
    if line.get(i, tags.WHICH_BEFORE) == "last":
        return Mark(DAY, i, span[2], PartialDate(is_past=True))
    return _days_mark(line, i, span[2], count=span[0], unit=span[1], is_window=True)


def _days_mark(
    line: Line,
    i: int,
    end: int,
    *,
    count: float,
    unit: str,
    offset: int = 0,
    is_window: bool = False,
) -> Mark | None:
    if count > 1000:
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
    span = _span(line, i)
    if span is None or span[0] % 1 or not 0 < span[0] <= 365:
        return None
    count, unit, end = span
    if unit == "night" and line.has(end - 1, tags.PART) and _is_hour_of_night(line, i, end - 1):
        return None
    if unit == "night":
        return Mark(NIGHTS, i, end, int(count))
    if line.requested_slot == "nights" and unit in _DAYS:
        return Mark(NIGHTS, i, end, int(count * _DAYS[unit]))
    return None


def _is_hour_of_night(line: Line, i: int, night: int) -> bool:
    """Whether a number before "usiku" is an hour: Swahili counts nights the other way round."""
    return night > i and line.dial(line.item(night).lang) == "swahili"


def people(line: Line, i: int) -> Mark | None:
    """ "3 people", "watu wanne", "2 adults and 1 child"."""
    total, j, end = 0, i, i
    while True:
        found = _people(line, j)
        if found is None:
            break
        count, end = found
        total += count
        if not line.has(end, tags.AND) and line.text(end) != ",":
            break
        j = end + 1
    return Mark(PARTY, i, end, total) if 0 < total <= _LARGEST_PARTY else None


def _people(line: Line, i: int) -> tuple[int, int] | None:
    number = line.number(i)
    if number is not None and number.value % 1 == 0:
        if line.has(number.end, tags.PEOPLE):
            return int(number.value), number.end + 1
        return None
    if line.has(i, tags.PEOPLE):
        number = line.number(i + 1)
        if number is not None and number.value % 1 == 0 and not line.has(number.end, tags.PEOPLE):
            return int(number.value), number.end
    return None


def party(line: Line, i: int) -> Mark | None:
    """ "party of 4", "table for two", "sisi wawili", "just me"."""
    if (value := line.get(i, tags.PARTY)) is not None:
        return Mark(PARTY, i, i + 1, value)
    number = line.number(i + 1)
    if number is None or number.value % 1 or not 0 < number.value <= _LARGEST_PARTY:
        return None
    end = number.end
    if any(line.has(end, tag) for tag in (tags.UNIT, tags.MERIDIEM, tags.OCLOCK, tags.MONEY)):
        return None
    return Mark(PARTY, i, line.skip(end, tags.PEOPLE), int(number.value))


def party_for(line: Line, i: int) -> Mark | None:
    """ "for 3": people, unless a unit or a part of the day says otherwise."""
    number = line.number(i + 1)
    if number is None or number.value % 1 or not 0 < number.value <= 30 or number.is_money:
        return None
    if "time" in line.requested_slot:
        return None
    others = (tags.UNIT, tags.MERIDIEM, tags.OCLOCK, tags.MONEY, tags.PART, tags.MONTH)
    if any(line.has(number.end, tag) for tag in others) or line.text(number.end) in (
        "in",
        "in the",
    ):
        return None
    return Mark(PARTY, i, line.skip(number.end, tags.PEOPLE), int(number.value))


def amount_after(line: Line, i: int) -> Mark | None:
    """ "KES 1,500", "shilingi elfu mbili", "ksh 2k"."""
    j = i + 2 if line.text(i + 1) in (".", ":", "ya") else i + 1
    found = _money(line, j)
    return None if found is None else Mark(AMOUNT, i, found[1], found[0])


def amount(line: Line, i: int) -> Mark | None:
    """ "1,500 bob", "1.5k", "500/=", "elfu mbili", "thao moja"."""
    found = _money(line, i)
    if found is None:
        return None
    value, end = found
    number = line.number(i)
    if line.has(end, tags.MONEY):
        return Mark(AMOUNT, i, end + 1, value)
    is_money = line.item(i).kind == tokens.MONEY and not line.has(end, tags.PEOPLE)
    is_asked = "amount" in line.requested_slot
    if is_money or is_asked or (number is not None and number.is_money):
        return Mark(AMOUNT, i, end, value)
    return None


def _money(line: Line, i: int) -> tuple[int, int] | None:
    """An amount in hundredths and where it ends."""
    item = line.item(i)
    if item.kind in (tokens.MONEY, tokens.CLOCK):
        text = item.text.rstrip("/=-").replace(",", "")
        scale = 1000 if text.endswith("k") else 1
        text = text.rstrip("k")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
            return None
        return round(float(text) * scale * 100), i + 1
    number = line.number(i)
    return None if number is None else (round(number.value * 100), number.end)


def choice(line: Line, i: int) -> Mark | None:
    """ "option 2", "number three"."""
    j = i + 1 if line.text(i + 1) != "." else i + 2
    number = line.number(j)
    if number is None or number.value % 1 or not 0 < number.value <= 50:
        return None
    is_answer = number.end >= len(line) or line.text(i) != "no"
    return Mark(CHOICE, i, number.end, int(number.value)) if is_answer else None


def ordinal_choice(line: Line, i: int) -> Mark | None:
    """ "the second one", "ya pili"; -1 is the last one."""
    value = line.get(i, tags.ORDINAL)
    if line.item(i).kind == tokens.ORDINAL:
        value = int(_DIGITS.findall(line.text(i))[0])
    if line.has(i + 1, tags.CHOICE_ONE):
        return Mark(CHOICE, i, i + 2, value)
    is_alone = line.skip(0, tags.THE) == i and i + 1 >= len(line)
    is_written = line.item(i).kind == tokens.ORDINAL or line.text(i) in ("last", "kwanza")
    return Mark(CHOICE, i, i + 1, value) if is_alone and not is_written else None


def anyone(line: Line, i: int) -> Mark | None:
    """ "anyone", "mtu yeyote"."""
    if line.has(i, tags.ANYONE):
        return Mark(ANYONE, i, i + 1, True)
    is_staff_asked = line.requested_slot in ("staff", "resource")
    return Mark(ANYONE, i, i + 1, True) if is_staff_asked else None


def soonest(_line: Line, i: int) -> Mark | None:
    """ "as soon as possible", "now", "sasa hivi"."""
    return Mark(SOONEST, i, i + 1, True)


def any_time(_line: Line, i: int) -> Mark | None:
    """ "anytime", "saa yoyote": the whole day."""
    return Mark(TIMES, i, i + 1, TimeBounds(Clock(0, 0, "exact"), None))


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
    (tokens.DIGITS, people),
    (tags.NUMBER, people),
    (tags.PEOPLE, people),
    (tags.PARTY, party),
    (tags.PARTY_LEAD, party),
    (tags.FOR, party_for),
    (tokens.DIGITS, nights),
    (tags.NUMBER, nights),
    (tags.ARTICLE, nights),
    (tags.UNIT, nights),
    (tags.MONEY, amount_after),
    (tokens.MONEY, amount),
    (tokens.DIGITS, amount),
    (tags.NUMBER, amount),
    (tags.SCALE, amount),
    (tags.CHOICE_LEAD, choice),
    (tags.ORDINAL, ordinal_choice),
    (tokens.ORDINAL, ordinal_choice),
    (tags.ANYONE, anyone),
    (tags.ANY, anyone),
    (tags.SOONEST, soonest),
    (tags.NOW, soonest),
    (tags.ANY_TIME, any_time),
)
COMPOUND = (
    (tokens.DIGITS, span_from_now),
    (tags.NUMBER, span_from_now),
    (tags.ARTICLE, span_from_now),
    (tags.UNIT, span_from_now),
    (tags.COUPLE, span_from_now),
    (tags.WHICH_BEFORE, next_span),
)
