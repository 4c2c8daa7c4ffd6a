"""A business's services and staff in what a contact wrote, misspelled, inflected or translated."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from core.understanding import tags, tokens
from core.understanding.languages import load_languages
from core.understanding.misspelling import Neighbors, sound
from core.understanding.model import NamedEntry
from core.understanding.tokens import Token, squeeze, tokenize
from core.understanding.vocabulary import vocabulary

_OWN, _CALLED_SO, _CONCEPT, _PART = 2.0, 1.6, 1.5, 1.0
_MOST_CANDIDATES = 10
_UNMISTAKABLE = frozenset({
    "braids", "cornrows", "dreadlocks", "weave", "wig", "manicure", "pedicure", "gel nails",
    "massage", "facial", "makeup", "waxing", "eyelashes", "eyebrows", "dentist", "car wash",
})  # fmt: skip
_INFLECTED, _MISSPELLED = 0.95, 0.8
_SHORTEST_SOUND = 4

type _Said = tuple[tuple[int, ...], tuple[tuple[str, float], ...]]
"""Places in a text, and the catalog words that stand there with how well they fit."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to say an entry."""

    entry: int
    words: tuple[str, ...]
    level: float


@dataclass(frozen=True, slots=True)
class Found:
    """Entries named at some words of a text; more than one id means they could all be meant."""

    ids: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    positions: tuple[int, ...]
    level: float
    quality: float
    entry: int
    is_slight: bool
    """Whether less than half of a name of several words is said: "nairobi" of "Nairobi park"."""

    @property
    def rank(self) -> tuple[int, float, float]:
        return (len(self.positions), self.level, self.quality)


@dataclass(slots=True)
class _Group:
    """Places in a text and the entries that all of them name."""

    positions: set[int]
    entries: list[int]
    is_slight: bool


class NameIndex:
    """Entries of one kind by the words they can be called with."""

    def __init__(
        self, entries: Sequence[NamedEntry], aliases: Iterable[Alias], *, is_inflected: bool
    ) -> None:
        self.entries = entries
        self.aliases = tuple(dict.fromkeys(aliases))
        self._by_word: dict[str, list[Alias]] = {}
        for alias in self.aliases:
            # Only an owner's name counts when part of it is said: others need one of their words.
            told_by = set(alias.words) if alias.level == _OWN else {max(alias.words, key=len)}
            for word in set(alias.words):
                found = self._by_word.setdefault(word, [])
                if word in told_by:
                    found.append(alias)
        self._forms: dict[str, set[str]] = {}
        for word in self._by_word if is_inflected else ():
            for form in stems(word):
                self._forms.setdefault(form, set()).add(word)
        self._by_sound = _grouped(self._by_word, sound)
        self._joined = _joined_words(self.aliases)
        self.words = frozenset(self._by_word)
        self._neighbors = Neighbors(self._by_word)
        self._known, self._tabled = vocabulary().known, vocabulary().tabled
        self.words_like = lru_cache(maxsize=4096)(self._words_like)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The names of one word that the owner gave."""
        own = (alias.words for alias in self.aliases if alias.level == _OWN)
        return frozenset(words[0] for words in own if len(words) == 1)

    def _words_like(self, word: str) -> tuple[tuple[str, float], ...]:
        """Catalog words a written word can be, with how well it fits."""
        found: dict[str, float] = {}
        if word not in self._by_word and (same := _same_as().get(word)) in self._by_word:
            return ((same, _INFLECTED),)
        if word in self._tabled and word not in self._by_word:
            return ()
        for form in stems(word) if self._forms else ():
            if len(form) > 3:
                found.update(dict.fromkeys(self._forms.get(form, ()), _INFLECTED))
        if word in self._by_word:
            found[word] = 1.0
        if found:
            return tuple(sorted(found.items()))
        plain = squeeze(word)
        if len(plain) < 4 or plain in self._known or any(f in self._known for f in stems(plain)):
            return ()
        near = {known for known, _ in self._neighbors.slips(plain)}
        near.update(self._by_sound.get(sound(plain), ()))
        return tuple((known, _MISSPELLED) for known in sorted(near))

    def is_named_by(self, word: str) -> bool:
        """Whether a word is one of those names, inflected at most."""
        return any(quality >= _INFLECTED for _, quality in self.words_like(word))

    def joins(self, first: str, second: str) -> bool:
        """Whether the two words stand side by side in a name."""
        named = self._by_word.get(second, ())
        return any((first, second) in pairwise(alias.words) for alias in named)

    def find(self, line: Sequence[Token], is_free: Callable[[int], bool]) -> list[Found]:
        """What free words name, left to right; a later place can narrow an earlier one."""
        matches = self._matches(line, is_free)
        if not matches:
            return []
        matches.sort(key=lambda match: (match.positions, match.entry))
        matches.sort(key=lambda match: match.rank, reverse=True)
        groups: list[_Group] = []
        covered: set[int] = set()
        for match in matches:
            positions = set(match.positions)
            if positions & covered:
                continue
            entries = [
                m.entry
                for m in matches
                if m.rank[:2] == match.rank[:2]
                and m.positions == match.positions
                and m.quality == match.quality
            ]
            covered |= positions
            _narrow_or_add(groups, _Group(positions, list(dict.fromkeys(entries)), match.is_slight))
        groups.sort(key=lambda group: min(group.positions))
        return [self._found(line, each) for each in _without_slight(groups, line)]

    def _found(self, line: Sequence[Token], group: _Group) -> Found:
        ids = tuple(self.entries[n].id for n in group.entries[:_MOST_CANDIDATES])
        return Found(ids, line[min(group.positions)].start, line[max(group.positions)].end)

    def _matches(self, line: Sequence[Token], is_free: Callable[[int], bool]) -> list[_Match]:
        said: dict[str, tuple[tuple[int, ...], float]] = {}
        for positions, near in self._said(line):
            if not near or not all(map(is_free, positions)):
                continue
            for word, quality in near:
                if word not in said or said[word][1] < quality:
                    said[word] = (positions, quality)
        touched = {alias for word in said for alias in self._by_word[word]}
        return [match for alias in touched if (match := _match(alias, said)) is not None]

    def _said(self, line: Sequence[Token]) -> Iterable[_Said]:
        """Catalog words at each place, two written words as one and one as two included."""
        before = -1
        for position, token in enumerate(line):
            if token.kind not in (tokens.WORD, tokens.DIGITS):
                continue
            text = token.text.removesuffix("'s")
            if before >= 0 and (joined := line[before].text + text) in self._by_word:
                yield (before, position), ((joined, 1.0),)
            apart = self._joined.get(text)
            if apart is not None and text not in self._by_word:
                yield (position,), tuple((word, _INFLECTED) for word in apart)
            else:
                yield (position,), self.words_like(text)
            before = position


def _grouped(words: Iterable[str], key: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for word in words:
        if len(word) >= _SHORTEST_SOUND:
            groups[key(word)] = (*groups.get(key(word), ()), word)
    return groups


def _joined_words(aliases: Iterable[Alias]) -> dict[str, tuple[str, str]]:
    """Two words of a name that stand side by side, by how they look when written as one."""
    return {
        first + second: (first, second)
        for alias in aliases
        for first, second in pairwise(alias.words)
        if len(first) > 2 and len(second) > 2
    }


def _narrow_or_add(groups: list[_Group], new: _Group) -> None:
    for earlier in groups:
        both = [entry for entry in earlier.entries if entry in new.entries]
        if both:
            if len(both) < len(earlier.entries):
                earlier.positions |= new.positions
            earlier.entries, earlier.is_slight = both, earlier.is_slight and new.is_slight
            return
    groups.append(new)


def _without_slight(groups: Sequence[_Group], line: Sequence[Token]) -> list[_Group]:
    """What is named; a word of a long name is no second name, unless the two are joined.

    "We land in Nairobi and want to see giraffes", but "giraffes and the park".
    """
    joined = {
        id(each)
        for before, after in pairwise(groups)
        if _are_joined(line[max(before.positions) + 1 : min(after.positions)])
        for each in (before, after)
    }
    kept = [each for each in groups if not each.is_slight or id(each) in joined]
    return kept if any(not each.is_slight for each in kept) else list(groups)


def _are_joined(between: Sequence[Token]) -> bool:
    can_be = vocabulary().can_be
    return all(token.text == "," or can_be(token.text, tags.GLUE) for token in between)


def _match(alias: Alias, said: dict[str, tuple[tuple[int, ...], float]]) -> _Match | None:
    hits = [said[word] for word in alias.words if word in said]
    if alias.level != _OWN and len(hits) < len(alias.words):
        return None
    content = [word for word in alias.words if word in said and word not in _generic()]
    is_whole = len(hits) == len(alias.words)
    if not is_whole and (not content or alias.level != _OWN):
        return None
    if is_whole and not content and len(alias.words) == 1 and alias.level != _OWN:
        return None
    positions = tuple(sorted({position for places, _ in hits for position in places}))
    level = alias.level if is_whole else _PART
    is_slight = 2 * len(content) < sum(word not in _generic() for word in alias.words)
    return _Match(positions, level, min(quality for _, quality in hits), alias.entry, is_slight)


@lru_cache(maxsize=16384)
def stems(word: str) -> frozenset[str]:
    """The forms of a word in all languages."""
    return frozenset(form for pack in load_languages() for form in pack.stems(word))


class CatalogMatcher:
    """Finds the services and staff of one business."""

    def __init__(self, services: Sequence[NamedEntry], staff: Sequence[NamedEntry]) -> None:
        self.services = NameIndex(services, _service_aliases(services), is_inflected=True)
        self.staff = NameIndex(staff, _staff_aliases(staff), is_inflected=False)
        self.not_offered = _not_offered(self.services)
        self.words = self.services.words | self.staff.words


def _folded(name: str) -> tuple[str, ...]:
    return tuple(
        token.text.removesuffix("'s")
        for token in tokenize(name)
        if token.kind in (tokens.WORD, tokens.DIGITS)
    )


def _own_names(entry: NamedEntry) -> Iterable[tuple[str, ...]]:
    return _words_of((entry.name, *entry.synonyms, *entry.translations.values()))


def _words_of(names: Iterable[str]) -> Iterable[tuple[str, ...]]:
    for name in names:
        words = _folded(name)
        if words:
            yield words
            without = tuple(word for word in words if word not in ("and", "na", "the", "of"))
            if without and without != words:
                yield without


def _service_aliases(entries: Sequence[NamedEntry]) -> Iterable[Alias]:
    concepts = _concepts()
    for n, entry in enumerate(entries):
        own = list(_own_names(entry))
        called = list(_words_of((entry.name, *entry.translations.values())))
        yield from (Alias(n, words, _OWN) for words in own)
        # The owner's other words may have a second sense, so a kind comes from them last.
        for concept in list(_kinds(called, concepts)) or list(_kinds(own, concepts)):
            phrases = concepts[concept]
            level = _CALLED_SO if any(phrase in own for phrase in phrases) else _CONCEPT
            yield from (Alias(n, phrase, level) for phrase in phrases)
            longer = [(words, said) for words in own for said in phrases if words != said]
            yield from (
                Alias(n, _replaced(words, said, phrase), _CONCEPT)
                for words, said in longer
                if _contains(words, said)
                for phrase in phrases
            )


def _not_offered(services: NameIndex) -> NameIndex:
    """Kinds of service that have a word of their own and that no service of the business is."""
    offered = {alias.words for alias in services.aliases}
    kinds = [kind for kind in _concepts().items() if services.entries and kind[0] in _UNMISTAKABLE]
    entries = [NamedEntry(kind, kind) for kind, _ in kinds]
    aliases = [
        Alias(n, words, _CONCEPT)
        for n, (_, said) in enumerate(kinds)
        for words in said
        if words not in offered
    ]
    return NameIndex(entries, aliases, is_inflected=True)


def _kinds(
    own: Sequence[tuple[str, ...]], concepts: dict[str, list[tuple[str, ...]]]
) -> Iterable[str]:
    """The kinds an entry's names say; a kind inside a longer one ("trim" in "beard trim") not."""
    said = {
        concept: phrase
        for concept, phrases in concepts.items()
        for phrase in sorted(phrases, key=len)
        if any(_contains(words, phrase) for words in own)
    }
    for concept, phrase in said.items():
        longer = (other for other in said.values() if len(phrase) < len(other))
        if not any(_contains(other, phrase) for other in longer):
            yield concept


def _concepts() -> dict[str, list[tuple[str, ...]]]:
    """Every language's phrases for a kind of service, by kind."""
    concepts: dict[str, list[tuple[str, ...]]] = {}
    for pack in load_languages():
        for concept, phrases in pack.services.items():
            concepts.setdefault(concept, []).extend(_folded(phrase) for phrase in phrases)
    return concepts


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(words[i : i + size] == phrase for i in range(len(words) - size + 1))


def _replaced(
    words: tuple[str, ...], said: tuple[str, ...], phrase: tuple[str, ...]
) -> tuple[str, ...]:
    """A name with another phrase for its kind ("kids haircut" -> "kids trim")."""
    size = len(said)
    at = next(i for i in range(len(words)) if words[i : i + size] == said)
    return (*words[:at], *phrase, *words[at + size :])


@cache
def _same_as() -> dict[str, str]:
    return {word: same for pack in load_languages() for word, same in pack.same_as.items()}


@cache
def _generic() -> frozenset[str]:
    return frozenset().union(*(pack.generic for pack in load_languages()))


def _staff_aliases(entries: Sequence[NamedEntry]) -> Iterable[Alias]:
    for n, entry in enumerate(entries):
        for words in _own_names(entry):
            kept = (
                tuple(word for word in words if not vocabulary().can_be(word, tags.TITLE)) or words
            )
            yield Alias(n, kept, _OWN)
            for word in kept:
                if len(word) > 2:
                    yield Alias(n, (word,), _OWN)
