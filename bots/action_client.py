"""Calls to the action server: one session, slim bodies, the turn's deadline, every failure raised."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson
import rasa
from jsonschema import Draft7Validator
from rasa.core.actions.action import ActionExecutionRejection
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bots.errors import ActionAnswerInvalid, ActionFailed, ActionServerUnreachable, DeadlinePassed
from bots.turn_clock import TurnClock, current_turn

SENT_EVENTS = 30
_IDLE_CONNECTION_SECONDS = 30
_SECONDS_WITHOUT_TURN = 10.0
_DOMAIN_MISSING = 449
_DUMP_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_OBJECT = Draft7Validator({key: EVENT_SCHEMA[key] for key in ("type", "properties", "required")})
_BY_EVENT = {
    schema["properties"]["event"]["const"]: Draft7Validator(schema)
    for schema in EVENT_SCHEMA["oneOf"]
}


class ActionClient:
    """The one HTTP session to the action server of this event loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.on_call: Callable[[str, float], None] | None = None

    async def call(
        self, url: str, name: str, tracker: DialogueStateTracker, domain: Domain
    ) -> dict[str, Any]:
        """The validated answer of one action, within what is left of the turn."""
        clock = current_turn.get()
        started = time.perf_counter()
        try:
            body = action_call(name, tracker, domain)
            status, answer = await self._post(url, body, clock)
            if status == _DOMAIN_MISSING:
                body["domain"] = domain.as_dict()
                status, answer = await self._post(url, body, clock)
        finally:
            spent = time.perf_counter() - started
            if clock:
                clock.add_action(name, spent)
            if self.on_call:
                self.on_call(name, spent)
        return _checked(name, status, answer)

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(
        self, url: str, body: dict[str, Any], clock: TurnClock | None
    ) -> tuple[int, bytes]:
        payload = orjson.dumps(body, None, _DUMP_OPTIONS)
        try:
            return await self._send(url, payload, clock)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            if isinstance(error, aiohttp.ClientConnectorError):
                raise ActionServerUnreachable(type(error).__name__) from error
        # The server closed an idle connection as we used it; effects are keyed, so again is safe.
        try:
            return await self._send(url, payload, clock)
        except aiohttp.ClientError as error:
            raise ActionServerUnreachable(type(error).__name__) from error

    async def _send(self, url: str, payload: bytes, clock: TurnClock | None) -> tuple[int, bytes]:
        total = clock.remaining() if clock else _SECONDS_WITHOUT_TURN
        headers = {"Content-Type": "application/json"}
        if clock and clock.traceparent:
            headers["traceparent"] = clock.traceparent
        try:
            async with self._opened_session().post(
                url, data=payload, headers=headers, timeout=aiohttp.ClientTimeout(total=total)
            ) as response:
                return response.status, await response.read()
        except asyncio.TimeoutError as error:
            raise DeadlinePassed("the action server did not answer in time") from error

    def _opened_session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_CONNECTION_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, skip_auto_headers=("User-Agent", "Accept-Encoding")
            )
            self._loop = loop
        return self._session


def action_call(name: str, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """The body of a webhook call: state and last events, the domain by its digest only."""
    return {
        "next_action": name,
        "sender_id": tracker.sender_id,
        "tracker": _tracker_state(tracker),
        "version": rasa.__version__,
        "domain_digest": _digest(domain),
    }


def _tracker_state(tracker: DialogueStateTracker) -> dict[str, Any]:
    state = tracker.current_state()
    state["events"] = [event.as_dict() for event in _last_events(tracker)]
    return state


def _last_events(tracker: DialogueStateTracker) -> list[Any]:
    """The last events with all slot candidates at the end, which form validation reads."""
    events = list(tracker.events)
    first = max(0, len(events) - SENT_EVENTS)
    while first > 0 and isinstance(events[first], SlotSet):
        first -= 1
    return events[first:]


def _digest(domain: Domain) -> str:
    digest = getattr(domain, "_ratiba_digest", None)
    if digest is None:
        content = orjson.dumps(domain.as_dict(), None, _DUMP_OPTIONS)
        digest = domain._ratiba_digest = hashlib.sha256(content).hexdigest()
    return str(digest)


def _checked(name: str, status: int, answer: bytes) -> dict[str, Any]:
    try:
        parsed = orjson.loads(answer) if answer else None
    except orjson.JSONDecodeError as error:
        raise ActionAnswerInvalid(f"{name}: not JSON") from error
    if status == 400 and isinstance(parsed, dict) and parsed.get("action_name"):
        raise ActionExecutionRejection(parsed["action_name"], parsed.get("error"))
    if status >= 300:
        code = parsed.get("error") if isinstance(parsed, dict) else None
        raise ActionFailed(f"{name}: {status}", detail=code if isinstance(code, str) else None)
    if not isinstance(parsed, dict):
        raise ActionAnswerInvalid(f"{name}: not an object")
    _check_shape(name, parsed)
    return parsed


def _check_shape(name: str, answer: dict[str, Any]) -> None:
    responses, events = answer.get("responses", []), answer.get("events", [])
    if not isinstance(responses, list) or not all(isinstance(each, dict) for each in responses):
        raise ActionAnswerInvalid(f"{name}: responses")
    if not isinstance(events, list):
        raise ActionAnswerInvalid(f"{name}: events")
    for event in events:
        if not isinstance(event, dict) or not _OBJECT.is_valid(event):
            raise ActionAnswerInvalid(f"{name}: event")
        validator = _BY_EVENT.get(event["event"])
        if validator is None or not validator.is_valid(event):
            raise ActionAnswerInvalid(f"{name}: event {event['event']}")


action_client = ActionClient()
