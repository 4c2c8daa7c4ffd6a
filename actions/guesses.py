"""Asking back what a message may have meant, before anything is done about it."""

from collections.abc import Mapping
from typing import Any, Final

from actions.base import Desk
from actions.saying import Button, button, words

# Intents that a button can stand for, with what the button says besides.
_ENTITIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "book_service": {},
    "book_meeting": {},
    "ask_availability": {},
    "check_booking": {},
    "reschedule_booking": {},
    "cancel_booking": {},
    "make_payment": {},
    "ask_question": {"topic": "services"},
    "speak_to_human": {},
    "opt_out": {},
    "opt_in": {},
    "start_over": {},
    "affirm": {},
    "deny": {},
}
_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "affirm": ("affirm", "deny"),
    "deny": ("affirm", "deny"),
}


def asks_back(desk: Desk) -> bool:
    """Whether the message came with a guess, which is then asked back."""
    guess = desk.tracker.latest_message.get("guess")
    if not isinstance(guess, str) or guess not in _ENTITIES:
        return False
    desk.say("utter_did_you_mean", buttons=[_button(one) for one in _WITH.get(guess, (guess,))])
    return True


def _button(intent: str) -> Button:
    return button(words(f"guess_{intent}"), intent, **_ENTITIES[intent])
