"""PINs and the like in what a contact writes: nobody here may have them, so none is kept."""

import re
from functools import cache
from typing import Any

from core.conversations.languages import LANGUAGES

HIDDEN = "••••"
_MOST_BETWEEN = 4
_MOST_BESIDE = 2
_DIGITS = r"(?<![\w.,])\d{4,6}(?![\w]|[.,]\d)"
_WORD = re.compile(r"\w+")


def without_secrets(text: str) -> str:
    """The text with dots in place of the digits said to be a PIN, a password or a code."""
    for pattern in _patterns():
        text = pattern.sub(lambda found: found.group().replace(found["digits"], HIDDEN), text)
    return text


def without_secrets_in(content: Any) -> Any:
    """A provider's message with no secret in any of its strings."""
    if isinstance(content, str):
        return without_secrets(content)
    if isinstance(content, dict):
        return {name: without_secrets_in(value) for name, value in content.items()}
    return [without_secrets_in(each) for each in content] if isinstance(content, list) else content


def told_secret(text: str) -> bool:
    """Whether a secret stood in a text that was kept."""
    return HIDDEN in text


def is_only_secret(text: str) -> bool:
    """Whether a text says hardly anything but a secret."""
    if not told_secret(text):
        return False
    said = " ".join(_WORD.findall(text.casefold()))
    for phrase in (_named(), _fillers()):
        said = re.sub(rf"\b(?:{phrase})\b", " ", said)
    return len(said.split()) <= _MOST_BESIDE and "?" not in text


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """ "My PIN is 1234" and "1234 is my PIN"."""
    between = rf"(?:\W+(?:{_fillers()})\b){{0,{_MOST_BETWEEN}}}"
    said_first = rf"\b(?:{_named()})\b{between}\W+(?P<digits>{_DIGITS})"
    said_last = rf"(?P<digits>{_DIGITS})\s+(?:{_copulas()}){between}\s+(?:{_named()})\b"
    return tuple(re.compile(each, re.IGNORECASE) for each in (said_first, said_last))


def _named() -> str:
    return _any_of("SECRETS")


def _fillers() -> str:
    return _any_of("ABOUT_SECRETS")


def _copulas() -> str:
    return _any_of("COPULAS")


def _any_of(kind: str) -> str:
    words = sorted(LANGUAGES.words(kind), key=len, reverse=True)
    return "|".join(re.escape(word) for word in words)
