"""What a designer can get wrong without noticing: both languages, conditions, variables, data."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from launcher.domain import load_domain, load_yaml
from launcher.installation import ROOT, rasa_python

STORIES = ROOT / "tests" / "dialogue"
DEFAULT_LANGUAGE = "en"
_VARIABLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")

type Responses = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to repair, and where."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def check_dialogue(domain: Path, data: Path) -> list[Problem]:
    """Everything wrong with the responses and the training data."""
    languages = training_languages(data)
    found: list[Problem] = []
    for path in sorted(domain.rglob("*.yml")):
        responses: Responses = (load_yaml(path) or {}).get("responses") or {}
        for name, variations in responses.items():
            place = f"{path.name}: {name}"
            found += [Problem(place, what) for what in response_problems(variations, languages)]
    return sorted([*found, *training_problems(domain, data, languages)])


def response_problems(
    variations: Sequence[Mapping[str, Any]], languages: Sequence[str]
) -> Iterator[str]:
    """What is wrong with the variations of one response."""
    plain = [each for each in variations if not each.get("condition")]
    if not plain:
        yield "every variation has a condition; one must stand for everything else"
        return
    by_language = {
        language: [each for each in variations if _language_of(each) == language]
        for language in languages
    }
    by_language[DEFAULT_LANGUAGE] = plain
    wanted = _variables(plain)
    for language, texts in by_language.items():
        if not texts:
            yield f"there is no text in {language}"
            continue
        has = _variables(texts)
        for name in sorted(wanted - has):
            yield f"the text in {language} lacks {{{name}}}"
        for name in sorted(has - wanted):
            yield f"only the text in {language} has {{{name}}}"
        if _payloads(texts) != _payloads(plain):
            yield f"the buttons in {language} do something else"


def training_languages(data: Path) -> list[str]:
    """The languages that training data exists in: one folder each."""
    return sorted(folder.parent.name for folder in data.glob("*/nlu") if folder.is_dir())


def training_problems(domain: Path, data: Path, languages: Sequence[str]) -> Iterator[Problem]:
    """Intents of the domain without examples in a language, and examples of unknown intents."""
    declared = set(load_domain(domain).intents)
    for language in languages:
        counts = _examples(data / language / "nlu")
        place = f"data/{language}"
        for intent in sorted(declared - counts.keys()):
            yield Problem(place, f"no examples of {intent}")
        for intent in sorted(counts.keys() - declared):
            yield Problem(place, f"{intent} is not an intent of the domain")


def validation_failure(home: Path) -> str | None:
    """What Rasa's own validation of domain and data says, or None when all is well."""
    return _failure(["data", "validate", "--domain", "bots/domain", "--data", "data"], home)


def story_test_failure(home: Path) -> str | None:
    """What the story tests say of the newest model, or None when all pass."""
    if not any(STORIES.rglob("*.yml")):
        return None
    with TemporaryDirectory() as results:
        model = ["--model", str(home / "models"), "--fail-on-prediction-errors"]
        stories = ["--stories", str(STORIES), "--out", results]
        return _failure(["test", "core", *stories, *model], home)


def _failure(arguments: Sequence[str], home: Path) -> str | None:
    finished = subprocess.run(
        [str(rasa_python()), "-W", "ignore", "-m", "bots", *arguments],
        cwd=ROOT,
        env={**os.environ, "RATIBA_HOME": str(home), "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode == 0:
        return None
    lines = (finished.stdout + finished.stderr).splitlines()
    # Responses are said by actions, which Rasa's validation cannot see.
    return "\n".join(line for line in lines if "is not used in any story" not in line)[-6000:]


def _language_of(variation: Mapping[str, Any]) -> str | None:
    for condition in variation.get("condition") or []:
        if condition.get("name") == "language":
            return str(condition.get("value"))
    return None


def _variables(variations: Sequence[Mapping[str, Any]]) -> set[str]:
    found: set[str] = set()
    for variation in variations:
        found |= set(_VARIABLE.findall(str(variation.get("text") or "")))
    return found


def _payloads(variations: Sequence[Mapping[str, Any]]) -> set[str]:
    return {
        str(button.get("payload"))
        for variation in variations
        for button in variation.get("buttons") or []
    }


def _examples(folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for path in sorted(folder.rglob("*.yml")):
        for entry in (load_yaml(path) or {}).get("nlu") or []:
            if "intent" in entry:
                examples = [
                    line for line in str(entry.get("examples")).splitlines() if line.strip()
                ]
                counts[entry["intent"]] = counts.get(entry["intent"], 0) + len(examples)
    return counts
