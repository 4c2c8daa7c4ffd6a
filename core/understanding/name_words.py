"""Whether a word can be somebody's name, by its form and by what every language says of it."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from core.understanding.tokens import squeeze
from core.understanding.vocabulary import vocabulary

_VOWEL = re.compile(r"[aeiouy]")
_LAUGHTER = re.compile(r"(?:ha+|he+|hi+){2,}h?|(?:lo+l)+|(?:xo)+|(.)\1{2,}")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_WITHOUT_VOWEL = 3
_RUN_OF_KEYS = 4
_SHORTEST_LENT = 3


@lru_cache(maxsize=16384)
def is_no_name(word: str) -> bool:
    """Whether a word says something or nothing, but names nobody: "mnafungua", "hmm", "idiot"."""
    if is_also_a_name(word):
        return False
    plain = squeeze(word)
    if plain in _no_names() or _LAUGHTER.fullmatch(word) or _is_noise(plain):
        return True
    return bool(_shapes().fullmatch(plain)) or _is_lent(plain)


@lru_cache(maxsize=16384)
def is_doubtful(word: str) -> bool:
    """Whether a word that is in no table is more likely no name."""
    return not is_also_a_name(word) and bool(_doubtful().fullmatch(word))


def is_also_a_name(word: str) -> bool:
    """Whether an ordinary word is one that people are called by: "joy", "baraka"."""
    return word in names_too()


def joins_names(word: str) -> bool:
    """Whether a word stands between two words of one name: "Ngugi wa Thiong'o"."""
    return word in _within_names()


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for several; the empty ones match nothing."""
    return re.compile("|".join(f"(?:{each})" for each in patterns if each) or r"(?!)", re.VERBOSE)


def _is_noise(word: str) -> bool:
    if not word.isalpha():
        return False
    if len(word) >= _SHORTEST_WITHOUT_VOWEL and word.isascii() and not _VOWEL.search(word):
        return True
    runs = (word[i : i + _RUN_OF_KEYS] for i in range(len(word) - _RUN_OF_KEYS + 1))
    return any(run in keys for run in runs for keys in _KEYS)


def _is_lent(word: str) -> bool:
    """Whether one language makes a verb of another one's ordinary word: "mnacharge"."""
    for pack in vocabulary().packs:
        for at in range(1, len(word) - _SHORTEST_LENT + 1) if pack.lending else ():
            is_lent = any(word[at:] in each.common for each in vocabulary().packs if each != pack)
            if is_lent and re.fullmatch(pack.lending, word[:at], re.VERBOSE):
                return True
    return False


@cache
def _no_names() -> frozenset[str]:
    """The words that are said instead of a name, those for services included."""
    packs = vocabulary().packs
    services = (
        word
        for pack in packs
        for phrases in pack.services.values()
        for phrase in phrases
        for word in phrase.split()
    )
    return frozenset(services).union(*(pack.no_names for pack in packs)) - names_too()


@cache
def names_too() -> frozenset[str]:
    """The ordinary words that people are called by, and names that look like one misspelled."""
    return frozenset().union(*(pack.names_too for pack in vocabulary().packs))


@cache
def not_names() -> frozenset[str]:
    """The words that name nobody, even where a name is told."""
    return frozenset().union(*(pack.not_names for pack in vocabulary().packs))


@cache
def said_otherwise() -> frozenset[str]:
    """Every word that names nobody in a sentence."""
    return not_names() | vocabulary().known


@cache
def _within_names() -> frozenset[str]:
    return frozenset().union(*(pack.within_names for pack in vocabulary().packs))


@cache
def _shapes() -> re.Pattern[str]:
    return any_of([pack.no_name_shapes for pack in vocabulary().packs])


@cache
def _doubtful() -> re.Pattern[str]:
    return any_of([pack.doubtful_shapes for pack in vocabulary().packs])
