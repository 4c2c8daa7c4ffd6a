"""What the simulated model says: a scripted answer, a plausible one, or one of many wrong ones."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sandbox.behaviors import LlmBehavior

_WORD = re.compile(r"\w+")
_HUGE_BYTES = 10 * 1024 * 1024
_LETTERS_PER_TOKEN = 4


class ScriptedAnswer(BaseModel):
    """What to answer to every message that contains this text, whatever its case."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1)
    answer: Any


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A request of either wire format, as far as the answer depends on it."""

    model: str
    instructions: str
    message: str
    schema: dict[str, Any]
    tool: str
    """The tool that must be called, or nothing."""

    @property
    def tokens(self) -> int:
        """About how many tokens went in."""
        return (len(self.instructions) + len(self.message)) // _LETTERS_PER_TOKEN + 10


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """Text, or a JSON value that is the answer."""

    text: str
    value: Any = None
    is_value: bool = False

    @property
    def tokens(self) -> int:
        """About how many tokens came out."""
        return len(self.text) // _LETTERS_PER_TOKEN + 5


class LlmDesk:
    """Answers requests the way its behavior says."""

    def __init__(self) -> None:
        self.script: list[ScriptedAnswer] = []

    def clear(self) -> None:
        """Forget the script."""
        self.script.clear()

    def answer(self, request: ModelRequest, behavior: LlmBehavior) -> ModelAnswer:
        """The answer that belongs to the mode."""
        wrong = _WRONG.get(behavior.mode)
        return wrong(request) if wrong else self._plausible(request)

    def _plausible(self, request: ModelRequest) -> ModelAnswer:
        message = request.message.casefold()
        for scripted in self.script:
            if scripted.text.casefold() in message:
                if isinstance(scripted.answer, str):
                    return ModelAnswer(scripted.answer)
                return _of(scripted.answer)
        return _of({"intent": _nearest(request), "entities": []})


def _of(value: Any) -> ModelAnswer:
    return ModelAnswer(json.dumps(value), value, is_value=True)


def _nearest(request: ModelRequest) -> str:
    """The allowed intent whose name shares most words with the message, else out of scope."""
    said = set(_WORD.findall(request.message.casefold()))
    intents = list(_allowed(request.schema))
    shared = {name: len(said & set(name.split("_"))) for name in intents}
    best = max(intents, key=lambda name: shared[name], default="out_of_scope")
    return best if shared.get(best) else "out_of_scope"


def _allowed(schema: dict[str, Any]) -> Iterator[str]:
    properties = schema.get("properties")
    intent = properties.get("intent") if isinstance(properties, dict) else None
    names = intent.get("enum") if isinstance(intent, dict) else None
    yield from (name for name in names or [] if isinstance(name, str))


def _foreign(request: ModelRequest) -> dict[str, Any]:
    """Names and ids that the business does not have, in an otherwise right answer."""
    quote = next(iter(_WORD.findall(_said(request.message))), "x")
    return {
        "intent": "book_service",
        "entities": [
            {"entity": "service", "quote": quote, "meaning": str(uuid.uuid4())},
            {"entity": "staff", "quote": quote, "meaning": "Somebody Else"},
        ],
    }


def _said(message: str) -> str:
    try:
        told = json.loads(message)
    except ValueError:
        return message
    return str(told.get("message", "")) if isinstance(told, dict) else message


_WRONG: dict[str, Callable[[ModelRequest], ModelAnswer]] = {
    "garbage": lambda _: ModelAnswer("Sure! \u2603 {intent: book_service,, 'entities': [[[ ]}"),
    "null": lambda _: _of(None),
    "nulls": lambda _: _of({"intent": None, "entities": None}),
    "echo": lambda request: ModelAnswer(f"{request.instructions}\n\n{request.message}"),
    "foreign_ids": lambda request: _of(_foreign(request)),
    "unknown_intent": lambda _: _of({"intent": "transfer_all_money", "entities": []}),
    "huge": lambda _: ModelAnswer("x" * _HUGE_BYTES),
}
