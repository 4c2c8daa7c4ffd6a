"""What stands in for functions of Rasa that cost much in every turn.

Each answers as Rasa's own does; `bots/patches.py` puts it there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

_RESET, _ACTION_UNDONE, _MESSAGE_UNDONE, _ACTION, _PLAIN = range(5)
_KINDS: dict[type, int] = {}


def _kind(event: Event) -> int:
    kind = _KINDS.get(event.__class__)
    if kind is None:
        table = {
            (Restarted, SessionStarted): _RESET,
            ActionReverted: _ACTION_UNDONE,
            UserUtteranceReverted: _MESSAGE_UNDONE,
            ActionExecuted: _ACTION,
        }
        found = (each for classes, each in table.items() if isinstance(event, classes))
        kind = _KINDS[event.__class__] = next(found, _PLAIN)
    return kind


def applied_events(self: DialogueStateTracker) -> list[Event]:
    mark = (len(self.events), id(self.events[-1]) if self.events else 0)
    known = self.__dict__.get("_applied")
    if known is None or known[0] != mark:
        known = self._applied = (mark, _apply_events(self))
    return list(known[1])


def _apply_events(tracker: DialogueStateTracker) -> list[Event]:
    loops = {event.name for event in tracker.events if isinstance(event, ActiveLoop)} - {None}
    applied: list[Event] = []
    for event in tracker.events:
        kind = _kind(event)
        if kind == _PLAIN:
            applied.append(event)
        elif kind == _RESET:
            applied = []
        elif kind == _ACTION:
            is_again = event.action_name in loops
            if is_again and not tracker._first_loop_execution_or_unhappy_path(
                event.action_name, applied
            ):
                tracker._undo_till_previous_loop_execution(event.action_name, applied)
            else:
                applied.append(event)
        else:
            if kind == _MESSAGE_UNDONE:
                tracker._undo_till_previous(UserUttered, applied)
            tracker._undo_till_previous(ActionExecuted, applied)
    return applied


def possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[Any]) -> set[str]:
    """The keys of the rules that these states fulfil."""
    tables = self.__dict__.setdefault("_backwards", {})
    if id(lookup) not in tables:
        # The lookup is kept too, so that no other one gets its id.
        tables[id(lookup)] = lookup, {key: self._rule_key_to_state(key)[::-1] for key in lookup}
    rules: dict[str, list[Any]] = tables[id(lookup)][1]
    keys = list(rules)
    for ago, state in enumerate(reversed(states)):
        before = state.get(PREVIOUS_ACTION)
        keys = [key for key in keys if _is_fulfilled(self, rules[key], ago, state, before)]
    return set(keys)


def _is_fulfilled(policy: RulePolicy, rule: list[Any], ago: int, state: Any, before: Any) -> bool:
    if ago >= len(rule):
        return True
    wanted = rule[ago].get(PREVIOUS_ACTION)
    if not wanted or not before:
        return bool(not wanted and not before)
    # An action is a name and nothing else: most rules follow another one.
    if wanted.keys() == before.keys() and wanted != before:
        return False
    return bool(policy._does_rule_match_state(rule[ago], state))


def made_once(default_actions: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Rasa's own actions, which keep nothing: the same ones for each endpoint."""
    known: dict[int, tuple[Any, list[Any]]] = {}

    def actions(action_endpoint: Any = None) -> list[Any]:
        if id(action_endpoint) not in known:
            # The endpoint is kept too, so that no other one gets its id.
            known[id(action_endpoint)] = action_endpoint, default_actions(action_endpoint)
        return known[id(action_endpoint)][1]

    return actions
