import psycopg
import pytest
from sqlalchemy import text

from core.kit.db import Database, DatabaseAway, DatabaseSettings, tenant_version_of
from core.kit.ids import TenantId, new_id
from tests.fixtures.engines import DatabaseUrls
from tests.fixtures.messages import FrontDesk, desk

__all__ = ["desk"]

pytestmark = pytest.mark.db

BOUND = text("SELECT current_setting('app.tenant_id', true)")
RENAME = text("UPDATE tenants SET name = 'Renamed'")
NAME = text("SELECT name FROM tenants")


async def name_of(desk: FrontDesk) -> str:
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        return str(await session.scalar(NAME))


async def rename_and_fail(desk: FrontDesk) -> None:
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        await session.execute(RENAME)
        raise KeyError


def kill_all(urls: DatabaseUrls) -> None:
    """End every connection of the application role to the test's database."""
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'ratiba_app' AND datname = current_database()"
        )


class TestTenantTransaction:
    async def test_is_bound_to_its_tenant_until_it_ends(self, desk: FrontDesk) -> None:
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            assert await session.scalar(BOUND) == str(desk.tenant_id)
        async with desk.database.untenanted_transaction() as session:
            assert not await session.scalar(BOUND)

    async def test_knows_when_the_tenant_was_edited(self, desk: FrontDesk) -> None:
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            edited = await session.scalar(text("SELECT updated_at FROM tenants"))
            assert tenant_version_of(session) == edited

    async def test_an_unknown_tenant_has_no_version(self, database: Database) -> None:
        async with database.tenant_transaction(TenantId(new_id())) as session:
            assert tenant_version_of(session) is None

    async def test_commits_at_the_end(self, desk: FrontDesk) -> None:
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await session.execute(RENAME)
        assert await name_of(desk) == "Renamed"

    async def test_an_exception_takes_everything_back(self, desk: FrontDesk) -> None:
        before = await name_of(desk)
        with pytest.raises(KeyError):
            await rename_and_fail(desk)
        assert await name_of(desk) == before != "Renamed"

    async def test_connections_that_were_cut_are_replaced(
        self, desk: FrontDesk, database_urls: DatabaseUrls
    ) -> None:
        before = await name_of(desk)
        kill_all(database_urls)
        assert await name_of(desk) == before

    async def test_says_when_the_database_is_away(self, database_urls: DatabaseUrls) -> None:
        away = database_urls.app.replace("127.0.0.1:", "127.0.0.2:")
        settings = DatabaseSettings(
            database_app_url=away, database_platform_url=database_urls.platform
        )
        database = Database(settings)
        with pytest.raises(DatabaseAway):
            async with database.tenant_transaction(TenantId(new_id())):
                pytest.fail("there is nothing to begin a transaction on")


class TestPlatformTransaction:
    async def test_an_exception_takes_everything_back(self, desk: FrontDesk) -> None:
        before = await name_of(desk)

        async def rename_all() -> None:
            async with desk.database.platform_transaction(reason="test") as session:
                await session.execute(RENAME)
                raise KeyError

        with pytest.raises(KeyError):
            await rename_all()
        assert await name_of(desk) == before
