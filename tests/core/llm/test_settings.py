"""Which models are asked."""

from typing import Any, get_args

import pytest
from anthropic.types import Model
from openai.types.shared import ChatModel
from pydantic import SecretStr, ValidationError

from core.llm.settings import DEFAULT_MODELS, LlmSettings, RungSettings

pytestmark = pytest.mark.unit


def rungs(**given: Any) -> list[str]:
    """The ladder as `provider:model`."""
    keys = {name: SecretStr("k") for name in given.pop("keys", ())}
    settings = LlmSettings(**{f"{name}_api_key": key for name, key in keys.items()}, **given)
    return [f"{rung.provider}:{rung.model}" for rung in settings.rungs()]


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "LLM_MODEL", "LLM_FAST_MODEL"):
        monkeypatch.delenv(name, raising=False)


class TestRungs:
    def test_without_a_key_there_are_none(self) -> None:
        assert rungs() == []
        assert rungs(llm_model="anthropic:x") == []

    @pytest.mark.parametrize("provider", ["anthropic", "openai"])
    def test_a_key_alone_brings_two_models_that_the_sdk_knows(self, provider: str) -> None:
        known = {"anthropic": get_args(get_args(Model)[0]), "openai": get_args(ChatModel)}
        assert rungs(keys=[provider]) == [f"{provider}:{one}" for one in DEFAULT_MODELS[provider]]
        assert set(DEFAULT_MODELS[provider]) <= set(known[provider])

    def test_names_may_say_their_provider(self) -> None:
        both = ["anthropic", "openai"]
        chosen = {"llm_model": "openai:large", "llm_fast_model": "anthropic:small"}
        assert rungs(keys=both, **chosen) == ["openai:large", "anthropic:small"]

    def test_a_name_with_a_colon_of_its_own_is_a_name(self) -> None:
        assert rungs(keys=["openai"], llm_model="llama3:8b")[0] == "openai:llama3:8b"

    @pytest.mark.parametrize("fast", ["none", "m"])
    def test_there_need_not_be_a_faster_one(self, fast: str) -> None:
        assert rungs(keys=["openai"], llm_model="m", llm_fast_model=fast) == ["openai:m"]

    def test_a_provider_without_key_cannot_be_named(self) -> None:
        with pytest.raises(ValueError, match="anthropic is to be asked and has no key"):
            rungs(keys=["openai"], llm_model="anthropic:x")

    def test_a_price_that_is_none_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            rungs(llm_price="cheap")


class TestCost:
    def test_is_rounded_up_to_a_millionth_of_a_dollar(self) -> None:
        assert RungSettings("openai", "m", "0.15/0.6", 1.0).cost_micros(1, 1) == 1
        assert RungSettings("openai", "m", "3/15", 1.0).cost_micros(1000, 100) == 4500
