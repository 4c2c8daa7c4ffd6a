"""Which language somebody who names one, or two, wants to be answered in."""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.conversations.languages import LANGUAGES


def wanted_language(text: str, offered: Sequence[str]) -> str | None:
    """The code of the language of `offered` that is asked for; None when it cannot be told.

    "My English is not good, use Swahili" wants Swahili, and so does "I don't understand English"
    where these two are all there is.
    """
    said = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    named, refused = set[str](), set[str]()
    for found in _names().finditer(said):
        code = _code(found.group())
        is_refused = _after().match(said, found.end()) or _before().search(said, 0, found.start())
        (refused if is_refused else named).add(code)
    wanted = named - refused if named else set(offered) - refused if refused else named
    return next(iter(wanted)) if len(wanted) == 1 and wanted <= set(offered) else None


def _code(name: str) -> str:
    return next(code for code, one in LANGUAGES.wordings.items() if name in one.CALLED)


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    every = [name for one in LANGUAGES.wordings.values() for name in one.CALLED]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, every))})\b")


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    """What refuses the language named right behind it."""
    every = "|".join(one.REFUSED_BEFORE for one in LANGUAGES.wordings.values())
    return re.compile(rf"\b(?:{every})\ \Z", re.VERBOSE)


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    """What refuses the language named right before it."""
    every = "|".join(one.REFUSED_AFTER for one in LANGUAGES.wordings.values())
    return re.compile(rf"\ (?:{every})\b", re.VERBOSE)
