"""Where a message may fall into two requests; whether it does is decided by what they mean."""

import re
from collections.abc import Iterable
from functools import cache

from core.understanding.languages import load_languages

_FEWEST_WORDS = 2
_MOST_WORDS = 60
_MOST_SPLITS = 6
_WORD = re.compile(r"\w+")
_ENDS = re.compile(r"[.?!;\n]")


def halves_of(text: str) -> list[tuple[str, str]]:
    """The ways to cut a message in two at the end of a sentence, at a comma or at a joining word.

    A question in the middle is one half, what stands around it the other.
    Both halves have at least two words. The joining words are left out. A clause that says only
    under what condition the rest holds is never a half: "if I come for nails, how much is it".
    """
    if not 2 * _FEWEST_WORDS <= len(_WORD.findall(text)) <= _MOST_WORDS:
        return []
    found: list[tuple[str, str]] = []
    for boundary in _boundary().finditer(text):
        first, second = text[: boundary.start()].strip(), text[boundary.end() :].strip()
        is_whole = all(len(_WORD.findall(half)) >= _FEWEST_WORDS for half in (first, second))
        is_condition = _is_condition(first) and not _ENDS.search(boundary["mark"] or "")
        if is_whole and not is_condition and len(found) < _MOST_SPLITS:
            found.append((first + (boundary["mark"] or "").strip(" ,\n"), second))
            found += _around_question(first, second)
    return found[:_MOST_SPLITS]


def changes_standing(text: str) -> bool:
    """Whether a half moves or calls off a booking that stands, in words of its own.

    What is only said of the visit that the other half books, is none: "let Grace do it".
    """
    return bool(_changing().search(text) and _standing().search(text))


def _around_question(first: str, second: str) -> list[tuple[str, str]]:
    """A question in the middle, and what was said before and after it as one."""
    question, mark, rest = second.partition("?")
    if not mark or len(_WORD.findall(rest)) < _FEWEST_WORDS or "?" in first + rest:
        return []
    return [(f"{first}. {rest.strip()}", question + mark)]


def _is_condition(text: str) -> bool:
    """Whether the last sentence of a text begins as a condition does."""
    return bool(_conditions().match(_ENDS.split(text)[-1].strip(" ,")))


@cache
def _conditions() -> re.Pattern[str]:
    shapes = "|".join(f"(?:{pack.conditions})" for pack in load_languages() if pack.conditions)
    return re.compile(rf"(?:{shapes})\b" if shapes else r"(?!)", re.IGNORECASE | re.VERBOSE)


@cache
def _changing() -> re.Pattern[str]:
    return _whole_words(pack.changing for pack in load_languages())


@cache
def _standing() -> re.Pattern[str]:
    return _whole_words(pack.standing for pack in load_languages())


def _whole_words(shapes: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(f"(?:{shape})" for shape in shapes if shape)
    return re.compile(rf"\b(?:{either})\b" if either else r"(?!)", re.IGNORECASE | re.VERBOSE)


@cache
def _boundary() -> re.Pattern[str]:
    words = {join for pack in load_languages() for join in pack.joins}
    joins = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?P<mark>[.?!;,]+(?=\s)|\s*\n)\s*(?:(?:{joins})\b,?\s*)?(?=\S)|\s+(?:{joins}),?\s+",
        re.IGNORECASE,
    )
