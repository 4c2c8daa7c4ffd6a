import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import core.models  # noqa: F401
from actions import names
from actions.executor import ACTIONS
from actions.payments import AlreadyPaid
from core.booking import errors as booking_errors
from core.kit.errors import Conflict, CoreError, NotFound, Refused
from core.payments import errors as payment_errors

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "bots" / "domain"
_RESPONSE = re.compile(r"(utter|line|word|button|weekday)_[a-z_0-9]+")
FAMILIES = {
    "line_price_of_service": ["", "_per_person", "_per_night", "_free"],
    "utter_price": ["", "_per_person", "_per_night", "_free"],
    "utter_which_": ["service", "staff"],
    "word_": ["held", "confirmed"],
    "weekday_": [str(day) for day in range(7)],
}


def domain_files() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(DOMAIN.glob("*.yml")):
        yield path, yaml.safe_load(path.read_text("utf-8"))


def responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for _, content in domain_files():
        found.update(content.get("responses") or {})
    return found


def declared(key: str) -> set[str]:
    found: set[str] = set()
    for _, content in domain_files():
        for item in content.get(key) or []:
            found.add(item if isinstance(item, str) else next(iter(item)))
    return found


def intents() -> set[str]:
    return declared("intents")


def named_in_code() -> set[str]:
    """Every response an action names, the families with a computed ending spelled out."""
    found = set()
    for path in (ROOT / "actions").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and _RESPONSE.fullmatch(value):
                found.add(value)
    for start, endings in FAMILIES.items():
        found.update(f"{start}{ending}" for ending in endings)
    return found - FAMILIES.keys() - {"utter_action"} | {"line_price_of_service", "utter_price"}


def refusals() -> set[str]:
    """The code of every refusal that booking and payments can answer an action with."""
    found = set()
    for module in (booking_errors, payment_errors):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, CoreError):
                found.add(value.code)
    return found - {base.code for base in (CoreError, Conflict, NotFound, Refused)}


class TestNames:
    def test_the_domain_knows_every_action_and_no_other(self) -> None:
        assert {action.action_name for action in ACTIONS} == declared("actions")

    def test_names_py_lists_every_action_and_form(self) -> None:
        listed = {value for name, value in vars(names).items() if name.isupper()}
        forms = {form for _, content in domain_files() for form in content.get("forms") or {}}
        assert listed == declared("actions") | forms | {"action_listen"}

    def test_a_class_is_called_like_its_action(self) -> None:
        for action in ACTIONS:
            words = re.sub(r"(?<!^)(?=[A-Z])", "_", action.__name__).lower()
            assert words == action.action_name


class TestResponses:
    def test_no_name_is_defined_twice(self) -> None:
        seen: dict[str, Path] = {}
        for path, content in domain_files():
            for name in content.get("responses") or {}:
                assert name not in seen, f"{name} in {path.name} and {seen[name].name}"
                seen[name] = path

    def test_every_response_that_code_names_exists(self) -> None:
        assert named_in_code() - responses().keys() == set()

    def test_every_refusal_has_words(self) -> None:
        assert AlreadyPaid.code in refusals()
        missing = {code for code in refusals() if f"utter_{code}" not in responses()}
        assert missing - {"hold_expired", "payment_in_flight_"} == set()

    def test_every_response_is_in_english_and_swahili(self) -> None:
        for name, variations in responses().items():
            languages = [variation.get("condition") for variation in variations]
            assert languages.count(None) == 1, f"{name}: one variation without condition"
            conditions = [each for each in languages if each]
            assert conditions == [[{"type": "slot", "name": "language", "value": "sw"}]], name

    def test_both_languages_name_the_same_variables(self) -> None:
        for name, variations in responses().items():
            english, swahili = (
                set(re.findall(r"{(\w+)}", str(each.get("text") or ""))) for each in variations
            )
            assert english == swahili, name

    def test_buttons_mean_intents_and_fit_the_channel(self) -> None:
        known = intents()
        for name, variations in responses().items():
            for variation in variations:
                for button in variation.get("buttons") or []:
                    intent = re.match(r"/(\w+)", button["payload"])
                    assert intent is not None, name
                    assert intent[1] in known, name
                    assert len(button["title"]) <= 20, f"{name}: {button['title']}"

    def test_both_languages_offer_the_same_buttons(self) -> None:
        for name, variations in responses().items():
            payloads = [
                [button["payload"] for button in each.get("buttons") or []] for each in variations
            ]
            assert payloads[0] == payloads[1], name


class TestTrainingData:
    @pytest.mark.parametrize("language", ["en", "sw"])
    def test_every_intent_has_examples_in_each_language(self, language: str) -> None:
        files = (ROOT / "data" / language / "nlu").glob("*.yml")
        contents = [yaml.safe_load(path.read_text("utf-8"))["nlu"] for path in files]
        assert {entry["intent"] for entries in contents for entry in entries} == intents()

    @pytest.mark.parametrize("language", ["en", "sw"])
    def test_the_file_of_examples_begins_with_their_intent(self, language: str) -> None:
        for path in (ROOT / "data" / language / "nlu").glob("*.yml"):
            for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
                assert f"{path.stem}_".startswith(f"{entry['intent']}_"), path.name

    def test_no_text_has_two_intents(self) -> None:
        seen: dict[str, str] = {}
        for path in sorted((ROOT / "data").glob("*/nlu/*.yml")):
            for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
                for line in entry["examples"].splitlines():
                    text = " ".join(re.findall(r"\w+", line.lower())) or line
                    assert seen.setdefault(text, entry["intent"]) == entry["intent"], line
