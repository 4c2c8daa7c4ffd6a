"""What a turn finds and leaves in the database, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.conversations.contacts import ContactFacts
from core.conversations.lease import TurnLease
from core.conversations.outbound import OutboundMessage
from core.kit.ids import ChannelId, ConversationId, DialogueId, TurnId


@dataclass(frozen=True, slots=True)
class UnhandledMessage:
    """A stored message that no finished turn has read."""

    id: UUID
    external_id: str
    kind: str
    text: str
    payload: str | None
    sent_at: datetime
    age_seconds: float
    turn_id: TurnId | None
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class OpenDialogue:
    """The matter that is going on."""

    id: DialogueId
    requested_slot: str | None
    active_loop: str | None
    turn_count: int
    last_turn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimedConversation:
    """A conversation whose turn lease is ours, with its unhandled messages in order."""

    id: ConversationId
    lease: TurnLease
    channel_id: ChannelId
    channel_type: str
    tenant_version: datetime
    answered_by: str
    handover_cause: str | None
    language: str | None
    contact: ContactFacts
    dialogue: OpenDialogue | None
    messages: tuple[UnhandledMessage, ...]
    offered: tuple[dict[str, str], ...] = ()
    """Title and payload of the buttons that the contact saw last, unless answered since."""


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn that was begun: what makes a retry the same turn."""

    id: TurnId
    dialogue_id: DialogueId
    text: str
    payload: str | None
    language: str
    reading: dict[str, Any]
    steps: list[dict[str, Any]]
    seed_slots: dict[str, Any]
    age_seconds: float = 0.0
    attempts: int = 1
    interpretation: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FinishedTurn:
    """A turn that is written: the message to send now, and whether more is waiting."""

    has_more: bool
    is_sender: bool
    first: OutboundMessage | None


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn came to."""

    state: str
    outcome: dict[str, Any]
    steps: list[dict[str, Any]]
    outbound: Sequence[dict[str, Any]]
    language: str | None = None
    is_decided: bool = False
    """Rasa decided it, so that its form state is news."""
    requested_slot: str | None = None
    active_loop: str | None = None
