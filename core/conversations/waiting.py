"""What waits in all tenants' inboxes and outboxes; read through the platform role."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.sending import MOST_UNKNOWN_ATTEMPTS, UNKNOWN_SECONDS
from core.kit.ids import ConversationId, TenantId

ConversationKey = tuple[TenantId, ConversationId]
_MOST = 1000

_UNHANDLED = text(
    """
    SELECT m.tenant_id, m.conversation_id,
           CASE WHEN c.lease_owner IS NULL OR c.lease_owner = :owner THEN 0
                ELSE extract(epoch FROM c.lease_expires_at - clock_timestamp()) END AS free_in
    FROM (SELECT DISTINCT tenant_id, conversation_id FROM inbound_messages
          WHERE handled_at IS NULL LIMIT :most) m
    JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
    """
)
_UNSENT = text(
    """
    SELECT o.tenant_id, o.conversation_id,
           GREATEST(
               extract(epoch FROM o.due_at - clock_timestamp()),
               CASE WHEN c.outbox_lease_owner IS NULL THEN 0
                    ELSE extract(epoch FROM c.outbox_lease_expires_at - clock_timestamp()) END
           ) AS free_in
    FROM (SELECT tenant_id, conversation_id,
                 min(COALESCE(next_attempt_at, created_at)) AS due_at
          FROM outbound_messages WHERE is_unsent AND state <> 'unknown'
          GROUP BY tenant_id, conversation_id LIMIT :most) o
    JOIN conversations c ON c.tenant_id = o.tenant_id AND c.id = o.conversation_id
    """
)
_UNSETTLED = text(
    """
    UPDATE outbound_messages SET state = 'pending', state_changed_at = clock_timestamp()
    WHERE is_unsent AND state = 'unknown' AND attempts < :most_attempts
      AND state_changed_at < clock_timestamp() - make_interval(secs => :seconds)
    """
)
_OLDEST = text(
    """
    SELECT extract(epoch FROM clock_timestamp() - min(created_at)) FROM inbound_messages
    WHERE handled_at IS NULL
    """
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Conversations to wake now, and when the next one comes free."""

    inbox: list[ConversationKey]
    outbox: list[ConversationKey]
    next_free_in: float | None


async def sweep(platform: AsyncSession, owner: str) -> Sweep:
    """Look for waiting work that no living process holds; put unanswered sends back in line."""
    await platform.execute(
        _UNSETTLED, {"most_attempts": MOST_UNKNOWN_ATTEMPTS, "seconds": UNKNOWN_SECONDS}
    )
    inbox = (await platform.execute(_UNHANDLED, {"owner": owner, "most": _MOST})).all()
    outbox = (await platform.execute(_UNSENT, {"most": _MOST})).all()
    later = [float(row.free_in) for row in (*inbox, *outbox) if row.free_in > 0]
    return Sweep(_free(inbox), _free(outbox), min(later, default=None))


async def oldest_unhandled_seconds(platform: AsyncSession) -> float:
    """The age of the oldest message that no turn has handled; 0 when there is none."""
    age = (await platform.execute(_OLDEST)).scalar()
    return float(age) if age is not None else 0.0


def _free(rows: Any) -> list[ConversationKey]:
    return [
        (TenantId(row.tenant_id), ConversationId(row.conversation_id))
        for row in rows
        if row.free_in <= 0
    ]
