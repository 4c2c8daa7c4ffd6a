"""Readers of people, money, and of what needs no number."""

import re
from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import (
    AMOUNT,
    ANYONE,
    PARTY,
    SOONEST,
    Mark,
)

_LARGEST_PARTY = 500
_LEAST_PAID = 50


def people(line: Line, i: int) -> Mark | None:
    """ "3 people", "watu wanne", "2 adults and 1 child"."""
    total, j, end = 0, i, i
    while True:
        found = _people(line, j)
        if found is None:
            break
        count, end = found
        total += count
        is_joined = line.has(end, tags.AND) or line.text(end) == ","
        j = end + 1 if is_joined else end
    return Mark(PARTY, i, end, total) if 0 < total <= _LARGEST_PARTY else None


def _people(line: Line, i: int) -> tuple[int, int] | None:
    number = line.number(i)
    if number is not None and number.value % 1 == 0:
        if line.has(number.end, tags.PEOPLE):
            return int(number.value), number.end + 1
        return None
    if line.has(i, tags.PEOPLE):
        number = line.number(line.skip(i + 1, tags.AT))
        if number is not None and number.value % 1 == 0 and not line.has(number.end, tags.PEOPLE):
            return int(number.value), number.end
    return None


def party(line: Line, i: int) -> Mark | None:
    """ "party of 4", "table for two", "sisi wawili", "just me"."""
    if (value := line.get(i, tags.PARTY)) is not None:
        others = line.find(i + 2, PARTY) if line.has(i + 1, tags.AND) else None
        more, end = (others.value, others.end) if others else (0, i + 1)
        return Mark(PARTY, i, end, value + more)
    if (counted := line.find(i + 1, PARTY)) is not None:
        return replace(counted, start=i)
    number = line.number(i + 1)
    if number is None or number.value % 1 or not 0 < number.value <= _LARGEST_PARTY:
        return None
    end = number.end
    if line.get(end, tags.UNIT) in ("minute", "hour", "day", "night"):
        return None
    if any(line.has(end, tag) for tag in (tags.MERIDIEM, tags.OCLOCK, tags.MONEY)):
        return None
    return Mark(PARTY, i, line.skip(end, tags.PEOPLE), int(number.value))


def plus_me(line: Line, i: int) -> Mark | None:
    """ "me and my two kids", "mimi na marafiki wawili": the people named, and the contact."""
    counted = line.find(i + 1, PARTY)
    return None if counted is None else replace(counted, start=i, value=counted.value + 1)


def paid(line: Line, i: int) -> Mark | None:
    """ "I paid 500", "nimetuma elfu moja"."""
    number = line.number(i + 1)
    if number is None or number.value < _LEAST_PAID:
        return None
    others = (tags.UNIT, tags.PEOPLE, tags.MONTH)
    if line.text(number.end) == "%" or any(line.has(number.end, tag) for tag in others):
        return None
    return Mark(AMOUNT, i + 1, number.end, round(number.value * line.settings.minor_units))


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
    j = i + 2 if line.text(i + 1) == ":" or line.has(i + 1, tags.GLUE) else i + 1
    if not line.is_money(i):
        return None
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
        return Mark(AMOUNT, i, end + 1, value) if line.is_money(end) else None
    if line.has(i - 1, tags.MONEY):
        return None
    is_money = line.item(i).kind == tokens.MONEY and not line.has(end, tags.PEOPLE)
    is_asked = "amount" in line.requested_slot
    if is_money or is_asked or (number is not None and number.is_money):
        return Mark(AMOUNT, i, end, value)
    return None


def _money(line: Line, i: int) -> tuple[int, int] | None:
    """An amount in the smallest unit and where it ends."""
    item = line.item(i)
    if item.kind in (tokens.MONEY, tokens.CLOCK):
        text = item.text.rstrip("/=-").replace(",", "")
        scale = 1000 if text.endswith("k") else 1
        text = text.rstrip("k")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
            return None
        return round(float(text) * scale * line.settings.minor_units), i + 1
    number = line.number(i)
    return None if number is None else (round(number.value * line.settings.minor_units), number.end)


def anyone(line: Line, i: int) -> Mark | None:
    """ "anyone", "mtu yeyote"."""
    if line.has(i, tags.ANYONE):
        return Mark(ANYONE, i, i + 1, True)
    is_staff_asked = line.requested_slot in ("staff", "resource")
    return Mark(ANYONE, i, i + 1, True) if is_staff_asked else None


def soonest(_line: Line, i: int) -> Mark | None:
    """ "as soon as possible"."""
    return Mark(SOONEST, i, i + 1, True)


def now(line: Line, i: int) -> Mark | None:
    """ "now", "sasa hivi", where no other day is named."""
    days = (tags.WEEKDAY, tags.RELATIVE_DAY, tags.MONTH, tags.WHICH_AFTER)
    if any(line.has(k, tag) for k in range(len(line)) for tag in days if line.get(k, tag) != 0):
        return None
    if line.has(i - 1, tags.NOT):
        return None
    return Mark(SOONEST, i, i + 1, True)


SIMPLE = (
    (tokens.DIGITS, people),
    (tags.NUMBER, people),
    (tags.PEOPLE, people),
    (tags.PARTY, party),
    (tags.PARTY_LEAD, party),
    (tags.PLUS_ME, plus_me),
    (tags.FOR, party_for),
    (tags.PAID, paid),
    (tags.MONEY, amount_after),
    (tokens.MONEY, amount),
    (tokens.DIGITS, amount),
    (tags.NUMBER, amount),
    (tags.SCALE, amount),
    (tags.ANYONE, anyone),
    (tags.ANY, anyone),
    (tags.SOONEST, soonest),
    (tags.NOW, now),
)
