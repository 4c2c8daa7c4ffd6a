"""Readers of choices among offers, and what tells an ordinal that picks one from a day."""

import re

from core.understanding import tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import CHOICE, CLOCK, PART, Mark

_SIGN = tokens.SYMBOL
_DIGITS = re.compile(r"\d+")
_OFFERING = frozenset({"time", "service", "staff", "booking"})
"""What is asked for by offering some, none of which is a day."""
MOST_OFFERS = 10
_COUNTS = (tags.UNIT, tags.DATE_WORD, tags.MONTH_WORD, tags.CLOCK_MARKER, tags.PEOPLE)


def ordinal_value(line: Line, i: int) -> int | None:
    """The number of an ordinal in digits or words; -1 is the last."""
    if line.item(i).kind == tokens.ORDINAL:
        return int(_DIGITS.findall(line.text(i))[0])
    value: int | None = line.get(i, tags.ORDINAL)
    return value


def picks_offer(line: Line, i: int) -> bool:
    """Whether an ordinal stands for one of the offers: never for one with a month or "on"."""
    value = ordinal_value(line, i)
    if value is None or not (value == -1 or 0 < value <= MOST_OFFERS):
        return False
    if line.has(i + 1, tags.CHOICE_ONE):
        return True
    if line.has(i, tags.RANK):
        return _picks_by_rank(line, i)
    if line.requested_slot not in _OFFERING or _is_said_of_a_day(line, i):
        return False
    if not _ends_or_suits(line, i + 1):
        return False
    is_written = line.item(i).kind == tokens.ORDINAL
    is_led = line.has(i - 1, tags.THE) or i + 1 >= len(line) or line.item(i + 1).kind == _SIGN
    behind = (tags.SUITS, tags.NOT, tags.OFFERED)
    return is_written or is_led or any(line.has(i + 1, tag) for tag in behind)


def _picks_by_rank(line: Line, i: int) -> bool:
    """Whether "ya pili" or "last" stands alone, or answers an offer and counts nothing else."""
    is_alone = line.skip(0, tags.THE) == i and i + 1 >= len(line)
    if line.has(i, tags.NEVER_ALONE):
        is_led = line.has(i - 1, tags.THE) and _ends_or_suits(line, i + 1)
        return is_led and line.requested_slot in _OFFERING
    if is_alone:
        return True
    counts = any(line.has(i - 1, tag) for tag in _COUNTS) or line.has(i + 1, tags.MONTH_WORD)
    is_asked = line.requested_slot in _OFFERING or "date" in line.requested_slot
    is_pointed = line.get(i, tags.RANK) == "pointed" or _follows_offers(line, i)
    return not counts and (is_asked or is_pointed)


def _follows_offers(line: Line, i: int) -> bool:
    """Whether it ends a message that offers some before a pause: "saba au nane, ya pili"."""
    is_apart = line.text(line.skip(i, tags.THE) - 1) in CLAUSE_ENDS
    return is_apart and _ends_or_suits(line, i + 1) and any(line.has(k, tags.OR) for k in range(i))


def _is_said_of_a_day(line: Line, i: int) -> bool:
    led = i - 2 if line.has(i - 1, tags.THE) else i - 1
    if any(line.has(led, tag) for tag in (tags.WEEKDAY, tags.DATE_WORD, tags.RELATIVE_DAY)):
        return True
    if any(line.has(k, tags.ON_DAY) for k in (led, i - 1)):
        return True
    changes = (tags.MOVE, tags.CORRECTION, tags.NOT)
    is_written = line.item(i).kind == tokens.ORDINAL
    return is_written and any(line.has(k, tag) for k in range(i) for tag in changes)


def _ends_or_suits(line: Line, i: int) -> bool:
    """Whether nothing follows an ordinal that it could count or that would make it a day."""
    if line.has(i, tags.OF) or line.find(line.skip(i, tags.AT, tags.GLUE), CLOCK):
        return line.text(i) == ","
    if line.find(line.skip(i, tags.GLUE), PART):
        return False
    is_end = i >= len(line) or line.item(i).kind == tokens.SYMBOL
    says_so = (tags.SUITS, tags.GLUE, tags.OFFERED, tags.NOT)
    return is_end or any(line.has(i, tag) for tag in says_so)


def _choice_from_end(line: Line, i: int) -> Mark | None:
    """ "Second to last", "third from the top", "ya pili kutoka mwisho"."""
    value = ordinal_value(line, i)
    j = i + 2 if line.has(i + 1, tags.CHOICE_ONE) else i + 1
    is_joined = line.has(j, tags.FROM)
    is_last = line.has(j, tags.UNTIL) or not is_joined
    at = line.skip(j + 1 if is_joined or line.has(j, tags.UNTIL) else j, tags.THE)
    end = -1 if line.get(at, tags.ORDINAL) == -1 else line.get(at, tags.LIST_END)
    if value is None or end is None or (is_last and line.get(at, tags.ORDINAL) != -1):
        return None
    if not 0 < value <= MOST_OFFERS or _counts_days(line, at):
        return None
    return Mark(CHOICE, i, at + 1, value * end)


def _counts_days(line: Line, i: int) -> bool:
    """Whether what ends here is a week, a month or the like, and no list."""
    return line.has(i + 1, tags.OF) or any(line.has(i + 1, tag) for tag in _COUNTS)


def offer_beside(line: Line, i: int) -> Mark | None:
    """ "The one right after the first", "ile kabla ya ya mwisho": an offer by its neighbor."""
    is_pointed = line.has(i, tags.CHOICE_ONE)
    at = line.skip(i + 1, tags.CLOSE_BY) if is_pointed else i
    is_pointed = is_pointed or line.has(i, tags.NEXT_ONE)
    step = line.get(at, tags.PLACED)
    j = line.skip(at + 1, tags.THE)
    value = ordinal_value(line, j)
    if value is None and line.requested_slot in _OFFERING:
        value = -1 if line.get(j, tags.LIST_END) == -1 and line.is_noun_first(j) else None
    if step is None or value is None or not (value == -1 or 0 < value <= MOST_OFFERS):
        return None
    is_of_list = is_pointed or line.requested_slot in _OFFERING or line.has(j, tags.RANK)
    if not is_of_list or _counts_days(line, j):
        return None
    end = j + 2 if line.has(j + 1, tags.CHOICE_ONE) else j + 1
    is_beyond = value + step == 0
    return Mark(CHOICE, i, end, 0 if is_beyond else value + step)


def ordinal_choice(line: Line, i: int) -> Mark | None:
    """ "the second one", "ya pili"; -1 is the last one, and "the 2nd" where offers are open."""
    value = ordinal_value(line, i)
    if (mark := _choice_from_end(line, i)) is not None:
        return mark
    if line.has(i + 1, tags.CHOICE_ONE):
        return Mark(CHOICE, i, i + 2, value)
    if picks_offer(line, i):
        return Mark(CHOICE, i, i + 1, value)
    is_alone = line.skip(0, tags.THE) == i and i + 1 >= len(line)
    is_day = line.item(i).kind == tokens.ORDINAL or line.has(i, tags.NEVER_ALONE)
    is_day = is_day or (value or 0) > MOST_OFFERS
    return Mark(CHOICE, i, i + 1, value) if is_alone and not is_day else None


def said_choice(line: Line, i: int) -> Mark | None:
    """ "the top one", "the one before the last"."""
    return Mark(CHOICE, i, i + 1, line.get(i, tags.CHOICE))


def offered_time(line: Line, i: int) -> Mark | None:
    """ "The second time", where times are offered and nothing more is said of it."""
    if line.requested_slot != "time" or not _ends_or_suits(line, i + 1):
        return None
    return Mark(CHOICE, i, i + 1, line.get(i, tags.OFFERED_TIME))


def numbered_choice(line: Line, i: int) -> Mark | None:
    """ "option 2", "number three"."""
    j = i + 1 if line.text(i + 1) != "." else i + 2
    if (ordinal := line.get(j, tags.ORDINAL)) is not None:
        return Mark(CHOICE, i, j + 1, ordinal)
    number = line.number(j)
    if number is None or number.value % 1 or not 0 < number.value <= 50:
        return None
    is_answer = number.end >= len(line) or line.get(i, tags.CHOICE_LEAD) != "weak"
    return Mark(CHOICE, i, number.end, int(number.value)) if is_answer else None


SIMPLE = (
    (tags.CHOICE, said_choice),
    (tags.OFFERED_TIME, offered_time),
    (tags.CHOICE_LEAD, numbered_choice),
    (tags.CHOICE_ONE, offer_beside),
    (tags.PLACED, offer_beside),
    (tags.ORDINAL, ordinal_choice),
    (tokens.ORDINAL, ordinal_choice),
)
