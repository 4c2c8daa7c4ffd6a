"""Somebody of the staff whose name is written nearly so, right behind "with": "na amna"."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from core.understanding import tags, tokens
from core.understanding.line import Item, Line
from core.understanding.model import Span
from core.understanding.names import Found, NameIndex
from core.understanding.tokens import squeeze
from core.understanding.vocabulary import vocabulary

_VOWELS = frozenset("aeiou")
_SHORTEST = 4


def nearly_named(
    line: Line, staff: NameIndex, taken: Sequence[Span]
) -> tuple[list[Found], list[Item]]:
    """Who is meant by words behind "with", and the words that are near a name and yet another's."""
    found, others = list[Found](), list[Item]()
    for item in _named_beside(line):
        if any(span.start <= item.start < span.end for span in taken):
            continue
        near = {word for word in staff.words if _is_near(item.text, word)}
        if near and all(_is_slip(item.text, word) for word in near):
            ids = [
                staff.entries[alias.entry].id for alias in staff.aliases if near & set(alias.words)
            ]
            found.append(Found(tuple(dict.fromkeys(ids)), item.start, item.end))
        elif near:
            others.append(item)
    return found, others


def _named_beside(line: Line) -> Iterator[Item]:
    for i in range(len(line)):
        start = i + 2 if line.has(i + 1, tags.TITLE) else i + 1
        item = line.item(start)
        is_unknown = not item.tags and item.raw.casefold() not in vocabulary().known
        if line.get(i, tags.WITH) == "person" and item.kind == tokens.WORD and is_unknown:
            yield item


def _is_near(said: str, name: str) -> bool:
    shorter = min(len(squeeze(said)), len(name))
    return shorter >= _SHORTEST and said[0] == name[0] and OSA.distance(squeeze(said), name) == 1


def _is_slip(said: str, name: str) -> bool:
    """Whether a letter is left out, doubled or in another's place, or a vowel is another."""
    said = squeeze(said)
    if len(said) != len(name):
        return True
    differing = {pair for pair in zip(said, name, strict=True) if pair[0] != pair[1]}
    return len(differing) > 1 or all(set(pair) <= _VOWELS for pair in differing)
