"""Which words are plausible slips of the finger or of the ear for another."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4
_LONG = 8
_LONG_ENOUGH_FOR_ANY_LETTER = 7
_LONG_ENOUGH_FOR_A_VOWEL = 6
_VOWELS = frozenset("aeiou")
_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        "lr", "sz", "cs", "ck", "gk", "bp", "fv", "dt", "iy", "mn", "jg", "qk", "xs", "wv", "zx",
    )
)  # fmt: skip


_SOUNDS = (
    (re.compile(r"ee|ea|ie|y"), "i"),
    (re.compile(r"oo|ou"), "u"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"ck|q|c(?!h)"), "k"),
    (re.compile(r"z"), "s"),
    (re.compile(r"(?<=[aeiou])h$|(?<=[tdgkbp])h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """A word in a spelling that words which sound alike share ("ameena", "amina")."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


class Neighbors:
    """Words by first letter: few misspellings touch it."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        for word in sorted(words):
            self._words.setdefault(word[0], []).append(word)

    def slips(self, written: str) -> Iterator[tuple[str, int]]:
        """The words that a written one is a slip of, and by how many slips."""
        near = process.extract(
            written,
            self._words.get(written[0], ()),
            scorer=OSA.distance,
            score_cutoff=_allowed(len(written)),
            limit=None,
        )
        for meant, distance, _ in near:
            if _is_slip(written, meant, int(distance)):
                yield meant, int(distance)


def slip(written: str, meant: str) -> int | None:
    """How many slips turn one word into the other; None when it is more likely another word."""
    distance = OSA.distance(written, meant)
    return distance if _is_slip(written, meant, distance) else None


def _allowed(size: int) -> int:
    return 2 if size >= _LONG else 1


def _is_slip(written: str, meant: str, distance: int) -> bool:
    shorter = min(len(written), len(meant))
    if shorter < _SHORTEST or distance > _allowed(shorter):
        return False
    return distance != 1 or _is_likely(written, meant)


def _is_likely(written: str, meant: str) -> bool:
    """Whether a single slip is one people make, given how short the words are."""
    if len(written) != len(meant):
        return min(len(written), len(meant)) >= 5 or _is_doubled(written, meant)
    differing = [i for i, (a, b) in enumerate(zip(written, meant, strict=True)) if a != b]
    if len(differing) != 1:
        return True
    if len(meant) >= _LONG_ENOUGH_FOR_ANY_LETTER:
        return True
    letters = frozenset((written[differing[0]], meant[differing[0]]))
    if letters <= _VOWELS:
        return len(meant) >= _LONG_ENOUGH_FOR_A_VOWEL
    return len(meant) >= 5 and letters in _ALIKE


def _is_doubled(written: str, meant: str) -> bool:
    """Whether the words differ by a letter written once or twice."""
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    return any(
        longer[i] == longer[i - 1] and longer[:i] + longer[i + 1 :] == shorter
        for i in range(1, len(longer))
    )
