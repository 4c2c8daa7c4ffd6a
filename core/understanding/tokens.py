"""Text to tokens: words, numbers, dates and clock times with their places in the text."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

WORD: Final = "word"
DIGITS: Final = "digits"
ORDINAL: Final = "ordinal"
ISO_DATE: Final = "iso_date"
NUMERIC_DATE: Final = "numeric_date"
CLOCK: Final = "clock"
MERIDIEM_CLOCK: Final = "meridiem_clock"
HOURS_CLOCK: Final = "hours_clock"
SPAN: Final = "span"
MONEY: Final = "money"
SYMBOL: Final = "symbol"

_PATTERN = re.compile(
    r"""
    (?P<word>[^\W\d_]+(?:['\u2019\u02bc`][^\W\d_]+)*)
  | (?P<iso_date>\b\d{4}(?P<dash>[/.-])\d{1,2}(?P=dash)\d{1,2}(?=$|\D))
  | (?P<numeric_date>\b\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})\b
        |\b\d{1,2}\s\d{1,2}\s20\d{2}\b
        |\b\d{1,2}/\d{1,2}\b(?!\s*(?:hours?|hrs?|of\b)))
  | (?P<span>\b\d{1,2}\s?(?:hours?|hrs?|h)\s?\d{1,2}\s?(?:minutes?|mins?|m)\b)
  | (?P<money>\b\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?:/[=-])?|\b\d+(?:\.\d+)?k\b|\b\d+/[=-])
  | (?P<meridiem_clock>
        \b\d{1,2}(?:\s?[:;]\s?\d{2}|\.\d{2}|\s\d{2}|[-,](?:00|15|30|45))?[.:]?\s?[ap]\.?\s?m\b\.?
        |\b\d{3,4}\s?[ap]\.?m\b\.?|\b\d{1,2}(?:[:.]\d{2})?[ap]\b)
  | (?P<hours_clock>\b\d{1,2}h\d{2}\b|\b\d{1,2}h00\b|\b(?:1[3-9]|2[0-3])h\b
        |\b[0-2]\d[0-5]\d\s?(?:hours|hrs?|h)\b
        |\b[0-2]?\d(?:[:.]|\s)[0-5]\d\s?(?:hours|hrs?|h)\b)
  | (?P<clock>\b\d{1,2}[:;][0-5]\d(?::[0-5]\d)?(?:\b|(?=ish\b))
        |\b\d{1,2}\.[0-5]\d(?:\b|(?=ish\b))(?!\d))
  | (?P<ordinal>\b\d{1,2}\s?(?:st|nd|rd|th|ht)\b)
  | (?P<digits>\d+(?:\.\d+)?)
  | (?P<symbol>[^\s\w])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u02bc\u2018`", "'"))
_LONG_RUN = re.compile(r"(.)\1{2,}")


@dataclass(slots=True)
class Token:
    """One word, number or sign; `text` is folded, `start` and `end` are places in the raw text."""

    text: str
    raw: str
    start: int
    end: int
    kind: str


def fold(raw: str) -> str:
    """A word in the form the tables have: lower case, plain letters, plain apostrophes."""
    if raw.isascii():
        return raw.lower().replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", raw.translate(_APOSTROPHES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=16384)
def squeeze(word: str) -> str:
    """A word without letters repeated for effect ("pleaaase", "keshooo")."""
    return _LONG_RUN.sub(r"\1", word)


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    tokens = []
    for match in _PATTERN.finditer(text):
        raw = match.group()
        kind = match.lastgroup or WORD
        tokens.append(Token(fold(raw), raw, match.start(), match.end(), kind))
    return tokens
