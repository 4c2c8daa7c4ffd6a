from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from core.catalog.cache import CatalogCache, TenantNotFound
from core.catalog.models import (
    Branch,
    Closure,
    Resource,
    Service,
    ServiceResource,
    SpecialHours,
    WorkingHours,
)
from core.catalog.snapshot import CatalogSnapshot
from core.kit.db import Database
from core.kit.ids import TenantId, new_id
from tests.core.catalog.business import Business, PinnedClock

pytestmark = pytest.mark.db

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def salon() -> Business:
    business = Business(settings={"holidays": {"country": "KE"}})
    amina, chair = business.add("Amina"), business.add("Chair 1", "chair")
    business.add_service("Braids", [amina, chair], names={"sw": "Kusuka"})
    business.add_hours({0: [("13:00", "14:00")]}, kind="break", resource=amina)
    business.add_special(date(2026, 12, 24), "09:00", "12:00")
    business.close(business.local("2026-12-27 00:00"), business.local("2026-12-30 00:00"))
    return business


async def read(database: Database, cache: CatalogCache, tenant_id: TenantId) -> CatalogSnapshot:
    async with database.tenant_transaction(tenant_id) as session:
        return await cache.get(session)


class TestGet:
    async def test_gives_the_catalog_as_it_was_stored(self, database: Database) -> None:
        business = salon()
        tenant_id = await business.store(database)
        loaded = await read(database, CatalogCache(lambda: NOW), tenant_id)
        described = business.snapshot()
        for part in ("all_services", "all_resources", "all_branches", "closures", "special_hours"):
            assert getattr(loaded, part) == getattr(described, part)
        assert set(loaded.weekly_hours) == set(described.weekly_hours)
        assert (loaded.zone, loaded.currency) == (described.zone, described.currency)
        assert loaded.holidays.name_of(date(2026, 12, 12)) == "Jamhuri Day"

    async def test_gives_the_same_snapshot_while_nothing_changed(self, database: Database) -> None:
        cache = CatalogCache(lambda: NOW)
        tenant_id = await salon().store(database)
        assert await read(database, cache, tenant_id) is await read(database, cache, tenant_id)

    async def test_loads_again_after_300_seconds(self, database: Database) -> None:
        clock = PinnedClock(NOW)
        cache = CatalogCache(clock)
        tenant_id = await salon().store(database)
        first = await read(database, cache, tenant_id)
        clock.advance(seconds=299)
        assert await read(database, cache, tenant_id) is first
        clock.advance(seconds=1)
        assert await read(database, cache, tenant_id) is not first

    @pytest.mark.parametrize(
        "model",
        [Branch, Service, Resource, ServiceResource, WorkingHours, Closure, SpecialHours],
        ids=lambda model: model.__tablename__,
    )
    async def test_sees_every_kind_of_edit_at_once(self, database: Database, model: Any) -> None:
        cache = CatalogCache(lambda: NOW)
        tenant_id = await salon().store(database)
        before = await read(database, cache, tenant_id)
        async with database.tenant_transaction(tenant_id) as session:
            await session.execute(update(model).values(created_at=NOW))
        edited = await read(database, cache, tenant_id)
        assert edited is not before
        async with database.tenant_transaction(tenant_id) as session:
            await session.execute(delete(model))
        assert await read(database, cache, tenant_id) is not edited

    async def test_sees_a_new_row(self, database: Database) -> None:
        cache = CatalogCache(lambda: NOW)
        business = salon()
        tenant_id = await business.store(database)
        await read(database, cache, tenant_id)
        row = {"id": new_id(), "tenant_id": tenant_id, "branch_id": business.branch, "weekday": 6}
        times = {"opens_at": time(20), "closes_at": time(21)}
        async with database.tenant_transaction(tenant_id) as session:
            await session.execute(insert(WorkingHours), [{**row, **times}])
        catalog = await read(database, cache, tenant_id)
        assert time(20) in {row.opens_at for row in catalog.weekly_hours}

    async def test_an_edit_that_is_taken_back_leaves_no_trace(self, database: Database) -> None:
        cache = CatalogCache(lambda: NOW)
        tenant_id = await salon().store(database)

        async def edit_and_fail() -> None:
            async with database.tenant_transaction(tenant_id) as session:
                await session.execute(update(Service).values(name="Never said"))
                assert (await cache.get(session)).services[0].name == "Never said"
                raise KeyError

        with pytest.raises(KeyError):
            await edit_and_fail()
        assert (await read(database, cache, tenant_id)).services[0].name == "Braids"

    async def test_an_edit_of_one_business_leaves_the_others_cached(
        self, database: Database
    ) -> None:
        cache = CatalogCache(lambda: NOW)
        one, other = await salon().store(database), await salon().store(database)
        before = await read(database, cache, other)
        async with database.tenant_transaction(one) as session:
            await session.execute(update(Service).values(name="Other words"))
        assert await read(database, cache, other) is before

    async def test_leaves_out_closures_that_are_long_over(self, database: Database) -> None:
        tenant_id = await salon().store(database)
        later = datetime(2027, 1, 5, tzinfo=UTC)
        catalog = await read(database, CatalogCache(lambda: later), tenant_id)
        assert catalog.closures == ()
        assert catalog.special_hours == ()

    async def test_refuses_a_tenant_that_does_not_exist(self, database: Database) -> None:
        with pytest.raises(TenantNotFound):
            await read(database, CatalogCache(), TenantId(new_id()))
