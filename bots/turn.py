"""One turn: repeat check, parse, unsure?, handle, save - all under the dialogue's lock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.lock_store import LockError
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bots import nlg, replies
from bots.choices import chosen_payload, in_doubt, last_buttons, yes_button
from bots.errors import ActionLimitPassed, DeadlinePassed, LockNotAcquired
from bots.reading_component import SOURCE
from bots.requests import (
    NEXT_ACTION,
    NEXT_SLOT,
    ONE_AT_A_TIME,
    Request,
    due_request,
    two_requests,
)
from bots.turn_clock import TurnClock, current_turn
from bots.turn_request import TurnRequest
from bots.understanding import Understanding, described, is_unsure

_YES = "affirm"
_LOCK_POLL_SECONDS = 0.01
_LONGEST_TURN_SECONDS = 60.0


class TurnOutput(OutputChannel):
    """Says nothing itself: replies are read from the tracker."""

    @classmethod
    def name(cls) -> str:
        """The name under which templates stay uninterpolated."""
        return nlg.TURN_CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message for the answer to the request."""


class TurnTaker:
    """Takes turns with one loaded model."""

    def __init__(self, agent: Agent) -> None:
        processor = agent.processor
        if processor is None:
            raise ValueError("The agent has no model")
        self._agent = agent
        self._processor: MessageProcessor = processor
        self._store = agent.tracker_store
        self._output = TurnOutput()
        self._understanding = Understanding(processor.graph_runner, processor.model_metadata)
        # A bot whose domain has no place for a second request takes every message as one.
        self._takes_two = NEXT_ACTION in processor.domain.action_names_or_texts

    async def take(self, request: TurnRequest) -> dict[str, Any]:
        """The answer of the turn protocol; raises TurnAborted with the tracker unsaved."""
        clock = TurnClock(
            min(request.deadline, time.time() + _LONGEST_TURN_SECONDS), request.traceparent
        )
        token = current_turn.set(clock)
        try:
            return await asyncio.wait_for(self._locked(request, clock), clock.remaining())
        except asyncio.TimeoutError as error:
            raise DeadlinePassed("the turn took too long") from error
        except LockError as error:
            raise LockNotAcquired from error
        except ActionLimitReached as error:
            raise ActionLimitPassed from error
        finally:
            current_turn.reset(token)

    async def _locked(self, request: TurnRequest, clock: TurnClock) -> dict[str, Any]:
        waiting = time.perf_counter()
        async with self._agent.lock_store.lock(
            request.sender_id,
            lock_lifetime=clock.remaining(),
            wait_time_in_seconds=_LOCK_POLL_SECONDS,
        ):
            clock.add("lock", time.perf_counter() - waiting)
            with _measured(clock, "tracker"):
                stored = await self._store.retrieve(request.sender_id)
            tracker = stored or self._store.init_tracker(request.sender_id)
            repeated = replies.turn_events(list(tracker.events), request.message_id)
            if repeated:
                return self._handled(tracker, repeated, clock, repeated=True)
            with _measured(clock, "parse"):
                heard = self._heard(request, tracker)
            if not _is_wanted(request, heard[0]):
                return _ignored(tracker, heard[0])
            if request.ask_if_unsure and is_unsure(heard[0].parsed):
                return {"outcome": "unsure", "parse": described(heard[0].parsed)}
            return await self._handle(request, tracker, heard, clock)

    def _heard(self, request: TurnRequest, tracker: DialogueStateTracker) -> Sequence[Request]:
        """What the message asks for: one thing, or two that are done one after the other."""
        parsed = self._parse(request, tracker)
        if self._takes_two and not (request.interpretation or parsed[SOURCE] == "payload"):
            both = two_requests(request.reading, self._understanding.parse)
            if both is not None:
                return both
        return [Request(request.text, request.own_reading, parsed)]

    def _parse(self, request: TurnRequest, tracker: DialogueStateTracker) -> dict[str, Any]:
        requested_slot = tracker.get_slot(REQUESTED_SLOT)
        payload, reading = request.payload, request.own_reading
        buttons = _seen_buttons(request, tracker)
        if payload is None and request.interpretation is None:
            doubtful = in_doubt(request.text, reading, buttons, requested_slot)
            if doubtful is not None:
                reading = doubtful
            else:
                payload = chosen_payload(request.text, reading, buttons, requested_slot)

        def parse(payload: str | None) -> dict[str, Any]:
            return self._understanding.parse(
                request.text,
                reading=reading,
                payload=payload,
                interpretation=request.interpretation,
                requested_slot=requested_slot,
                active_loop=tracker.active_loop_name,
                ask_back=request.ask_back,
            )

        parsed = parse(payload)
        if payload is None and parsed["intent"]["name"] == _YES and not parsed["entities"]:
            accepted = yes_button(tracker.events, buttons)
            return parse(accepted) if accepted else parsed
        return parsed

    async def _handle(
        self,
        request: TurnRequest,
        tracker: DialogueStateTracker,
        heard: Sequence[Request],
        clock: TurnClock,
    ) -> dict[str, Any]:
        processor, is_new = self._processor, not tracker.events
        await processor._update_tracker_session(tracker, self._output)
        seeds = request.seed_slots if is_new else {}
        tracker.update_with_events(_prepared_slots(tracker, seeds, request.language), None)
        if self._takes_two and (len(heard) > 1 or heard[0].gives_up_next):
            later = heard[1].as_slot() if len(heard) > 1 else None
            tracker.update(SlotSet(NEXT_SLOT, later))
        said_from = len(tracker.events)
        await self._answer(request, heard[0], tracker, announces=len(heard) > 1)
        due = due_request(tracker) if self._takes_two else None
        if due is not None and not heard[0].is_question:
            await self._run(NEXT_ACTION, tracker)
        # The action may have made a button of it.
        if due is not None and tracker.get_slot(NEXT_SLOT):
            tracker.update(SlotSet(NEXT_SLOT, None))
            await self._answer(request, due, tracker)
        with _measured(clock, "tracker"):
            await self._store.save(tracker)
        return self._handled(tracker, list(tracker.events)[said_from:], clock)

    async def _answer(
        self,
        request: TurnRequest,
        heard: Request,
        tracker: DialogueStateTracker,
        *,
        announces: bool = False,
    ) -> None:
        """Let the dialogue answer one request."""
        tracker.update(_user_uttered(request, heard))
        if announces and not heard.is_question:
            said = [{"response": ONE_AT_A_TIME}]
            tracker.update_with_events(
                await replies.uttered(said, self._processor.nlg, tracker), None
            )
        await self._processor.run_action_extract_slots(self._output, tracker)
        await self._predict(tracker)

    async def _run(self, name: str, tracker: DialogueStateTracker) -> None:
        """Run an action that no policy predicted; it is the contact's turn afterwards."""
        processor = self._processor
        for each in (name, ACTION_LISTEN_NAME):
            await processor._run_action(
                processor._get_action(each),
                tracker,
                self._output,
                processor.nlg,
                PolicyPrediction.for_action_name(processor.domain, each),
            )

    async def _predict(self, tracker: DialogueStateTracker) -> None:
        processor, goes_on = self._processor, True
        while goes_on and processor._should_handle_message(tracker):
            action, prediction = processor.predict_next_with_tracker_if_should(tracker)
            goes_on = await processor._run_action(
                action, tracker, self._output, processor.nlg, prediction
            )

    def _handled(
        self,
        tracker: DialogueStateTracker,
        events: list[Event],
        clock: TurnClock,
        *,
        repeated: bool = False,
    ) -> dict[str, Any]:
        said = replies.replies_of(events, self._processor.domain.responses)
        slots = tracker.current_slot_values()
        answer = {
            "outcome": "handled",
            "repeated": repeated,
            "replies": said,
            "parse": described(events[0].parse_data),
            "slots": {name: value for name, value in slots.items() if value is not None},
            "active_loop": tracker.active_loop_name,
            "requested_slot": tracker.get_slot(REQUESTED_SLOT),
            "actions": [{"name": call.name, "ms": call.ms} for call in clock.actions],
            "timing": clock.timing(),
        }
        if not said and replies.declares_silence(events):
            answer["silent"] = True
        return answer


def _is_wanted(request: TurnRequest, heard: Request) -> bool:
    """Whether it is the only thing that somebody who opted out may still say."""
    if request.only_intent is None:
        return True
    return heard.intent == request.only_intent and not is_unsure(heard.parsed)


def _ignored(tracker: DialogueStateTracker, heard: Request) -> dict[str, Any]:
    """The answer to a message that gets none: the tracker is untouched."""
    return {
        "outcome": "ignored",
        "silent": True,
        "parse": described(heard.parsed),
        "active_loop": tracker.active_loop_name,
        "requested_slot": tracker.get_slot(REQUESTED_SLOT),
    }


def _seen_buttons(request: TurnRequest, tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """The buttons seen last, with what the tracker knows of them; news stands in no tracker."""
    own = last_buttons(tracker.events)
    if request.offered is None:
        return own
    known = {each.get("payload"): each for each in own}
    return [{**known.get(each.get("payload"), {}), **each} for each in request.offered]


@contextmanager
def _measured(clock: TurnClock, step: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        clock.add(step, time.perf_counter() - started)


def _prepared_slots(
    tracker: DialogueStateTracker, seeds: Mapping[str, Any], language: str
) -> list[SlotSet]:
    """The slots to set before the message: seeds of a new dialogue and the request's language."""
    wanted = {**seeds, nlg.LANGUAGE_SLOT: language}
    return [
        SlotSet(name, value)
        for name, value in wanted.items()
        if name in tracker.slots and tracker.get_slot(name) != value
    ]


def _user_uttered(request: TurnRequest, heard: Request) -> UserUttered:
    return UserUttered(
        heard.text,
        heard.parsed["intent"],
        heard.parsed["entities"],
        heard.parsed,
        input_channel=nlg.TURN_CHANNEL,
        message_id=request.message_id,
        metadata={**request.metadata(), "reading": dict(heard.reading)},
    )
