"""A contact's text without what tells who wrote it: names, phones, e-mails, references."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.understanding.name_words import is_also_a_name, is_no_name
from core.understanding.tokens import fold
from core.understanding.vocabulary import vocabulary

MASKS: Mapping[str, str] = {
    "name": "<name>",
    "phone": "<phone>",
    "email": "<email>",
    "reference": "<reference>",
    "link": "<link>",
    "number": "<number>",
}
STAND_INS: Mapping[str, str] = {
    "name": "Wanjiku",
    "phone": "0712345678",
    "email": "wanjiku@example.com",
    "reference": "BK-7F3K2",
    "link": "example.com",
    "number": "123456",
}
_NAMES = """
    ARRAY[CAST(k.name AS text), CAST(i.profile_name AS text)] || ARRAY(
        SELECT o.outcome #>> '{entities,name}' FROM turns o
        WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id
        UNION SELECT o.outcome #>> '{slots,name}' FROM turns o
        WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id) AS names"""
_SHORTEST_NAME, _MOST_NAMES = 3, 3
# Somebody who is wanted and is not of the staff is personal as well.
_OF_PEOPLE: Mapping[str, str] = {"stranger": "name"}
_WORDS = re.compile(r"[^\W\d_]+")
# In this order: what an earlier pattern took, a later one does not see.
_PATTERNS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "link": re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE),
    "reference": re.compile(
        r"\b(?:BK|H)[-\u2013][0-9A-Z]{5,6}\b|\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{10}\b",
        re.IGNORECASE,
    ),
    "phone": re.compile(r"(?<![\w.])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){8,14}\b"),
    # Four digits and nothing else may be a PIN.
    "number": re.compile(r"(?<![\w.,])\d{6,}\b|(?<=\A)\d{4}(?=\s*\Z)"),
}


def with_names(query: str) -> str:
    """A query with the names under which a contact is known, or that he gave, for `{names}`.

    It has his conversation as `c`, himself as `k` and his identity as `i`.
    """
    return query.replace("{names}", _NAMES)


def masked(
    text: str,
    reading: Mapping[str, Any],
    names: Iterable[str | None] = (),
    *,
    words: Mapping[str, str] = MASKS,
) -> str:
    """The text with `words` in place of personal data.

    Personal is what the turn read as such, the names under which the contact is known or that he
    gave, and what has the form of a name alone, an address, a reference or a long number.
    """
    taken: list[tuple[int, int, str]] = []
    found = (*_read(reading), *_known(text, names), *_formed(text))
    for start, end, kind in found or (() if reading.get("spans") else _bare_name(text)):
        if all(end <= other_start or other_end <= start for other_start, other_end, _ in taken):
            taken.append((start, end, kind))
    for start, end, kind in sorted(taken, reverse=True):
        text = text[:start] + words[kind] + text[end:]
    return text


def _read(reading: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    for span in reading.get("spans") or ():
        kind = _OF_PEOPLE.get(span["entity"], span["entity"])
        if kind in MASKS and kind != "number":
            yield span["start"], span["end"], kind


def _bare_name(text: str) -> Iterator[tuple[int, int, str]]:
    """A message that is nothing but one to three words written as names are, and known to nobody.

    It may be a name that was given where none was asked for.
    """
    words = list(_WORDS.finditer(text))
    if 0 < len(words) <= _MOST_NAMES and "?" not in text and all(map(_is_like_a_name, words)):
        yield words[0].start(), words[-1].end(), "name"


def _is_like_a_name(word: re.Match[str]) -> bool:
    said = word.group()
    is_ordinary = fold(said) in vocabulary().known or is_no_name(fold(said))
    is_written = said[:1].isupper() and said[1:].islower() and len(said) >= _SHORTEST_NAME
    return is_written and (not is_ordinary or is_also_a_name(fold(said)))


def _known(text: str, names: Iterable[str | None]) -> Iterator[tuple[int, int, str]]:
    parts = {part for name in names for part in re.findall(r"\w+", name or "")}
    for part in sorted(parts):
        if len(part) >= _SHORTEST_NAME and not part.isdigit():
            for found in re.finditer(rf"\b{re.escape(part)}\b", text, re.IGNORECASE):
                yield found.start(), found.end(), "name"


def _formed(text: str) -> Iterator[tuple[int, int, str]]:
    for kind, pattern in _PATTERNS.items():
        for found in pattern.finditer(text):
            yield found.start(), found.end(), kind
