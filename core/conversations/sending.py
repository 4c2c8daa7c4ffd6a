"""The sender's side of the outbox: one sender per conversation, in order, re-checked at the send.

A row says `sending` before the provider is called. Whoever finds such a row later waits for the
provider's status to settle it and sends again only when none came (decision record 0006).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.lease import LEASE_SECONDS
from core.conversations.outbound import OutboundMessage, message_of
from core.conversations.unreached import Unreached
from core.kit.db import tenant_of
from core.kit.ids import ConversationId
from core.kit.quick import Executor, Statement

SETTLE_SECONDS = 6.0
"""How long a status may take to settle a send whose sender died."""
UNKNOWN_SECONDS = 30.0
"""How long a status may take to settle a send that got no answer."""
MOST_UNKNOWN_ATTEMPTS = 2

_CLAIM = text(
    """
    UPDATE conversations c
    SET outbox_lease_owner = :token, outbox_lease_fence = outbox_lease_fence + 1,
        outbox_lease_expires_at = clock_timestamp() + make_interval(secs => :seconds)
    WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
      AND (c.outbox_lease_owner IS NULL OR c.outbox_lease_expires_at < clock_timestamp())
      AND EXISTS (SELECT 1 FROM outbound_messages o
                  WHERE o.conversation_id = c.id AND o.is_unsent AND o.state <> 'unknown')
    RETURNING c.id
    """
)

_WAITS = text(
    """
    SELECT EXISTS (SELECT 1 FROM outbound_messages o
                   WHERE o.tenant_id = :tenant_id AND o.conversation_id = :conversation_id
                     AND o.is_unsent AND o.state <> 'unknown')
    """
)

_NEXT = text(
    """
    WITH held AS MATERIALIZED (
        SELECT c.* FROM conversations c
        WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
          AND c.outbox_lease_owner = :token FOR UPDATE
    ), next AS (
        SELECT o.* FROM outbound_messages o JOIN held ON held.id = o.conversation_id
        WHERE o.is_unsent AND o.state <> 'unknown' ORDER BY o.position LIMIT 1
    )
    SELECT next.id, next.state, next.content, next.attempts, next.turn_id,
           held.channel_id, ch.channel_type,
           i.external_id AS recipient_id, i.phone AS recipient_phone,
           next.author = 'assistant' AND next.turn_id IS NOT NULL
               AND held.answered_by <> 'assistant'
               AND held.handover_turn_id IS DISTINCT FROM next.turn_id AS is_taken_over,
           extract(epoch FROM clock_timestamp() - held.last_inbound_at) AS since_inbound,
           extract(epoch FROM clock_timestamp() - next.state_changed_at) AS since_change,
           extract(epoch FROM next.next_attempt_at - clock_timestamp()) AS due_in
    FROM held JOIN next ON true
    JOIN channels ch ON ch.tenant_id = :tenant_id AND ch.id = held.channel_id
    JOIN identities i ON i.tenant_id = :tenant_id AND i.id = held.identity_id
    """
)

_TAKE = text(
    """
    UPDATE outbound_messages
    SET state = 'sending', attempts = attempts + 1, state_changed_at = clock_timestamp(),
        next_attempt_at = NULL
    WHERE tenant_id = :tenant_id AND id = :id
    """
)

_RECORD = Statement(
    """
    WITH recorded AS (
        UPDATE outbound_messages
        SET state = CASE WHEN state IN ('pending', 'sending', 'unknown') THEN 'sent' ELSE state END,
            external_id = COALESCE(external_id, :external_id),
            sent_at = COALESCE(sent_at, clock_timestamp()), state_changed_at = clock_timestamp()
        WHERE tenant_id = :tenant_id AND id = :id
    ), released AS (
        UPDATE conversations c SET outbox_lease_owner = NULL, outbox_lease_expires_at = NULL
        WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
          AND c.outbox_lease_owner = :token
          AND NOT EXISTS (SELECT 1 FROM outbound_messages o
                          WHERE o.conversation_id = c.id AND o.id <> :id
                            AND o.is_unsent AND o.state <> 'unknown')
        RETURNING c.id
    )
    SELECT EXISTS (SELECT 1 FROM released) AS is_released
    """
)

_SETTLE = text(
    """
    UPDATE outbound_messages
    SET state = :state, error_code = :error_code, state_changed_at = clock_timestamp(),
        next_attempt_at = clock_timestamp() + CAST(:retry_after AS interval)
    WHERE tenant_id = :tenant_id AND id = :id AND state IN ('pending', 'sending')
    """
)

_RELEASE = text(
    """
    UPDATE conversations SET outbox_lease_owner = NULL, outbox_lease_expires_at = NULL
    WHERE tenant_id = :tenant_id AND id = :conversation_id AND outbox_lease_owner = :token
    """
)


@dataclass(frozen=True, slots=True)
class NextMessage:
    """The first unsent message of a conversation, with what decides about it."""

    message: OutboundMessage
    channel_type: str
    is_taken_over: bool
    is_sending: bool
    seconds_since_inbound: float | None
    seconds_since_change: float
    due_in_seconds: float


class SenderStore:
    """Outbox rows of one conversation, in the caller's tenant transaction."""

    def __init__(self, session: AsyncSession, conversation_id: ConversationId, token: str) -> None:
        self._session = session
        self._tenant_id = tenant_of(session)
        self._conversation_id = conversation_id
        self._ids: dict[str, Any] = {
            "tenant_id": self._tenant_id,
            "conversation_id": conversation_id,
            "token": token,
        }

    async def claim(self) -> Literal["claimed", "nothing", "taken"]:
        """Become the conversation's sender, unless nothing waits or another one is at it."""
        claimed = await self._session.execute(_CLAIM, {**self._ids, "seconds": LEASE_SECONDS})
        if claimed.first() is not None:
            return "claimed"
        waits = await self._session.execute(_WAITS, self._ids)
        return "taken" if waits.scalar() else "nothing"

    async def next(self) -> NextMessage | None:
        """The first unsent message, the conversation locked against a takeover until commit."""
        row = (await self._session.execute(_NEXT, self._ids)).first()
        if row is None:
            return None
        return NextMessage(
            message=message_of(row, self._tenant_id, self._conversation_id),
            channel_type=row.channel_type,
            is_taken_over=row.is_taken_over,
            is_sending=row.state == "sending",
            seconds_since_inbound=_seconds(row.since_inbound),
            seconds_since_change=float(row.since_change),
            due_in_seconds=max(0.0, float(row.due_in or 0)),
        )

    async def take(self, outbound_id: UUID) -> None:
        """Write that the message is being sent."""
        await self._session.execute(_TAKE, {"tenant_id": self._tenant_id, "id": outbound_id})

    async def settle(
        self,
        outbound_id: UUID,
        state: str,
        *,
        error_code: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Move an unsent message to another state, or back to `pending` for a later attempt."""
        delay = timedelta(seconds=retry_after) if retry_after is not None else None
        parameters = {
            "tenant_id": self._tenant_id,
            "id": outbound_id,
            "state": state,
            "error_code": error_code,
            "retry_after": delay,
        }
        await self._session.execute(_SETTLE, parameters)

    async def give_up_on_channel(self, outbound_id: UUID) -> None:
        """Note that the channel cannot reach the conversation's identity; news goes by SMS."""
        await Unreached(self._session).note(outbound_id)

    async def release(self) -> None:
        """Stop being the sender."""
        await self._session.execute(_RELEASE, self._ids)


async def record_sent(
    executor: Executor, message: OutboundMessage, token: str, external_id: str
) -> bool:
    """Note the provider's id; True when nothing else waits and the sender's lease is given back."""
    parameters = {
        "tenant_id": executor.tenant_id,
        "conversation_id": message.conversation_id,
        "token": token,
        "id": message.id,
        "external_id": external_id,
    }
    (recorded,) = await executor.rows(_RECORD, parameters)
    return bool(recorded.is_released)


def _seconds(value: Any) -> float | None:
    return None if value is None else float(value)
