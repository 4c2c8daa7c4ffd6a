"""What happened in dialogues, as the steps of stories: `python -m bots.stories DIALOGUE_ID...`.

Out: one JSON line each, `{"dialogue_id", "is_whole", "steps"}`; an unknown dialogue has no steps.
A step is a story's own, and one with an intent names its `message_id`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import orjson
from rasa.shared.core.constants import (
    ACTION_EXTRACT_SLOTS,
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bots import logs
from bots.settings import StorySettings, TrainingSettings
from bots.tracker_store import DialogueTrackerStore

_UNTOLD = {ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, ACTION_EXTRACT_SLOTS}


def steps_of(events: Sequence[Event], slots: Collection[str]) -> Iterator[dict[str, Any]]:
    """The story of events; of the slots only those that decide what happens next."""
    loop: str | None = None
    known: dict[str, Any] = {}
    for event in events:
        if isinstance(event, UserUttered):
            yield {"intent": event.intent_name, "message_id": event.message_id}
        elif isinstance(event, ActionExecuted) and event.action_name not in _UNTOLD:
            yield {"action": event.action_name}
        elif isinstance(event, ActiveLoop) and event.name != loop:
            loop = event.name
            yield {"active_loop": event.name}
        elif isinstance(event, SlotSet) and event.key in slots:
            # A form that asks the same again says so.
            if event.key == REQUESTED_SLOT or known.get(event.key) != event.value:
                yield {"slot_was_set": [{event.key: event.value}]}
            known[event.key] = event.value


def is_whole(events: Sequence[Event]) -> bool:
    """Whether the first messages are there: those of a long dialogue are summed up in slots."""
    for event in events:
        if isinstance(event, SlotSet):
            return False
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return True
    return True


async def told(ids: Iterable[str], url: str, domain: Domain) -> list[dict[str, Any]]:
    """The stories of dialogues."""
    store = DialogueTrackerStore(domain, host=url)
    slots = {slot.name for slot in domain.slots if slot.has_features()} | {REQUESTED_SLOT}
    try:
        return [_story(each, await store.retrieve(each), slots) for each in ids]
    finally:
        await store.close()


def _story(
    dialogue_id: str, tracker: DialogueStateTracker | None, slots: Collection[str]
) -> dict[str, Any]:
    events = list(tracker.events) if tracker else []
    return {
        "dialogue_id": dialogue_id,
        "is_whole": is_whole(events),
        "steps": list(steps_of(events, slots)),
    }


def main() -> None:
    """Tell the dialogues named on the command line."""
    logs.quiet_structlog()
    logs.drop_warnings()
    domain = Domain.load(str(TrainingSettings().domain))
    for story in asyncio.run(told(sys.argv[1:], StorySettings().database, domain)):
        sys.stdout.buffer.write(orjson.dumps(story) + b"\n")


if __name__ == "__main__":
    main()
