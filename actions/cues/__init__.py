"""What a message plainly says besides its intent; a language is one file here.

An intent is a guess. Where a wrong one would do harm (a booking canceled, a hold let go, a prompt
sent twice), the words themselves decide between the two things that it can mean.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from actions.hearing import Heard
from actions.wording import patterns_in, plain

type Cue = Literal[
    "talking", "later", "paid", "other_number", "more_people", "more_nights", "fewer_nights",
    "nights_in_all", "same_time", "canceling", "moving",
    "meeting", "meeting_elsewhere", "in_turn", "adding", "dropping", "dropping_it", "only",
    "giving_up", "others", "sooner", "later_on",
    "day_after", "day_before", "any", "complaining", "as_before", "another_one", "asking",
    "identity", "refusing", "respects", "another_booking", "in_its_place", "correcting",
    "still_wanted", "wishing",
    "carrying", "mistaken", "paying", "naming", "other_way", "mobile_money", "offered",
    "trying_again", "in_person", "once", "at_once", "questioning", "remarking",
    "overcharged", "money_back", "running_late", "holidays", "for_more",
    "reserving", "assuring", "staying", "passing", "restating", "booked", "owning_next",
    "whether", "cash", "renaming", "not_paying",
    "wondering", "whole", "paying_now", "both_after_all", "costly", "agreeing",
    "not_canceling", "all_of_them", "starting", "paying_where", "asking_number",
    "putting_forward", "giving_away", "letting_go", "another_person", "meant", "back_again",
]  # fmt: skip
_HERE = Path(__file__).parent


def says(heard: Heard, cue: Cue) -> bool:
    """Whether the contact's own words, no button's, have one of a kind of phrase."""
    return not heard.is_button and bool(_patterns()[cue].search(plain(heard.text)))


def is_reserved(heard: Heard) -> bool:
    """Whether a yes is bound to something or taken back: "yes but", "if it is free", "don't"."""
    if heard.is_button:
        return False
    return bool(_patterns()["reserving"].search(words_besides(heard.text, ("assuring",))))


def says_not(heard: Heard, name: str) -> bool:
    """Whether somebody with this name is refused."""
    said, named = plain(heard.text), re.escape(plain(name))
    refusing, forward = _patterns()["refusing"].pattern, _patterns()["putting_forward"].pattern
    return bool(re.search(rf"(?:{refusing}) {named}\b(?! (?:{forward}))", said))


def without_refused(text: str) -> str:
    """A text without what is said not to be wanted: "not Amina, Grace" -> ", Grace"."""
    return re.sub(rf"(?:{_patterns()['refusing'].pattern}) [\w']+", " ", plain(text))


def words_besides(text: str, cues: Iterable[Cue]) -> str:
    """What is left of a text without the phrases of these kinds."""
    left = plain(text)
    for cue in cues:
        left = _patterns()[cue].sub(" ", left)
    return " ".join(left.split())


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return patterns_in(_HERE, get_args(Cue.__value__))
