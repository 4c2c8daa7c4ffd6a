"""The simulated language models, as their wire formats show them."""

from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Api

pytestmark = pytest.mark.contract

SCHEMA = {"properties": {"intent": {"enum": ["book_service", "cancel_booking", "out_of_scope"]}}}


def anthropic(api: Api, text: str = "cancel my booking", **headers: str) -> httpx.Response:
    body = {
        "model": "m",
        "max_tokens": 50,
        "system": "Label it.",
        "messages": [{"role": "user", "content": text}],
        "tools": [{"name": "label", "input_schema": SCHEMA}],
        "tool_choice": {"type": "tool", "name": "label"},
    }
    given = headers or {"x-api-key": "k", "anthropic-version": "2023-06-01"}
    return api.http.post("/anthropic/v1/messages", json=body, headers=given)


def openai(api: Api, text: str = "cancel my booking", **headers: str) -> httpx.Response:
    body = {
        "model": "m",
        "messages": [{"role": "system", "content": "Label it."}, {"role": "user", "content": text}],
        "response_format": {"type": "json_schema", "json_schema": {"schema": SCHEMA}},
    }
    given = headers or {"Authorization": "Bearer k"}
    return api.http.post("/openai/v1/chat/completions", json=body, headers=given)


class TestAnthropic:
    def test_calls_the_tool_that_was_forced(self, api: Api) -> None:
        body = anthropic(api).json()
        (block,) = body["content"]
        assert (block["type"], block["name"]) == ("tool_use", "label")
        assert block["input"] == {"intent": "cancel_booking", "entities": []}
        assert body["stop_reason"] == "tool_use"
        assert body["usage"]["input_tokens"] > 0

    @pytest.mark.parametrize(
        ("headers", "status", "kind"),
        [
            ({"anthropic-version": "2023-06-01"}, 401, "authentication_error"),
            ({"x-api-key": "k"}, 400, "invalid_request_error"),
        ],
    )
    def test_a_request_without_key_or_version_is_refused(
        self, api: Api, headers: dict[str, str], status: int, kind: str
    ) -> None:
        reply = anthropic(api, **headers)
        assert (reply.status_code, reply.json()["error"]["type"]) == (status, kind)

    @pytest.mark.parametrize(
        ("status", "kind"), [(429, "rate_limit_error"), (529, "overloaded_error")]
    )
    def test_refuses_when_told_to(self, api: Api, status: int, kind: str) -> None:
        api.behave(next={"llm.anthropic": {"http_status": status}})
        reply = anthropic(api)
        assert (reply.status_code, reply.json()["error"]["type"]) == (status, kind)
        assert anthropic(api).status_code == 200

    def test_may_keep_to_no_tool_at_all(self, api: Api) -> None:
        api.behave(next={"llm.anthropic": {"mode": "echo"}})
        (block,) = anthropic(api).json()["content"]
        assert block == {"type": "text", "text": "Label it.\n\ncancel my booking"}


class TestOpenai:
    def test_answers_with_json_as_text(self, api: Api) -> None:
        (choice,) = openai(api).json()["choices"]
        assert choice["message"]["content"] == '{"intent": "cancel_booking", "entities": []}'
        assert choice["finish_reason"] == "stop"

    def test_a_request_without_key_is_refused(self, api: Api) -> None:
        reply = openai(api, Authorization="")
        assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_api_key")

    @pytest.mark.parametrize(
        ("mode", "content"),
        [("null", "null"), ("nulls", '{"intent": null, "entities": null}')],
    )
    def test_answers_wrongly_when_told_to(self, api: Api, mode: str, content: str) -> None:
        api.behave(next={"llm.openai": {"mode": mode}})
        assert openai(api).json()["choices"][0]["message"]["content"] == content

    def test_ten_megabytes_are_ten_megabytes(self, api: Api) -> None:
        api.behave(next={"llm.openai": {"mode": "huge"}})
        assert len(openai(api).content) > 10 * 1024 * 1024


class TestScript:
    def test_the_first_text_that_stands_in_the_message_decides(self, api: Api) -> None:
        answers: list[dict[str, Any]] = [
            {"text": "KESHO", "answer": {"intent": "book_service", "entities": []}},
            {"text": "kesho saa", "answer": "never"},
        ]
        api.control("PUT", "/llm/answers", {"answers": answers})
        (choice,) = openai(api, "niwekee kesho saa tisa").json()["choices"]
        assert choice["message"]["content"] == '{"intent": "book_service", "entities": []}'
        assert api.control("GET", "/llm/answers")["answers"] == answers

    def test_is_forgotten_at_a_reset(self, api: Api) -> None:
        api.control("PUT", "/llm/answers", {"answers": [{"text": "x", "answer": 1}]})
        api.control("POST", "/reset")
        assert api.control("GET", "/llm/answers") == {"answers": []}

    def test_what_fits_nothing_is_out_of_scope(self, api: Api) -> None:
        (choice,) = openai(api, "zxqv").json()["choices"]
        assert choice["message"]["content"] == '{"intent": "out_of_scope", "entities": []}'
