"""Which words are plausible slips of the finger or of the ear for another."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

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


def sound(word: str) -> str:
    """A word in a spelling that words which sound alike share ("ameena", "amina")."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


def slips(written: str, candidates: Sequence[str]) -> Iterable[str]:
    """The candidates that a written word is a slip of."""
    return (meant for meant in candidates if slip(written, meant) is not None)


def slip(written: str, meant: str) -> int | None:
    """How many slips turn one word into the other; None when it is more likely another word."""
    shorter = min(len(written), len(meant))
    if shorter < 4 or abs(len(written) - len(meant)) > 2:
        return None
    allowed = 2 if shorter >= _LONG else 1
    distance = OSA.distance(written, meant, score_cutoff=allowed)
    if distance > allowed:
        return None
    return distance if distance != 1 or _is_likely(written, meant) else None


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
