"""Every folder here is one language; a new one needs nothing outside its folder."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.understanding.line import NumberReader, Rule
    from core.understanding.marks import Face


@dataclass(frozen=True)
class LanguagePack:
    """One language: its words by tag, its own readers, and what tells it from others."""

    code: str
    words: Mapping[str, Mapping[str, Any]]
    """Tag -> phrase -> value."""
    common: frozenset[str]
    """Ordinary words: they tell the language, and are never taken for a misspelled name."""
    read_number: "NumberReader"
    stems: Callable[[str], Iterable[str]]
    """The forms under which a word of a catalog can also appear, itself included."""
    looks_like: Callable[[str], float]
    """From 0 to 1, how much the shape of an unknown word speaks for this language."""
    dial: "Face" = "western"
    """How hours are counted: from midnight and noon, or from dawn and dusk."""
    is_noun_first: bool = False
    """Whether numbers are said after what is counted ("watu wanne")."""
    rules: tuple[tuple[str, "Rule"], ...] = ()
    """(tag of the first item, reader) for wordings only this language has."""
    informal: frozenset[str] = frozenset()
    """Slang that counts for this language ("sasa", "poa")."""
    generic: frozenset[str] = frozenset()
    """Words of service names that name no service by themselves ("hair", "full")."""
    neutral: frozenset[str] = frozenset()
    """Words used whatever the language ("ok", "sawa")."""
    lent: frozenset[str] = frozenset()
    """Words that texts in other languages use freely, and so tell little."""
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Concept (an English word) -> this language's words for a service of that kind."""
    same_as: Mapping[str, str] = field(default_factory=dict)
    """Everyday word -> the word that names of services have for it ("watoto": "mtoto")."""
    doing: frozenset[str] = frozenset()
    """Verbs for what is done to what is named beside them, services by themselves: "shave"."""
    joins: tuple[str, ...] = ()
    """Words that can stand between two requests ("and also", "halafu")."""
    not_names: frozenset[str] = frozenset()
    """Words that follow "I'm" and the like without being a name."""
    introducing: str = ""
    """Pattern of whole words that bring a name: "called", "nisave"."""
    beside_names: str = ""
    """Pattern of other whole words that stand before a name in an answer: "i", "as", "kama"."""
    within_names: frozenset[str] = frozenset()
    """Words that join the words of one name: "wa", "van"."""
    after_names: frozenset[str] = frozenset()
    """Words that may follow a name in an answer and say nothing else: "please", "is my name"."""
    names_too: frozenset[str] = frozenset()
    """Ordinary words that people are called by: "joy", "baraka"."""
    no_names: frozenset[str] = frozenset()
    """Words said instead of a name, outcries and insults included, that are in no other table."""
    no_name_shapes: str = ""
    """Pattern of whole words whose form says something, as a verb's does: "mnafungua"."""
    doubtful_shapes: str = ""
    """Pattern of whole words that are more likely no name: "nimexyz", "refreshing"."""
    lending: str = ""
    """Pattern of what makes a verb of another language's word: "mna" in "mnacharge"."""
    own_verbs: str = ""
    """Pattern of whole verbs of the one who writes, or that ask for something: "niwekee"."""
    done_to: str = ""
    """Pattern of whole verbs that say what is done to somebody: "anyolewe"."""
    put_forward: str = ""
    """Pattern of what follows somebody wanted, though "not" stands before: "ndio anisuke"."""
    telling: str = ""
    """Pattern of whole words that tell, right behind somebody, what that person did."""
    occasion_leads: str = ""
    """Pattern of what stands before an occasion that one has or goes to: "i have a", "naenda"."""
    occasion_purposes: str = ""
    """Pattern of what stands between a service and the occasion it is for: "for my"."""
    occasion_comings: str = ""
    """Pattern of what follows an occasion and says that it is near: "is coming", "inakuja"."""
    occasion_beings: str = ""
    """Pattern of what stands between an occasion and its day: "is on", "ni"."""
    body_parts: str = ""
    """Pattern of whole words for parts of the body."""
    body_states: str = ""
    """Pattern of what such a part is said to be, in words that name services too."""
    body_told: str = ""
    """Pattern of what speaks of somebody's part of the body: "her hands are"."""
    conditions: str = ""
    """Pattern of what begins a clause that says under what condition something holds."""
    changing: str = ""
    """Pattern of words that move a booking or call it off: "reschedule", "ghairi"."""
    standing: str = ""
    """Pattern of what names a booking that stands: "my appointment", "the other one"."""
    asking: frozenset[str] = frozenset()
    """Words by which a message asks instead of answering: "where", "wapi"."""


def word_list(listed: str) -> list[str]:
    """The words of a list, separated by blanks."""
    return listed.split()


def flags(listed: str) -> dict[str, bool]:
    """Phrases separated by bars, as a table without values."""
    return {" ".join(phrase.split()): True for phrase in listed.split("|")}


@cache
def load_languages() -> tuple[LanguagePack, ...]:
    """The packs of all folders, by name."""
    return tuple(
        import_module(f"{__name__}.{module.name}").PACK
        for module in sorted(iter_modules(__path__), key=lambda module: module.name)
        if module.ispkg
    )
