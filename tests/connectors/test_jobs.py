import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text

from connectors.worker.job_outcomes import until_written
from connectors.worker.jobs import JobRunner
from core.kit import jobs
from core.kit.db import DatabaseSettings
from core.workflows.context import WorkflowContext
from tests.fixtures.messages import FrontDesk, until

pytestmark = pytest.mark.db

Job = Callable[..., Awaitable[None]]
CONTEXT = cast("WorkflowContext", None)


@asynccontextmanager
async def running(name: str, job: Job) -> AsyncIterator[None]:
    """A job runner that knows one job."""
    runner = JobRunner(DatabaseSettings().database_platform_url, CONTEXT, {name: job})
    task = asyncio.create_task(runner.run(4, 1.0))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def defer(desk: FrontDesk, name: str, **args: Any) -> None:
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        await jobs.defer(session, name, {"tenant_id": str(desk.tenant_id), **args})


async def left(desk: FrontDesk, name: str) -> list[str]:
    """The states of the jobs of this name that are still kept."""
    async with desk.database.platform_transaction(reason="test") as session:
        found = await session.execute(
            text("SELECT status FROM procrastinate_jobs WHERE task_name = :name"), {"name": name}
        )
        return [row.status for row in found]


class TestJobRunner:
    async def test_a_job_is_run_once_with_its_arguments_and_forgotten(
        self, desk: FrontDesk
    ) -> None:
        name, seen = f"test.{uuid.uuid4().hex}", []

        async def job(_: WorkflowContext, **args: Any) -> None:
            seen.append(args)

        async with running(name, job):
            await defer(desk, name, number=7)

            async def is_forgotten() -> bool:
                return bool(seen) and await left(desk, name) == []

            await until(is_forgotten)
        assert seen == [{"tenant_id": str(desk.tenant_id), "number": 7}]

    async def test_a_job_that_fails_is_run_again(self, desk: FrontDesk) -> None:
        name, runs = f"test.{uuid.uuid4().hex}", []

        async def job(_: WorkflowContext, **args: Any) -> None:
            runs.append(args)
            if len(runs) == 1:
                raise ValueError

        async with running(name, job):
            await defer(desk, name)

            async def has_run_twice() -> bool:
                return len(runs) == 2

            await until(has_run_twice)

    async def test_cut_off_from_the_database_it_comes_back(self, desk: FrontDesk) -> None:
        name, seen = f"test.{uuid.uuid4().hex}", []

        async def job(_: WorkflowContext, **args: Any) -> None:
            seen.append(args)
            if len(seen) == 1:
                await _cut_off(desk)

        async with running(name, job):
            await defer(desk, name)

            async def is_forgotten() -> bool:
                return bool(seen) and await left(desk, name) == []

            await until(is_forgotten, 20)
            await defer(desk, name)

            async def has_run_again() -> bool:
                return len(seen) >= 2

            await until(has_run_again, 20)


class TestUntilWritten:
    async def test_it_goes_on_while_the_database_is_away(self) -> None:
        outcomes = [psycopg.OperationalError(), psycopg.OperationalError(), None]

        async def write() -> None:
            cause = outcomes.pop(0)
            if cause is not None:
                raise ConnectorException from cause

        await until_written(write)
        assert outcomes == []

    async def test_another_refusal_is_raised_at_once(self) -> None:
        async def write() -> None:
            raise ConnectorException from psycopg.errors.RaiseException()

        with pytest.raises(ConnectorException):
            await until_written(write)


async def _cut_off(desk: FrontDesk) -> None:
    """End every connection of the platform role."""
    async with desk.database.platform_transaction(reason="test") as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = current_user AND datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
        )
