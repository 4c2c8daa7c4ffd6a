"""Durable jobs on PostgreSQL: written in the caller's transaction, run by the worker.

The only caller of procrastinate's SQL function (its signature is pinned by a contract test).
"""

from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.ids import TenantId

DEFAULT_QUEUE: Final = "default"
DEFER_CALL: Final = (
    "procrastinate_defer_jobs_v1(ARRAY[ROW("
    "CAST(:queue AS varchar), CAST(:task AS varchar), 0, CAST(NULL AS text), CAST(NULL AS text),"
    " CAST(:args AS jsonb), CAST(:scheduled_at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1])"
)
"""For a statement that does more than writing a job; its parameters are `defer_parameters`."""
_DEFER = text(f"SELECT {DEFER_CALL}")

_WAITING = text(
    "SELECT jsonb_build_object('task', task_name, 'queue', queue_name, 'args', args,"
    " 'scheduled_at', scheduled_at) FROM procrastinate_jobs"
    " WHERE status IN ('todo', 'doing') AND args ->> 'tenant_id' = CAST(:tenant AS text)"
    " ORDER BY id"
)
_FORGET = text("DELETE FROM procrastinate_jobs WHERE args ->> 'tenant_id' = CAST(:tenant AS text)")


async def waiting(platform: AsyncSession, tenant_id: TenantId) -> list[dict[str, Any]]:
    """The jobs of a tenant that are not done, as arguments of `defer`, oldest first."""
    return list(await platform.scalars(_WAITING, {"tenant": tenant_id}))


async def forget(platform: AsyncSession, tenant_id: TenantId) -> None:
    """Delete every job of a tenant."""
    await platform.execute(_FORGET, {"tenant": tenant_id})


async def defer(
    session: AsyncSession,
    task: str,
    args: dict[str, Any],
    *,
    queue: str = DEFAULT_QUEUE,
    scheduled_at: datetime | None = None,
) -> None:
    """Write a job that exists exactly if the transaction commits.

    Args carry ids only: they are visible to every process that reads the queue.
    """
    parameters = defer_parameters(task, args, queue=queue, scheduled_at=scheduled_at)
    await session.execute(_DEFER, parameters)


def defer_parameters(
    task: str, args: dict[str, Any], *, queue: str, scheduled_at: datetime | None = None
) -> dict[str, Any]:
    """The parameters of DEFER_CALL."""
    return {
        "queue": queue,
        "task": task,
        "args": orjson.dumps(args, default=str).decode(),
        "scheduled_at": scheduled_at,
    }
