"""Which language a message is in, from its words and their shapes."""

from dataclasses import dataclass
from functools import cache, lru_cache

from core.understanding import tokens
from core.understanding.languages import LanguagePack, load_languages
from core.understanding.tokens import Token, squeeze, tokenize

_UNKNOWN_WEIGHT = 0.35
_NEUTRAL_WEIGHT = 0.34
_LEAST_EVIDENCE = 0.35
_LENT_WEIGHT = 0.6
_MIXED_SHARE = 0.12
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language, "mixed", or None for texts that tell nothing.

    `dominant` is the language most of it is in, None where two weigh the same.
    """

    language: str | None
    confidence: float
    dominant: str | None = None


def detect_language(text: str) -> LanguageGuess:
    """The language of a message; short neutral answers ("ok", "3pm", "Amina") tell none."""
    return detect_tokens(tokenize(text[:_LONGEST]))


def detect_tokens(line: list[Token]) -> LanguageGuess:
    """The language of tokens."""
    words = [token for token in line if token.kind == tokens.WORD]
    scores = dict.fromkeys(_lexicons(), 0.0)
    known = dict.fromkeys(_lexicons(), 0.0)
    for index, token in enumerate(words):
        is_name = token.raw[0].isupper() and (index > 0 or len(words) == 1)
        for code, weight in _weights(token.text, is_name=is_name):
            scores[code] += weight
            known[code] += weight if weight > _UNKNOWN_WEIGHT else 0
    total = sum(scores.values())
    if total < _LEAST_EVIDENCE:
        return LanguageGuess(None, 0.0)
    ranked = sorted(scores, key=lambda code: -scores[code])
    best = ranked[0]
    second = ranked[1] if len(ranked) > 1 else best
    share = scores[best] / total
    if known[second] >= 1 and second != best and 1 - share >= _MIXED_SHARE:
        dominant = best if scores[best] > scores[second] else None
        return LanguageGuess("mixed", round(min(1.0, 2 * (1 - share)), 3), dominant)
    return LanguageGuess(best, round(share * min(1.0, total), 3), best)


@lru_cache(maxsize=16384)
def _weights(word: str, *, is_name: bool) -> tuple[tuple[str, float], ...]:
    """What a word speaks for, and how strongly."""
    lexicons = _lexicons()
    form = word if any(word in lexicon for lexicon in lexicons.values()) else squeeze(word)
    holders = [code for code, lexicon in lexicons.items() if form in lexicon]
    if len(holders) > 1:
        return ()
    if form in _neutral():
        return tuple((code, _NEUTRAL_WEIGHT) for code in holders)
    if holders:
        return ((holders[0], _LENT_WEIGHT if form in _lent() else 1.0),)
    if is_name or len(word) < 3:
        return ()
    shapes = [(pack.code, pack.looks_like(form)) for pack in _packs()]
    best = max(shape for _, shape in shapes)
    return tuple((code, _UNKNOWN_WEIGHT * shape) for code, shape in shapes if shape == best)


@cache
def _packs() -> tuple[LanguagePack, ...]:
    return load_languages()


@cache
def _neutral() -> frozenset[str]:
    return frozenset().union(*(pack.neutral for pack in _packs()))


@cache
def _lent() -> frozenset[str]:
    return frozenset().union(*(pack.lent for pack in _packs()))


@cache
def _lexicons() -> dict[str, frozenset[str]]:
    return {pack.code: _lexicon(pack) for pack in _packs()}


def _lexicon(pack: LanguagePack) -> frozenset[str]:
    words = {
        word
        for phrases in pack.words.values()
        for phrase in phrases
        if " " not in phrase
        for word in (phrase,)
        if word.isalpha() and len(word) > 1
    }
    return frozenset(words | pack.common | pack.informal)
