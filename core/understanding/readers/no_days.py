"""Days that no month has: "31st November", "30 Februari", "31/11"."""

import re

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.readers.dates import day_number, month_after
from core.understanding.readers.written_dates import is_day

_WRITTEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](?:20)?\d\d)?")
_SHORTEST_MONTH = 28
_NO_DAY_AFTER = (tags.PEOPLE, tags.MERIDIEM, tags.UNIT, tags.MONEY)


def no_such_day(line: Line) -> tuple[int, int] | None:
    """The places of the first day that is said and that its month does not have."""
    for i, item in enumerate(line.items):
        if (match := _WRITTEN.fullmatch(item.text)) and _is_none(*map(int, match.groups())):
            return i, i + 1
        if item.kind not in (tokens.DIGITS, tokens.ORDINAL) and not line.has(i, tags.MONTH):
            continue
        end = _month_first(line, i) if line.has(i, tags.MONTH) else _day_first(line, i)
        if end is not None:
            return i, end
    return None


def _day_first(line: Line, i: int) -> int | None:
    day, j = day_number(line, i)
    partial, end = month_after(line, j)
    if day is None or partial is None or partial.month is None:
        return None
    return None if is_day(day, partial.month, partial.year) else end


def _month_first(line: Line, i: int) -> int | None:
    day, end = day_number(line, line.skip(i + 1, tags.THE, tags.DATE_WORD))
    if day is None or any(line.has(end, tag) for tag in _NO_DAY_AFTER):
        return None
    return None if is_day(day, line.get(i, tags.MONTH)) else end


def _is_none(first: int, second: int) -> bool:
    """Whether neither order of two numbers is a day, though one of them is a month."""
    is_date = _SHORTEST_MONTH < first <= 31 and 1 <= second <= 12
    return is_date and not is_day(first, second)
