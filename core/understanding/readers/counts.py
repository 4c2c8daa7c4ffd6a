"""Readers of money, and of what needs no number."""

import re

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import (
    AMOUNT,
    ANYONE,
    CLOCK,
    SOONEST,
    Mark,
)

_LEAST_PAID = 50


def paid(line: Line, i: int) -> Mark | None:
    """ "I paid 500", "nimetuma elfu moja"."""
    number = line.number(i + 1)
    if number is None or number.value < _LEAST_PAID:
        return None
    others = (tags.UNIT, tags.PEOPLE, tags.MONTH)
    if line.text(number.end) == "%" or any(line.has(number.end, tag) for tag in others):
        return None
    return Mark(AMOUNT, i + 1, number.end, round(number.value * line.settings.minor_units))


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
    # "Saizi arobaini" is a size.
    number = line.number(i + 1)
    is_counted = number is not None and line.has(number.end, tags.PEOPLE)
    if number is not None and not is_counted and line.find(i + 1, CLOCK) is None:
        return None
    # "Now I want cornrows" tells a story, "I want cornrows now" is urgent.
    if line.has(i - 1, tags.NOT) or line.get(i + 1, tags.SELF) == "subject":
        return None
    return Mark(SOONEST, i, i + 1, True)


SIMPLE = (
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
