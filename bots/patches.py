"""Every change we make to Rasa 3.6.21, each bound to the exact source it was written for.

`apply()` compares the SHA-256 of every patched function with the one recorded here and refuses to
start when Rasa has changed underneath: read the new source, then adapt the patch and its hash.
"""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecutionRejected, Event, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bots.action_client import action_client
from bots.errors import PatchMismatch
from bots.nlg import TURN_CHANNEL
from bots.replies import uttered


@dataclass(frozen=True)
class Patch:
    """One attribute of a Rasa class, its replacement and the source it replaces."""

    owner: type
    name: str
    replacement: Any
    sha256: str
    reason: str

    @property
    def target(self) -> str:
        """The dotted name of what is patched."""
        return f"{self.owner.__module__}.{self.owner.__qualname__}.{self.name}"

    def source_hash(self) -> str:
        """The hash of the source that is installed."""
        return hashlib.sha256(
            inspect.getsource(getattr(self.owner, self.name)).encode()
        ).hexdigest()


async def _run_remote_action(
    self: RemoteAction, output_channel: Any, nlg: Any, tracker: DialogueStateTracker, domain: Any
) -> list[Event]:
    if not self.action_endpoint:
        raise RasaException(f"No action_endpoint is configured to run '{self.name()}'")
    answer = await action_client.call(self.action_endpoint.url, self.name(), tracker, domain)
    said = answer.get("responses", [])
    if output_channel.name() == TURN_CHANNEL:
        messages = await uttered(said, nlg, tracker)
    else:
        messages = await self._utter_responses(said, output_channel, nlg, tracker)
    return [*messages, *deserialise_events(answer.get("events", []))]


async def _run_action(
    self: MessageProcessor,
    action: Any,
    tracker: DialogueStateTracker,
    output_channel: Any,
    nlg: Any,
    prediction: Any,
) -> bool:
    temporary_tracker = tracker.copy()
    temporary_tracker.update_with_events(prediction.events, self.domain)
    try:
        events = await action.run(output_channel, nlg, temporary_tracker, self.domain)
    except ActionExecutionRejection:
        tracker.update(
            ActionExecutionRejected(
                action.name(), prediction.policy_name, prediction.max_confidence
            )
        )
        return self.should_predict_another_action(action.name())
    self._log_action_on_tracker(tracker, action, events, prediction)
    if any(isinstance(event, UserUttered) for event in events):
        tracker = await self.run_action_extract_slots(output_channel, tracker)
    if action.name() != ACTION_LISTEN_NAME and not action.name().startswith(UTTER_PREFIX):
        self._log_slots(tracker)
    await self.execute_side_effects(events, tracker, output_channel)
    return self.should_predict_another_action(action.name())


def _bare_tracker_store(store: Any, domain: Any) -> Any:
    if store is None:
        return InMemoryTrackerStore(domain)
    store.domain = domain
    return store


def _copy_tracker(self: DialogueStateTracker) -> DialogueStateTracker:
    copied = self.init_copy()
    copied.events = deque(self.events, self._max_event_history)
    for name, slot in self.slots.items():
        copied.slots[name]._value = slot._value
        copied.slots[name]._has_been_set = slot._has_been_set
    copied._paused = self._paused
    copied.followup_action = self.followup_action
    copied.latest_action = self.latest_action
    copied.latest_message = self.latest_message
    copied.latest_bot_utterance = self.latest_bot_utterance
    copied.active_loop = dataclasses.replace(self.active_loop) if self.active_loop else None
    return copied


def _cached_event_class(resolve: Callable[..., Any]) -> Any:
    known: dict[str, Any] = {}

    def resolve_by_type(type_name: str, default: Any = None) -> Any:
        if type_name not in known:
            found = resolve(type_name, default)
            if found is None or found is default:
                return found
            known[type_name] = found
        return known[type_name]

    return staticmethod(resolve_by_type)


PATCHES = (
    Patch(
        RemoteAction,
        "run",
        _run_remote_action,
        "ccabf6f1160d527a157fad5bd285ce69e8221b1bcad23f8a61499b4360a1c17e",
        "one HTTP session, compiled validators, slim body, the turn's deadline, failures raised",
    ),
    Patch(
        MessageProcessor,
        "_run_action",
        _run_action,
        "6d383d0179ef1187639887289168959a5a82f94e6949e4e27bb83b2165094995",
        "an action that fails aborts the turn instead of losing its events",
    ),
    Patch(
        Agent,
        "_create_tracker_store",
        staticmethod(_bare_tracker_store),
        "97499b594b45581b2c6d8ff7adb9083af24eba85654995a40350de65633ca574",
        "no FailSafeTrackerStore: a lost database must not answer as a stranger",
    ),
    Patch(
        DialogueStateTracker,
        "copy",
        _copy_tracker,
        "dfa48dca9f355ad1b42c625bc6f6370bafe83514ed17a77904ed64c67bf07285",
        "copies the state instead of replaying every event",
    ),
    Patch(
        Event,
        "resolve_by_type",
        _cached_event_class(Event.resolve_by_type),
        "b5cf570fa7f286c7059ec73d8880528d03a78b28cf4e80285a46079c0fa65968",
        "looks a class up once instead of walking all subclasses per event",
    ),
)

_applied = False


def mismatches() -> list[str]:
    """The targets whose installed source is not the one their patch was written for."""
    return [patch.target for patch in PATCHES if patch.source_hash() != patch.sha256]


def apply() -> None:
    """Patch Rasa; raises PatchMismatch and changes nothing when any source differs."""
    global _applied
    if _applied:
        return
    changed = mismatches()
    if changed:
        raise PatchMismatch(f"Rasa's source changed, read it and adapt the patch: {changed}")
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)
    _applied = True
