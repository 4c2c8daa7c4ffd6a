"""The readers of every language and those that serve all, as one grammar."""

from collections.abc import Sequence
from functools import cache

from core.understanding.languages import LanguagePack, load_languages
from core.understanding.line import Grammar, Rule
from core.understanding.readers import (
    choices,
    clock_ranges,
    clocks,
    contrasts,
    counts,
    dates,
    day_ranges,
    days,
    open_counts,
    people,
    shifts,
    spans,
    written_dates,
)


@cache
def grammar() -> Grammar:
    """The grammar of every language folder, built once."""
    return grammar_of(load_languages())


def grammar_of(packs: Sequence[LanguagePack]) -> Grammar:
    """The grammar of some languages, read at the same time."""
    simple: list[tuple[str, Rule]] = [
        *written_dates.SIMPLE,
        *dates.SIMPLE,
        *days.SIMPLE,
        *day_ranges.SIMPLE,
        *clocks.SIMPLE,
        *contrasts.SIMPLE,
        *spans.SIMPLE,
        *people.SIMPLE,
        *counts.SIMPLE,
        *choices.SIMPLE,
    ]
    simple += [rule for pack in packs for rule in pack.rules]
    return Grammar(
        numbers={pack.code: pack.read_number for pack in packs},
        simple=_by_key(simple),
        compound=_by_key(
            [
                *written_dates.COMPOUND,
                *dates.COMPOUND,
                *day_ranges.COMPOUND,
                *clocks.COMPOUND,
                *contrasts.COMPOUND,
                *clock_ranges.COMPOUND,
                *spans.COMPOUND,
                *shifts.COMPOUND,
                *people.COMPOUND,
                *open_counts.COMPOUND,
            ]
        ),
        dials={pack.code: pack.dial for pack in packs},
        noun_first=frozenset(pack.code for pack in packs if pack.is_noun_first),
    )


def _by_key(rules: Sequence[tuple[str, Rule]]) -> dict[str, tuple[Rule, ...]]:
    table: dict[str, list[Rule]] = {}
    for key, rule in rules:
        table.setdefault(key, []).append(rule)
    return {key: tuple(found) for key, found in table.items()}
