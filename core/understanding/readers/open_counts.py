"""Readers of how many come where the contact does not know yet: "5 or 6 people"."""

import re

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import PARTY, Mark
from core.understanding.readers.people import counts_else, is_hour, whole_number

_DIGITS = re.compile(r"\d+")


def open_count(line: Line, i: int) -> Mark | None:
    """ "5 or 6 people", "table for 4 or 5", "watano au sita": both, to be asked back."""
    if (value := line.get(i, tags.PARTY)) is not None:
        return _or_more(line, i, value)
    j = line.skip(i, tags.PARTY_LEAD, tags.FOR, tags.BETWEEN, tags.PEOPLE, tags.AT, tags.OR)
    first = whole_number(line, j)
    if first is None:
        return None
    k = line.skip(first[1], tags.PEOPLE)
    is_between = line.has(i, tags.BETWEEN) and line.has(k, tags.AND)
    if not (is_between or line.has(k, tags.OR) or _is_range(line, i, k)):
        return None
    second = whole_number(line, line.skip(k + 1, tags.OR, tags.AT, tags.PEOPLE))
    if second is None or first[0] >= second[0]:
        return None
    end = line.skip(second[1], tags.PEOPLE)
    is_people = end > second[1] or k > first[1] or _is_led(line, i, first[1], second[1])
    is_else = counts_else(line, second[1]) or is_hour(line, second[1])
    return Mark(PARTY, i, end, (first[0], second[0])) if is_people and not is_else else None


def _or_more(line: Line, i: int, first: int) -> Mark | None:
    """ "sisi wawili au watatu": a set phrase and another number."""
    second = whole_number(line, i + 2) if line.has(i + 1, tags.OR) else None
    if second is None or first >= second[0] or counts_else(line, second[1]):
        return None
    return Mark(PARTY, i, line.skip(second[1], tags.PEOPLE), (first, second[0]))


def _is_range(line: Line, i: int, k: int) -> bool:
    """Whether "to" spans a range here: "from 6 to 7 people" and a change do not."""
    is_changed = any(line.has(n, tag) for n in range(i) for tag in (tags.FROM, tags.MOVE))
    return line.has(k, tags.UNTIL) and not is_changed


def _is_led(line: Line, i: int, first: int, second: int) -> bool:
    """Whether what stands before the numbers, their form or the question makes them people."""
    if line.requested_slot == "party_size":
        return True
    is_form = any(line.get(end - 1, tags.COUNTED) == "people" for end in (first, second))
    is_lead = line.get(i, tags.PARTY_LEAD) is True or line.has(i, tags.PEOPLE)
    is_for = line.has(i, tags.FOR) and "time" not in line.requested_slot
    return is_form or is_lead or is_for


def asked_pair(line: Line, i: int) -> Mark | None:
    """ "5/6" in answer to "how many people?"."""
    first, second, *rest = (int(part) for part in _DIGITS.findall(line.text(i)))
    if line.requested_slot != "party_size" or rest or first >= second:
        return None
    return Mark(PARTY, i, i + 1, (first, second))


COMPOUND = (
    *(
        (key, open_count)
        for key in (
            tokens.DIGITS, tags.NUMBER, tags.PARTY_LEAD, tags.FOR, tags.BETWEEN, tags.PEOPLE,
            tags.OR, tags.AT, tags.PARTY,
        )
    ),
    (tokens.NUMERIC_DATE, asked_pair),
)  # fmt: skip
