from typing import Any, cast

import httpx
import orjson
import pytest
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from structlog.testing import capture_logs

from actions.errors import DeadlinePassed
from actions.server import ActionServer
from core.kit.db import Database

pytestmark = pytest.mark.unit

SECRET = "254712345678 Jane"


def call(action: str) -> bytes:
    tracker = {"sender_id": "x", "slots": {}, "latest_message": {"text": SECRET}, "events": []}
    return orjson.dumps({"next_action": action, "tracker": tracker, "domain_digest": "abc"})


@pytest.fixture
def client() -> httpx.AsyncClient:
    executor = ActionExecutor()

    async def greets(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_greet")
        return [{"event": "slot", "name": "a", "value": None}]

    async def surprises(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise RuntimeError(f"cannot read {SECRET}")

    async def is_late(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise DeadlinePassed

    async def rejects(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ActionExecutionRejection("action_rejects", "not now")

    for action in (greets, surprises, is_late, rejects):
        executor.register_function(f"action_{action.__name__}", action)
    server = ActionServer(executor, cast("Database", None), at_once=4)
    transport = httpx.ASGITransport(app=cast("Any", server))
    return httpx.AsyncClient(transport=transport, base_url="http://actions")


class TestWebhook:
    async def test_answers_events_and_responses_without_asking_for_the_domain(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.post("/webhook", content=call("action_greets"))
        assert answer.status_code == 200
        assert answer.json()["events"] == [{"event": "slot", "name": "a", "value": None}]
        assert answer.json()["responses"][0]["response"] == "utter_greet"

    async def test_a_surprise_answers_its_code_and_nothing_of_the_request(
        self, client: httpx.AsyncClient
    ) -> None:
        with capture_logs() as lines:
            answer = await client.post("/webhook", content=call("action_surprises"))
        assert (answer.status_code, answer.json()) == (500, {"error": "action_failed"})
        assert [(line["event"], line["action"]) for line in lines] == [
            ("action failed", "action_surprises")
        ]

    async def test_a_known_abortion_has_its_own_code(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/webhook", content=call("action_is_late"))
        assert (answer.status_code, answer.json()) == (500, {"error": "deadline_passed"})

    async def test_a_rejection_and_an_unknown_action_are_what_rasa_expects(
        self, client: httpx.AsyncClient
    ) -> None:
        rejected = await client.post("/webhook", content=call("action_rejects"))
        assert rejected.status_code == 400
        assert rejected.json()["action_name"] == "action_rejects"
        assert (await client.post("/webhook", content=call("action_unknown"))).status_code == 404

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"next_action": "x"}', b'"text"'])
    async def test_a_body_that_is_no_call_is_refused(
        self, client: httpx.AsyncClient, body: bytes
    ) -> None:
        assert (await client.post("/webhook", content=body)).status_code == 400


class TestProbes:
    async def test_metrics_name_the_actions(self, client: httpx.AsyncClient) -> None:
        await client.post("/webhook", content=call("action_greets"))
        page = await client.get("/metrics")
        assert 'ratiba_action_seconds_count{action="action_greets"}' in page.text

    async def test_health_tells_that_the_database_is_away(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/healthz")).status_code == 503

    async def test_other_addresses_do_not_exist(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/actions")).status_code == 404
