"""Durable jobs on PostgreSQL: written in the caller's transaction, run by the worker.

The only caller of procrastinate's SQL function (its signature is pinned by a contract test).
"""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.ids import TenantId

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    "CAST(:queue AS varchar), CAST(:task AS varchar), 0, CAST(:lock AS text), CAST(NULL AS text),"
    " CAST(:args AS jsonb), CAST(:scheduled_at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1])"
)


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
    queue: str = "default",
    scheduled_at: datetime | None = None,
) -> None:
    """Write a job that exists exactly if the transaction commits.

    Args carry ids only: they are visible to every process that reads the queue.
    """
    await session.execute(
        _DEFER,
        {
            "queue": queue,
            "task": task,
            "lock": None,
            "args": orjson.dumps(args, default=str).decode(),
            "scheduled_at": scheduled_at,
        },
    )
