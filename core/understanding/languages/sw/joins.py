"""Swahili words between two requests."""

from typing import Final

JOINS: Final = (
    "na pia", "na tena", "na kisha", "na", "pia", "halafu", "alafu", "kisha", "baadaye", "tena",
    "vilevile", "vile vile", "lakini pia", "lakini", "jambo lingine", "kitu kingine", "afu",
)  # fmt: skip
