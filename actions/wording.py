"""Lists of words kept in files, one per language.

A `*` at either end stands for any letters; `^` is the beginning of the message, `$` its end.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

_STARTS, _ENDS = {"*": r"\b\w*", "^": "^"}, {"*": r"\w*", "$": "$"}
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")


def plain(text: str) -> str:
    """The words of a text in small letters, one blank between two."""
    return " ".join(_WORD.findall(text.casefold()))


def patterns_in(folder: Path, keys: Iterable[str]) -> Mapping[str, re.Pattern[str]]:
    """For each key, what finds its phrases of all languages in a plain text."""
    phrases: dict[str, list[str]] = {key: [] for key in keys}
    for path in sorted(folder.glob("*.yml")):
        for key, listed in yaml.safe_load(path.read_text("utf-8")).items():
            phrases[key] += [_pattern(str(phrase)) for phrase in listed]
    return {
        key: re.compile("|".join(sorted(set(found), key=len, reverse=True)) or r"(?!)")
        for key, found in phrases.items()
    }


def _pattern(phrase: str) -> str:
    start, end = _STARTS.get(phrase[0], r"\b"), _ENDS.get(phrase[-1], r"\b")
    return f"{start}{re.escape(phrase.strip('*^$'))}{end}"
