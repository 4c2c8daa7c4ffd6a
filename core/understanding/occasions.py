"""Occasions that are only told of: who goes to a wedding and asks for braids wants braids alone."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from core.understanding import tags
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import DAY, DAYS, Mark
from core.understanding.model import Span
from core.understanding.name_words import any_of
from core.understanding.names import NameIndex, stems
from core.understanding.tokens import Token
from core.understanding.vocabulary import vocabulary

_LONGEST_WORDING = 8
_LISTING = frozenset({"&", "/", "+"})


def occasions_told_of(
    words: Sequence[Token], line: Line, marks: Sequence[Mark], services: NameIndex
) -> list[Span]:
    """The occasions that somebody has, goes to, or gives as the reason for what is asked for.

    "I have a wedding", "kwa sababu ya harusi", "my wedding is on Friday", "braids for my wedding":
    not so where it is part of a service's name ("I have a wedding package") or listed with others.
    """
    days = [
        Span("", line.item(mark.start).start, line.item(mark.end - 1).end)
        for mark in marks
        if mark.kind in (DAY, DAYS)
    ]
    teller = _Teller(words, services.is_named_by, days)
    return [
        Span("", word.start, word.end)
        for n, word in enumerate(words)
        if _is_occasion(word.text) and teller.is_told_of(n)
    ]


def _is_occasion(word: str) -> bool:
    forms = {word.removesuffix("'s"), *stems(word)}
    return any(vocabulary().can_be(form, tags.EVENT) for form in forms)


class _Teller:
    """What the words around an occasion say of it."""

    def __init__(
        self, words: Sequence[Token], names_service: Callable[[str], bool], days: Sequence[Span]
    ) -> None:
        self.words, self._names_service, self._days = words, names_service, days

    def is_told_of(self, n: int) -> bool:
        """Whether the occasion at a place is told of, and is neither named nor listed there."""
        is_led = self._is_led(n) or self._is_purpose(n)
        return (is_led or self._is_coming(n)) and not self._is_of_services(n)

    def _is_led(self, n: int) -> bool:
        return _leads().search(self._before(n)) is not None

    def _is_purpose(self, n: int) -> bool:
        """Whether an occasion is what the service named right before is for."""
        match = _purposes().search(before := self._before(n))
        earlier = before[: match.start()].split() if match else []
        return bool(earlier) and self._is_service(earlier[-1])

    def _is_coming(self, n: int) -> bool:
        """Whether the occasion is said to come, or to be on a day: no price and no question."""
        last = n + 1
        while last < len(self.words) and not self._ends(last) and last - n <= _LONGEST_WORDING:
            last += 1
        after = "".join(f"{word.text} " for word in self.words[n + 1 : last])
        if _comings().match(after):
            return True
        match = _beings().match(after)
        if match is None:
            return False
        day = n + 1 + len(match.group().split())
        return any(
            span.start <= word.start < span.end
            for word in self.words[day : day + 2]
            for span in self._days
        )

    def _is_of_services(self, n: int) -> bool:
        """Whether what follows is the rest of a service's name, or one more service of a list."""
        if n + 1 >= len(self.words):
            return False
        after = self.words[n + 1].text
        is_joined = after in _LISTING or any(
            vocabulary().can_be(after, tag) for tag in (tags.AND, tags.OR)
        )
        if is_joined:
            return n + 2 < len(self.words) and self._is_service(self.words[n + 2].text)
        return self._is_service(after)

    def _is_service(self, word: str) -> bool:
        return self._names_service(word) and not vocabulary().can_be(word, tags.GLUE)

    def _before(self, n: int) -> str:
        """The words of the clause before a place."""
        first = n
        while first > 0 and not self._ends(first - 1) and n - first < _LONGEST_WORDING:
            first -= 1
        return "".join(f"{word.text} " for word in self.words[first:n])

    def _ends(self, n: int) -> bool:
        return self.words[n].text in CLAUSE_ENDS


@cache
def _leads() -> re.Pattern[str]:
    return any_of(rf"\b(?:{pack.occasion_leads})\s$" for pack in vocabulary().packs)


@cache
def _purposes() -> re.Pattern[str]:
    return any_of(rf"\b(?:{pack.occasion_purposes})\s$" for pack in vocabulary().packs)


@cache
def _comings() -> re.Pattern[str]:
    return any_of(rf"(?:{pack.occasion_comings})\s" for pack in vocabulary().packs)


@cache
def _beings() -> re.Pattern[str]:
    return any_of(rf"(?:{pack.occasion_beings})\s" for pack in vocabulary().packs)
