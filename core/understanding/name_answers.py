"""A name in a sentence that answers "your name?", whatever verb brings it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from core.understanding import tags, tokens
from core.understanding.line import Item, Line
from core.understanding.name_words import any_of, is_also_a_name, is_doubtful, is_no_name
from core.understanding.vocabulary import vocabulary

_LONGEST_ANSWER = 12
_LONGEST_NAME = 4
_PLAIN_LEADS = ("sure", "other")


def without_introduction(words: Sequence[Item]) -> Sequence[Item]:
    """The words of a name without the verb before it: "called Jane Wanjiku" -> "Jane Wanjiku"."""
    first = 0
    while first < len(words) and _is_no_name(words[first].text):
        first += 1
    written = [i for i in range(first, len(words)) if words[i].raw[:1].isupper()]
    return words[written[0] if written else first :]


def asks(line: Line) -> bool:
    """Whether a question was put instead of an answer: "nawapata wapi"."""
    return any(item.text == "?" or item.text in _asking() for item in line.items)


def is_aside(line: Line, i: int) -> bool:
    """Whether something beside a name says nothing else: "please", "is my name", a full stop."""
    item = line.item(i)
    return item.kind == tokens.SYMBOL or all(word in _after_names() for word in item.text.split())


def leads_at(line: Line, i: int) -> bool:
    """Whether words that may bring a name do so here: "ok, ni Jane", and not "hii ni stress"."""
    return all(
        is_aside(line, k)
        or line.has(k, tags.NAME_LEAD)
        or line.has(k, tags.GLUE)
        or line.item(k).text in _said_anyway()
        or _introducing().fullmatch(line.item(k).text)
        for k in range(i)
    )


def name_in_answer(
    line: Line, not_names: frozenset[str], ordinary: frozenset[str]
) -> Sequence[Item]:
    """The words of the name; empty where none stands out.

    A name stands out by its capital letters, or by words that bring it and are no other's.
    """
    if len(line) > _LONGEST_ANSWER or asks(line):
        return ()
    is_introduced = _is_introduced(line)
    runs = [run for run in _runs(line, not_names, ordinary) if len(run) <= _LONGEST_NAME + 2]
    named = [name for run in runs if (name := without_introduction(run))]
    if not is_introduced:
        # "Saturday 7 March" is no name.
        named = [name for name in named if any(item.text not in ordinary for item in name)]
    written = [name for name in named if name[0].raw[0].isupper() and not name[0].raw.isupper()]
    found = written or (named if is_introduced else [])
    return found[0] if len(found) == 1 and len(found[0]) <= _LONGEST_NAME else ()


def _runs(line: Line, not_names: frozenset[str], ordinary: frozenset[str]) -> Iterator[list[Item]]:
    run: list[Item] = []
    for i, item in enumerate(line.items):
        is_first = i == 0 or line.item(i - 1).text == "."
        is_written = item.raw[:1].isupper() and not item.raw.isupper() and not is_first
        is_ordinary = item.text in not_names or (item.text in ordinary and not is_written)
        is_ordinary = is_ordinary or is_no_name(item.text) or _is_of_date(line, i)
        is_ordinary = is_ordinary or (is_doubtful(item.text) and not is_written)
        is_word = item.kind == tokens.WORD and " " not in item.text and len(item.raw) > 1
        is_title = line.has(i, tags.TITLE) and line.item(i + 1).raw[:1].isupper()
        if is_word and (is_title or not (is_ordinary or line.has(i, tags.GLUE))):
            run.append(item)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_of_date(line: Line, i: int) -> bool:
    """Whether a month stands beside its day: "weka Saturday 7 March"."""
    beside = (line.item(i - 1).text, line.item(i + 1).text)
    return line.has(i, tags.MONTH) and any(text[:1].isdigit() for text in beside)


def _is_no_name(word: str) -> bool:
    if is_also_a_name(word):
        return False
    return bool(_introducing().fullmatch(word) or _beside_names().fullmatch(word))


def _is_introduced(line: Line) -> bool:
    return any(
        line.get(i, tags.NAME_LEAD) in _PLAIN_LEADS or _introducing().fullmatch(item.text)
        for i, item in enumerate(line.items)
    )


@cache
def _introducing() -> re.Pattern[str]:
    return any_of([pack.introducing for pack in vocabulary().packs])


@cache
def _beside_names() -> re.Pattern[str]:
    return any_of([pack.beside_names for pack in vocabulary().packs])


@cache
def _said_anyway() -> frozenset[str]:
    return frozenset().union(*(pack.neutral | pack.informal for pack in vocabulary().packs))


@cache
def _after_names() -> frozenset[str]:
    return frozenset().union(*(pack.after_names for pack in vocabulary().packs))


@cache
def _asking() -> frozenset[str]:
    return frozenset().union(*(pack.asking for pack in vocabulary().packs))
