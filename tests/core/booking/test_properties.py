"""Whatever a business looks like and whatever is booked: what is offered can be booked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.availability import Availability
from core.booking.errors import BranchNotOffered, OpeningTaken, PartyTooLarge, TimeRefused
from core.booking.requests import ItemRequest, OpeningRequest
from core.kit.db import Database, DatabaseSettings
from tests.core.booking.desk import Desk, hold, open_desk
from tests.core.catalog.business import Business, Hours

pytestmark = pytest.mark.db

FIRST, LAST = "2026-10-24 00:00", "2026-10-26 00:00"
NOW = "2026-10-24 06:10"

HOURS: list[Hours] = [
    {day: [("08:00", "13:00"), ("14:00", "18:30")] for day in range(7)},
    {day: [("20:00", "04:00")] for day in range(7)},
    {day: [("00:00", "00:00")] for day in range(7)},
    {5: [("09:15", "11:45")], 6: [("10:00", "12:00")]},
]
STAFF_HOURS: list[Hours | None] = [None, {5: [("10:00", "16:00")], 6: [("00:00", "12:00")]}]


KINDS = [("staff",), ("staff", "chair"), ("staff", "room"), ("room",), ("unit",)]


@st.composite
def businesses(draw: st.DrawFn) -> Business:
    """Salons, classes and guest houses in two zones, in the night that Berlin's clock goes back."""
    zone = draw(st.sampled_from(["Africa/Nairobi", "Europe/Berlin"]))
    business = Business(zone, hours=draw(st.sampled_from(HOURS)))
    kinds = draw(st.sampled_from(KINDS))
    by = [
        business.add(
            f"{kind} {number}",
            kind,
            hours=draw(st.sampled_from(STAFF_HOURS)),
            capacity=1 if kind == "staff" else draw(st.sampled_from([1, 4])),
        )
        for kind in kinds
        for number in range(draw(st.integers(1, 3)))
    ]
    is_stay = "staff" not in kinds and draw(st.booleans())
    for number in range(draw(st.integers(1, 2))):
        business.add_service(
            f"service {number}",
            by,
            duration_minutes=draw(st.sampled_from([20, 45, 60, 150])),
            step_minutes=draw(st.sampled_from([15, 30, 45])),
            buffer_before_minutes=draw(st.sampled_from([0, 0, 10])),
            buffer_after_minutes=draw(st.sampled_from([0, 0, 25])),
            notice_minutes=draw(st.sampled_from([0, 300])),
            max_party=4,
            unit="night" if is_stay else "appointment",
        )
    if draw(st.booleans()):
        start = business.local("2026-10-24 10:00")
        business.close(start, start + timedelta(hours=draw(st.integers(1, 20))))
    return business


@st.composite
def requests(draw: st.DrawFn, business: Business) -> OpeningRequest:
    services = draw(st.lists(st.sampled_from(business.services), min_size=1, max_size=2))
    wanted = draw(st.sampled_from([(), (), (business.resources[0].id,)]))
    items = tuple(
        ItemRequest(service["id"], draw(st.integers(1, 2)), wanted) for service in services
    )
    return OpeningRequest(items, draw(st.integers(1, 3)), nights=draw(st.integers(1, 2)))


@asynccontextmanager
async def taken_back(desk: Desk) -> AsyncIterator[AsyncSession]:
    """A transaction whose holds are given up again."""
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        savepoint = await session.begin_nested()
        yield session
        await savepoint.rollback()


class TestEveryOfferedOpening:
    @given(data=st.data())
    @settings(
        max_examples=20,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def test_is_bookable_and_nothing_else_is(self, database_urls: object, data: Any) -> None:
        asyncio.run(self.check(data))

    async def check(self, data: Any) -> None:
        database = Database(DatabaseSettings(database_pool_size=2))
        business = data.draw(businesses())
        desk = await open_desk(database, business, now=NOW)
        try:
            await self.fill(desk, data)
            request = data.draw(requests(business))
            offered = {one.starts_at: one for one in await self.offered(desk, request)}
            for starts_at in self.some(data, sorted(offered)):
                async with taken_back(desk) as session:
                    held = await hold(await desk.service(session), desk, request, starts_at)
                assert (held.starts_at, held.ends_at) == (starts_at, offered[starts_at].ends_at)
            for minutes in data.draw(st.lists(st.integers(0, 48 * 12 - 1), max_size=4)):
                starts_at = desk.at(FIRST) + timedelta(minutes=5 * minutes)
                if starts_at not in offered and business.services[0]["unit"] != "night":
                    await self.refuse(desk, request, starts_at)
        finally:
            await database.dispose()

    def some(self, data: Any, starts: list[Any]) -> list[Any]:
        if not starts:
            return []
        drawn: list[Any] = data.draw(st.lists(st.sampled_from(starts), max_size=6, unique=True))
        return drawn

    async def fill(self, desk: Desk, data: Any) -> None:
        """Book at random; some bookings are confirmed, the holds of some run out."""
        for _ in range(data.draw(st.integers(0, 5))):
            request = data.draw(requests(desk.business))
            offered = await self.offered(desk, request)
            if offered:
                opening = data.draw(st.sampled_from(offered))
                how = desk.confirmed if data.draw(st.booleans()) else desk.hold
                await how(request, opening.starts_at)
            desk.clock.advance(minutes=data.draw(st.sampled_from([0, 0, 6])))

    async def offered(self, desk: Desk, request: OpeningRequest) -> list[Any]:
        try:
            return await desk.openings(request, FIRST, LAST, limit=1000)
        except (PartyTooLarge, BranchNotOffered):
            return []

    async def refuse(self, desk: Desk, request: OpeningRequest, starts_at: Any) -> None:
        async with taken_back(desk) as session:
            bookings = await desk.service(session)
            try:
                await hold(bookings, desk, request, starts_at)
            except (TimeRefused, OpeningTaken) as refusal:
                catalog = await desk.catalogs.get(session)
                for opening in refusal.alternatives:
                    explained = await Availability(session, catalog, desk.clock).explain(
                        request, opening.starts_at
                    )
                    assert explained is None
            except (PartyTooLarge, BranchNotOffered):
                pass
            else:
                pytest.fail(f"{starts_at} was not offered but could be held")
