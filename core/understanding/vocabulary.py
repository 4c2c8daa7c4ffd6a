"""All languages' word tables in one place: text to tagged items, misspellings included."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from rapidfuzz.distance import OSA

from core.understanding import tags, tokens
from core.understanding.languages import LanguagePack, load_languages
from core.understanding.line import Item
from core.understanding.misspelling import Neighbors
from core.understanding.tokens import Token, squeeze, tokenize

_CORRECTED: Final = {
    tags.WEEKDAY: 5, tags.MONTH: 5, tags.RELATIVE_DAY: 5, tags.PART: 5, tags.UNIT: 5,
    tags.DATE_WORD: 5, tags.NUMBER: 6, tags.ORDINAL: 6, tags.ONWARDS: 6,
}  # fmt: skip
"""Which words' misspellings are mended, from how many letters on."""
_SHORTEST_CORRECTED: Final = 5
_NONE: Final[dict[str, tuple["Phrase", ...]]] = {}
_DAY_AND_HOUR = re.compile(r"(?P<day>\d{1,2})\s(?P<hour>(?:0?[1-9]|1[0-2])\s?[ap]\.?\s?m\.?)")
_PLAIN_WORD = re.compile(r"[a-z']+")
_DRAWN_OUT = re.compile(r"(.)\1+$")
_DRAWN_OUT_SHORT = re.compile(r"(?:(?<=[^aeiou])|(?=[aeiou]))(.)\1+$")
_LONGEST_SHORT: Final = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry of the tables and its meanings."""

    words: tuple[str, ...]
    size: int
    meanings: dict[str, Any]
    langs: frozenset[str]
    is_glued: bool = False
    """Whether a digit and a word are written as one: "2day" is no "2 day"."""


class Vocabulary:
    """Finds what words mean in any of the languages."""

    def __init__(self, packs: Sequence[LanguagePack]) -> None:
        self.packs = packs
        self.common = frozenset().union(*(pack.common | pack.informal for pack in packs))
        phrases = _merged_phrases(packs)
        self._words = {key[0]: phrase for key, phrase in phrases.items() if len(key) == 1}
        self._phrases = _by_first_two(phrases)
        self.tabled = frozenset(word for words in phrases for word in words)
        self.known = self.common | self.tabled
        self._corrected = _correctable(packs)
        marked = {pack.code for pack in packs if tags.CLOCK_MARKER in pack.words}
        self._hours = tuple(
            word
            for word, phrase in self._words.items()
            if 0 < phrase.meanings.get(tags.NUMBER, 0) <= 12 and phrase.langs & marked
        )
        self._minutes = tuple(
            word
            for word, phrase in self._words.items()
            if phrase.langs & marked and phrase.meanings.keys() & {tags.HALF, tags.QUARTER}
        )
        self.correct = lru_cache(maxsize=16384)(self._correct)

    def line_items(
        self, line: list[Token], names: Container[str] = (), *, may_greet: bool = True
    ) -> list[Item]:
        """Tokens as items, the longest phrase of any language first; names are never mended.

        Where no greeting is expected, "za jioni" are the openings of the evening.
        """
        line = self._with_days_apart(line)
        words = [self._word(token, names) for token in line]
        for i in range(1, len(words)):
            if words[i] not in self.known and self.can_be(words[i - 1], tags.CLOCK_MARKER):
                words[i] = _near(words[i], self._hours)
            if i > 2 and words[i] not in self.known and self._leads_minutes(words, i):
                words[i] = _near(words[i], (*self._minutes, *self._hours))
        items: list[Item] = []
        i = 0
        while i < len(line):
            item, i = self._item(line, words, i, may_greet=may_greet and i == 0)
            items.append(_without_number(item, items))
        return items

    def _with_days_apart(self, line: list[Token]) -> list[Token]:
        """The tokens with a day of the month apart from the hour that follows ("Dec 1 10am")."""
        split: list[Token] = []
        for token in line:
            match = _DAY_AND_HOUR.fullmatch(token.text) if split else None
            if match is None or not self._leads_a_day(split):
                split.append(token)
                continue
            at = match.start("hour")
            for start, end, kind in (
                (0, match.end("day"), tokens.DIGITS),
                (at, len(token.raw), token.kind),
            ):
                text, raw = token.text[start:end], token.raw[start:end]
                split.append(Token(text, raw, token.start + start, token.start + end, kind))
        return split

    def _leads_a_day(self, before: list[Token]) -> bool:
        """Whether the next number is a day: after a month or "tarehe", with no day before it."""
        before = before[:-1] if before[-1].text == "-" and len(before) > 1 else before
        last = before[-1].text
        last = last if last in self.known else self.correct(last)[0]
        has_day = len(before) > 1 and before[-2].kind in (tokens.DIGITS, tokens.ORDINAL)
        is_month = self.can_be(last, tags.MONTH) and not has_day
        is_numbered = any(self.can_be(token.text, tags.MONTH_WORD) for token in before[-2:])
        return is_month or is_numbered or self.can_be(last, tags.DATE_WORD)

    def _word(self, token: Token, names: Container[str]) -> str:
        if token.kind != tokens.WORD or token.text in self.known or token.text in names:
            return token.text
        return self.correct(token.text)[0]

    def can_be(self, word: str, tag: str) -> bool:
        """Whether a single word can have a tag."""
        return tag in self._meanings(word)

    def _leads_minutes(self, words: Sequence[str], i: int) -> bool:
        """Whether minutes must follow: "saa nane na", "tisa kasoro"."""
        is_joint = self.can_be(words[i - 1], tags.AND) or self.can_be(words[i - 1], tags.TO_HOUR)
        is_hour = words[i - 2] in self._hours or words[i - 2].isdigit()
        return is_joint and is_hour and self.can_be(words[i - 3], tags.CLOCK_MARKER)

    def _item(
        self, line: list[Token], words: list[str], i: int, *, may_greet: bool
    ) -> tuple[Item, int]:
        token, word = line[i], words[i]
        following = words[i + 1] if i + 1 < len(words) else ""
        for phrase in self._phrases.get(word, _NONE).get(following, ()):
            end = i + phrase.size
            if not may_greet and phrase.meanings.get(tags.IGNORE) == "start":
                continue
            if phrase.is_glued and token.end != line[i + 1].start:
                continue
            if tuple(words[i:end]) == phrase.words:
                raw = " ".join(part.raw for part in line[i:end])
                start, stop = token.start, line[end - 1].end
                text, meanings = " ".join(phrase.words), phrase.meanings
                return Item(text, raw, start, stop, tokens.WORD, meanings, phrase.langs), end
        single = self._words.get(word)
        if single is None:
            return Item(word, token.raw, token.start, token.end, token.kind), i + 1
        meanings = single.meanings
        if word != token.text and token.kind == tokens.WORD:
            meanings = self._merged_correction(token.text) or meanings
        kind, langs = token.kind, single.langs
        return Item(word, token.raw, token.start, token.end, kind, meanings, langs), i + 1

    def _merged_correction(self, word: str) -> dict[str, Any] | None:
        """The weekdays a misspelling can mean, when it can mean more than one."""
        near = self.correct(word)
        if len(near) < 2:
            return None
        days = tuple(sorted({d for w in near for d in self._meanings(w).get(tags.WEEKDAY, ())}))
        return {tags.WEEKDAY: days}

    def _meanings(self, word: str) -> dict[str, Any]:
        single = self._words.get(word)
        return single.meanings if single is not None else {}

    def _correct(self, word: str) -> tuple[str, ...]:
        """The table words an unknown word is a misspelling of; the word itself if none."""
        squeezed = squeeze(word)
        # "Ann" and "Matt" are no "an" and "mat" drawn out, as "noo" and "pmm" are.
        drawn_out = _DRAWN_OUT if len(squeezed) > _LONGEST_SHORT else _DRAWN_OUT_SHORT
        for variant in (squeezed, drawn_out.sub(r"\1", squeezed)):
            if variant in self.known:
                return (variant,)
        if len(squeezed) < _SHORTEST_CORRECTED or not _PLAIN_WORD.fullmatch(squeezed):
            return (word,)
        near = _nearest(squeezed, self._corrected)
        if len(near) > 1 and all(self._meanings(w) == self._meanings(near[0]) for w in near):
            near = near[:1]
        if len(near) > 1 and not all(tags.WEEKDAY in self._meanings(w) for w in near):
            near = ()
        return near or (word,)


def _without_number(item: Item, before: Sequence[Item]) -> Item:
    """An item as a mere word where its number names a thing: "iPhone 11", "S23", "Form 4"."""
    last = before[-1] if before else item
    is_glued = last.end == item.start and len(last.raw) == 1 and last.raw.isalpha()
    is_named = tags.NUMBERED in last.tags or (is_glued and not last.tags)
    if not is_named or not (item.kind == tokens.DIGITS or tags.NUMBER in item.tags):
        return item
    return Item(item.text, item.raw, item.start, item.end, tokens.WORD)


def _near(word: str, candidates: Sequence[str]) -> str:
    """What a short misspelled word stands for, when only one of a few is near."""
    near = [one for one in candidates if OSA.distance(word, one, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 and len(word) > 2 else word


def _nearest(word: str, neighbors: Neighbors) -> tuple[str, ...]:
    best, found = 3, list[str]()
    for candidate, distance in neighbors.slips(word):
        if distance > best:
            continue
        if distance < best:
            best, found = distance, []
        found.append(candidate)
    return tuple(sorted(found))


def _merged_phrases(packs: Sequence[LanguagePack]) -> dict[tuple[str, ...], Phrase]:
    """Every phrase of the tables by its words, the meanings of equal ones merged."""
    merged: dict[tuple[str, ...], tuple[dict[str, Any], set[str]]] = {}
    apart: set[tuple[str, ...]] = set()
    for pack in packs:
        for tag, phrases in pack.words.items():
            for phrase, value in phrases.items():
                words = tuple(token.text for token in tokenize(phrase))
                meanings, langs = merged.setdefault(words, ({}, set()))
                meanings[tag] = value
                langs.add(pack.code)
                if " " in phrase or not words[0].isdigit():
                    apart.add(words)
    return {
        words: Phrase(words, len(words), meanings, frozenset(langs), words not in apart)
        for words, (meanings, langs) in merged.items()
    }


def _by_first_two(
    phrases: Mapping[tuple[str, ...], Phrase],
) -> dict[str, dict[str, tuple[Phrase, ...]]]:
    """Phrases of two words and more by their first and second word, longest first."""
    index: dict[str, dict[str, tuple[Phrase, ...]]] = {}
    for words in sorted(phrases, key=lambda words: (-len(words), words)):
        if len(words) > 1:
            seconds = index.setdefault(words[0], {})
            seconds[words[1]] = (*seconds.get(words[1], ()), phrases[words])
    return index


def _correctable(packs: Sequence[LanguagePack]) -> Neighbors:
    """The words whose misspellings are mended."""
    words = {
        word
        for pack in packs
        for tag, phrases in pack.words.items()
        if tag in _CORRECTED
        for phrase in phrases
        for word in phrase.split()
        if len(word) >= _CORRECTED[tag] and _PLAIN_WORD.fullmatch(word)
    }
    return Neighbors(words)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of every language folder, built once."""
    return Vocabulary(load_languages())
