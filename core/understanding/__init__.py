"""Understanding: language, dates, times, numbers and names in a text, without network or state."""

from core.understanding.language import LanguageGuess, detect_language
from core.understanding.model import (
    Ambiguity,
    CatalogNames,
    NamedEntry,
    Reading,
    ReadingSettings,
    Span,
)
from core.understanding.numerals import numerals_in
from core.understanding.reading import read
from core.understanding.stay_ends import nights_until

__all__ = [
    "Ambiguity",
    "CatalogNames",
    "LanguageGuess",
    "NamedEntry",
    "Reading",
    "ReadingSettings",
    "Span",
    "detect_language",
    "nights_until",
    "numerals_in",
    "read",
]
