"""How each language says dates, times, durations and lists; each module here is one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast


class Wording(Protocol):
    """What a language module has."""

    OWN_NAME: str
    CALLED: tuple[str, ...]
    REFUSED_BEFORE: str
    REFUSED_AFTER: str
    CHOOSE: str
    GREETINGS: frozenset[str]
    GOES_ON: frozenset[str]
    OPTS_IN: frozenset[str]
    POLITE: frozenset[str]
    MESSAGES: frozenset[str]
    AGAIN: frozenset[str]
    REFUSES: frozenset[str]
    CALLS_ASSISTANT: frozenset[str]
    SECRETS: frozenset[str]
    ABOUT_SECRETS: frozenset[str]
    COPULAS: frozenset[str]

    def say_date(self, day: date, *, with_year: bool) -> str: ...
    def say_time(self, at: time) -> str: ...
    def say_datetime(self, day: str, at: str) -> str: ...
    def say_brief_time(self, at: time) -> str: ...
    def say_brief_datetime(self, day: date, at: time) -> str: ...
    def say_duration(self, minutes: int) -> str: ...
    def say_nights(self, count: int) -> str: ...
    def join(self, items: Sequence[str], *, is_choice: bool) -> str: ...


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that replies can be worded in."""

    wordings: Mapping[str, Wording]
    default: str

    def words(self, kind: str) -> frozenset[str]:
        """The words of a kind (`GREETINGS`, `GOES_ON`...) in every language."""
        return frozenset().union(*(getattr(one, kind) for one in self.wordings.values()))

    def wording(self, language: str) -> Wording:
        """The wording of a language, of the default one when we do not have it."""
        return self.wordings.get(language, self.wordings[self.default])


def _wordings() -> dict[str, Wording]:
    """The module of each language, by its code."""
    return {
        module.name: cast(Wording, import_module(f"{__name__}.{module.name}"))
        for module in iter_modules(__path__)
    }


LANGUAGES = Languages(_wordings(), default="en")
