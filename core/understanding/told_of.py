"""Who of the staff is only told of: what somebody did the last time chooses nobody for the next."""

import re
from functools import cache

from core.understanding import tags
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.name_words import any_of
from core.understanding.names import Found
from core.understanding.vocabulary import vocabulary

_MOST_BETWEEN = 2


def is_only_told_of(line: Line, found: Found) -> bool:
    """Whether a person is named for what she did or for what she is, and is not asked for.

    "Last time Grace was late", "Grace alinichelewesha": not so with "with Grace", with a wish in
    the same clause, with praise, or where she is wanted again.
    """
    places = enumerate(line.items)
    at = [i for i, item in places if item.start < found.end and found.start < item.end]
    if not at or _is_asked_for(line, at[0], at[-1]):
        return False
    if any(line.has(i, tags.WANTED_AGAIN) for i in range(len(line))):
        return False
    clause = _clause(line, at[0], at[-1])
    is_past = any(line.has(i, tags.LAST_TIME) for i in clause)
    return is_past or _is_told(line, at[-1] + 1)


def _is_asked_for(line: Line, first: int, last: int) -> bool:
    is_led = line.get(first - 1, tags.WITH) == "person" or line.has(first - 1, tags.FOR)
    is_led = is_led and not _telling().fullmatch(line.text(first - 2))
    return is_led or any(line.has(i, tags.WISH) for i in _clause(line, first, last))


def _clause(line: Line, first: int, last: int) -> range:
    while first > 0 and line.text(first - 1) not in CLAUSE_ENDS:
        first -= 1
    while last + 1 < len(line) and line.text(last + 1) not in CLAUSE_ENDS:
        last += 1
    return range(first, last + 1)


def _is_told(line: Line, i: int) -> bool:
    """Whether something is told of whom the words before name: "was late", "alichelewa"."""
    if _telling().fullmatch(line.text(i)):
        return True
    faults = range(i + 1, i + 1 + _MOST_BETWEEN)
    return line.has(i, tags.BEING) and any(line.has(k, tags.FAULT) for k in faults)


@cache
def _telling() -> re.Pattern[str]:
    return any_of([pack.telling for pack in vocabulary().packs])
