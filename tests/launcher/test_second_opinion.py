"""`./ratiba understand --llm` against a simulated language model over real HTTP."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from core.workflows.onboarding.business_file import load_business_file
from launcher.ear import BadLine, Ear
from launcher.errors import LauncherError
from launcher.second_opinion import SecondOpinion, understand_with
from launcher.table import DEMO_BUSINESS
from tests.core.payments.provider import sandbox_fixtures

pytestmark = pytest.mark.contract
sandbox_url, _ = sandbox_fixtures

STRANGE = "zxqv wvut jqwk kesho slot"


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(load_business_file(DEMO_BUSINESS, os.environ))


@pytest.fixture
def environment(sandbox_url: str) -> Mapping[str, str]:
    httpx.post(f"{sandbox_url}/control/reset")
    return {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": f"{sandbox_url}/openai/v1"}


def answers(
    ear: Ear, environment: Mapping[str, str], model: Path, *texts: str
) -> list[dict[str, Any] | BadLine]:
    lines = [orjson.dumps({"text": text}) for text in texts]
    with SecondOpinion(ear, environment) as opinion:
        return list(understand_with(opinion, ear, lines, model=model))


def script(environment: Mapping[str, str], answer: Any) -> None:
    """What the simulated model answers to the strange text."""
    control = environment["OPENAI_BASE_URL"].replace("/openai/v1", "/control/llm/answers")
    body = {"answers": [{"text": STRANGE, "answer": answer}]}
    httpx.put(control, json=body).raise_for_status()


class TestUnderstandWith:
    def test_asks_only_about_what_the_model_is_unsure_about(
        self, ear: Ear, environment: Mapping[str, str], trained_model: Path
    ) -> None:
        entity = {"entity": "service", "quote": "wvut jqwk", "meaning": "Braids"}
        script(environment, {"intent": "ask_availability", "entities": [entity]})
        sure, strange = answers(ear, environment, trained_model, "asante", STRANGE)
        assert isinstance(sure, dict)
        assert isinstance(strange, dict)
        assert (sure["intent"], sure["source"]) == ("thank", "local")
        assert (strange["intent"], strange["source"]) == ("ask_availability", "llm")
        assert strange["entities"]["service"] == "Braids"
        assert "asked_back" not in strange

    def test_a_useless_answer_leaves_the_local_guess_to_be_asked_back(
        self, ear: Ear, environment: Mapping[str, str], trained_model: Path
    ) -> None:
        script(environment, {"intent": "rob_bank", "entities": []})
        (strange,) = answers(ear, environment, trained_model, STRANGE)
        assert isinstance(strange, dict)
        assert (strange["source"], strange["asked_back"]) == ("local", True)

    def test_an_intent_with_an_effect_is_marked(
        self, ear: Ear, environment: Mapping[str, str], trained_model: Path
    ) -> None:
        script(environment, {"intent": "opt_out", "entities": []})
        (strange,) = answers(ear, environment, trained_model, STRANGE)
        assert isinstance(strange, dict)
        assert (strange["intent"], strange["asked_back"]) == ("opt_out", True)

    def test_a_bad_line_is_named(
        self, ear: Ear, environment: Mapping[str, str], trained_model: Path
    ) -> None:
        with SecondOpinion(ear, environment) as opinion:
            (bad,) = understand_with(opinion, ear, [b"what"], model=trained_model)
        assert bad == BadLine(1, "not JSON")


class TestSecondOpinion:
    def test_without_a_key_there_is_none(self, ear: Ear) -> None:
        with pytest.raises(LauncherError, match="No language model is connected"):
            SecondOpinion(ear, {})
