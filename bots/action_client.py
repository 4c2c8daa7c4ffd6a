"""Calls to the action server: slim bodies, the turn's deadline, every failure raised."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from typing import Any

import orjson
import rasa
from jsonschema import Draft7Validator
from rasa.core.actions.action import ActionExecutionRejection
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from bots.errors import ActionAnswerInvalid, ActionFailed, ActionServerUnreachable, DeadlinePassed
from bots.http_client import Address, HttpClient
from bots.turn_clock import TurnClock, current_turn

SENT_EVENTS = 30
_SECONDS_WITHOUT_TURN = 10.0
_DOMAIN_MISSING = 449
_DUMP_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_OBJECT = Draft7Validator({key: EVENT_SCHEMA[key] for key in ("type", "properties", "required")})
_BY_EVENT = {
    schema["properties"]["event"]["const"]: Draft7Validator(schema)
    for schema in EVENT_SCHEMA["oneOf"]
}


class ActionClient:
    """The way to the action server; its connections are kept."""

    def __init__(self) -> None:
        self._client = HttpClient()
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
        """Hang up."""
        await self._client.close()

    async def _post(
        self, url: str, body: dict[str, Any], clock: TurnClock | None
    ) -> tuple[int, bytes]:
        left = clock.remaining() if clock else _SECONDS_WITHOUT_TURN
        traced = {"traceparent": clock.traceparent} if clock and clock.traceparent else {}
        payload = orjson.dumps(body, None, _DUMP_OPTIONS)
        try:
            return await self._client.post(Address.of(url), payload, traced, left)
        except asyncio.TimeoutError as error:
            raise DeadlinePassed("the action server did not answer in time") from error
        except OSError as error:
            raise ActionServerUnreachable(type(error).__name__) from error


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
    loop = tracker.active_loop
    latest = tracker.latest_message
    events = list(tracker.events)
    return {
        "sender_id": tracker.sender_id,
        "slots": tracker.current_slot_values(),
        "latest_message": {**latest.parse_data, "entities": latest.entities} if latest else None,
        "latest_event_time": events[-1].timestamp if events else None,
        "followup_action": tracker.followup_action,
        "paused": tracker.is_paused(),
        "events": [event.as_dict() for event in _last(events)],
        "latest_input_channel": tracker.get_latest_input_channel(),
        "active_loop": dict(vars(loop)) if loop else {},
        "latest_action": tracker.latest_action,
        "latest_action_name": tracker.latest_action_name,
    }


def _last(events: list[Event]) -> list[Event]:
    """The last events with all slot candidates at the end, which form validation reads."""
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
        if _is_plain_slot(event):
            continue
        if not isinstance(event, dict) or not _OBJECT.is_valid(event):
            raise ActionAnswerInvalid(f"{name}: event")
        validator = _BY_EVENT.get(event["event"])
        if validator is None or not validator.is_valid(event):
            raise ActionAnswerInvalid(f"{name}: event {event['event']}")


def _is_plain_slot(event: Any) -> bool:
    """Whether it is what actions answer most, in the shape that the schema would accept."""
    return (
        isinstance(event, dict)
        and event.get("event") == SlotSet.type_name
        and isinstance(event.get("name"), str)
        and "value" in event
        and isinstance(event.get("timestamp"), (int, float, type(None)))
        and isinstance(event.get("metadata"), (dict, type(None)))
    )


action_client = ActionClient()
