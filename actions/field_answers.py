"""Answers to the business's own questions, told apart from a change of what was said before."""

from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions.base import Desk
from actions.cues import Cue, says, without_refused, words_besides
from actions.fields import TOPIC, FieldQuestion
from actions.hearing import Heard
from actions.reasons import OTHER_WISHES, reason_in
from actions.saying import button, words
from actions.times_said import is_of_something, is_of_time, names_other_time
from actions.wishes import Wishes

# What carries other words comes last: "it" is part of "make it".
_CARRYING: tuple[Cue, ...] = (
    "mistaken", "correcting", "restating", "refusing", "moving", "meeting", "wishing", "carrying",
)  # fmt: skip
_NO_ANSWER = frozenset({"greet", "reschedule_booking", "thank"})


def matter_in(heard: Heard) -> str | None:
    """What somebody says he wants to meet about; "my mind about it, make it Friday" is none."""
    reason = reason_in(heard.text, heard.spans)
    return None if reason is not None and _is_change(Heard("", reason)) else reason


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
    if question.kind != "text":
        return _corrects(heard) or not _says_more(heard)
    return not _says_more(heard) and (_corrects(heard) or question.key == TOPIC)


def is_open(heard: Heard, question: FieldQuestion, known: Wishes) -> bool:
    """Whether a day, time or person may be part of the answer as well as a change.

    Said bare, or with both what corrects and what answers: "actually my wedding is on Friday". So
    it is with any other day or time than the known one where nothing need be answered, unless it
    is said of what is talked about: "my wedding on Friday".
    """
    if heard.is_button or not heard.concerns_booking or changes_wishes(heard, question):
        return False
    if question.kind != "text" or matter_in(heard) is not None:
        return False
    if _corrects(heard):
        return True
    if question.key != TOPIC and not _says_more(heard):
        return True
    is_wish = says(heard, "wishing") or says(heard, "moving") or not is_of_something(heard)
    return not question.is_required and is_wish and names_other_time(heard, known)


def finds_fault(heard: Heard) -> bool:
    """Whether something said before is wrong, without a word of what is right: "wrong day"."""
    return says(heard, "mistaken") and not heard.concerns_booking and not _says_more(heard)


def passes(heard: Heard, question: FieldQuestion) -> bool:
    """Whether a question that may be skipped is, in more words than a no: "no notes from me"."""
    if question.is_required or not says(heard, "passing") or heard.concerns_booking:
        return False
    is_choice = bool(question.choices) and question.accepts(heard.text) is not None
    return not is_choice and not words_besides(heard.text, ("passing", "remarking", "carrying"))


def ask_which(desk: Desk, heard: Heard) -> list[EventType]:
    """Ask whether a bare day, time or person changes the booking or answers the question."""
    said = heard.text.strip()
    wished = {each: heard.values[each] for each in OTHER_WISHES if each in heard.values}
    desk.say(
        "utter_change_or_answer",
        buttons=[
            button(words("button_change_booking"), "inform", **(wished or {"change": "when"})),
            button(words("button_is_answer"), "inform", notes=said),
        ],
        said=said,
    )
    return [SlotSet("offer", None), SlotSet("requested_slot", "notes")]


def with_answer(question: FieldQuestion, before: Wishes, heard: Heard) -> Wishes | None:
    """The wishes with the answer to a question, or None when the message is no answer."""
    if not question.is_required and (heard.intent == "deny" or passes(heard, question)):
        answer: str | None = ""
    elif heard.intent in _NO_ANSWER:
        answer = None
    else:
        answer = question.accepts(heard.text_of("notes") or heard.text)
    if answer is None:
        return None
    notes: Mapping[str, str] = before.notes or {}
    return replace(before, notes={**notes, question.key: answer})


def _corrects(heard: Heard) -> bool:
    cues: tuple[Cue, ...] = ("correcting", "mistaken", "restating")
    return heard.intent == "reschedule_booking" or any(says(heard, cue) for cue in cues)


def _is_change(reason: Heard) -> bool:
    """Whether what stands where a matter would is a correction, or nothing but "the day"."""
    is_when = any(is_of_time(word) for word in reason.text.split())
    return _corrects(reason) or (is_when and not _says_more(reason))


def _says_more(heard: Heard) -> bool:
    """Whether anything is said but when or with whom, if that, and words that carry it."""
    rest, at = "", 0
    for span in sorted(heard.spans, key=lambda each: each["start"]):
        if span["entity"] in OTHER_WISHES:
            rest, at = f"{rest}{heard.text[at : span['start']]} ", max(at, span["end"])
    left = words_besides(without_refused(rest + heard.text[at:]), _CARRYING)
    return any(not is_of_time(word) for word in left.split())
