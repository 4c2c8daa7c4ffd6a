"""Answers to a list of buttons: a typed number, ordinal or title stands for that button."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DIGITS = re.compile(r"\d+")
_FUZZY = 0.86
_SHORTEST_PREFIX = 3
_CHOICE_WORDS = 4
_POINTING_WORDS = 8
_NUMERIC_SLOTS = {"party_size", "nights", "amount", "phone", "number"}
# Asked for a time, "3" is three o'clock where that is offered, else the third button.
_WHEN_SLOTS = {"date", "time"}
_WHEN = {"date", "time", "datetime", "date_range", "time_range"}


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
    titled = _by_title(text, buttons)
    if titled is not None:
        return titled
    entities = reading.get("entities") or {}
    choice = entities.get("choice")
    if not isinstance(choice, int) or requested_slot in _NUMERIC_SLOTS:
        return None
    said = _said_values(reading)
    if requested_slot in _WHEN_SLOTS and said and not _is_bare_number(entities, text):
        return None
    offered = [button for button in buttons if said & _values(button)]
    if requested_slot in _WHEN_SLOTS and len(offered) == 1:
        return offered[0].get("payload")
    is_pointed = any(span.get("entity") == "choice" for span in reading.get("spans") or [])
    most_words = _POINTING_WORDS if is_pointed and "?" not in text else _CHOICE_WORDS
    if len(_WORD.findall(text)) > most_words:
        return None
    index = choice - 1 if choice > 0 else len(buttons) + choice
    return buttons[index].get("payload") if 0 <= index < len(buttons) else None


def _is_bare_number(entities: Mapping[str, Any], text: str) -> bool:
    """Whether the number of a choice is all that was said: it may also be an hour or a day."""
    return entities.get("number") == entities.get("choice") and len(_WORD.findall(text)) == 1


def _said_values(reading: Mapping[str, Any]) -> set[str]:
    """The dates and times that a reading holds, those to be asked back included."""
    entities = reading.get("entities") or {}
    found = {str(entities[name]) for name in _WHEN if name in entities}
    for each in reading.get("ambiguous") or []:
        if each.get("entity") in _WHEN:
            found.update(map(str, each.get("candidates") or ()))
    return found


def _values(button: Mapping[str, Any]) -> set[str]:
    """The values of a button's payload."""
    _, brace, rest = str(button.get("payload") or "").partition("{")
    try:
        values = json.loads(brace + rest) if brace else {}
    except ValueError:
        return set()
    return {value for value in values.values() if isinstance(value, str)}


def _by_title(text: str, buttons: Sequence[Mapping[str, Any]]) -> str | None:
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
    if exact:
        return exact[0]
    close = {payload for title, payload in titles if _is_close(wanted, title)}
    return close.pop() if len(close) == 1 else None


def _is_close(wanted: str, title: str) -> bool:
    if len(wanted) < _SHORTEST_PREFIX or _DIGITS.findall(wanted) != _DIGITS.findall(title):
        return False
    if title.startswith(wanted + " "):
        return True
    return SequenceMatcher(None, wanted, title).ratio() >= _FUZZY


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(folded))
