"""How jobs end, written down however long the database is away: only this process knows it.

Otherwise a job whose end was not written would stay "doing" under a worker that lives on, and
nobody would ever take it up again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from core.kit.logs import logger

_PAUSE_SECONDS = 0.25
_PATIENCE_SECONDS = 60.0


class LastingJobManager(JobManager):
    """A job manager whose last word about a job gets through."""

    async def finish_job(self, *args: Any, **kwargs: Any) -> None:
        """Write that a job is done or given up."""
        finish = super().finish_job
        await until_written(lambda: finish(*args, **kwargs))

    async def retry_job(self, *args: Any, **kwargs: Any) -> None:
        """Write when a job is to be tried again."""
        retry = super().retry_job
        await until_written(lambda: retry(*args, **kwargs))


async def until_written(write: Callable[[], Awaitable[None]]) -> None:
    """Repeat a write while the database is away, for a minute; any other refusal is raised."""
    gives_up_at = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            await write()
            return
        except ConnectorException as problem:
            is_away = isinstance(problem.__cause__, psycopg.OperationalError)
            if not is_away or time.monotonic() > gives_up_at:
                raise
            logger.warning("job_outcome_not_written_yet")
        await asyncio.sleep(_PAUSE_SECONDS)
