"""How each language says dates, times, durations and lists; a language is one module here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from core.conversations.languages import english, swahili


class Wording(Protocol):
    """What a language module has."""

    GREETINGS: frozenset[str]
    GOES_ON: frozenset[str]
    OPTS_IN: frozenset[str]
    MESSAGES: frozenset[str]
    AGAIN: frozenset[str]
    REFUSES: frozenset[str]
    CALLS_ASSISTANT: frozenset[str]

    def say_date(self, day: date, *, with_year: bool) -> str: ...
    def say_time(self, at: time) -> str: ...
    def say_datetime(self, day: str, at: str) -> str: ...
    def say_brief_time(self, at: time) -> str: ...
    def say_brief_datetime(self, day: date, at: time) -> str: ...
    def say_duration(self, minutes: int) -> str: ...
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


LANGUAGES = Languages({"en": english, "sw": swahili}, default="en")
