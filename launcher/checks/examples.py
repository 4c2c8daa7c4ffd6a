"""Examples: enough of each intent in each language, and each text with one meaning."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from launcher.checks.problems import Problem, composed, entries, part
from launcher.examples import folded

FEWEST_EXAMPLES = 10


@dataclass(frozen=True)
class _Found:
    """An example and where it stands."""

    intent: str
    text: str
    path: Path
    line: int


def example_problems(
    data: Path, languages: Sequence[str], intents: Sequence[str]
) -> Iterator[Problem]:
    """Intents with too few examples, examples of unknown intents, texts with two meanings."""
    first: dict[str, _Found] = {}
    for language in languages:
        folder = data / language / "nlu"
        by_intent: dict[str, list[_Found]] = defaultdict(list)
        for found in _examples(folder):
            by_intent[found.intent].append(found)
            other = first.setdefault(folded(found.text), found)
            if other.intent != found.intent:
                yield _two_meanings(found, other, data)
        yield from _thin(folder, by_intent, intents)
        for intent in by_intent.keys() - set(intents):
            found = by_intent[intent][0]
            hint = "Declare it under `intents` in bots/domain, or correct the name."
            yield Problem(found.path, found.line, f"{intent} is no intent of the domain", hint)


def _two_meanings(found: _Found, other: _Found, data: Path) -> Problem:
    place = f"{other.path.relative_to(data.parent)}:{other.line}"
    what = f'"{found.text}" stands for {found.intent} here and for {other.intent} in {place}'
    return Problem(found.path, found.line, what, "A text has one meaning: delete one of them.")


def _thin(
    folder: Path, by_intent: dict[str, list[_Found]], intents: Sequence[str]
) -> Iterator[Problem]:
    for intent in intents:
        found = by_intent.get(intent) or []
        if len({folded(each.text) for each in found}) >= FEWEST_EXAMPLES:
            continue
        path, line = (found[0].path, found[0].line) if found else (folder / f"{intent}.yml", 0)
        what = f"{intent} has {len(found)} examples in {folder.parent.name}"
        hint = f"Write {FEWEST_EXAMPLES} or more, as people really text them."
        yield Problem(path, line, what if found else f"no examples of {intent}", hint)


def _examples(folder: Path) -> Iterator[_Found]:
    for path in sorted(folder.rglob("*.yml")):
        listed = part(composed(path), "nlu")
        for entry in listed.value if isinstance(listed, yaml.SequenceNode) else ():
            told = {name: value for name, value, _ in entries(entry)}
            texts = told.get("examples")
            if "intent" in told and isinstance(texts, yaml.ScalarNode):
                yield from _of_intent(str(told["intent"].value), texts, path)


def _of_intent(intent: str, texts: yaml.ScalarNode, path: Path) -> Iterator[_Found]:
    # A block begins on the line after its mark.
    begins = texts.start_mark.line + 2
    for number, line in enumerate(str(texts.value).splitlines(), begins):
        if text := line.strip().removeprefix("-").strip():
            yield _Found(intent, text, path, number)
