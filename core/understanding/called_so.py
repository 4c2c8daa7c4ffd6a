"""Words of days and everyday words where somebody is called so: "Leo", "Sunday Okoro"."""

from collections.abc import Sequence

from core.understanding import tags, tokens
from core.understanding.line import CLAUSE_ENDS, Item, Line
from core.understanding.name_answers import is_aside
from core.understanding.name_words import (
    is_also_a_name,
    is_no_name,
    joins_names,
    not_names,
)

_OF_TIME = (tags.WEEKDAY, tags.RELATIVE_DAY, tags.MONTH, tags.PART, tags.UNIT, tags.LEAN)
_DAYS = (tags.WEEKDAY, tags.RELATIVE_DAY)


def is_titled(item: Item) -> bool:
    """Whether a word begins with a capital, as names do."""
    return item.raw[:1].isupper() and not item.raw.isupper()


def is_day(line: Line, i: int) -> bool:
    """Whether a word names a day that is told from today."""
    return any(line.has(i, tag) for tag in _DAYS)


def is_called_so(line: Line, i: int, words: Sequence[Item], ordinary: frozenset[str]) -> bool:
    """Whether the capital of an everyday word makes it a name, where one is told or asked for.

    It is one where people are called so, behind what brings a name for sure ("my name is Sunday"),
    before a surname ("Sunday Okoro"), and where it ends a name ("Tom Too,").
    """
    if not is_titled(line.item(i)):
        return False
    if words:
        return is_also_a_name(line.text(i)) or (is_titled(words[0]) and _ends_name(line, i))
    if is_also_a_name(line.text(i)):
        if line.requested_slot == "name" or is_led(line, i):
            return True
        # "I'm Happy, thanks" tells how somebody is.
        is_state = line.text(i) in not_names() and line.has(i, tags.WANTED_AGAIN)
        return not is_state and _stands_first(line, i)
    return is_day(line, i) and (is_led(line, i) or _has_surname(line, i, ordinary))


def is_led(line: Line, i: int) -> bool:
    """Whether words stand before a place that bring nothing but a name: "naitwa"."""
    return line.get(i - 1, tags.NAME_LEAD) in ("sure", "other")


def may_mean_else(line: Line, words: Sequence[Item]) -> bool:
    """Whether a bare answer in small letters may as well be no name: "leo", "nina ukurutu"."""
    first = next(i for i, item in enumerate(line.items) if item is words[0])
    if words[0].raw[0].isupper() or words[0].text not in not_names():
        return False
    return is_day(line, first) or len(words) > 1


def may_be_surnamed(line: Line, start: int, ordinary: frozenset[str]) -> bool:
    """Whether a day in small letters begins a name: "sunday okoro", and nothing else is said."""
    rest = [line.item(i) for i in range(start + 1, len(line))]
    return is_day(line, start) and bool(rest) and all(
        item.kind == tokens.WORD and not item.tags and len(item.raw) > 1
        and item.text not in ordinary and not is_no_name(item.text)
        for item in rest
    )  # fmt: skip


def _stands_first(line: Line, i: int) -> bool:
    """Whether a name may begin here after "I'm": it ends there, or goes on in capitals."""
    after = line.item(i + 1)
    is_end = i + 1 >= len(line) or after.text in CLAUSE_ENDS or line.has(i + 1, tags.AND)
    return is_end or is_aside(line, i + 1) or (after.kind == tokens.WORD and is_titled(after))


def _ends_name(line: Line, i: int) -> bool:
    is_end = i + 1 >= len(line) or line.text(i + 1) in CLAUSE_ENDS
    is_of_time = any(line.has(i, tag) for tag in _OF_TIME)
    return is_end and not (is_of_time or is_aside(line, i) or is_no_name(line.text(i)))


def _has_surname(line: Line, i: int, ordinary: frozenset[str]) -> bool:
    after = line.item(i + 1)
    if after.kind != tokens.WORD or not is_titled(after) or joins_names(after.text):
        return False
    return after.text not in ordinary and not is_no_name(after.text)
