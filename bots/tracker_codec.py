"""Trackers as bytes: compressed JSON of the events, cut so that long dialogues cost no more."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import orjson
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

MAX_EVENTS = 64
KEPT_EVENTS = 32
_DUMP_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def encode(events: Iterable[Event]) -> bytes:
    """The bytes to store for these events."""
    return zlib.compress(orjson.dumps([_slim(event) for event in events], None, _DUMP_OPTIONS), 1)


def decode(stored: bytes) -> list[Event]:
    """The events that `encode` stored."""
    states = orjson.loads(zlib.decompress(stored))
    for state in states:
        if state["event"] == "user":
            state["parse_data"]["metadata"] = state.get("metadata") or {}
    return deserialise_events(states)


def shortened(tracker: DialogueStateTracker) -> Sequence[Event]:
    """The events to keep: of a long dialogue its last turns after a summary of the rest."""
    events = list(tracker.events)
    if len(events) <= MAX_EVENTS:
        return events
    cut = _turn_start(events, len(events) - KEPT_EVENTS)
    if cut == 0:
        return events
    return _summary(tracker, events[:cut]) + events[cut:]


def _slim(event: Event) -> dict[str, Any]:
    state = event.as_dict()
    if isinstance(event, UserUttered):
        parse_data = {
            key: state["parse_data"][key] for key in state["parse_data"].keys() - _DROPPED
        }
        state["parse_data"] = parse_data
    elif state["event"] == "bot":
        state["data"] = {key: value for key, value in state["data"].items() if value}
    if state["event"] in _SPARSE:
        return {key: value for key, value in state.items() if value is not None}
    return state


_DROPPED = {"metadata", "text_tokens"}
_SPARSE = {"user", "bot", "action"}


def _turn_start(events: Sequence[Event], before: int) -> int:
    """Index of the last action_listen at or before `before` that a user's message follows."""
    for index in range(before, 0, -1):
        listens = events[index]
        if (
            isinstance(listens, ActionExecuted)
            and listens.action_name == ACTION_LISTEN_NAME
            and any(isinstance(event, UserUttered) for event in islice(events, index, index + 4))
        ):
            return index
    return 0


def _summary(tracker: DialogueStateTracker, past: Sequence[Event]) -> list[Event]:
    before = DialogueStateTracker.from_events(tracker.sender_id, list(past), tracker.slots.values())
    at = past[-1].timestamp
    summary: list[Event] = [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at),
        SessionStarted(timestamp=at),
    ]
    summary += [
        SlotSet(slot.name, slot.value, timestamp=at)
        for slot in before.slots.values()
        if slot.has_been_set
    ]
    if before.active_loop_name:
        summary.append(ActiveLoop(before.active_loop_name, timestamp=at))
    return summary
