"""Where a message may fall into two requests; whether it does is decided by what they mean."""

import re
from functools import cache

from core.understanding.languages import load_languages

_FEWEST_WORDS = 2
_MOST_WORDS = 60
_MOST_SPLITS = 6
_WORD = re.compile(r"\w+")


def halves_of(text: str) -> list[tuple[str, str]]:
    """The ways to cut a message in two at the end of a sentence, at a comma or at a joining word.

    Both halves have at least two words. The joining words are left out.
    """
    if not 2 * _FEWEST_WORDS <= len(_WORD.findall(text)) <= _MOST_WORDS:
        return []
    found: list[tuple[str, str]] = []
    for boundary in _boundary().finditer(text):
        first, second = text[: boundary.start()].strip(), text[boundary.end() :].strip()
        is_whole = all(len(_WORD.findall(half)) >= _FEWEST_WORDS for half in (first, second))
        if is_whole and len(found) < _MOST_SPLITS:
            found.append((first + (boundary["mark"] or "").strip(" ,\n"), second))
    return found


@cache
def _boundary() -> re.Pattern[str]:
    words = {join for pack in load_languages() for join in pack.joins}
    joins = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?P<mark>[.?!;,]+(?=\s)|\s*\n)\s*(?:(?:{joins})\b,?\s*)?(?=\S)|\s+(?:{joins}),?\s+",
        re.IGNORECASE,
    )
