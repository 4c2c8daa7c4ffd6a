"""A text as a line of tagged items, the form in which readers see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.understanding import tags, tokens
from core.understanding.marks import Face, Mark
from core.understanding.model import ReadingSettings


@dataclass(slots=True)
class Item:
    """A word, set phrase, number or sign with everything it can mean."""

    text: str
    raw: str
    start: int
    end: int
    kind: str
    tags: Mapping[str, Any] = field(default_factory=dict)
    langs: frozenset[str] = frozenset()
    """The languages whose tables have it."""

    @property
    def lang(self) -> str:
        """Its language; empty where it is of none, or of several."""
        return next(iter(self.langs)) if len(self.langs) == 1 else ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number from items up to `end`; `lang` is empty for digits."""

    value: float
    end: int
    lang: str = ""
    is_money: bool = False


CLAUSE_ENDS = frozenset(",.;!?")
_NO_ITEM = Item("", "", 0, 0, tokens.SYMBOL)


type NumberReader = Callable[[Sequence[Item], int], tuple[float, int] | None]
type Rule = Callable[["Line", int], Mark | None]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The readers of all languages, by the tag or token kind of their first item."""

    numbers: Mapping[str, NumberReader]
    simple: Mapping[str, tuple[Rule, ...]]
    compound: Mapping[str, tuple[Rule, ...]]
    """Readers that build on what simple readers find, such as ranges."""
    dials: Mapping[str, Face]
    """How each language counts hours."""
    noun_first: frozenset[str]
    """Languages that say the number after what is counted."""


class Line:
    """The items of a text; reading beyond either end gives an item without tags."""

    def __init__(
        self,
        items: Sequence[Item],
        now: datetime,
        grammar: Grammar,
        *,
        language: str | None = None,
        requested_slot: str = "",
        settings: ReadingSettings,
    ) -> None:
        self.items = items
        self.now = now
        self.language = language
        self.requested_slot = requested_slot
        self.settings = settings
        self._grammar = grammar
        self._numbers: dict[int, Number | None] = {}
        self._simple: dict[int, list[Mark]] = {}
        self._read: dict[tuple[Callable[..., Any], int], Any] = {}

    def __len__(self) -> int:
        return len(self.items)

    @property
    def today(self) -> date:
        return self.now.date()

    def item(self, i: int) -> Item:
        return self.items[i] if 0 <= i < len(self.items) else _NO_ITEM

    def text(self, i: int) -> str:
        return self.item(i).text

    def has(self, i: int, tag: str) -> bool:
        return 0 <= i < len(self.items) and tag in self.items[i].tags

    def get(self, i: int, tag: str) -> Any:
        return self.items[i].tags.get(tag) if 0 <= i < len(self.items) else None

    def skip(self, i: int, *skipped: str) -> int:
        """The first place from `i` whose item has none of these tags."""
        while 0 <= i < len(self.items) and not self.items[i].tags.keys().isdisjoint(skipped):
            i += 1
        return i

    def dial(self, lang: str) -> Face:
        """How a language counts hours: from midnight and noon, or from dawn and dusk."""
        return self._grammar.dials.get(lang, "western")

    def is_noun_first(self, i: int) -> bool:
        """Whether the language of a word says numbers after what is counted."""
        return self.item(i).lang in self._grammar.noun_first

    def is_denied(self, i: int, word: str = tags.NOT) -> bool:
        """Whether "not", "instead of" or the like stands right before a place."""
        i -= 1
        while i >= 0 and self.has(i, tags.GLUE) and not self.has(i, word):
            if self.text(i) in CLAUSE_ENDS:
                return False
            i -= 1
        return self.has(i, word)

    def is_money(self, i: int) -> bool:
        """Whether money of this business's currency is named here."""
        return self.get(i, tags.MONEY) in ("", self.settings.currency)

    def number(self, i: int) -> Number | None:
        """The whole number or decimal that starts here, in digits or in words."""
        if i not in self._numbers:
            self._numbers[i] = self._read_number(i)
        return self._numbers[i]

    def _read_number(self, i: int) -> Number | None:
        item = self.item(i)
        if item.kind == tokens.DIGITS:
            if len(item.text) > 9:
                return None
            if not self.has(i + 1, tags.SCALE):
                return Number(float(item.text), i + 1)
        elif tags.NUMBER not in item.tags and tags.SCALE not in item.tags:
            return None
        found = [
            (result[1], code, result[0])
            for code, reader in self._grammar.numbers.items()
            if (not item.langs or code in item.langs)
            and (result := reader(self.items, i)) is not None
        ]
        if not found:
            return None
        end, code, value = max(found)
        is_money = any(self.is_money(k) for k in range(i, end))
        return Number(value, end, "" if item.kind == tokens.DIGITS else code, is_money)

    def once[T](self, reader: "Callable[[Line, int], T]", i: int) -> T:
        """What a reader finds at `i`; it is asked once, so what it tells must stay as it is."""
        key = (reader, i)
        if key not in self._read:
            self._read[key] = reader(self, i)
        found: T = self._read[key]
        return found

    def simple_marks(self, i: int) -> list[Mark]:
        """What simple readers find from `i`."""
        if i not in self._simple:
            self._simple[i] = self._apply(self._grammar.simple, i)
        return self._simple[i]

    def find(self, i: int, kind: str) -> Mark | None:
        """The longest simple mark of a kind from `i`."""
        marks = [mark for mark in self.simple_marks(i) if mark.kind == kind]
        return max(marks, key=lambda mark: mark.end, default=None)

    def scan(self) -> list[Mark]:
        """The marks of the line from left to right, at each place the longest."""
        found = []
        i = 0
        while i < len(self.items):
            if self.has(i, tags.IGNORE):
                i += 1
                continue
            marks = self._apply(self._grammar.compound, i) + self.simple_marks(i)
            best = max(marks, key=lambda mark: mark.end, default=None)
            if best is None:
                i += 1
                continue
            found.append(best)
            i = max(best.end, i + 1)
        return found

    def _apply(self, rules: Mapping[str, tuple[Rule, ...]], i: int) -> list[Mark]:
        item = self.item(i)
        marks = []
        for key in (item.kind, *item.tags):
            for rule in rules.get(key, ()):
                mark = rule(self, i)
                if mark is not None:
                    marks.append(mark)
        return marks
