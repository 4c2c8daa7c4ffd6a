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
from actions.wishes import Wishes
from core.understanding import tags
from core.understanding.vocabulary import vocabulary

# What carries other words comes last: "it" is part of "make it".
_CARRYING: tuple[Cue, ...] = (
    "mistaken", "correcting", "refusing", "moving", "meeting", "wishing", "carrying",
)  # fmt: skip
_WHEN = frozenset({"date", "time", "datetime", "date_range", "time_range"})
_OF_TIME = (
    tags.WEEKDAY, tags.RELATIVE_DAY, tags.MONTH, tags.PART, tags.CLOCK_MARKER, tags.MERIDIEM,
    tags.NUMBER, tags.ORDINAL, tags.DATE_WORD, tags.UNIT, tags.LEAN, tags.NOT, tags.UNTIL,
    tags.WHICH_AFTER, tags.WHICH_BEFORE,
)  # fmt: skip
_NO_ANSWER = frozenset({"greet", "reschedule_booking", "thank"})


def matter_in(heard: Heard) -> str | None:
    """What somebody says he wants to meet about; "my mind about it, make it Friday" is none."""
    reason = reason_in(heard.text, heard.spans)
    is_change = reason is not None and _corrects(Heard("", reason))
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
    if question.kind != "text":
        return _corrects(heard) or not _says_more(heard)
    return not _says_more(heard) and (_corrects(heard) or question.key == TOPIC)


def is_open(heard: Heard, question: FieldQuestion) -> bool:
    """Whether a day, time or person may be part of the answer as well as a change.

    Said bare, or with both what corrects and what answers: "actually my wedding is on Friday". So
    it is with a day that is wished for where a matter was asked for.
    """
    if heard.is_button or not heard.concerns_booking or changes_wishes(heard, question):
        return False
    if question.kind != "text" or matter_in(heard) is not None:
        return False
    if question.key == TOPIC:
        return _corrects(heard) or (bool(_WHEN & heard.values.keys()) and says(heard, "wishing"))
    return _corrects(heard) or not _says_more(heard)


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
            button(words("button_change_booking"), "inform", **wished),
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
    is_corrected = says(heard, "correcting") or says(heard, "mistaken")
    return heard.intent == "reschedule_booking" or is_corrected


def _says_more(heard: Heard) -> bool:
    """Whether anything is said but when or with whom, if that, and words that carry it."""
    rest, at = "", 0
    for span in sorted(heard.spans, key=lambda each: each["start"]):
        if span["entity"] in OTHER_WISHES:
            rest, at = f"{rest}{heard.text[at : span['start']]} ", max(at, span["end"])
    left = words_besides(without_refused(rest + heard.text[at:]), _CARRYING)
    return any(not _is_of_time(word) for word in left.split())


def _is_of_time(word: str) -> bool:
    return word.isdigit() or any(vocabulary().can_be(word, tag) for tag in _OF_TIME)
