"""Two requests in one message, done one after the other.

The worker says where a message may be cut in two (`reading["halves"]`, each half with a reading of
its own). It is two requests only when both halves, by themselves, are understood with confidence
and ask for things that do not belong together; anything else stays one message. What follows a wish
to book and changes a booking is a request of its own only when it names one that stands: its
reference, another service, or words for it (`changes_standing`). Else it says more of that wish.

A question is answered first, whatever the order. The other request waits in a slot until the first
has ended or was given up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY

from bots.reading_component import AMBIGUOUS

NEXT_SLOT, NEXT_ACTION = "next_request", "action_next_request"
ONE_AT_A_TIME = "utter_one_at_a_time"
AWAITING_SLOT = "awaiting"
_LEAST_CONFIDENCE, _LEAST_OF_A_BOOKING, _LEAST_OF_ITS_OWN = 0.92, 0.88, 0.72
_QUESTION, _BOOKS, _CHECKS = "ask_question", "book_service", "check_booking"
_OPENS = frozenset({_BOOKS, "book_meeting", "ask_availability"})
_OF_ONE_BOOKING = frozenset({"cancel_booking", "reschedule_booking"})
_GIVES_UP = frozenset({"goodbye", "start_over"})
# After these the contact has something to do elsewhere, and nothing more is asked of him here.
_LEAVES_FREE = frozenset({"utter_payment_starting"})
# These ask something that no form and no slot waits for.
_ASKS = frozenset({"utter_which_booking"})

Parse = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Request:
    """One of two requests: its own text, reading and parse data."""

    text: str
    reading: Mapping[str, Any]
    parsed: dict[str, Any]
    changes_standing: bool = False

    @property
    def intent(self) -> str:
        """What is asked for."""
        return str(self.parsed[INTENT]["name"])

    @property
    def confidence(self) -> float:
        """How sure that is; whether to book or to ask what is free makes no difference."""
        if self.intent not in _OPENS:
            return float(self.parsed[INTENT]["confidence"])
        ranked = self.parsed.get(INTENT_RANKING_KEY) or [self.parsed[INTENT]]
        return sum(float(each["confidence"]) for each in ranked if each["name"] in _OPENS)

    @property
    def is_clear(self) -> bool:
        """Whether it stands by itself."""
        own = float(self.parsed[INTENT]["confidence"])
        least = _LEAST_OF_A_BOOKING if self.intent in _OPENS else _LEAST_CONFIDENCE
        return own >= _LEAST_OF_ITS_OWN and self.confidence >= least

    @property
    def is_question(self) -> bool:
        """Whether answering is all there is to do."""
        return self.intent == _QUESTION

    @property
    def gives_up_next(self) -> bool:
        """Whether nothing that was wanted before is wanted any more."""
        return self.intent in _GIVES_UP

    @property
    def services(self) -> list[str]:
        """The services it names."""
        value = self._entities.get("service")
        return list(value.get("ids") or []) if isinstance(value, Mapping) else []

    @property
    def day(self) -> str | None:
        """The day it names."""
        moment = str(self._entities.get("datetime") or self._entities.get("date") or "")
        return moment.partition("T")[0] or None

    @property
    def reference(self) -> str | None:
        """The booking it names."""
        return self._entities.get("reference")

    @property
    def _entities(self) -> dict[str, Any]:
        return {each["entity"]: each["value"] for each in self.parsed.get(ENTITIES) or []}

    def as_slot(self) -> dict[str, Any]:
        """What the slot keeps."""
        return {"text": self.text, "reading": dict(self.reading), "parsed": self.parsed}

    @classmethod
    def of_slot(cls, kept: Mapping[str, Any]) -> Request:
        """The request that a slot keeps."""
        return cls(kept["text"], kept["reading"], kept["parsed"])

    def about(self, service: Mapping[str, Any]) -> Request:
        """The same for a service that the other half named."""
        entities = [*(self.parsed.get(ENTITIES) or []), dict(service)]
        return Request(self.text, self.reading, {**self.parsed, ENTITIES: entities})


def two_requests(reading: Mapping[str, Any], parse: Parse) -> tuple[Request, Request] | None:
    """The two requests of a message in the order in which they are done, or None: it is one."""
    found: list[tuple[Request, Request]] = []
    for halves in reading.get("halves") or []:
        both = [
            Request(
                half["text"],
                half["reading"],
                parse(half["text"], reading=half["reading"]),
                bool(half.get("changes_standing")),
            )
            for half in halves
        ]
        if all(each.is_clear for each in both) and _are_apart(*both):
            found.append((both[0], both[1]))
    if not found:
        return None
    return _in_order(*max(found, key=lambda pair: min(each.confidence for each in pair)))


def _are_apart(first: Request, second: Request) -> bool:
    """Whether two halves ask for things that cannot be one request."""
    intents = {first.intent, second.intent}
    if _QUESTION in intents:
        return len(intents) == 2 and bool(intents & (_OPENS | _OF_ONE_BOOKING | {_CHECKS}))
    booking = next((each for each in (first, second) if each.intent in _OPENS), None)
    if booking is None or not booking.services:
        return False
    if min(first.confidence, second.confidence) < _LEAST_CONFIDENCE:
        return False
    if not intents <= _OPENS:
        changed = second if booking is first else first
        is_own = booking is second or _names_its_own(changed, booking)
        return changed.intent in _OF_ONE_BOOKING and is_own
    # Several services of one visit are one booking; on two days they are two.
    is_other = first.services and set(first.services).isdisjoint(second.services)
    return bool(is_other and first.day and second.day and first.day != second.day)


def _names_its_own(changed: Request, booking: Request) -> bool:
    """Whether what is to be changed is no part of the visit that is booked just before."""
    if changed.changes_standing or changed.reference:
        return True
    return bool(changed.services) and set(changed.services).isdisjoint(booking.services)


def _in_order(first: Request, second: Request) -> tuple[Request, Request]:
    if _QUESTION not in (first.intent, second.intent):
        return first, second
    question, other = (first, second) if first.intent == _QUESTION else (second, first)
    if other.intent in _OPENS and not other.services and not other.parsed.get(AMBIGUOUS):
        asked_about = [each for each in question.parsed.get(ENTITIES) or [] if _is_service(each)]
        if len(asked_about) == 1 and len(question.services) == 1:
            other = other.about(asked_about[0])
    return question, other


def _is_service(entity: Mapping[str, Any]) -> bool:
    return entity["entity"] == "service"


def due_request(tracker: DialogueStateTracker) -> Request | None:
    """The request that waits, once the contact has nothing to answer for the one before."""
    kept = tracker.get_slot(NEXT_SLOT)
    if not kept or tracker.active_loop_name or tracker.get_slot(REQUESTED_SLOT):
        return None
    last = _last_said(tracker)
    is_waiting = tracker.get_slot(AWAITING_SLOT) and last not in _LEAVES_FREE
    return None if is_waiting or last in _ASKS else Request.of_slot(kept)


def _last_said(tracker: DialogueStateTracker) -> str | None:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, BotUttered):
            return (event.metadata or {}).get("utter_action")
    return None
