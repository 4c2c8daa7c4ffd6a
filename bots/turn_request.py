"""The body of a turn request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, constr

_LONGEST_TEXT = 4096
HALVES = "halves"


class TurnRequest(BaseModel):
    """One message of a contact, as the worker hands it over."""

    dialogue_id: UUID
    message_id: str = Field(min_length=1, max_length=200)
    text: constr(curtail_length=_LONGEST_TEXT)  # type: ignore[valid-type]
    payload: str | None = None
    language: str = Field("en", regex=r"^[a-z]{2,3}$")
    reading: dict[str, Any] = Field(default_factory=dict)
    interpretation: dict[str, Any] | None = None
    ask_if_unsure: bool = False
    only_intent: str | None = None
    offered: list[dict[str, Any]] | None = None
    ask_back: bool = False
    seed_slots: dict[str, Any] = Field(default_factory=dict)
    deadline: float
    traceparent: str | None = None

    @property
    def sender_id(self) -> str:
        """The dialogue's id as Rasa's trackers carry it."""
        return str(self.dialogue_id)

    @property
    def own_reading(self) -> dict[str, Any]:
        """What was read in the whole text, without its halves."""
        return {name: value for name, value in self.reading.items() if name != HALVES}

    def metadata(self) -> dict[str, Any]:
        """What actions find under `latest_message["metadata"]`."""
        return {
            "message_id": self.message_id,
            "language": self.language,
            "deadline": self.deadline,
            "reading": self.own_reading,
            "traceparent": self.traceparent,
        }
