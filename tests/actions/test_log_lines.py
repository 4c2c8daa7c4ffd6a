from typing import Any, cast

import httpx
import orjson
import pytest
from rasa_sdk.events import EventType
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from actions.base import ActionRunner, Desk, TenantAction
from actions.server import ActionServer
from core.catalog.cache import CatalogCache
from core.conversations.texts import TextCatalog
from core.kit.db import Database
from core.kit.ids import new_id
from tests.actions.caller import Caller, PinnedClock

pytestmark = pytest.mark.db


class ActionSurprises(TenantAction):
    """An action that fails for no reason that it knows."""

    action_name = "action_surprises"

    async def perform(self, desk: Desk) -> list[EventType]:
        raise RuntimeError


class TestActionRunner:
    async def test_a_surprise_is_logged_with_tenant_conversation_and_turn(
        self, caller: Caller, database: Database, texts: TextCatalog
    ) -> None:
        runner = ActionRunner(
            database, CatalogCache(), texts, PinnedClock(), public_url="https://desk.example"
        )
        caller.executor.register_action(ActionSurprises(runner))
        turn_id = str(new_id())
        message = {"metadata": {"message_id": turn_id}}
        tracker = {
            "sender_id": str(caller.dialogue_id),
            "slots": {},
            "latest_message": message,
            "events": [],
        }
        call = orjson.dumps({"next_action": "action_surprises", "tracker": tracker})
        server = ActionServer(caller.executor, database, at_once=1)
        transport = httpx.ASGITransport(app=cast("Any", server))
        with capture_logs(processors=[merge_contextvars]) as lines:
            async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
                answer = await client.post("/webhook", content=call)
        assert answer.status_code == 500
        (line,) = [line for line in lines if line["event"] == "action failed"]
        assert line["turn_id"] == turn_id
        assert line["conversation_id"] == str(caller.conversation_id)
        assert line["tenant_id"] == str(caller.tenant_id)
