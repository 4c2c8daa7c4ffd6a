"""Responses: a text in each language with the same variables and buttons, said by something."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from launcher.checks.problems import Problem, composed, entries, part
from launcher.checks.reach import Reach
from launcher.domain import load_yaml

DEFAULT_LANGUAGE = "en"
_LONGEST_TITLE = 20
_PAYLOAD = re.compile(r"/(\w+)")
_VARIABLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")

type Variations = Sequence[Mapping[str, Any]]


def response_problems(
    domain: Path, languages: Sequence[str], intents: Collection[str], reach: Reach
) -> Iterator[Problem]:
    """What is wrong with the responses of a domain folder."""
    first: dict[str, str] = {}
    for path in sorted(domain.rglob("*.yml")):
        texts: Mapping[str, Variations] = (load_yaml(path) or {}).get("responses") or {}
        for name, _, line in entries(part(composed(path), "responses")):
            if name in first:
                hint = "Rasa takes only one of them: put all its texts into one file."
                yield Problem(path, line, f"{name} is already in {first[name]}", hint)
            first.setdefault(name, f"{path.name}, line {line}")
            variations = texts.get(name) or ()
            for what, hint in (
                *variation_problems(variations, languages),
                *button_problems(variations, intents),
            ):
                yield Problem(path, line, f"{name}: {what}", hint)
            if not reach.reaches(name):
                hint = "Name it in data/rules or data/stories, or delete it."
                yield Problem(path, line, f"{name}: nothing ever says it", hint)


def variation_problems(
    variations: Variations, languages: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with the variations of one response, and what would mend it."""
    plain = [each for each in variations if not each.get("condition")]
    if not plain:
        what = "every variation has a condition; one must stand for everything else"
        yield what, "Add a text without a condition: it is the English one."
        return
    by_language = {
        language: [each for each in variations if _language_of(each) == language]
        for language in languages
    }
    by_language[DEFAULT_LANGUAGE] = plain
    for language, texts in by_language.items():
        if texts:
            yield from _differences(language, texts, plain)
        else:
            condition = f"[{{type: slot, name: language, value: {language}}}]"
            yield f"there is no text in {language}", f"Add a text with condition: {condition}"
    named = {code for each in variations if (code := _language_of(each))}
    for code in sorted(named - by_language.keys()):
        hint = f"Languages are the folders of data/: {', '.join(languages)}"
        yield f"it has a text in {code}, which is no language here", hint


def button_problems(variations: Variations, intents: Collection[str]) -> Iterator[tuple[str, str]]:
    """Buttons that no channel can show whole, or that mean nothing."""
    for button in (each for one in variations for each in one.get("buttons") or []):
        title, payload = str(button.get("title") or ""), str(button.get("payload") or "")
        if not 0 < len(title) <= _LONGEST_TITLE:
            what = f'the button "{title}" has {len(title)} characters'
            yield what, f"WhatsApp shows {_LONGEST_TITLE}: shorten it."
        meant = _PAYLOAD.match(payload)
        if meant is None or meant[1] not in intents:
            hint = 'A payload is "/" and an intent of the domain, as "/affirm".'
            yield f'the button "{title}" means "{payload}", which is no intent', hint


def _differences(language: str, texts: Variations, plain: Variations) -> Iterator[tuple[str, str]]:
    wanted, has = _variables(plain), _variables(texts)
    for name in sorted(wanted - has):
        yield f"the text in {language} lacks {{{name}}}", "Say it there, too."
    for name in sorted(has - wanted):
        yield f"only the text in {language} has {{{name}}}", "Is the name misspelled?"
    if _payloads(texts) != _payloads(plain):
        hint = "Titles are translated; payloads are the same in each language."
        yield f"the buttons in {language} do something else", hint


def _language_of(variation: Mapping[str, Any]) -> str | None:
    for condition in variation.get("condition") or []:
        if condition.get("name") == "language":
            return str(condition.get("value"))
    return None


def _variables(variations: Variations) -> set[str]:
    found: set[str] = set()
    for variation in variations:
        found |= set(_VARIABLE.findall(str(variation.get("text") or "")))
    return found


def _payloads(variations: Variations) -> list[str]:
    found = (
        str(button.get("payload"))
        for variation in variations
        for button in variation.get("buttons") or []
    )
    return list(dict.fromkeys(found))
