"""Texts: for the turn channel a response's name, variables and templates, elsewhere readable text.

In the domain a response is a list of variations. The one conditioned on the slot `language` belongs
to that language, the unconditioned one is English. Buttons stand in each variation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

DEFAULT_LANGUAGE = "en"
LANGUAGE_SLOT = "language"
TURN_CHANNEL = "turn"
_PLACEHOLDER = re.compile(r"{([^\n{}]+?)}")
_NOT_VARIABLES = {
    "domain_responses",
    "text",
    "buttons",
    "elements",
    "custom",
    "template",
    "response",
    "image",
    "attachment",
}


class TemplateGenerator(TemplatedNaturalLanguageGenerator):
    """Rasa's generator; uninterpolated for the turn channel, where the worker words the reply."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The message of a response, or None when the domain does not have it."""
        slots = tracker.current_slot_values()
        given = given_variables(kwargs)
        if output_channel != TURN_CHANNEL:
            return self.generate_from_slots(
                utter_action, _readable(slots), output_channel, **_readable(given)
            )
        variations = by_language(self.responses, utter_action)
        if not variations:
            return None
        chosen = _chosen(variations, slots.get(LANGUAGE_SLOT))
        return {
            "variables": variables(variations, slots, given),
            "buttons": [dict(button) for button in chosen.get("buttons") or []],
            "custom": chosen.get("custom"),
        }


def given_variables(response: Mapping[str, Any]) -> dict[str, Any]:
    """The variables among the keys of an action's response."""
    return {name: value for name, value in response.items() if name not in _NOT_VARIABLES}


def by_language(responses: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The first variation of a response in each language."""
    found: dict[str, dict[str, Any]] = {}
    for variation in responses.get(name) or []:
        found.setdefault(_language_of(variation), variation)
    return found


def texts(responses: Mapping[str, Any], name: str) -> dict[str, str]:
    """The template of a response in each language."""
    return {
        language: variation["text"]
        for language, variation in by_language(responses, name).items()
        if variation.get("text")
    }


def variables(
    variations: Mapping[str, Mapping[str, Any]], slots: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """What the templates may name: the slots they mention, overruled by what the action gave."""
    mentioned: set[str] = set()
    for variation in variations.values():
        titles = [button.get("title") for button in variation.get("buttons") or []]
        for template in [variation.get("text"), *titles]:
            if isinstance(template, str):
                mentioned.update(_PLACEHOLDER.findall(template))
    from_slots = {name: slots[name] for name in mentioned if slots.get(name) is not None}
    return {**from_slots, **given}


def _language_of(variation: Mapping[str, Any]) -> str:
    for condition in variation.get("condition") or []:
        if condition.get("type") == "slot" and condition.get("name") == LANGUAGE_SLOT:
            return str(condition.get("value"))
    return DEFAULT_LANGUAGE


def _chosen(variations: Mapping[str, dict[str, Any]], language: str | None) -> dict[str, Any]:
    chosen = variations.get(language or DEFAULT_LANGUAGE) or variations.get(DEFAULT_LANGUAGE)
    return chosen or next(iter(variations.values()))


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: readable(value) for name, value in values.items()}


def readable(value: Any) -> Any:
    """A typed variable as plain text, for channels without the worker's wording."""
    if not isinstance(value, dict) or "type" not in value:
        return value
    if value["type"] == "money":
        return f"{value.get('currency', '')} {value.get('amount_minor', 0) / 100:,.2f}".strip()
    if value["type"] == "list":
        joiner = {"and": ", ", "or": " / "}.get(value.get("join", "and"), "\n")
        return joiner.join(str(readable(item)) for item in value.get("items", []))
    if value["type"] == "duration":
        return f"{value.get('minutes', 0)} min"
    return value.get("value", value.get("response", ""))
