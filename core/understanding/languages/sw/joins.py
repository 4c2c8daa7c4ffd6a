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
