"""The replies of a turn: written to the tracker as events, read from there for the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bots import nlg
from bots.errors import ResponseMissing


async def uttered(
    responses: Iterable[Mapping[str, Any]], generator: Any, tracker: DialogueStateTracker
) -> list[BotUttered]:
    """The events of what an action said; raises when it named a response the domain lacks."""
    events = []
    for response in responses:
        name = response.get("response")
        given = {key: value for key, value in response.items() if key != "response"}
        draft: dict[str, Any] = {"variables": nlg.given_variables(given)}
        if name:
            draft = await generator.generate(name, tracker, nlg.TURN_CHANNEL, **given)
            if draft is None:
                raise ResponseMissing(name)
        events.append(_event(name, response, draft))
    return events


def _event(name: str | None, response: Mapping[str, Any], draft: Mapping[str, Any]) -> BotUttered:
    own, given = draft.get("buttons") or [], response.get("buttons") or []
    data = {
        # What is said again brings the response's own buttons with it.
        "buttons": [*own, *(each for each in given if each not in own)],
        "custom": response.get("custom") or draft.get("custom"),
        "image": response.get("image"),
        "attachment": response.get("attachment"),
        "elements": response.get("elements"),
    }
    metadata: dict[str, Any] = {"variables": draft["variables"]}
    if name:
        metadata["utter_action"] = name
    return BotUttered(
        response.get("text"), {key: value for key, value in data.items() if value}, metadata
    )


def replies_of(events: Iterable[Event], responses: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The replies in the order they were uttered, silence left out."""
    uttered = (event for event in events if isinstance(event, BotUttered))
    return [_reply(event, responses) for event in uttered if not _is_silence(event)]


def declares_silence(events: Iterable[Event]) -> bool:
    """Whether an action said that saying nothing is right."""
    return any(isinstance(event, BotUttered) and _is_silence(event) for event in events)


def turn_events(events: Sequence[Event], message_id: str) -> list[Event]:
    """The events that the message with this id caused; empty when it was never handled."""
    said = [
        (at, event.message_id) for at, event in enumerate(events) if isinstance(event, UserUttered)
    ]
    # Two requests of one message are two events with its id.
    own = [at for at, each in said if each == message_id]
    if not own:
        return []
    end = next((at for at, each in said if at > own[0] and each != message_id), None)
    return list(events[own[0] : end])


def _is_silence(event: BotUttered) -> bool:
    custom = event.data.get("custom") or {}
    return custom.get("silent") is True


def _reply(event: BotUttered, responses: Mapping[str, Any]) -> dict[str, Any]:
    metadata = event.metadata or {}
    name = metadata.get("utter_action")
    reply: dict[str, Any] = {
        "response": name,
        "variables": dict(metadata.get("variables") or {}),
        "texts": _texts(event, name, responses),
        "buttons": list(event.data.get("buttons") or []),
        "custom": event.data.get("custom") or {},
    }
    for medium in ("image", "attachment"):
        if event.data.get(medium):
            reply[medium] = event.data[medium]
    return reply


def _texts(event: BotUttered, name: str | None, responses: Mapping[str, Any]) -> dict[str, str]:
    if event.text:
        return {nlg.DEFAULT_LANGUAGE: event.text}
    return nlg.texts(responses, name) if name else {}
