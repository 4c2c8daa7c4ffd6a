"""Leases on the conversation row: one turn and one sender at a time, whoever dies.

A turn's lease is fenced by a number that grows with each claim; a sender's by a token of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.ids import ConversationId

LEASE_SECONDS = 8.0
HEARTBEAT_SECONDS = 2.0

_EXTEND_TURNS = text(
    """
    UPDATE conversations SET lease_expires_at = clock_timestamp() + make_interval(secs => :seconds)
    WHERE id = ANY(CAST(:ids AS uuid[])) AND lease_owner = :owner
    """
)
_EXTEND_SENDERS = text(
    """
    UPDATE conversations c
    SET outbox_lease_expires_at = clock_timestamp() + make_interval(secs => :seconds)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:tokens AS text[])) AS held(id, token)
    WHERE c.id = held.id AND c.outbox_lease_owner = held.token
    """
)
_RELEASE_TURNS = text(
    """
    UPDATE conversations SET lease_owner = NULL, lease_expires_at = NULL
    WHERE id = ANY(CAST(:ids AS uuid[])) AND lease_owner = :owner
    """
)


@dataclass(frozen=True, slots=True)
class TurnLease:
    """The right to take turns of a conversation."""

    owner: str
    fence: int


async def extend_leases(
    platform: AsyncSession,
    owner: str,
    turns: list[ConversationId],
    senders: Mapping[ConversationId, str],
) -> None:
    """Heartbeat of a process: keep the leases it holds, of whatever tenant."""
    if turns:
        await platform.execute(
            _EXTEND_TURNS, {"ids": turns, "owner": owner, "seconds": LEASE_SECONDS}
        )
    if senders:
        ids: list[UUID] = list(senders)
        tokens = list(senders.values())
        await platform.execute(
            _EXTEND_SENDERS, {"ids": ids, "tokens": tokens, "seconds": LEASE_SECONDS}
        )


async def release_leases(platform: AsyncSession, owner: str, turns: list[ConversationId]) -> None:
    """Give turns' leases back at a shutdown, so that another worker need not wait."""
    await platform.execute(_RELEASE_TURNS, {"ids": turns, "owner": owner})
