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
_MOMENT = ("date", "time", "datetime")
_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "affirm": ("affirm", "deny"),
    "deny": ("affirm", "deny"),
}


def asks_back(desk: Desk) -> bool:
    """Whether the message came with a guess, which is then asked back.

    A moment that nobody can place is taken for a wish to book.
    """
    message, heard = desk.tracker.latest_message, desk.heard
    guess = message.get("guess")
    moment = {name: heard.values[name] for name in _MOMENT if name in heard.values}
    if guess is None and message.get("unsure") and moment and not desk.loop:
        title = words("guess_book_service")
        book = {**button(title, "book_service", **moment), "on_yes": True}
        desk.say("utter_did_you_mean", buttons=[book])
        return True
    if not isinstance(guess, str) or guess not in _ENTITIES:
        return False
    buttons = [_button(one) for one in _WITH.get(guess, (guess,))]
    if len(buttons) == 1:
        buttons[0]["on_yes"] = True
    desk.say("utter_did_you_mean", buttons=buttons)
    return True


def _button(intent: str) -> Button:
    return button(words(f"guess_{intent}"), intent, **_ENTITIES[intent])
