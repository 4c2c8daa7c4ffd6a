"""Swahili words between two requests."""

from typing import Final

JOINS: Final = (
    "na pia", "na tena", "na kisha", "na", "pia", "halafu", "alafu", "kisha", "baadaye", "tena",
    "vilevile", "vile vile", "lakini pia", "lakini", "jambo lingine", "kitu kingine", "afu",
)  # fmt: skip
# What begins a clause that says under what condition something holds.
CONDITIONS: Final = r"""
    (?:na\s|lakini\s|sasa\s|je\s)?(?:(?:ni|tu|u|a|m|wa|i)ki\w{2,}|kama|ikiwa|iwapo|endapo|tuseme)
"""
CHANGING: Final = r"""
    \w*(?:ghairi|futa|futi|cancel|hamish|sogez|badil|ahirish|resched|batilish)\w*
    | (?:ni|m|u)?(?:i|zi)?(?:ondoe|ondolee|toe|push|peleke)\w*
"""
STANDING: Final = r"""
    (?:booking|miadi|appointment|reservation|nafasi|slot|ratiba)\s
        (?:yangu|zangu|yetu|zetu|yake|nyingine|ingine|ile|za|ya|iliyo\w*|niliyo\w*|tuliyo\w*)
    | (?:my|our|ile)\s(?:booking|miadi|appointment|reservation|nafasi|slot)
    | ile\s(?:ya|yangu|nyingine|ingine|niliyo\w*|nili\w+) | (?:yangu|zangu|yetu|yake)\sya
    | (?:nili|tuli)(?:yo|zo)(?:book|wek|pang|kuwa)\w*
"""
