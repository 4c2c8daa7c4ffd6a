"""What somebody wants to meet about, in his own words; a language is one file here."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LONGEST_REASON = 200
OTHER_WISHES = frozenset(
    {"staff", "anyone", "date", "time", "datetime", "date_range", "time_range", "duration"}
)
_HERE = Path(__file__).parent
_EDGES = " \t\n.,;:!?-\"'()"
_CLAUSES = ",.;\n"
_FEWEST_LETTERS = 3


def reason_in(text: str, spans: Sequence[Mapping[str, Any]]) -> str | None:
    """The words after "about" or its like, up to what the reading took for person or time.

    None where they say as little as "something".
    """
    found = _marks().search(text)
    if found is None:
        return None
    others = (each["start"] for each in spans if each["entity"] in OTHER_WISHES)
    end = min((start for start in others if start >= found.end()), default=len(text))
    end = _before_name(text, found.end(), end, spans)
    reason = _joining().sub("", text[found.end() : end].strip(_EDGES)).strip(_EDGES)
    if _saying_nothing().fullmatch(reason):
        return None
    return reason[:LONGEST_REASON] if sum(map(str.isalpha, reason)) >= _FEWEST_LETTERS else None


def _before_name(text: str, start: int, end: int, spans: Sequence[Mapping[str, Any]]) -> int:
    """Where the clause begins in which somebody says his name, if that comes before the end."""
    for span in spans:
        clause = max(text.rfind(mark, start, span["start"]) for mark in _CLAUSES)
        if span["entity"] == "name" and start < clause < end:
            return clause
    return end


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of('before')})\s+", re.IGNORECASE)


@cache
def _joining() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:^|\s+)(?:{_any_of('joining')}))+$", re.IGNORECASE)


@cache
def _saying_nothing() -> re.Pattern[str]:
    return re.compile(_any_of("saying_nothing"), re.IGNORECASE)


def _any_of(key: str) -> str:
    phrases = [
        re.escape(str(phrase))
        for path in sorted(_HERE.glob("*.yml"))
        for phrase in yaml.safe_load(path.read_text("utf-8"))[key]
    ]
    return "|".join(sorted(phrases, key=len, reverse=True))
