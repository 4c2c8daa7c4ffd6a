"""`./ratiba try` against the model that ships."""

import os
from pathlib import Path
from typing import Any

import pytest

from core.workflows.onboarding.business_file import load_business_file
from launcher.ear import Ear, understand
from launcher.errors import LauncherError
from launcher.explain import Tried, explain, lines
from launcher.table import DEMO_BUSINESS

pytestmark = pytest.mark.contract

STRANGE = "zxqv wvut"


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(load_business_file(DEMO_BUSINESS, os.environ))


@pytest.fixture(scope="module")
def booking(ear: Ear, trained_model: Path) -> dict[str, Any]:
    tried = Tried("nataka kubook kusuka kesho na Amina")
    return explain(ear, tried, model=trained_model, has_llm=False)


class TestExplain:
    def test_says_which_words_were_read_as_what(self, booking: dict[str, Any]) -> None:
        found = {each["entity"]: each for each in booking["reading"]["found"]}
        assert found["service"]["words"] == "kusuka"
        assert found["service"]["value"]["ids"] == ["Braids"]
        assert (found["staff"]["words"], found["date"]["words"]) == ("Amina", "kesho")

    def test_says_which_parts_of_the_text_weighed_most(self, booking: dict[str, Any]) -> None:
        evidence = booking["classifier"]
        likeliest = evidence["ranking"][0]["name"]
        assert likeliest == "book_service"
        heaviest = evidence["ngrams"][likeliest][0]
        assert heaviest["weight"] > 0
        assert any(heaviest["ngram"].strip() in wording for wording in evidence["wordings"])
        assert evidence["known_share"] > 0.9

    def test_says_what_the_network_alone_thinks(self, booking: dict[str, Any]) -> None:
        likeliest = booking["classifier"]["network"][0]
        assert likeliest["name"] == "book_service"
        assert 0.5 < likeliest["confidence"] <= 1

    def test_ends_where_a_turn_would(
        self, booking: dict[str, Any], ear: Ear, trained_model: Path
    ) -> None:
        line = b'{"text": "nataka kubook kusuka kesho na Amina"}'
        (answer,) = understand(ear, [line], model=trained_model)
        assert isinstance(answer, dict)
        assert booking["result"]["intent"] == answer["intent"]
        assert booking["result"]["confidence"] == answer["confidence"]
        assert booking["result"]["next"] == "act"

    def test_an_answer_to_what_was_asked_names_that_rule(
        self, ear: Ear, trained_model: Path
    ) -> None:
        tried = Tried("kesho", slot="date")
        explained = explain(ear, tried, model=trained_model, has_llm=False)
        assert explained["active_loop"] == "booking_form"
        assert explained["merge"]["because"] == "the reading answers the requested slot"
        assert explained["result"]["intent"] == "inform"

    @pytest.mark.parametrize(
        ("has_llm", "step"), [(True, "ask a language model"), (False, "act on the guess")]
    )
    def test_doubt_goes_to_a_language_model_if_there_is_one(
        self, ear: Ear, trained_model: Path, has_llm: bool, step: str
    ) -> None:
        explained = explain(ear, Tried(STRANGE), model=trained_model, has_llm=has_llm)
        assert explained["result"]["is_unsure"] is True
        assert explained["result"]["next"] == step

    @pytest.mark.parametrize(
        ("tried", "problem"),
        [
            (Tried(""), "no text"),
            (Tried(" \n"), "no text"),
            (Tried("hello", language="tlh"), "no language 'tlh'"),
        ],
    )
    def test_nothing_and_a_strange_language_are_refused(
        self, ear: Ear, trained_model: Path, tried: Tried, problem: str
    ) -> None:
        with pytest.raises(LauncherError, match=problem):
            explain(ear, tried, model=trained_model, has_llm=False)

    def test_a_slot_that_no_form_asks_for_is_refused(self, ear: Ear, trained_model: Path) -> None:
        with pytest.raises(LauncherError, match="No form asks for 'shoes'"):
            explain(ear, Tried("x", slot="shoes"), model=trained_model, has_llm=False)


class TestLines:
    def test_show_all_parts_to_a_person(self, booking: dict[str, Any]) -> None:
        shown = "\n".join(lines(booking))
        assert '"kusuka" -> Braids' in shown
        assert "Merge         the classifier is sure" in shown
        assert "A turn would  act on it" in shown
