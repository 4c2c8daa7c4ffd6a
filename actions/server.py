"""The action server: rasa-sdk's executor behind the smallest possible web application.

The webhook is rasa-sdk's own (200, 400 rejected, 404 unknown action), with two differences: the
domain is never asked for, since no action reads it, and a surprise answers with its code alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sqlalchemy import select

from actions.errors import ActionAborted
from core.kit.db import Database
from core.kit.logs import logger
from core.kit.metrics import counter, histogram, metrics_page, observed
from core.kit.tracing import span

SECONDS = histogram("action_seconds", "How long actions take", ("action",))
FAILURES = counter("action_failures", "Actions that aborted their turn", ("action", "code"))
_JSON = "application/json"

type Message = dict[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Answer = tuple[int, bytes, str]


class ActionServer:
    """An ASGI application: `POST /webhook`, `GET /healthz`, `GET /metrics`.

    At most `at_once` actions run together, so that each finds a pooled connection; the others wait
    in order.
    """

    def __init__(self, executor: ActionExecutor, database: Database, *, at_once: int) -> None:
        self._executor, self._database = executor, database
        self._slots = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        status, body, content_type = await self._answer(scope, receive)
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> Answer:
        match scope["method"], scope["path"]:
            case "POST", "/webhook":
                return await self._webhook(await _body(receive))
            case "GET", "/healthz":
                return await self._health()
            case "GET", "/metrics":
                page, content_type = metrics_page()
                return 200, page, content_type
        return _json(404, {"error": "not_found"})

    async def _webhook(self, body: bytes) -> Answer:
        try:
            call = orjson.loads(body)
            name, tracker = call["next_action"], call["tracker"]
            message = tracker.get("latest_message") or {}
            traceparent = (message.get("metadata") or {}).get("traceparent")
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            return _json(400, {"error": "invalid_request"})
        # An empty domain spares the exchange in which rasa-sdk asks for the whole one.
        call["domain"], call["domain_digest"] = {"slots": {}}, None
        with span("action", traceparent, action=name):
            return await self._run(name, call)

    async def _run(self, name: str, call: dict[str, Any]) -> Answer:
        known = name if name in self._executor.actions else "unknown"
        try:
            async with self._slots:
                with observed(SECONDS.labels(known)):
                    result = await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            return _json(400, {"error": rejection.message, "action_name": rejection.action_name})
        except ActionNotFoundException as missing:
            return _json(404, {"error": "action_not_found", "action_name": missing.action_name})
        except ActionAborted as aborted:
            return _failed(known, aborted.code)
        except Exception as surprise:
            logger.error("action failed", action=known, exc_info=surprise)
            return _failed(known, "action_failed")
        events = result.events if result else []
        responses = result.responses if result else []
        return _json(200, {"events": events, "responses": responses})

    async def _health(self) -> Answer:
        try:
            async with self._database.untenanted_transaction() as session:
                await session.execute(select(1))
        except Exception:
            return _json(503, {"status": "unavailable", "database": "unreachable"})
        return _json(200, {"status": "ok"})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._database.dispose()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _body(receive: Receive) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def _failed(action: str, code: str) -> Answer:
    FAILURES.labels(action, code).inc()
    return _json(500, {"error": code})


def _json(status: int, content: Mapping[str, Any]) -> Answer:
    return status, orjson.dumps(content), _JSON
