"""Every change we make to Rasa 3.6.21, each bound to the exact source it was written for.

`apply()` compares the SHA-256 of every patched function with the one recorded here and refuses to
start when Rasa has changed underneath: read the new source, then adapt the patch and its hash.
"""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any

from rasa.core import processor
from rasa.core.actions import action, forms
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.core.policies import memoization, rule_policy
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import Policy
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.core.constants import ACTION_LISTEN_NAME, USER
from rasa.shared.core.events import (
    ActionExecutionRejected,
    Event,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import TEXT

from bots import replacements
from bots.action_client import action_client
from bots.errors import PatchMismatch
from bots.nlg import TURN_CHANNEL
from bots.replies import uttered


@dataclass(frozen=True)
class Patch:
    """One attribute of a Rasa class or module, its replacement and the source it replaces."""

    owner: Any
    name: str
    replacement: Any
    sha256: str
    reason: str

    @property
    def target(self) -> str:
        """The dotted name of what is patched."""
        owner = self.owner
        if inspect.ismodule(owner):
            return f"{owner.__name__}.{self.name}"
        return f"{owner.__module__}.{owner.__qualname__}.{self.name}"

    def source_hash(self) -> str:
        """The hash of the source that is installed."""
        return source_hash(getattr(self.owner, self.name))


def source_hash(source: Any) -> str:
    """What the source of a function, class or module hashes to."""
    return hashlib.sha256(inspect.getsource(source).encode()).hexdigest()


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
    copied._applied = self.__dict__.get("_applied")
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


def _run_graph(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    wanted = tuple(targets or self._graph_schema.target_names)
    plans = self.__dict__.setdefault("_plans", {})
    if wanted not in plans:
        schema = self._graph_schema.minimal_graph_schema(list(wanted))
        nodes = {name: tuple(node.needs.values()) for name, node in schema.nodes.items()}
        order = TopologicalSorter(nodes).static_order()
        plans[wanted] = [(name, nodes[name]) for name in order if name in nodes]
    results: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, needs in plans[wanted]:
            given = [results.get(need, need) for need in needs]
            results[name] = self._instantiated_nodes[name](*given)
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return {name: results[name][1] for name in wanted}


def _copy_slot(self: Slot) -> Slot:
    copied = self.__class__.__new__(self.__class__)
    copied.__dict__.update(self.__dict__)
    return copied


def _without_text_rules(find: Callable[..., Any]) -> Callable[..., Any]:
    def find_action(
        self: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool
    ) -> Any:
        if use_text_for_last_user_input and not _has_text_rules(self):
            return None, None, False
        return find(self, tracker, domain, use_text_for_last_user_input)

    return find_action


def _has_text_rules(policy: RulePolicy) -> bool:
    known = policy.__dict__.get("_has_text")
    if known is None:
        keys = [*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        states = (state for key in keys for state in json.loads(key))
        known = policy._has_text = any(TEXT in (state.get(USER) or {}) for state in states)
    return bool(known)


def _unless_nothing_is_memorized(predict: Callable[..., Any]) -> Callable[..., Any]:
    def predict_action(self: MemoizationPolicy, tracker: Any, domain: Any, **named: Any) -> Any:
        if not self.lookup:
            return self._prediction(self._default_predictions(domain))
        return predict(self, tracker, domain, **named)

    return predict_action


def _no_states(states: Any) -> str:
    return ""


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
    Patch(
        DaskGraphRunner,
        "run",
        _run_graph,
        "45f0f52f574f3aa9546a552bf671183e171092c18b66e97f5771a7fa295de37e",
        "runs the nodes in a remembered order instead of planning every run anew",
    ),
    Patch(
        DialogueStateTracker,
        "applied_events",
        replacements.applied_events,
        "764d5065ea9997d613c1984d9357370f9ae32d31ca21346086f16c54f0487aae",
        "remembers the answer until the next event",
    ),
    Patch(
        RulePolicy,
        "_find_action_from_rules",
        _without_text_rules(RulePolicy._find_action_from_rules),
        "be6da6ee0f5429bd9bbded9f22186f3729469e5b392949493fd34a00ef9531d9",
        "skips rules on the user's text when no rule has any",
    ),
    Patch(
        MemoizationPolicy,
        "predict_action_probabilities",
        _unless_nothing_is_memorized(MemoizationPolicy.predict_action_probabilities),
        "19903a81bee56ca9bc2aad8b9116d8b08c365f8761de8de1fe968bb6dcd419d3",
        "predicts nothing at once when there are no stories",
    ),
    Patch(
        RulePolicy,
        "_get_possible_keys",
        replacements.possible_keys,
        "2915fd81711e194c6d667728e00bd0e51e9c1c2791a0be14c55f0ef9938f9936",
        "reads the rules once, and asks no more of those that follow another action",
    ),
    Patch(
        action,
        "default_actions",
        replacements.made_once(action.default_actions),
        "6fa4896f3667a20ef926faa5a9aed3d7be3543924aae20d0f55bc735dd04417f",
        "makes Rasa's own actions once instead of twice a turn",
    ),
    Patch(
        Policy,
        "format_tracker_states",
        staticmethod(_no_states),
        "32b101cb34fd1c32fd17557044632ecbe9cb5638e605ca81864ddcb6b469a22a",
        "formats no states for a debug log that is off",
    ),
)

# These modules use `copy.deepcopy` for nothing but the arguments of debug logs that are off.
_LOG_COPIERS = {
    processor: "f42dfbf26e2ffcb66e08cf4180d1de1cce2a8f59389d5d3b4ea12a95b1f186dd",
    forms: "7cb6c30550116597a43e0139b3d0c3507e4a1a900d72a5eae8b818aa19647dd7",
    rule_policy: "952d1a13906511ac9b8d1c3dcd27148b24bbcd6610ebb13bff23f2fb1667b2b5",
    memoization: "e4519f1a04ecdcce2241f5bd01f33b0b886d8a2136329da104946acaff31b775",
}


def mismatches() -> list[str]:
    """The targets whose installed source is not the one their patch was written for."""
    changed = [patch.target for patch in PATCHES if patch.source_hash() != patch.sha256]
    copiers = [
        each.__name__ for each, sha256 in _LOG_COPIERS.items() if source_hash(each) != sha256
    ]
    return changed + copiers


def apply() -> None:
    """Patch Rasa; raises PatchMismatch and changes nothing when any source differs."""
    if RemoteAction.run is _run_remote_action:
        return
    changed = mismatches()
    if changed:
        raise PatchMismatch(f"Rasa's source changed, read it and adapt the patch: {changed}")
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)
    for module in _LOG_COPIERS:
        module.copy = SimpleNamespace(deepcopy=lambda value: value)
    Slot.__copy__ = _copy_slot
