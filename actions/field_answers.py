"""Answers to the business's own questions, told apart from a change of what was said before."""

from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions.base import Desk
from actions.cues import Cue, says, words_besides
from actions.fields import TOPIC, FieldQuestion
from actions.hearing import Heard
from actions.reasons import OTHER_WISHES, reason_in
from actions.saying import button, words
from actions.wishes import Wishes

_CARRYING: tuple[Cue, ...] = ("carrying", "correcting", "refusing", "wishing", "moving")
_NO_ANSWER = frozenset({"greet", "reschedule_booking", "thank"})


def matter_in(heard: Heard) -> str | None:
    """What somebody says he wants to meet about; "my mind about it, make it Friday" is none."""
    reason = reason_in(heard.text, heard.spans)
    is_change = reason is not None and says(replace(heard, text=reason), "correcting")
    return None if is_change else reason


def changes_wishes(heard: Heard, question: FieldQuestion) -> bool:
    """Whether an answer is none, but another day, time or person for what is being booked.

    "The wedding is on Friday" answers; "sorry, Friday please" has no word for anything else.
    """
    if not heard.concerns_booking or heard.text_of("notes"):
        return False
    if heard.is_button:
        return True
    if matter_in(heard) is not None:
        return False
    if heard.intent == "reschedule_booking" or says(heard, "correcting"):
        return True
    return _is_bare(heard) and (question.kind != "text" or question.key == TOPIC)


def is_open(heard: Heard, question: FieldQuestion) -> bool:
    """Whether a bare day, time or person may be the answer as well as a change."""
    if heard.is_button or not heard.concerns_booking or changes_wishes(heard, question):
        return False
    return question.kind == "text" and question.key != TOPIC and _is_bare(heard)


def ask_which(desk: Desk, heard: Heard) -> list[EventType]:
    """Ask whether a bare day, time or person changes the booking or answers the question."""
    said = heard.text.strip()
    wished = {each: heard.values[each] for each in OTHER_WISHES if each in heard.values}
    desk.say(
        "utter_change_or_answer",
        buttons=[
            button(words("button_change_booking"), "inform", **wished),
            button(words("button_is_answer"), "inform", notes=said),
        ],
        said=said,
    )
    return [SlotSet("offer", None), SlotSet("requested_slot", "notes")]


def with_answer(question: FieldQuestion, before: Wishes, heard: Heard) -> Wishes | None:
    """The wishes with the answer to a question, or None when the message is no answer."""
    if heard.intent == "deny" and not question.is_required:
        answer: str | None = ""
    elif heard.intent in _NO_ANSWER:
        answer = None
    else:
        answer = question.accepts(heard.text_of("notes") or heard.text)
    if answer is None:
        return None
    notes: Mapping[str, str] = before.notes or {}
    return replace(before, notes={**notes, question.key: answer})


def _is_bare(heard: Heard) -> bool:
    """Whether nothing is said but when or with whom, and words that carry that."""
    rest, at = "", 0
    for span in sorted(heard.spans, key=lambda each: each["start"]):
        if span["entity"] in OTHER_WISHES:
            rest, at = f"{rest}{heard.text[at : span['start']]} ", span["end"]
    is_said = at > 0
    return is_said and not words_besides(rest + heard.text[at:], _CARRYING)
