"""Durable jobs on PostgreSQL: written in the caller's transaction, run by the worker.

The only caller of procrastinate's SQL function (its signature is pinned by a contract test).
"""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    "CAST(:queue AS varchar), CAST(:task AS varchar), 0, CAST(:lock AS text), CAST(NULL AS text),"
    " CAST(:args AS jsonb), CAST(:scheduled_at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1])"
)


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
