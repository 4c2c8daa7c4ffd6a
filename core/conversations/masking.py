"""A contact's text without what tells who wrote it: names, phones, e-mails, references."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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
_SHORTEST_NAME = 3
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


def masked(
    text: str,
    reading: Mapping[str, Any],
    names: Iterable[str | None] = (),
    *,
    words: Mapping[str, str] = MASKS,
) -> str:
    """The text with `words` in place of personal data.

    Personal is what the turn read as such, the names under which the contact is known, and what
    has the form of an address, a reference or a long number.
    """
    taken: list[tuple[int, int, str]] = []
    for start, end, kind in (*_read(reading), *_known(text, names), *_formed(text)):
        if all(end <= other_start or other_end <= start for other_start, other_end, _ in taken):
            taken.append((start, end, kind))
    for start, end, kind in sorted(taken, reverse=True):
        text = text[:start] + words[kind] + text[end:]
    return text


def _read(reading: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    for span in reading.get("spans") or ():
        if span["entity"] in MASKS and span["entity"] != "number":
            yield span["start"], span["end"], span["entity"]


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
