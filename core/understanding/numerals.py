"""Every number that a text names, in digits or in words of any language."""

import re
import unicodedata

from core.understanding import tags
from core.understanding.tokens import tokenize
from core.understanding.vocabulary import vocabulary

_DIGITS = re.compile(r"\d+")
_VALUES = (tags.NUMBER, tags.ORDINAL, tags.SCALE)
_PARTS = (tags.HALF, tags.AND_HALF, tags.QUARTER)


def numerals_in(text: str) -> frozenset[str]:
    """The numbers of a text one by one ("two hundred" is two), halves and quarters by name."""
    found = {digits.lstrip("0") or "0" for digits in _DIGITS.findall(_plain_digits(text))}
    for item in vocabulary().line_items(tokenize(text)):
        found |= {str(item.tags[tag]) for tag in _VALUES if tag in item.tags}
        found |= {tag for tag in _PARTS if tag in item.tags}
    return frozenset(found)


def _plain_digits(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
