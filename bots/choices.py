"""Answers to a list of buttons: a typed number, ordinal, title or fact stands for that button.

A button may carry more than its title and payload: `on_yes: true` where a plain "yes" to the
message means it, and `facts`, what it is about (`{"service": [ids], "date": ..., "time": ...}`), by
which a contact may name it: "the manicure".
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DIGITS = re.compile(r"\d+")
_FUZZY = 0.86
_NEAR = 0.75
_SHORTEST_PREFIX = 3
_CHOICE_WORDS = 4
_POINTING_WORDS = 12
_POINTERS = {
    "a",
    "an",
    "hiyo",
    "ile",
    "it",
    "my",
    "one",
    "please",
    "tafadhali",
    "that",
    "the",
    "ya",
}
# What may stand beside a number that points to a place in a list: "hiyo ya 2", "ya 2 hapo".
_BESIDE_A_PLACE = {"hapo", "hiyo", "hizo", "ile", "ni", "that", "the", "there", "ya"}
_OF_A_PLACE = {"hiyo", "ile", "that", "ya"}
_NUMERIC_SLOTS = {"party_size", "nights", "amount", "phone", "number"}
# Asked for a time, "3" is asked back where three o'clock is offered too, else the third button.
_WHEN_SLOTS = {"date", "time"}
# Nobody counts further than this in a list of times: "10" is ten o'clock.
_LAST_COUNTED = 6
_OF_A_NUMBER = {"choice", "number", "date", "time", "datetime"}
_FACTS = ("service", "staff", "date", "time")
_WHEN = {"date", "time", "datetime", "date_range", "time_range"}


def yes_button(events: Sequence[Event], seen: Sequence[Mapping[str, Any]]) -> str | None:
    """The payload that a plain "yes" to the last message stands for, if its button was seen."""
    for event in reversed(events):
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, BotUttered):
            meant = [each for each in event.data.get("buttons") or [] if each.get("on_yes")]
            is_seen = len(meant) == 1 and any(_is_same(meant[0], each) for each in seen)
            return str(meant[0]["payload"]) if is_seen else None
    return None


def _is_same(button: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(button.get("payload") == other.get("payload"))


def last_buttons(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The buttons that the contact saw last, empty once something was answered without any."""
    for event in reversed(events):
        if isinstance(event, UserUttered):
            return []
        if isinstance(event, BotUttered) and event.data.get("buttons"):
            return [dict(button) for button in event.data["buttons"]]
    return []


def chosen_payload(
    text: str,
    reading: Mapping[str, Any],
    buttons: Sequence[Mapping[str, Any]],
    requested_slot: str | None,
) -> str | None:
    """The payload of the button that a typed answer means, or None."""
    entities = reading.get("entities") or {}
    choice = _place(entities, text)
    # "mbili" is no part of "saa kumi na mbili".
    is_number = isinstance(choice, int) and _is_bare_number(entities, text)
    named = _by_title(text, reading, buttons, is_whole=is_number)
    named = named or _by_facts(text, reading, buttons)
    if named is not None:
        return named
    if not isinstance(choice, int) or requested_slot in _NUMERIC_SLOTS:
        return None
    said = set() if _counts_again(text, reading) else _said_values(reading)
    if requested_slot in _WHEN_SLOTS and said and not _is_bare_number(entities, text):
        return None
    offered = [button for button in buttons if said & _values(button)]
    if requested_slot in _WHEN_SLOTS and len(offered) == 1:
        return offered[0].get("payload")
    is_hour = bool(said) and _is_an_hour(choice, text, requested_slot)
    is_pointed = any(span.get("entity") == "choice" for span in reading.get("spans") or [])
    most_words = _POINTING_WORDS if is_pointed and "?" not in text else _CHOICE_WORDS
    if is_hour or len(_WORD.findall(text)) > most_words:
        return None
    index = choice - 1 if choice > 0 else len(buttons) + choice
    return buttons[index].get("payload") if 0 <= index < len(buttons) else None


def in_doubt(
    text: str,
    reading: Mapping[str, Any],
    buttons: Sequence[Mapping[str, Any]],
    requested_slot: str | None,
) -> dict[str, Any] | None:
    """The reading of a bare number that is both a place in the list and an hour or day in it.

    Both are candidates then, to be asked back: the hour stands where the same number picks it
    again.
    """
    entities = reading.get("entities") or {}
    number = _place(entities, text)
    if requested_slot not in _WHEN_SLOTS or not _is_bare_number(entities, text):
        return None
    if not isinstance(number, int) or not 0 < number <= len(buttons):
        return None
    if _is_an_hour(number, text, requested_slot):
        return None
    placed = _payload_values(buttons[number - 1]).get(requested_slot)
    offered = [_payload_values(each).get(requested_slot) for each in buttons]
    meant = [each for each in offered if each and _means(number, each, requested_slot)]
    if not placed or not meant or placed in meant:
        return None
    both = [meant[0], placed] if number == 1 else [placed, meant[0]]
    kept = {name: value for name, value in entities.items() if name not in _OF_A_NUMBER}
    return {
        **reading,
        "entities": kept,
        "ambiguous": [{"entity": requested_slot, "candidates": both}],
    }


def _is_an_hour(number: int, text: str, slot: str | None) -> bool:
    """Whether a number that is typed for a time is an hour, being no likely place in a list."""
    return slot == "time" and number > _LAST_COUNTED and _pointed_place(text) is None


def _means(number: int, value: str, slot: str) -> bool:
    """Whether a number is the day of a date, or the hour of a time on the twelve-hour clock."""
    if slot == "date":
        return int(value[8:10]) == number
    return int(value[:2]) % 12 == number % 12


def _is_bare_number(entities: Mapping[str, Any], text: str) -> bool:
    """Whether the number of a choice is all that was said: it may also be an hour or a day."""
    is_number = entities.get("number") == entities.get("choice")
    return (is_number and len(_WORD.findall(text)) == 1) or _pointed_place(text) is not None


def _place(entities: Mapping[str, Any], text: str) -> Any:
    """The place in the list that a message names."""
    choice = entities.get("choice")
    return choice if choice is not None else _pointed_place(text)


def _pointed_place(text: str) -> int | None:
    """The number of a message that only points with it: "hiyo ya 2"."""
    words = _WORD.findall(text.lower())
    numbers = [word for word in words if word.isdecimal()]
    others = {word for word in words if not word.isdecimal()}
    is_pointed = len(numbers) == 1 and others & _OF_A_PLACE and others <= _BESIDE_A_PLACE
    return int(numbers[0]) if is_pointed and len(numbers[0]) <= 2 else None


def _said_values(reading: Mapping[str, Any]) -> set[str]:
    """The dates and times that a reading holds, those to be asked back included."""
    entities = reading.get("entities") or {}
    found = {str(entities[name]) for name in _WHEN if name in entities}
    for each in reading.get("ambiguous") or []:
        if each.get("entity") in _WHEN:
            found.update(map(str, each.get("candidates") or ()))
    return found


def _counts_again(text: str, reading: Mapping[str, Any]) -> bool:
    """Whether all that sounds like a time is the number of the choice: "option two, yes two"."""
    spans = reading.get("spans") or []

    def words(entities: Collection[str]) -> list[str]:
        said = [each for each in spans if each["entity"] in entities]
        return [text[each["start"] : each["end"]].lower() for each in said]

    numbers = {said.split()[-1] for said in words(["choice"])}
    times = words(_WHEN)
    return bool(times) and numbers.issuperset(times)


def _values(button: Mapping[str, Any]) -> set[str]:
    """The values of a button's payload."""
    return set(_payload_values(button).values())


def _payload_values(button: Mapping[str, Any]) -> dict[str, str]:
    _, brace, rest = str(button.get("payload") or "").partition("{")
    try:
        values = json.loads(brace + rest) if brace else {}
    except ValueError:
        return {}
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _by_facts(
    text: str, reading: Mapping[str, Any], buttons: Sequence[Mapping[str, Any]]
) -> str | None:
    """The one button that is about everything the message names."""
    said = _named(reading)
    if not said or "?" in text or len(_WORD.findall(text)) > _POINTING_WORDS:
        return None
    about = [each for each in buttons if each.get("facts") and _is_about(each["facts"], said)]
    return about[0].get("payload") if len(about) == 1 else None


def _named(reading: Mapping[str, Any]) -> dict[str, set[str]]:
    """What a message names, one way or in several."""
    entities = {**(reading.get("entities") or {})}
    if "datetime" in entities:
        entities["date"], _, entities["time"] = str(entities["datetime"]).partition("T")
    said: dict[str, set[str]] = {}
    for name in _FACTS:
        value = entities.get(name)
        values = value.get("ids") if isinstance(value, Mapping) else value
        if values:
            said[name] = {values} if isinstance(values, str) else set(map(str, values))
    for each in reading.get("ambiguous") or []:
        if each.get("entity") in _FACTS:
            said[each["entity"]] = set(map(str, each.get("candidates") or ()))
    return said


def _is_about(facts: Mapping[str, Any], said: Mapping[str, set[str]]) -> bool:
    for name, values in said.items():
        known = facts.get(name) or ()
        if values.isdisjoint([known] if isinstance(known, str) else known):
            return False
    return True


def _by_title(
    text: str, reading: Mapping[str, Any], buttons: Sequence[Mapping[str, Any]], *, is_whole: bool
) -> str | None:
    wanted = _plain(text)
    if not wanted:
        return None
    titles = [
        (_plain(button[name]), button.get("payload"))
        for button in buttons
        for name in ("title", "brief")
        if isinstance(button.get(name), str)
    ]
    exact = [payload for title, payload in titles if title == wanted]
    if exact or is_whole:
        return exact[0] if exact else None
    # "Saa moja" is no part of "saa kumi na moja".
    is_moment = bool(_said_values(reading))
    told = {load for title, load in titles if not is_moment and _is_part(wanted, title)}
    if len(told) == 1:
        return told.pop()
    close = {payload for title, payload in titles if _is_close(wanted, title)}
    return close.pop() if len(close) == 1 else None


def _is_part(wanted: str, title: str) -> bool:
    """Whether every word that says something stands in the title: "the time" of "Day or time"."""
    words = [word for word in wanted.split() if word not in _POINTERS]
    is_word = any(len(word) >= _SHORTEST_PREFIX and word.isalpha() for word in words)
    return is_word and set(words) <= set(title.split())


def _is_close(wanted: str, title: str) -> bool:
    """Whether a title is meant, misspelled at most: "usighairi" is no misspelled "ghairi"."""
    if len(wanted) < _SHORTEST_PREFIX or _DIGITS.findall(wanted) != _DIGITS.findall(title):
        return False
    if title.startswith(wanted + " "):
        return True
    if SequenceMatcher(None, wanted, title).ratio() < _FUZZY:
        return False
    said, written = wanted.split(), title.split()
    if len(said) != len(written):
        return wanted.replace(" ", "") == title.replace(" ", "")
    return all(map(_is_misspelled, said, written))


def _is_misspelled(said: str, written: str) -> bool:
    """Whether a word is another one, with a slip in it if it is long enough for one."""
    if said == written:
        return True
    is_long = min(len(said), len(written)) > _SHORTEST_PREFIX
    is_near = SequenceMatcher(None, said, written).ratio() >= _NEAR
    return is_long and is_near and said[0] == written[0]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(folded))
