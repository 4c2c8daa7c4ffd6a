import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from core.kit.db import Database, DatabaseAway, DatabaseSettings
from core.kit.ids import TenantId, new_id
from core.kit.quick import QuickDatabase, SessionExecutor, Statement
from tests.fixtures.messages import FrontDesk, desk, other_desk

__all__ = ["desk", "other_desk"]

pytestmark = pytest.mark.db

NAMES = Statement("SELECT slug FROM tenants WHERE CAST(:any AS text) IS NULL OR slug = :any")
RENAME = Statement("UPDATE tenants SET name = :name RETURNING name")
ECHO = Statement("SELECT CAST(:value AS jsonb) AS value, CAST(:at AS timestamptz) AS at")
BOUND = Statement("SELECT current_setting('app.tenant_id', true) AS tenant")
SLEEP = Statement("SELECT pg_sleep(:seconds)")
PID = Statement("SELECT pg_backend_pid() AS pid")
FAIL = Statement("SELECT 1 / :zero")


@pytest.fixture
async def quick(database: Database) -> AsyncIterator[QuickDatabase]:
    quick = QuickDatabase(DatabaseSettings())
    yield quick
    await quick.close()


class TestTenancy:
    async def test_only_the_bound_tenants_rows_exist(
        self, quick: QuickDatabase, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        tenants = (desk.tenant_id, other_desk.tenant_id, TenantId(new_id()))
        seen = [await quick.of(one).rows(NAMES, {"any": None}) for one in tenants]
        assert [len(rows) for rows in seen] == [1, 1, 0]

    async def test_the_binding_ends_with_the_transaction(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        await quick.of(desk.tenant_id).rows(NAMES, {"any": None})
        (link,) = quick._idle
        ((row,),) = await link.run([(BOUND, {})])
        assert not row.tenant

    async def test_many_at_once_never_mix(
        self, quick: QuickDatabase, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        tenants = [desk.tenant_id, other_desk.tenant_id] * 40
        answers = await asyncio.gather(*(quick.of(one).rows(BOUND, {}) for one in tenants))
        assert [answer[0].tenant for answer in answers] == [str(one) for one in tenants]


class TestTransaction:
    async def test_statements_are_committed_together(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        with pytest.raises(psycopg.errors.DivisionByZero):
            await quick.run(desk.tenant_id, [(RENAME, {"name": "half"}), (FAIL, {"zero": 0})])
        (row,) = await desk.rows("SELECT name FROM tenants")
        assert row["name"] != "half"

    async def test_after_an_error_the_next_one_works(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        with pytest.raises(psycopg.errors.DivisionByZero):
            await quick.of(desk.tenant_id).rows(FAIL, {"zero": 0})
        (row,) = await quick.of(desk.tenant_id).rows(RENAME, {"name": "whole"})
        assert row.name == "whole"

    async def test_a_canceled_one_leaves_nothing_behind(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await quick.of(desk.tenant_id).rows(SLEEP, {"seconds": 5.0})
        assert len(await quick.of(desk.tenant_id).rows(NAMES, {"any": None})) == 1


class TestValues:
    @pytest.mark.parametrize("size", [1, 100_000, 3_000_000])
    async def test_large_values_pass(
        self, quick: QuickDatabase, desk: FrontDesk, size: int
    ) -> None:
        value, at = f'{{"a": "{"x" * size}"}}', datetime(2026, 11, 21, 12, tzinfo=UTC)
        executor = quick.of(desk.tenant_id)
        (row,) = await executor.rows(ECHO, {"value": value, "at": at})
        assert (len(row.value["a"]), row.at) == (size, at)

    async def test_the_same_statement_takes_values_of_other_types(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        doubled = Statement("SELECT CAST(:number AS bigint) * 2 AS twice")
        given: list[Any] = [1, None, 40_000, 5_000_000_000, "7"]
        answers = [(await quick.of(desk.tenant_id).rows(doubled, {"number": one})) for one in given]
        assert [rows[0].twice for rows in answers] == [2, None, 80_000, 10_000_000_000, 14]

    async def test_a_session_gives_the_same_rows(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            (slow,) = await SessionExecutor(session).rows(NAMES, {"any": None})
        (fast,) = await quick.of(desk.tenant_id).rows(NAMES, {"any": None})
        assert slow.slug == fast.slug


class TestLostConnections:
    async def _kill(self, desk: FrontDesk, quick: QuickDatabase) -> None:
        from sqlalchemy import text

        (row,) = await quick.of(desk.tenant_id).rows(PID, {})
        async with desk.database.app.connect() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": row.pid})

    async def test_a_connection_that_was_cut_off_is_replaced(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        await self._kill(desk, quick)
        assert len(await quick.of(desk.tenant_id).rows(NAMES, {"any": None})) == 1

    async def test_a_dead_idle_connection_costs_no_processor_time(
        self, quick: QuickDatabase, desk: FrontDesk
    ) -> None:
        import time

        await self._kill(desk, quick)
        await asyncio.sleep(0.05)
        started = time.process_time()
        await asyncio.sleep(0.3)
        assert time.process_time() - started < 0.1
        assert quick._idle[0].is_dead

    async def test_without_a_database_it_says_so(self, database: Database) -> None:
        settings = DatabaseSettings(
            database_app_url="postgresql://nobody:x@127.0.0.1:1/none", database_platform_url="x"
        )
        with pytest.raises(DatabaseAway):
            await QuickDatabase(settings).of(TenantId(new_id())).rows(PID, {})
