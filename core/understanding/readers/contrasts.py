"""Readers of bare hours that what stands around them makes hours: a day, or another hour."""

from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import CLOCK, DAY, Clock, Mark
from core.understanding.readers.clocks import bare_hour, clock_said_before, counts_people_so_far

_HOW_MANY = ("party_size", "nights")
_JOINS = (tags.FOR, tags.AND, tags.ARTICLE, tags.THE)
_COUNTED_AFTER = (tags.FOR, tags.ARTICLE, tags.PARTY_LEAD, tags.CHOICE_LEAD)
_LEAVES_OPEN = (tags.CANNOT, tags.AFTER, tags.FROM, tags.BETWEEN)
_NAMED_DAYS = (tags.RELATIVE_DAY, tags.WEEKDAY, tags.PART)


def hour_on_day(line: Line, i: int) -> Mark | None:
    """ "10 on Saturday", "can I have 10 on Saturday": a bare hour whose day follows."""
    is_first = i == 0 or line.text(i - 1) in CLAUSE_ENDS
    is_led = any(line.has(i - 1, tag) for tag in (tags.NOT, tags.CORRECTION))
    is_led = is_led or line.get(i - 1, tags.FROM) == "week"
    is_led = is_led or line.has(i - 1, tags.GLUE)
    is_led = is_led or (line.has(i - 1, tags.OR) and _hour_ending(line, i - 1) is not None)
    is_counted = any(line.has(i - 1, tag) for tag in _JOINS)
    if is_counted or not (is_first or is_led or _is_wished(line, i)):
        return None
    return _with_its_day(line, i, after_pause=is_first)


def _is_wished(line: Line, i: int) -> bool:
    """Whether the clause asks for something, and no number of bookings: "book 2 on Friday"."""
    k = i - 1
    while k >= 0 and line.text(k) not in CLAUSE_ENDS:
        if line.has(k, tags.WISH) and line.get(k, tags.WISH) != "after":
            return k < i - 1 or line.get(k, tags.WISH) == "over"
        k -= 1
    return False


def hour_beside_people(line: Line, i: int) -> Mark | None:
    """ "two of us for 2 on Friday": an hour, since the people were counted before."""
    is_other = line.has(i - 1, tags.FOR) and counts_people_so_far(line, i)
    return _with_its_day(line, i) if is_other else None


def _with_its_day(line: Line, i: int, *, after_pause: bool = False) -> Mark | None:
    mark = _hour(line, i) or _hour_in_four_digits(line, i)
    if mark is None:
        return None
    end = line.skip(mark.end, tags.EXACTLY)
    is_pause = after_pause and line.text(end) == "," and line.has(end + 1, tags.WEEKDAY)
    if not (line.has(end, tags.ON_DAY) or is_pause):
        return None
    day = line.find(line.skip(end + 1, tags.THE), DAY)
    return replace(mark, end=end) if day else None


def hour_after_pause(line: Line, i: int) -> Mark | None:
    """ "Sunday, 2": a bare hour behind a day and a comma, with nothing after it."""
    mark = _hour(line, i)
    if mark is None or line.text(i - 1) != "," or not _is_over(line, mark.end):
        return None
    days = (*_NAMED_DAYS, tags.WHICH_AFTER)
    return mark if any(line.has(i - 2, tag) for tag in days) else None


def hour_of_its_own(line: Line, i: int) -> Mark | None:
    """ "I'm off on Sunday, so 11 would work", "from 9 on Sunday. 11?": an hour in its clause."""
    mark = _hour(line, i)
    lead = i - 2 if line.has(i - 1, tags.GLUE) and line.text(i - 2) in CLAUSE_ENDS else i - 1
    if mark is None or not (line.text(lead) in CLAUSE_ENDS or line.has(lead, tags.SO)):
        return None
    has_day = any(line.has(k, tag) for k in range(lead) for tag in _NAMED_DAYS)
    is_open = not any(line.find(k, CLOCK) or line.has(k, tags.CLOCK_MARKER) for k in range(i))
    is_open = is_open or any(line.has(k, tag) for k in range(i) for tag in _LEAVES_OPEN)
    end = line.skip(mark.end, tags.SUITS)
    is_over = end >= len(line) or line.text(end) in CLAUSE_ENDS
    is_led = lead < i - 1 or line.has(lead, tags.SO)
    is_said_to_suit = end > mark.end or is_led or line.text(end) == "?"
    return mark if has_day and is_open and is_over and is_said_to_suit else None


def hour_that_suits(line: Line, i: int) -> Mark | None:
    """ "would 3 be ok on Thursday", "11 is good": an hour of a day that is named as well."""
    mark = _hour(line, i)
    if mark is None or not any(line.find(k, DAY) for k in range(len(line))):
        return None
    is_first = i == 0 or line.text(i - 1) in CLAUSE_ENDS
    is_led = any(line.has(i - 1, tag) for tag in (tags.SUITS, tags.GLUE, tags.SO, tags.CORRECTION))
    if not (is_first or is_led) or line.has(i - 1, tags.FOR) or line.has(i - 1, tags.ARTICLE):
        return None
    end = line.skip(mark.end, tags.SUITS, tags.ALSO)
    if end == mark.end and line.has(end, tags.GLUE) and line.has(end + 1, tags.ALSO):
        end += 2
    is_over = end >= len(line) or line.item(end).kind == tokens.SYMBOL
    day = line.find(line.skip(end, tags.ON_DAY, tags.THE), DAY)
    return mark if end > mark.end and (is_over or day) else None


def hour_against(line: Line, i: int) -> Mark | None:
    """The hours of "not 11, 12", "4 rather than 3" and "12, not 11", where a day is named too."""
    mark = _hour(line, i) if any(line.has(k, tags.NOT) for k in range(len(line))) else None
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


def hour_said_again(line: Line, i: int) -> Mark | None:
    """ "1pm or 3pm? I'll go with 3": the hour of a time that was offered before a pause."""
    pauses = [k for k in range(i) if line.text(k) in CLAUSE_ENDS]
    mark = _hour(line, i) if pauses else None
    if mark is None or mark.value.minute or any(line.has(i - 1, tag) for tag in _COUNTED_AFTER):
        return None
    end = line.skip(mark.end, tags.SUITS, tags.ALSO, tags.GLUE)
    if not (end > mark.end or _is_over(line, end)):
        return None
    is_offer = any(line.has(k, tags.OR) for k in range(pauses[-1]))
    same = [said for said in _said_until(line, pauses[-1]) if said.hour == mark.value.hour]
    return replace(mark, value=same[0]) if is_offer and len(set(same)) == 1 else None


def _said_until(line: Line, end: int) -> list[Clock]:
    """The times said so far, each once."""
    found: list[Mark] = []
    for k in range(end):
        mark = line.find(k, CLOCK)
        if mark is not None and (not found or k >= found[-1].end):
            found.append(mark)
    return [mark.value for mark in found]


def hour_instead(line: Line, i: int) -> Mark | None:
    """ "at 3, I'd like 5 instead", "11 is better": an hour set against one said before."""
    mark = _hour(line, i)
    is_open = any(line.has(k, tags.ANY_TIME) for k in range(i))
    if mark is None or not (is_open or clock_said_before(line, i)):
        return None
    end = line.skip(mark.end, tags.GLUE) if line.text(mark.end) not in CLAUSE_ENDS else mark.end
    is_set_against = line.has(end, tags.CORRECTION) and _is_over(line, end + 1)
    return replace(mark, end=end) if is_set_against else None


def _hour(line: Line, i: int) -> Mark | None:
    mark = bare_hour(line, i)
    if mark is None or line.requested_slot in _HOW_MANY:
        return None
    return mark if 0 < mark.value.hour <= 12 else None


def _hour_in_four_digits(line: Line, i: int) -> Mark | None:
    is_asked = "amount" in line.requested_slot
    mark = bare_hour(line, i) if len(line.text(i)) == 4 and not is_asked else None
    return mark if mark is not None and 7 <= mark.value.hour <= 20 else None


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


_SET_APART = (
    hour_said_again,
    hour_against, hour_instead, hour_after_pause, hour_beside_people, hour_of_its_own,
    hour_that_suits,
)  # fmt: skip
_NUMBERS = (tokens.DIGITS, tags.NUMBER)
SIMPLE = tuple((key, hour_on_day) for key in _NUMBERS)
COMPOUND = tuple((key, rule) for key in _NUMBERS for rule in _SET_APART)
