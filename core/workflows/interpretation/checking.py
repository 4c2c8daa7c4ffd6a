"""Holds a model's answer to the domain, to this business and to what the contact really wrote.

A label nobody knows, a name that is not of this business, or words the contact never wrote make the
whole answer worthless: it is rejected, not repaired. What survives is text of the contact, read by
the same readers as every message; no date, number or id of a model is ever used as it stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.llm.errors import AnswerRejected
from core.understanding import (
    CatalogNames,
    NamedEntry,
    Reading,
    ReadingSettings,
    numerals_in,
    read,
)
from core.workflows.interpretation.meaning import Heard, Meaning
from core.workflows.interpretation.prompts import InterpretationPrompt

_WHEN = frozenset({"date", "time", "datetime", "date_range", "time_range", "soonest"})
_WHO = frozenset({"staff", "anyone"})
_COUNTED = ("party_size", "nights")
_WRITTEN = ("phone", "email", "reference")
_PERSONAL = frozenset({"name", *_WRITTEN})
_WORD = re.compile(r"\w+")
_MOST_WORDS = 200
_SPACES = re.compile(r"\s+")


class _Named(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    entity: str = Field(max_length=40)
    quote: str = Field(max_length=400)
    meaning: str | None = Field(default=None, max_length=400)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    intent: str = Field(max_length=60)
    entities: list[_Named] = Field(default_factory=list, max_length=12)


class AnswerCheck:
    """Checks answers about one message to one business."""

    def __init__(
        self,
        prompt: InterpretationPrompt,
        heard: Heard,
        names: CatalogNames,
        settings: ReadingSettings,
    ) -> None:
        self._prompt, self._heard = prompt, heard
        self._names, self._settings = names, settings
        self._written = _folded(heard.text)

    def accept(self, value: object) -> Meaning:
        """The meaning an answer stands for; raises AnswerRejected."""
        try:
            answer = _Answer.model_validate(value)
        except ValidationError:
            raise AnswerRejected("wrong_form") from None
        if answer.intent not in self._prompt.intents:
            raise AnswerRejected("unknown_intent")
        entities: dict[str, Any] = {}
        for named in answer.entities:
            self._require_known(named)
            entities = self._values(named) | entities
        return Meaning(
            intent=answer.intent,
            entities=self._lacking(entities),
            is_asked_back=answer.intent in self._prompt.asked_back,
        )

    def _require_known(self, named: _Named) -> None:
        if named.entity not in self._prompt.entities:
            raise AnswerRejected("unknown_entity")
        quote = _folded(named.quote)
        # A part of a word or number ("5" in "15") is nothing that was written.
        if not quote or not re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", self._written):
            raise AnswerRejected("not_quoted")

    def _values(self, named: _Named) -> dict[str, Any]:
        if named.entity in ("service", "staff"):
            return self._catalog_value(named)
        if named.entity == "anyone":
            return {"anyone": True}
        if named.entity == "when":
            return self._when(named)
        wanted = {named.entity}
        slot = named.entity if named.entity in (*_COUNTED, *_WRITTEN, "name") else None
        return _only(self._read(named.quote, slot).entities, wanted)

    def _catalog_value(self, named: _Named) -> dict[str, Any]:
        entries = self._names.services if named.entity == "service" else self._names.staff
        if named.meaning is not None:
            ids = _ids_called(named.meaning, entries)
            if not ids:
                raise AnswerRejected("foreign_name")
            found = {named.entity: {"ids": ids, "text": named.quote.strip()}}
        else:
            found = _settled(self._read(named.quote, named.entity), {named.entity})
        return {} if self._is_passed_over(found) else found

    def _when(self, named: _Named) -> dict[str, Any]:
        quoted = self._read(named.quote, None)
        if quoted.past or any(item.entity in _WHEN for item in quoted.ambiguous):
            return {}
        found = _only(quoted.entities, _WHEN)
        if not found and named.meaning and self._has_numbers_of(named.meaning):
            reworded = self._read(named.meaning, None)
            found = {} if reworded.past else _settled(reworded, _WHEN)
        return {} if self._is_passed_over(found) else found

    def _has_numbers_of(self, meaning: str) -> bool:
        """Whether every number in a model's words is the contact's own: models compute no dates."""
        return numerals_in(meaning) <= numerals_in(self._heard.text)

    def _is_passed_over(self, found: Mapping[str, Any]) -> bool:
        """Whether the contact named this and the reading left it out: he does not want it."""
        return any(value in self._passed_over for value in _plain_values(found))

    @cached_property
    def _passed_over(self) -> frozenset[str]:
        """What single words of the contact stand for, less what the reading of all of them has."""
        words = dict.fromkeys(_WORD.findall(self._heard.text))
        alone = {
            value
            for word in list(words)[:_MOST_WORDS]
            for value in _plain_values(self._read(word, None).entities)
        }
        return frozenset(alone.difference(_plain_values(self._heard.reading.get("entities") or {})))

    def _read(self, text: str, slot: str | None) -> Reading:
        return read(
            text,
            reference=self._heard.reference,
            catalog=self._names,
            settings=self._settings,
            requested_slot=slot,
            language_hint=self._heard.language,
        )

    def _lacking(self, entities: Mapping[str, Any]) -> dict[str, Any]:
        """What the reading neither has nor leaves open; its when and who stand alone."""
        reading = self._heard.reading
        known = set(reading.get("entities") or {})
        known |= {item["entity"] for item in reading.get("ambiguous") or []}
        if known & _WHEN or reading.get("past"):
            known |= _WHEN
        if known & _WHO:
            known |= _WHO
        return {name: value for name, value in entities.items() if name not in known}


def is_personal(said: object) -> bool:
    """Whether an accepted answer quotes who the contact is."""
    return any(named.entity in _PERSONAL for named in _Answer.model_validate(said).entities)


def _plain_values(entities: Mapping[str, Any]) -> Iterator[str]:
    """Each kind of when with its value, and the ids of services and staff."""
    for name, value in entities.items():
        if name in _WHEN:
            yield f"{name} {value}"
        elif name in ("service", "staff"):
            yield from value["ids"]


def _only(entities: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    return {name: entities[name] for name in wanted if name in entities}


def _settled(reading: Reading, wanted: Iterable[str]) -> dict[str, Any]:
    """The values that were read without doubt."""
    open_ones = {item.entity for item in reading.ambiguous}
    return _only(reading.entities, set(wanted) - open_ones)


def _ids_called(name: str, entries: Sequence[NamedEntry]) -> list[str]:
    wanted = _folded(name)
    return [
        entry.id
        for entry in entries
        if wanted in {_folded(one) for one in (entry.name, *entry.translations.values())}
    ] or [entry.id for entry in entries if wanted in {_folded(one) for one in entry.synonyms}]


def _folded(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
