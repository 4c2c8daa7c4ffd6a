"""Days and times in a message: whether they differ from what is known, and what they are of."""

from collections.abc import Sequence
from typing import Any

from actions.cues import words_besides
from actions.hearing import Heard
from actions.wishes import Wishes
from actions.wording import plain
from core.understanding import tags
from core.understanding.vocabulary import vocabulary

_OF_TIME = (
    tags.WEEKDAY, tags.RELATIVE_DAY, tags.MONTH, tags.PART, tags.CLOCK_MARKER, tags.MERIDIEM,
    tags.NUMBER, tags.ORDINAL, tags.DATE_WORD, tags.UNIT, tags.LEAN, tags.NOT, tags.UNTIL,
    tags.WHICH_AFTER, tags.WHICH_BEFORE,
)  # fmt: skip
_WHEN = ("date", "time", "datetime", "date_range", "time_range")
_JOINING = (*_OF_TIME, tags.GLUE, tags.OF, tags.ON_DAY)


def is_of_time(word: str) -> bool:
    """Whether a word is one of those with which a day or a time is said."""
    return word.isdigit() or _is_any(word, _OF_TIME)


def names_other_time(heard: Heard, known: Wishes) -> bool:
    """Whether a day or a time is said that is not the known one."""
    said = {key: (heard.values[key],) for key in _WHEN if key in heard.values}
    said |= {key: found for key, found in heard.ambiguous.items() if key in _WHEN}
    return any(
        not any(_is_known(key, each, known) for each in values) for key, values in said.items()
    )


def is_of_something(heard: Heard) -> bool:
    """Whether a day is said of what is one's own or of what takes place, and of no booking.

    "My wedding on Friday" and "harusi yangu tarehe 9" are; so is "miadi ya ijumaa haikuenda
    vizuri", which goes on after the day.
    """
    spans = [each for each in heard.spans if each["entity"] in _WHEN]
    if not spans:
        return False
    start, end = min(each["start"] for each in spans), max(each["end"] for each in spans)
    before = [each for each in plain(heard.text[:start]).split() if not each.endswith("'s")]
    is_of = bool(before) and _is_any(before[-1], (tags.OF,))
    while before and (before[-1].isdigit() or _is_any(before[-1], _JOINING)):
        before.pop()
    if is_of and before and words_besides(heard.text[end:], ("carrying", "wishing")):
        return True
    is_owned_after = len(before) > 1 and _is_any(before[-1], (tags.OWN,))
    is_owned_before = len(before) > 1 and not words_besides(before[-2], ("owning_next",))
    noun = before[-2] if is_owned_after else before[-1] if before else ""
    is_event = any(_is_any(word, (tags.EVENT,)) for word in before)
    return is_event or ((is_owned_after or is_owned_before) and _is_thing(noun))


def _is_thing(noun: str) -> bool:
    return bool(words_besides(noun, ("booked", "meeting", "carrying"))) and not is_of_time(noun)


def _is_known(key: str, value: Any, known: Wishes) -> bool:
    at = {"date": known.date, "time": known.time, "datetime": f"{known.date}T{known.time}"}
    if key in at:
        return bool(value == at[key])
    one = at[key.removesuffix("_range")]
    return one is not None and len(value) == 2 and value[0] <= one <= value[1]


def _is_any(word: str, kinds: Sequence[str]) -> bool:
    return any(vocabulary().can_be(word, each) for each in kinds)
