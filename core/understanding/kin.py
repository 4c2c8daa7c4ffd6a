"""Kin that are only addressed, or only tell what the contact is: nobody more comes."""

import re
from functools import cache

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.name_words import any_of
from core.understanding.vocabulary import vocabulary

_MOST_GREETING = 2
_SENTENCE_ENDS = (".", "!", "?", ";")
_JOINS = frozenset({tags.AND, tags.ALONG, tags.PARTY_LEAD, tags.PLUS_ME})


def is_addressed(line: Line, i: int) -> bool:
    """Whether a word for one's kin is whom somebody writes to: "dada, niwekee", "bro I need".

    With "my" beside it a comma and a wish of the contact's own must follow: "my son, I need".
    """
    if not line.has(i, tags.COMPANION):
        return False
    at = i
    while line.has(at - 1, tags.OWN):
        at -= 1
    before = [line.item(k) for k in range(at)]
    is_first = len(before) <= _MOST_GREETING and all(
        item.tags.keys() <= {tags.GLUE, tags.IGNORE} or item.text == "," for item in before
    )
    end = line.skip(i + 1, tags.OWN)
    if not is_first or line.has(end, tags.AND):
        return False
    if line.text(end) == ",":
        return (at == i and end == i + 1) or _wishes(line, end + 1)
    is_plain = at == i and end == i + 1
    return is_plain and (line.has(end, tags.SELF) or _wishes(line, end)) and not _is_theirs(line, i)


def is_addressed_last(line: Line, i: int) -> bool:
    """Whether a sentence ends with whom somebody writes to: "what you have given me, my daughter".

    Who comes too is joined to the contact by a word: "and my daughter", "with my daughter".
    """
    if not line.has(i, tags.ADDRESS) or line.requested_slot == "party_size":
        return False
    at, end = i, line.skip(i + 1, tags.OWN)
    while line.has(at - 1, tags.OWN):
        at -= 1
    if end < len(line) and line.text(end) not in _SENTENCE_ENDS:
        return False
    self_at = at - 2 if line.text(at - 1) == "," else at - 1
    before = line.item(self_at - 1)
    is_told = line.has(self_at, tags.SELF) and before.kind == tokens.WORD
    return is_told and before.tags.keys().isdisjoint(_JOINS)


def _wishes(line: Line, i: int) -> bool:
    """Whether the contact asks for something himself here, and names nobody beside him."""
    if line.has(i + 1, tags.AND):
        return False
    is_self = line.get(i, tags.SELF) == "subject" or line.has(i, tags.DOER)
    return is_self or line.has(i, tags.WISH) or bool(_own_verbs().fullmatch(line.text(i)))


def _is_theirs(line: Line, i: int) -> bool:
    """Whether something is to be done to whom a word names: "mwanangu nataka anyolewe"."""
    return any(_done_to().fullmatch(line.text(k)) for k in range(i + 1, len(line)))


def only_said_of_kin(line: Line) -> list[int]:
    """Where kin are addressed, or only tell what the contact is; no service is named there.

    "Mwanangu, nahitaji kunyoa", "mimi ni baba wa watoto watatu".
    """
    return [i for i in range(len(line)) if line.once(is_only_said, i)]


def is_only_said(line: Line, i: int) -> bool:
    """Whether kin are addressed here, or tell what the contact is: nobody more comes."""
    if is_addressed(line, i) or is_addressed_last(line, i):
        return True
    return is_self_told(line, i) or _is_of_parent(line, i)


def is_self_told(line: Line, i: int) -> bool:
    """Whether a word for kin only tells what the contact is: "mimi mama mzee", "as a mother"."""
    if not line.has(i, tags.COMPANION) or line.has(i - 1, tags.OWN) or line.has(i + 1, tags.OWN):
        return False
    k = i - 1
    if line.item(k).kind == tokens.WORD and not line.item(k).tags:
        k -= 1
    if line.has(k, tags.ARTICLE):
        k -= 1
    is_told = line.has(k, tags.AS_WHO) or line.has(k, tags.SELF)
    return is_told or line.get(k, tags.NAME_LEAD) in ("maybe", "answer")


def _is_of_parent(line: Line, i: int) -> bool:
    """Whether those counted only tell whose parent somebody is: "a mother of two kids"."""
    return line.has(i - 1, tags.OF) and is_self_told(line, i - 2)


@cache
def _own_verbs() -> re.Pattern[str]:
    return any_of(pack.own_verbs for pack in vocabulary().packs)


@cache
def _done_to() -> re.Pattern[str]:
    return any_of(pack.done_to for pack in vocabulary().packs)
