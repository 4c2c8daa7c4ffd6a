from typing import Any

import pytest

from launcher.checks import check_dialogue, response_problems
from launcher.installation import ROOT

pytestmark = pytest.mark.unit

SWAHILI = {"condition": [{"type": "slot", "name": "language", "value": "sw"}]}


def _problems(*variations: dict[str, Any]) -> list[str]:
    return list(response_problems(variations, ["en", "sw"]))


class TestResponseProblems:
    def test_both_languages_with_the_same_variables_are_fine(self) -> None:
        assert _problems({"text": "Hi {name}"}, {"text": "Habari {name}", **SWAHILI}) == []

    def test_a_response_without_an_unconditioned_variation_is_found(self) -> None:
        assert _problems({"text": "Habari", **SWAHILI}) == [
            "every variation has a condition; one must stand for everything else"
        ]

    def test_a_missing_language_is_found(self) -> None:
        assert _problems({"text": "Hi"}) == ["there is no text in sw"]

    def test_a_variable_of_one_language_only_is_found(self) -> None:
        found = _problems({"text": "Hi {name}"}, {"text": "Habari {jina}", **SWAHILI})
        assert found == [
            "the text in sw lacks {name}",
            "only the text in sw has {jina}",
        ]

    def test_a_button_that_does_something_else_is_found(self) -> None:
        yes = {"buttons": [{"title": "Yes", "payload": "/affirm"}]}
        no = {"buttons": [{"title": "Ndio", "payload": "/deny"}]}
        found = _problems({"text": "Ok?", **yes}, {"text": "Sawa?", **no, **SWAHILI})
        assert found == ["the buttons in sw do something else"]


class TestCheckDialogue:
    def test_our_own_domain_and_data_are_fine(self) -> None:
        assert check_dialogue(ROOT / "bots" / "domain", ROOT / "data") == []
