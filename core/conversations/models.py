from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Identity,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.kit.db import Base, TenantRow, belongs_to, tenant_row_args
from core.kit.ids import new_id


class Conversation(TenantRow):
    """The thread between one identity and one channel, with the lease of its running turn.

    When an operator answers, `handover_cause` says why (`operator` took it, the `contact` asked, or
    a `failure`), and `handover_turn_id` names the turn that may still say goodbye. An operator
    wrote, took it or gave it back last at `last_operator_at`.
    """

    __tablename__ = "conversations"
    __table_args__ = tenant_row_args(
        belongs_to("channel_id", "channels"),
        belongs_to("identity_id", "identities"),
        belongs_to("contact_id", "contacts"),
        UniqueConstraint("tenant_id", "channel_id", "identity_id"),
        Index(None, "tenant_id", "contact_id"),
        CheckConstraint("answered_by IN ('assistant', 'operator', 'nobody')", name="answered_by"),
    )

    channel_id: Mapped[UUID]
    identity_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    answered_by: Mapped[str] = mapped_column(server_default="assistant")
    handover_cause: Mapped[str | None]
    handover_turn_id: Mapped[UUID | None]
    last_operator_at: Mapped[datetime | None]
    language: Mapped[str | None]
    last_inbound_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_fence: Mapped[int] = mapped_column(BigInteger, server_default="0")
    lease_expires_at: Mapped[datetime | None]
    outbox_lease_owner: Mapped[str | None]
    outbox_lease_fence: Mapped[int] = mapped_column(BigInteger, server_default="0")
    outbox_lease_expires_at: Mapped[datetime | None]


class Dialogue(TenantRow):
    """One matter of a conversation: the id that Rasa knows as `sender_id`."""

    __tablename__ = "dialogues"
    __table_args__ = tenant_row_args(
        belongs_to("conversation_id", "conversations"),
        Index(
            "uq_dialogues_open",
            "tenant_id",
            "conversation_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    conversation_id: Mapped[UUID]
    seed_slots: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    active_loop: Mapped[str | None]
    requested_slot: Mapped[str | None]
    turn_count: Mapped[int] = mapped_column(server_default="0")
    last_turn_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]


class InboundMessage(TenantRow):
    """The inbox: what a contact sent, stored before the provider gets its 200."""

    __tablename__ = "inbound_messages"
    __table_args__ = tenant_row_args(
        belongs_to("conversation_id", "conversations"),
        belongs_to("channel_id", "channels"),
        UniqueConstraint("channel_id", "external_id"),
        Index(
            "ix_inbound_messages_unhandled",
            "conversation_id",
            "sent_at",
            "position",
            postgresql_where=text("handled_at IS NULL"),
        ),
        Index("ix_inbound_messages_history", "tenant_id", "conversation_id", "position"),
    )

    conversation_id: Mapped[UUID]
    channel_id: Mapped[UUID]
    external_id: Mapped[str]
    position: Mapped[int] = mapped_column(BigInteger, Identity())
    kind: Mapped[str]
    text: Mapped[str | None]
    payload: Mapped[str | None]
    content: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    sent_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    turn_id: Mapped[UUID | None]


class Turn(TenantRow):
    """One turn: what was read, what Rasa decided, what was answered, how long each step took."""

    __tablename__ = "turns"
    __table_args__ = tenant_row_args(
        belongs_to("conversation_id", "conversations"),
        belongs_to("dialogue_id", "dialogues"),
        Index(None, "tenant_id", "conversation_id", "created_at"),
        CheckConstraint("state IN ('running', 'handled', 'silent', 'failed')", name="state"),
    )

    conversation_id: Mapped[UUID]
    dialogue_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default="running")
    attempts: Mapped[int] = mapped_column(server_default="0")
    text: Mapped[str]
    payload: Mapped[str | None]
    language: Mapped[str | None]
    reading: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    interpretation: Mapped[dict[str, Any] | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    steps: Mapped[list[Any]] = mapped_column(server_default="[]")
    finished_at: Mapped[datetime | None]


class TurnReview(TenantRow):
    """What a person says the message of a turn means; without an intent it was dismissed."""

    __tablename__ = "turn_reviews"
    __table_args__ = tenant_row_args(
        belongs_to("turn_id", "turns"), UniqueConstraint("tenant_id", "turn_id")
    )

    turn_id: Mapped[UUID]
    intent: Mapped[str | None]
    exported_at: Mapped[datetime | None]


class OutboundMessage(TenantRow):
    """The outbox: sent in `position` order per conversation; a pending row blocks later ones."""

    __tablename__ = "outbound_messages"
    __table_args__ = tenant_row_args(
        belongs_to("conversation_id", "conversations"),
        UniqueConstraint("tenant_id", "idempotency_key"),
        Index(
            "ix_outbound_messages_unsent",
            "conversation_id",
            "position",
            postgresql_where=text("is_unsent"),
        ),
        Index("ix_outbound_messages_history", "tenant_id", "conversation_id", "position"),
        Index("ix_outbound_messages_external", "tenant_id", "external_id"),
        CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown',"
            " 'canceled')",
            name="state",
        ),
    )

    conversation_id: Mapped[UUID]
    idempotency_key: Mapped[str]
    position: Mapped[int] = mapped_column(BigInteger, Identity())
    turn_id: Mapped[UUID | None]
    author: Mapped[str] = mapped_column(server_default="assistant")
    content: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    error_code: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    # Indexed in place of the state, so that delivery reports touch no index.
    is_unsent: Mapped[bool] = mapped_column(
        Computed("state IN ('pending', 'sending', 'unknown')", persisted=True)
    )
    state_changed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class ProviderPayload(TenantRow):
    """A provider's item of a tenant that is no message (unknown field, account error)."""

    __tablename__ = "provider_payloads"
    __table_args__ = tenant_row_args(Index(None, "tenant_id", "channel_id", "created_at"))

    channel_id: Mapped[UUID | None]
    reason: Mapped[str]
    body: Mapped[dict[str, Any]]


class UnroutedPayload(Base):
    """A provider's item that belongs to no tenant we know; only the platform role reads it."""

    __tablename__ = "unrouted_payloads"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    source: Mapped[str]
    reason: Mapped[str]
    body: Mapped[dict[str, Any]]
