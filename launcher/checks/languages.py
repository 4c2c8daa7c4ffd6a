"""A language is its folders and files: what one of them lacks besides examples and texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from launcher.checks.problems import Problem
from launcher.domain import load_yaml

_PATTERN = "en"
_LONGEST_CHOICE = 20


@dataclass(frozen=True)
class Folders:
    """Where the parts of a language stand."""

    readers: Path
    wordings: Path
    lists: tuple[Path, ...]

    @classmethod
    def of(cls, root: Path) -> Self:
        """Those of a checkout."""
        actions = root / "actions"
        return cls(
            root / "core" / "understanding" / "languages",
            root / "core" / "conversations" / "languages",
            tuple(actions / name for name in ("cues", "reasons", "topics")),
        )


def training_languages(data: Path) -> list[str]:
    """The languages that training data exists in: one folder each."""
    return sorted(folder.parent.name for folder in data.glob("*/nlu") if folder.is_dir())


def language_problems(languages: Sequence[str], folders: Folders) -> Iterator[Problem]:
    """What the languages that have training data lack elsewhere."""
    for language in languages:
        readers = folders.readers / language / "__init__.py"
        if not readers.is_file():
            yield _lacking(readers, "its words for days, times and numbers", folders.readers)
        wording = folders.wordings / f"{language}.py"
        if not wording.is_file():
            yield _lacking(wording, "how it says dates, times and lists", folders.wordings)
        else:
            yield from _wording_problems(language, wording)
        for folder in folders.lists:
            yield from _list_problems(folder, language)


def _lacking(path: Path, what: str, folder: Path) -> Problem:
    return Problem(path, 0, f"there is no such file: {what}", f"Write it like {folder}/{_PATTERN}.")


def _wording_problems(language: str, path: Path) -> Iterator[Problem]:
    from core.conversations.languages import LANGUAGES, Wording

    wording = LANGUAGES.wordings.get(language)
    names = {*Wording.__annotations__, *(n for n in vars(Wording) if n.startswith(("say", "join")))}
    lacking = sorted(name for name in names if not hasattr(wording, name))
    if lacking:
        hint = f"See {path.with_name(_PATTERN)}.py."
        yield Problem(path, 0, f"it lacks {', '.join(lacking)}", hint)
    elif wording is not None and len(wording.CHOOSE) > _LONGEST_CHOICE:
        yield Problem(path, 0, f"CHOOSE has more than {_LONGEST_CHOICE} characters", "Shorten it.")


def _list_problems(folder: Path, language: str) -> Iterator[Problem]:
    path = folder / f"{language}.yml"
    if not path.is_file():
        yield _lacking(path, "its words", folder)
        return
    wanted, has = load_yaml(folder / f"{_PATTERN}.yml"), load_yaml(path) or {}
    for key in sorted(wanted.keys() - has.keys()):
        yield Problem(path, 0, f"there are no words for {key}", f"See {folder}/{_PATTERN}.yml.")
