"""Training examples as designers keep them: `data/<language>/nlu/<intent>.yml`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.domain import load_yaml
from launcher.errors import LauncherError

_INDENT = "      - "
# Rasa reads these as the marks of an entity.
_MARKS = re.compile(r"[\[\]{}\\]")


@dataclass(frozen=True)
class Example:
    """A text in a language and the intent it stands for."""

    text: str
    language: str
    intent: str


@dataclass(frozen=True)
class Added:
    """What became of an example: the file it stands in now, or why it was left out."""

    example: Example
    file: Path | None
    reason: str | None = None
    is_known: bool = False
    """It was there before."""


class Examples:
    """The training examples of a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def add(self, examples: Iterable[Example]) -> list[Added]:
        """Write each example that is not there yet into the file of its intent.

        An example that stands for another intent already is left out: a text has one meaning.
        """
        return [self._add(example) for example in examples]

    def of(self, language: str) -> dict[str, str]:
        """Every example of a language, folded, with its intent."""
        found: dict[str, str] = {}
        for path in sorted((self._data / language / "nlu").rglob("*.yml")):
            for intent, text in _examples(load_yaml(path)):
                found[folded(text)] = intent
        return found

    def _add(self, example: Example) -> Added:
        text = plain(example.text)
        if not text:
            return Added(example, None, "nothing is left of the text")
        known = self.of(example.language).get(folded(text))
        if known == example.intent:
            return Added(example, None, "it is there already", is_known=True)
        if known is not None:
            return Added(example, None, f"it stands for {known}; take it out there first")
        path = self._file(example)
        before = path.read_text("utf-8")
        path.write_text(f"{before.rstrip()}\n{_INDENT}{text}\n", encoding="utf-8")
        self._check(path, before, example.intent, text)
        return Added(example, path)

    def _file(self, example: Example) -> Path:
        folder = self._data / example.language / "nlu"
        if not folder.is_dir():
            raise LauncherError(f"There is no training data in {example.language!r} ({folder}).")
        path = folder / f"{example.intent}.yml"
        if not path.exists():
            head = f'version: "3.1"\n\nnlu:\n  - intent: {example.intent}\n    examples: |\n'
            path.write_text(head, encoding="utf-8")
        return path

    def _check(self, path: Path, before: str, intent: str, text: str) -> None:
        """The file holds the example at its intent now; if not it is put back."""
        try:
            is_there = (intent, text) in _examples(load_yaml(path))
        except LauncherError:
            is_there = False
        if not is_there:
            path.write_text(before, encoding="utf-8")
            raise LauncherError(
                f"{path} does not end with the examples of {intent}.",
                hint=f"Make them the last thing in the file, then try again, or add: {text}",
            )


def plain(text: str) -> str:
    """The text on one line, without the marks that Rasa gives a meaning to."""
    return " ".join(_MARKS.sub(" ", text).split()).lstrip("-# ")


def _examples(content: Any) -> list[tuple[str, str]]:
    return [
        (entry["intent"], line.strip().removeprefix("-").strip())
        for entry in (content or {}).get("nlu") or []
        if "intent" in entry
        for line in str(entry.get("examples") or "").splitlines()
        if line.strip()
    ]


def folded(text: str) -> str:
    """The text as it is compared: two that differ in this alone are one example."""
    whole = " ".join(text.casefold().split())
    return whole.rstrip(".!?") or whole
