"""Runs the durable jobs: procrastinate over the platform role, one task per job name."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import procrastinate
from procrastinate import PsycopgConnector

from connectors.worker.job_outcomes import LastingJobManager
from core.kit import jobs
from core.kit.logs import bind_context, logger
from core.kit.metrics import counter, histogram, observed
from core.workflows.context import WorkflowContext

_JOBS = counter("jobs", "Jobs run, by how they ended", ["job", "result"])
_SECONDS = histogram("job_seconds", "How long a job takes", ["job"])
_STALLED_AFTER_SECONDS = 8.0
_HEARTBEAT_SECONDS = 2.0
_MOST_ATTEMPTS = 12
_RECONNECT_SECONDS = 0.5

Job = Callable[..., Awaitable[None]]


class JobRunner:
    """The jobs of one queue in this process, and of processes that died in the middle of theirs."""

    def __init__(
        self,
        url: str,
        context: WorkflowContext,
        tasks: Mapping[str, Job],
        *,
        queue: str = jobs.DEFAULT_QUEUE,
    ) -> None:
        self._url, self._context, self._tasks, self._queue = url, context, tasks, queue

    async def run(self, most_at_once: int, shutdown_seconds: float) -> None:
        """Run jobs until canceled, over a lost database too; running ones get that long to end."""
        while True:
            try:
                await self._run(most_at_once, shutdown_seconds)
            except Exception as problem:
                logger.error("jobs_interrupted", exc_info=problem)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _run(self, most_at_once: int, shutdown_seconds: float) -> None:
        app = self._app()
        async with app.open_async():
            rescue = asyncio.create_task(_rescue(app, self._queue))
            try:
                await app.run_worker_async(
                    queues=[self._queue],
                    concurrency=most_at_once,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=1.0,
                    update_heartbeat_interval=_HEARTBEAT_SECONDS,
                    stalled_worker_timeout=_STALLED_AFTER_SECONDS,
                    shutdown_graceful_timeout=shutdown_seconds,
                    delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
                )
            finally:
                rescue.cancel()

    def _app(self) -> procrastinate.App:
        # An app whose pool was closed once does not open again.
        connector = PsycopgConnector(conninfo=self._url, min_size=1, max_size=4, timeout=2.0)
        app = procrastinate.App(connector=connector)
        app.job_manager = LastingJobManager(connector)
        for name, job in self._tasks.items():
            retry = procrastinate.RetryStrategy(max_attempts=_MOST_ATTEMPTS, exponential_wait=2)
            app.task(name=name, retry=retry)(self._runnable(name, job))
        return app

    def _runnable(self, name: str, job: Job) -> Job:
        async def run(**args: Any) -> None:
            tenant_id = str(args.get("tenant_id", ""))
            with bind_context(tenant_id=tenant_id, job=name), observed(_SECONDS.labels(name)):
                try:
                    await job(self._context, **args)
                except Exception as problem:
                    _JOBS.labels(name, "failed").inc()
                    logger.error("job_failed", exc_info=problem)
                    raise
            _JOBS.labels(name, "done").inc()

        return run


async def _rescue(app: procrastinate.App, queue: str) -> None:
    """Give back the jobs of workers whose heartbeat ended."""
    while True:
        try:
            stalled = await app.job_manager.get_stalled_jobs(
                queue=queue, seconds_since_heartbeat=_STALLED_AFTER_SECONDS
            )
            for job in stalled:
                logger.warning("stalled_job_retried", job=job.task_name)
                await app.job_manager.retry_job(job)
        except Exception as problem:
            logger.warning("stalled_jobs_not_checked", error=type(problem).__name__)
        await asyncio.sleep(_HEARTBEAT_SECONDS)
