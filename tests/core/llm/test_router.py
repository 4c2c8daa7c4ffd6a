"""The real SDKs and the router against the simulated providers, over real HTTP."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pydantic import SecretStr

from core.llm.answers import Question
from core.llm.errors import AnswerRejected
from core.llm.router import LlmRouter, build_router
from core.llm.settings import LlmSettings
from tests.core.payments.provider import Provider, sandbox_fixtures

pytestmark = pytest.mark.contract
sandbox_url, provider = sandbox_fixtures

ANSWER = {"intent": "deny", "entities": []}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["intent", "entities"],
    "properties": {
        "intent": {"type": "string", "enum": ["deny", "out_of_scope"]},
        "entities": {"type": "array", "items": {"type": "object"}},
    },
}
QUESTION = Question("Label the message.", '{"message": "ati nini"}', SCHEMA, "label_message", 300)
PROVIDERS = ("anthropic", "openai")


def accept(value: object) -> dict[str, Any]:
    """What a caller that wants exactly `ANSWER` would accept."""
    if value != ANSWER:
        raise AnswerRejected("wrong_form")
    assert isinstance(value, dict)
    return value


type Build = Callable[..., LlmRouter]


@pytest.fixture
async def build(sandbox_url: str) -> AsyncIterator[Build]:
    """Routers whose providers are simulated: `build("anthropic", llm_at_once=1)`."""
    routers: list[LlmRouter] = []

    def build_one(*names: str, **settings: Any) -> LlmRouter:
        keys = {f"{name}_api_key": SecretStr("test-key") for name in names}
        given = LlmSettings(
            anthropic_base_url=f"{sandbox_url}/anthropic",
            openai_base_url=f"{sandbox_url}/openai/v1",
            **{**keys, **settings},
        )
        routers.append(build_router(given))
        return routers[-1]

    yield build_one
    for router in routers:
        await router.aclose()


@pytest.fixture
async def scripted(provider: Provider) -> Provider:
    """A provider that answers the question with `ANSWER`."""
    body = {"answers": [{"text": "ati nini", "answer": ANSWER}]}
    reply = await provider.http.put(f"{provider.url}/control/llm/answers", json=body)
    assert reply.status_code == 200
    return provider


@pytest.mark.parametrize("name", PROVIDERS)
class TestAsk:
    async def test_gives_the_answer_with_tokens_and_cost(
        self, build: Build, scripted: Provider, name: str
    ) -> None:
        asked = await build(name).ask(QUESTION, accept, seconds=5)
        assert asked.answer == ANSWER
        assert asked.usage.tokens_in > 0
        assert asked.usage.tokens_out > 0
        expected = asked.usage.tokens_in * 3 + asked.usage.tokens_out * 15
        assert asked.usage.cost_micros == expected

    async def test_the_text_goes_into_the_users_part_only(
        self, build: Build, scripted: Provider, name: str
    ) -> None:
        await build(name).ask(QUESTION, accept, seconds=5)
        (request,) = await scripted.requests(f"llm.{name}")
        (*others, last) = request["body"]["messages"]
        assert last == {"role": "user", "content": QUESTION.text}
        assert "ati nini" not in f"{others}{request['body'].get('system')}"

    @pytest.mark.parametrize("status", [400, 401, 429, 500, 529])
    async def test_a_refusal_leads_to_the_faster_model(
        self, build: Build, scripted: Provider, name: str, status: int
    ) -> None:
        router = build(name)
        await scripted.next(f"llm.{name}", http_status=status)
        asked = await router.ask(QUESTION, accept, seconds=5)
        assert asked.answer == ANSWER
        assert asked.reasons == (f"http_{status}",)
        assert f"{name}:{asked.model}" == router.models[1]
        assert len(await scripted.requests(f"llm.{name}")) == 2

    async def test_a_slow_model_is_left_for_the_faster_one_and_counts_as_used(
        self, build: Build, scripted: Provider, name: str
    ) -> None:
        await scripted.next(f"llm.{name}", delay_ms=1500)
        router = build(name, llm_model_seconds=0.4)
        asked = await router.ask(QUESTION, accept, seconds=5)
        assert (asked.answer, asked.reasons) == (ANSWER, ("timeout",))
        assert asked.usage.tokens_out > QUESTION.most_tokens

    async def test_a_question_that_had_little_time_left_says_nothing_about_the_provider(
        self, build: Build, scripted: Provider, name: str
    ) -> None:
        await scripted.next(f"llm.{name}", delay_ms=1500)
        router = build(name, llm_fast_model="none", llm_failures_to_open=1)
        assert (await router.ask(QUESTION, accept, seconds=0.5)).reasons == ("timeout",)
        assert (await router.ask(QUESTION, accept, seconds=5)).answer == ANSWER

    @pytest.mark.parametrize(
        "mode", ["garbage", "null", "nulls", "echo", "foreign_ids", "unknown_intent", "huge"]
    )
    async def test_a_useless_answer_is_none_and_is_paid_for(
        self, build: Build, scripted: Provider, name: str, mode: str
    ) -> None:
        await scripted.always(f"llm.{name}", mode=mode)
        asked = await build(name).ask(QUESTION, accept, seconds=5)
        assert asked.answer is None
        assert len(asked.reasons) == 2
        assert asked.usage.cost_micros > 0

    @pytest.mark.parametrize(
        "raw",
        [
            {"status": 200, "body": ""},
            {"status": 200, "body": "[]"},
            {"status": 200, "body": "null"},
            {"status": 200, "body": '"text"'},
            {"status": 200, "body": '{"content": null, "choices": null, "usage": null}'},
            {"status": 200, "body": '{"content": [null], "choices": [null], "usage": []}'},
            {"status": 200, "body": '{"content": [{"type": "tool_use"}], "choices": [{}]}'},
            {"status": 200, "body": "<html>gateway</html>", "content_type": "text/html"},
            {"status": 200, "body": "[" * 100_000},
            {"status": 302, "body": ""},
            {"status": 502, "body": "<html>bad gateway</html>", "content_type": "text/html"},
        ],
    )
    async def test_a_reply_of_any_form_raises_nothing(
        self, build: Build, scripted: Provider, name: str, raw: dict[str, Any]
    ) -> None:
        await scripted.always(f"llm.{name}", raw=raw)
        asked = await build(name).ask(QUESTION, accept, seconds=5)
        assert asked.answer is None

    async def test_a_broken_connection_is_no_answer(
        self, build: Build, scripted: Provider, name: str
    ) -> None:
        await scripted.always(f"llm.{name}", cut=True)
        asked = await build(name).ask(QUESTION, accept, seconds=5)
        assert asked.answer is None

    async def test_of_ten_megabytes_only_the_beginning_is_read(
        self, build: Build, scripted: Provider, name: str
    ) -> None:
        raw = {"status": 200, "body": "x" * (10 * 1024 * 1024)}
        await scripted.always(f"llm.{name}", raw=raw)
        router = build(name)
        await router.ask(QUESTION, accept, seconds=5)
        tracemalloc.start()
        asked = await router.ask(QUESTION, accept, seconds=5)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert asked.reasons == ("too_long", "too_long")
        # The simulated provider's own copies are made in this process, too, and reused.
        assert most < 60 * 1024 * 1024

    async def test_a_provider_that_fails_is_left_alone_for_a_while(
        self, build: Build, scripted: Provider, name: str
    ) -> None:
        await scripted.always(f"llm.{name}", http_status=500)
        router = build(name, llm_failures_to_open=2, llm_open_seconds=0.3)
        await router.ask(QUESTION, accept, seconds=5)
        asked = await router.ask(QUESTION, accept, seconds=5)
        assert asked.reasons == ("left_alone", "left_alone")
        assert asked.usage.cost_micros == 0
        await scripted.always(f"llm.{name}", http_status=None)
        await asyncio.sleep(0.35)
        assert (await router.ask(QUESTION, accept, seconds=5)).answer == ANSWER


class TestLadder:
    async def test_may_lead_from_one_provider_to_the_other(
        self, build: Build, scripted: Provider
    ) -> None:
        await scripted.always("llm.anthropic", http_status=529)
        router = build("anthropic", "openai", llm_fast_model="openai:small")
        asked = await router.ask(QUESTION, accept, seconds=5)
        assert (asked.answer, asked.model) == (ANSWER, "small")

    async def test_ends_with_the_time_that_is_left(self, build: Build, scripted: Provider) -> None:
        await scripted.always("llm.openai", delay_ms=3000)
        asked = await build("openai").ask(QUESTION, accept, seconds=0.6)
        assert asked.answer is None

    async def test_who_waits_too_long_for_a_place_gets_nothing(
        self, build: Build, scripted: Provider
    ) -> None:
        await scripted.always("llm.openai", delay_ms=700)
        router = build("openai", llm_at_once=1)
        first = asyncio.create_task(router.ask(QUESTION, accept, seconds=5))
        await asyncio.sleep(0.1)
        second = await router.ask(QUESTION, accept, seconds=0.3)
        assert second.reasons == ("no_place",)
        assert second.usage.cost_micros == 0
        assert (await first).answer == ANSWER

    @pytest.mark.parametrize("answer_format", ["json_object", "text"])
    async def test_a_compatible_endpoint_that_knows_no_schema_can_be_asked(
        self, build: Build, scripted: Provider, answer_format: str
    ) -> None:
        fenced = '```json\n{"intent": "deny", "entities": []}\n```'
        body = {"answers": [{"text": "ati nini", "answer": fenced}]}
        await scripted.http.put(f"{scripted.url}/control/llm/answers", json=body)
        router = build("openai", openai_answer_format=answer_format)
        asked = await router.ask(QUESTION, accept, seconds=5)
        assert asked.answer == ANSWER
        (request,) = await scripted.requests("llm.openai")
        assert "json_schema" not in str(request["body"].get("response_format"))
