"""One message understood by the trained NLU graph; the turn and `bots.parse` both use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata

from bots.payloads import parse_payload
from bots.reading_component import AMBIGUOUS, GUESS, SOURCE, TURN, UNSURE


class Understanding:
    """The NLU part of a trained model."""

    def __init__(self, runner: GraphRunner, metadata: ModelMetadata) -> None:
        self._runner, self._target = runner, metadata.nlu_target
        self._intents = frozenset(metadata.domain.intents)
        self._entities = frozenset(metadata.domain.entities)

    def parse(
        self,
        text: str,
        *,
        reading: Mapping[str, Any],
        payload: str | None = None,
        interpretation: Mapping[str, Any] | None = None,
        requested_slot: str | None = None,
        active_loop: str | None = None,
        ask_back: bool = False,
        explain: bool = False,
    ) -> dict[str, Any]:
        """Rasa's parse data of a message, with `source`, `unsure`, `guess` and `ambiguous`.

        With `ask_back` nobody acts on what is not sure: the intent is out of scope and the guess
        is there to be asked back. With `explain` it says why, under `evidence` and `explanation`.
        """
        meant = parse_payload(payload, self._intents)
        turn = {
            "reading": reading,
            "payload": {"intent": meant.intent, "entities": meant.entities} if meant else None,
            "interpretation": self._known(interpretation),
            "requested_slot": requested_slot,
            "active_loop": active_loop,
            "ask_back": ask_back,
            "explain": explain,
        }
        # A leading slash would make Rasa read the contact's text as a command.
        message = UserMessage(text.lstrip("/ ") or " ", metadata={TURN: turn})
        results = self._runner.run(inputs={PLACEHOLDER_MESSAGE: [message]}, targets=[self._target])
        parsed = results[self._target][0].as_dict(only_output_properties=True)
        parsed["text"] = text
        return parsed

    def _known(self, interpretation: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """What the domain knows of an interpretation."""
        if not interpretation or interpretation.get("intent") not in self._intents:
            return None
        given = interpretation.get("entities") or {}
        entities = {name: value for name, value in given.items() if name in self._entities}
        return {"intent": interpretation["intent"], "entities": entities}


def described(parse_data: Mapping[str, Any]) -> dict[str, Any]:
    """Parse data as the turn protocol shows it."""
    described = {
        "intent": parse_data["intent"],
        "entities": {each["entity"]: each["value"] for each in parse_data.get("entities") or []},
        "source": parse_data.get(SOURCE, "local"),
    }
    for name in (AMBIGUOUS, GUESS, UNSURE):
        if parse_data.get(name):
            described[name] = parse_data[name]
    return described


def is_unsure(parse_data: Mapping[str, Any]) -> bool:
    """Whether somebody better should be asked."""
    return bool(parse_data.get(UNSURE))
