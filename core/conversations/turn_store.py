"""The rows of a turn: claim a conversation with its messages, begin the turn, finish it.

Each step is one statement, because this is the path every message takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.errors import LeaseLost
from core.conversations.lease import LEASE_SECONDS, TurnLease
from core.conversations.outbound import OutboundMessage, message_of
from core.kit.db import tenant_of
from core.kit.ids import ChannelId, ContactId, ConversationId, DialogueId, TurnId

MOST_MESSAGES = 50

_CLAIM = text(
    """
    WITH claimed AS (
        UPDATE conversations c
        SET lease_owner = :owner, lease_fence = c.lease_fence + 1,
            lease_expires_at = clock_timestamp() + make_interval(secs => :seconds)
        WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
          AND (c.lease_owner IS NULL OR c.lease_owner = :owner
               OR c.lease_expires_at < clock_timestamp())
          AND EXISTS (SELECT 1 FROM inbound_messages m
                      WHERE m.conversation_id = c.id AND m.handled_at IS NULL)
        RETURNING c.id, c.lease_fence, c.contact_id, c.channel_id, c.answered_by,
                  c.handover_cause, c.language
    )
    SELECT claimed.*, ch.channel_type,
           ct.name AS contact_name, ct.phone AS contact_phone, ct.language AS contact_language,
           ct.opted_out_at IS NOT NULL AS is_opted_out,
           d.id AS dialogue_id, d.requested_slot, d.active_loop, d.turn_count, d.last_turn_at,
           (SELECT jsonb_agg(to_jsonb(u) ORDER BY u.sent_at, u.position) FROM (
                SELECT m.id, m.external_id, m.kind, m.text, m.turn_id, m.sent_at, m.position,
                       m.content ->> 'traceparent' AS traceparent,
                       extract(epoch FROM clock_timestamp() - m.created_at) AS age,
                       (SELECT o.content -> 'buttons' -> CAST(split_part(m.payload, ':', 2) AS int)
                        FROM outbound_messages o
                        WHERE o.tenant_id = :tenant_id AND o.conversation_id = claimed.id
                          AND o.id = CAST(split_part(m.payload, ':', 1) AS uuid)) AS button
                FROM inbound_messages m
                WHERE m.conversation_id = claimed.id AND m.handled_at IS NULL
                ORDER BY m.sent_at, m.position LIMIT :most
           ) u) AS messages
    FROM claimed
    JOIN channels ch ON ch.tenant_id = :tenant_id AND ch.id = claimed.channel_id
    JOIN contacts ct ON ct.tenant_id = :tenant_id AND ct.id = claimed.contact_id
    LEFT JOIN dialogues d ON d.tenant_id = :tenant_id AND d.conversation_id = claimed.id
                         AND d.closed_at IS NULL
    """
)

_BEGIN = text(
    """
    WITH held AS (
        SELECT id FROM conversations
        WHERE tenant_id = :tenant_id AND id = :conversation_id
          AND lease_owner = :owner AND lease_fence = :fence
    ), read AS (
        UPDATE inbound_messages SET turn_id = :turn_id FROM held
        WHERE inbound_messages.id = ANY(CAST(:message_ids AS uuid[]))
    )
    INSERT INTO turns (id, tenant_id, conversation_id, dialogue_id, attempts, text, payload,
                       language, reading, steps)
    SELECT :turn_id, :tenant_id, held.id, :dialogue_id, 1, :text, CAST(:payload AS text), :language,
           CAST(:reading AS jsonb), CAST(:steps AS jsonb)
    FROM held RETURNING id
    """
)

_RESUME = text(
    """
    UPDATE turns SET attempts = attempts + 1 WHERE tenant_id = :tenant_id AND id = :turn_id
    RETURNING id, dialogue_id, text, payload, language, reading, interpretation, attempts, steps,
              extract(epoch FROM clock_timestamp() - created_at) AS age,
              (SELECT seed_slots FROM dialogues d WHERE d.id = turns.dialogue_id) AS seed_slots
    """
)

_FINISH = text(
    """
    WITH held AS (
        UPDATE conversations c
        SET language = COALESCE(CAST(:language AS text), c.language),
            lease_owner = NULL, lease_expires_at = NULL,
            answered_by = CASE
                WHEN :fails THEN 'operator'
                WHEN c.answered_by = 'operator' AND c.handover_cause = 'failure' THEN 'assistant'
                ELSE c.answered_by END,
            handover_cause = CASE
                WHEN :fails THEN COALESCE(c.handover_cause, 'failure')
                WHEN c.answered_by = 'operator' AND c.handover_cause = 'failure' THEN NULL
                ELSE c.handover_cause END,
            handover_turn_id = CASE WHEN :fails THEN :turn_id ELSE c.handover_turn_id END,
            outbox_lease_owner = CASE WHEN :speaks
                AND (c.outbox_lease_owner IS NULL OR c.outbox_lease_expires_at < clock_timestamp())
                THEN CAST(:token AS text) ELSE c.outbox_lease_owner END,
            outbox_lease_expires_at = CASE WHEN :speaks
                AND (c.outbox_lease_owner IS NULL OR c.outbox_lease_expires_at < clock_timestamp())
                THEN clock_timestamp() + make_interval(secs => :seconds)
                ELSE c.outbox_lease_expires_at END
        WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
          AND c.lease_owner = :owner AND c.lease_fence = :fence
        RETURNING c.id, c.channel_id, c.identity_id,
            c.answered_by = 'assistant' OR c.handover_turn_id = :turn_id AS may_speak,
            COALESCE(c.outbox_lease_owner = :token, false) AS is_sender,
            c.outbox_lease_owner IS NOT NULL AS has_sender,
            CAST(:window AS float8) IS NULL
                OR c.last_inbound_at > clock_timestamp() - make_interval(secs => :window) AS is_open
    ), handled AS (
        UPDATE inbound_messages m SET handled_at = clock_timestamp() FROM held
        WHERE m.conversation_id = held.id AND m.turn_id = :turn_id AND m.handled_at IS NULL
    ), finished AS (
        UPDATE turns SET state = :state, outcome = CAST(:outcome AS jsonb),
            steps = CAST(:steps AS jsonb), finished_at = clock_timestamp()
        FROM held WHERE turns.tenant_id = :tenant_id AND turns.id = :turn_id
    ), moved AS (
        UPDATE dialogues SET last_turn_at = clock_timestamp(), turn_count = turn_count + 1,
            requested_slot = CASE WHEN :is_decided THEN CAST(:requested_slot AS text)
                                  ELSE requested_slot END,
            active_loop = CASE WHEN :is_decided THEN CAST(:active_loop AS text)
                               ELSE active_loop END
        FROM held WHERE dialogues.tenant_id = :tenant_id AND dialogues.id = :dialogue_id
    ), said AS (
        INSERT INTO outbound_messages
            (id, tenant_id, conversation_id, idempotency_key, turn_id, content, state, attempts)
        SELECT r.id, :tenant_id, held.id, r.idempotency_key, :turn_id, r.content,
               CASE WHEN NOT held.may_speak THEN 'canceled'
                    WHEN is_first.yes AND held.is_sender AND held.is_open THEN 'sending'
                    ELSE 'pending' END,
               CASE WHEN held.may_speak AND is_first.yes AND held.is_sender AND held.is_open
                    THEN 1 ELSE 0 END
        FROM held
        CROSS JOIN jsonb_to_recordset(CAST(:outbound AS jsonb))
             AS r(ordinal int, id uuid, idempotency_key text, content jsonb)
        CROSS JOIN LATERAL (SELECT r.ordinal = 0 AND NOT EXISTS (
            SELECT 1 FROM outbound_messages o
            WHERE o.conversation_id = held.id
              AND o.state IN ('pending', 'sending')) AS yes) is_first
        ORDER BY r.ordinal
        ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
        RETURNING id, state, content, attempts
    )
    SELECT held.is_sender, held.channel_id, i.external_id AS recipient_id,
           i.phone AS recipient_phone, first.id, first.content, first.attempts,
           EXISTS (SELECT 1 FROM inbound_messages m
                   WHERE m.conversation_id = held.id AND m.handled_at IS NULL
                     AND m.turn_id IS DISTINCT FROM :turn_id) AS has_more,
           CASE WHEN :speaks AND NOT held.is_sender
                THEN pg_notify('ratiba_outbox', CAST(:tenant_id AS text) || ':' || held.id) END
    FROM held
    JOIN identities i ON i.tenant_id = :tenant_id AND i.id = held.identity_id
    LEFT JOIN said first ON first.state = 'sending'
    """
)

_SET_ASIDE = text(
    """
    WITH held AS (
        UPDATE conversations SET lease_owner = NULL, lease_expires_at = NULL
        WHERE tenant_id = :tenant_id AND id = :conversation_id
          AND lease_owner = :owner AND lease_fence = :fence
        RETURNING id
    )
    UPDATE inbound_messages m SET handled_at = clock_timestamp() FROM held
    WHERE m.conversation_id = held.id AND m.id = ANY(CAST(:message_ids AS uuid[]))
    """
)


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
class ContactFacts:
    """What a turn needs to know about who writes."""

    id: ContactId
    name: str | None
    phone: str | None
    language: str | None
    is_opted_out: bool


@dataclass(frozen=True, slots=True)
class ClaimedConversation:
    """A conversation whose turn lease is ours, with its unhandled messages in order."""

    id: ConversationId
    lease: TurnLease
    channel_id: ChannelId
    channel_type: str
    answered_by: str
    handover_cause: str | None
    language: str | None
    contact: ContactFacts
    dialogue: OpenDialogue | None
    messages: tuple[UnhandledMessage, ...]


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


class TurnStore:
    """The rows of turns, in the caller's tenant transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._tenant_id = tenant_of(session)

    async def claim(
        self, conversation_id: ConversationId, owner: str
    ) -> ClaimedConversation | None:
        """Take the lease and drain the inbox; None when nothing waits or another has the lease."""
        found = await self._session.execute(
            _CLAIM,
            {
                "tenant_id": self._tenant_id,
                "conversation_id": conversation_id,
                "owner": owner,
                "seconds": LEASE_SECONDS,
                "most": MOST_MESSAGES,
            },
        )
        row = found.first()
        return _claimed(row, owner) if row is not None and row.messages else None

    async def begin(
        self, claimed: ClaimedConversation, turn: TurnRow, messages: Sequence[UnhandledMessage]
    ) -> None:
        """Write the turn and bind its messages to it: from here on a retry repeats exactly this."""
        begun = await self._session.execute(
            _BEGIN,
            {
                **self._held(claimed),
                "turn_id": turn.id,
                "dialogue_id": turn.dialogue_id,
                "message_ids": [message.id for message in messages],
                "text": turn.text,
                "payload": turn.payload,
                "language": turn.language,
                "reading": _json(turn.reading),
                "steps": _json(turn.steps),
            },
        )
        if begun.first() is None:
            raise LeaseLost("the lease ended before the turn began")

    async def resume(self, turn_id: TurnId) -> TurnRow:
        """The turn that somebody else began and did not finish."""
        found = await self._session.execute(
            _RESUME, {"tenant_id": self._tenant_id, "turn_id": turn_id}
        )
        row = found.one()
        return TurnRow(
            id=TurnId(row.id),
            dialogue_id=DialogueId(row.dialogue_id),
            text=row.text,
            payload=row.payload,
            language=row.language,
            reading=row.reading,
            steps=[],
            seed_slots=row.seed_slots,
            age_seconds=float(row.age),
            attempts=row.attempts,
        )

    async def finish(
        self,
        claimed: ClaimedConversation,
        turn: TurnRow,
        result: TurnResult,
        *,
        token: str,
        window_seconds: float | None,
    ) -> FinishedTurn:
        """Write outcome and replies, mark the messages handled, give the lease back.

        The first reply is claimed for sending under `token` where nothing stands in its way: that
        check of takeover and channel window is part of this transaction.
        """
        found = await self._session.execute(
            _FINISH,
            {
                **self._held(claimed),
                "turn_id": turn.id,
                "dialogue_id": turn.dialogue_id,
                "language": result.language,
                "fails": result.state == "failed",
                "speaks": bool(result.outbound),
                "token": token,
                "seconds": LEASE_SECONDS,
                "window": window_seconds,
                "state": result.state,
                "outcome": _json(result.outcome),
                "steps": _json(result.steps),
                "is_decided": result.is_decided,
                "requested_slot": result.requested_slot,
                "active_loop": result.active_loop,
                "outbound": _json(result.outbound),
            },
        )
        row = found.first()
        if row is None:
            raise LeaseLost("another worker took the conversation during the turn")
        first = message_of(row, self._tenant_id, claimed.id) if row.id is not None else None
        return FinishedTurn(row.has_more, row.is_sender, first)

    async def set_aside(
        self, claimed: ClaimedConversation, messages: Sequence[UnhandledMessage]
    ) -> None:
        """Mark messages handled that get no turn, and give the lease back."""
        parameters = {**self._held(claimed), "message_ids": [message.id for message in messages]}
        await self._session.execute(_SET_ASIDE, parameters)

    def _held(self, claimed: ClaimedConversation) -> dict[str, Any]:
        return {
            "tenant_id": self._tenant_id,
            "conversation_id": claimed.id,
            "owner": claimed.lease.owner,
            "fence": claimed.lease.fence,
        }


def _claimed(row: Any, owner: str) -> ClaimedConversation:
    dialogue = None
    if row.dialogue_id is not None:
        dialogue = OpenDialogue(
            DialogueId(row.dialogue_id),
            row.requested_slot,
            row.active_loop,
            row.turn_count,
            row.last_turn_at,
        )
    return ClaimedConversation(
        id=ConversationId(row.id),
        lease=TurnLease(owner, row.lease_fence),
        channel_id=ChannelId(row.channel_id),
        channel_type=row.channel_type,
        answered_by=row.answered_by,
        handover_cause=row.handover_cause,
        language=row.language,
        contact=ContactFacts(
            ContactId(row.contact_id),
            row.contact_name,
            row.contact_phone,
            row.contact_language,
            row.is_opted_out,
        ),
        dialogue=dialogue,
        messages=tuple(map(_unhandled, row.messages)),
    )


def _unhandled(item: dict[str, Any]) -> UnhandledMessage:
    button = item["button"] or {}
    return UnhandledMessage(
        id=UUID(item["id"]),
        external_id=item["external_id"],
        kind=item["kind"],
        text=item["text"] or "",
        payload=button.get("payload"),
        sent_at=datetime.fromisoformat(item["sent_at"]),
        age_seconds=float(item["age"]),
        turn_id=TurnId(UUID(item["turn_id"])) if item["turn_id"] else None,
        traceparent=item["traceparent"],
    )


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()
