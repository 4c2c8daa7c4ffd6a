"""Readers of bare hours that what stands around them makes hours: a day, or another hour."""

from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import CLOCK, DAY, Mark
from core.understanding.readers.clocks import bare_hour, clock_said_before

_HOW_MANY = ("party_size", "nights")
_NAMED_DAYS = (tags.RELATIVE_DAY, tags.WEEKDAY, tags.PART)


def hour_on_day(line: Line, i: int) -> Mark | None:
    """ "10 on Saturday", "not 3 on Friday": a bare hour whose day follows."""
    mark = _hour(line, i)
    if mark is None or not line.has(mark.end, tags.ON_DAY):
        return None
    is_first = i == 0 or line.text(i - 1) in CLAUSE_ENDS
    is_led = any(line.has(i - 1, tag) for tag in (tags.NOT, tags.CORRECTION))
    day = line.find(line.skip(mark.end, tags.ON_DAY, tags.THE), DAY)
    return mark if day is not None and (is_first or is_led) else None


def hour_after_pause(line: Line, i: int) -> Mark | None:
    """ "Sunday, 2": a bare hour behind a day and a comma, with nothing after it."""
    mark = _hour(line, i)
    if mark is None or line.text(i - 1) != "," or not _is_over(line, mark.end):
        return None
    return mark if any(line.has(i - 2, tag) for tag in _NAMED_DAYS) else None


def hour_against(line: Line, i: int) -> Mark | None:
    """The hours of "not 11, 12", "4 rather than 3" and "12, not 11", where a day is named too."""
    mark = _hour(line, i)
    if mark is None or not any(line.find(k, DAY) for k in range(len(line))):
        return None
    is_denied = line.has(i - 1, tags.NOT)
    if is_denied:
        other = _hour(line, _past_pause(line, mark.end)) or _hour_ending(line, i - 1)
        return mark if other else None
    if line.has(mark.end, tags.NOT):
        return mark if _hour(line, mark.end + 1) or line.find(mark.end + 1, CLOCK) else None
    before = i - 1
    while before > 0 and _is_pause(line, before):
        before -= 1
    denied = _hour_ending(line, before + 1) if before < i - 1 else None
    return mark if denied is not None and line.has(denied.start - 1, tags.NOT) else None


def hour_instead(line: Line, i: int) -> Mark | None:
    """ "at 3, I'd like 5 instead", "11 is better": an hour set against one said before."""
    mark = _hour(line, i)
    if mark is None or clock_said_before(line, i) is None:
        return None
    end = line.skip(mark.end, tags.GLUE) if line.text(mark.end) not in CLAUSE_ENDS else mark.end
    is_set_against = line.has(end, tags.CORRECTION) and _is_over(line, end + 1)
    return replace(mark, end=end) if is_set_against else None


def _hour(line: Line, i: int) -> Mark | None:
    mark = bare_hour(line, i)
    if mark is None or line.requested_slot in _HOW_MANY:
        return None
    return mark if 0 < mark.value.hour <= 12 else None


def _hour_ending(line: Line, end: int) -> Mark | None:
    marks = (_hour(line, k) for k in range(max(0, end - 3), end))
    return next((mark for mark in marks if mark is not None and mark.end == end), None)


def _past_pause(line: Line, i: int) -> int:
    while _is_pause(line, i):
        i += 1
    return i


def _is_pause(line: Line, i: int) -> bool:
    return line.text(i) in (",", ";", ".") or line.has(i, tags.CORRECTION)


def _is_over(line: Line, i: int) -> bool:
    is_end = i >= len(line) or line.item(i).kind == tokens.SYMBOL
    return is_end or line.get(i, tags.WISH) == "after"


_RULES = (hour_on_day, hour_after_pause)
SIMPLE = tuple((key, rule) for key in (tokens.DIGITS, tags.NUMBER) for rule in _RULES)
COMPOUND = tuple(
    (key, rule) for key in (tokens.DIGITS, tags.NUMBER) for rule in (hour_against, hour_instead)
)
