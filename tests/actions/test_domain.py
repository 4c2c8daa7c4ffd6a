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

    def test_names_py_lists_every_action_and_no_form_that_is_not_there(self) -> None:
        listed = {value for name, value in vars(names).items() if name.isupper()}
        forms = {form for _, content in domain_files() for form in content.get("forms") or {}}
        assert listed - forms == declared("actions") | {"action_listen"}

    def test_a_class_is_called_like_its_action(self) -> None:
        for action in ACTIONS:
            words = re.sub(r"(?<!^)(?=[A-Z])", "_", action.__name__).lower()
            assert words == action.action_name


class TestResponses:
    def test_every_response_that_code_names_exists(self) -> None:
        assert named_in_code() - responses().keys() == set()

    def test_every_refusal_has_words(self) -> None:
        assert AlreadyPaid.code in refusals()
        missing = {code for code in refusals() if f"utter_{code}" not in responses()}
        assert missing - {"hold_expired", "payment_in_flight_"} == set()


class TestTrainingData:
    def test_the_file_of_examples_begins_with_their_intent(self) -> None:
        for path in (ROOT / "data").glob("*/nlu/*.yml"):
            for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
                assert f"{path.stem}_".startswith(f"{entry['intent']}_"), path.name
