"""An interpretation as a value: what a turn's row keeps and what Rasa is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from core.llm.answers import Usage


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that nobody is sure about, and what was going on when it came."""

    text: str
    reference: datetime
    reading: Mapping[str, Any] = field(default_factory=dict)
    language: str | None = None
    requested_slot: str | None = None
    active_loop: str | None = None


class Meaning(BaseModel):
    """An intent of the domain and values of this business, both checked."""

    model_config = ConfigDict(frozen=True)

    intent: str
    entities: dict[str, Any] = {}
    is_asked_back: bool = False
    """The intent has an effect at once: the contact is asked whether it is meant."""


class Interpretation(BaseModel):
    """What asking came to, and what it took; kept on the turn's row before it is used."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Literal["understood", "none", "local_only"]
    """`none`: the best local guess is asked back. `local_only`: nobody was to be asked."""
    reason: str | None = None
    meaning: Meaning | None = None
    model: str | None = None
    said: Any = Field(default=None, exclude=True)
    """The answer as a model gave it just now; not part of what is kept on the row."""
    is_cached: bool = False
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0
    ms: float = 0.0

    @property
    def usage(self) -> Usage:
        """Tokens and cost of all attempts."""
        return Usage(self.tokens_in, self.tokens_out, self.cost_micros)

    @property
    def asks_back(self) -> bool:
        """Whether the contact is asked what was meant, instead of acting on it."""
        return self.status == "none" or (self.meaning is not None and self.meaning.is_asked_back)

    def for_rasa(self) -> dict[str, Any] | None:
        """The `interpretation` of the turn protocol."""
        if self.meaning is None:
            return None
        return {"intent": self.meaning.intent, "entities": self.meaning.entities}

    def with_usage(self, usage: Usage) -> Self:
        """The same with what it took."""
        return self.model_copy(
            update={
                "tokens_in": usage.tokens_in,
                "tokens_out": usage.tokens_out,
                "cost_micros": usage.cost_micros,
            }
        )
