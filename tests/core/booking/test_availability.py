from datetime import timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from core.booking.errors import OpeningTaken, OutsideHours, ServiceNotOffered
from core.booking.requests import ItemRequest, Opening, OpeningRequest
from core.kit.db import Database
from core.kit.ids import ResourceId, ServiceId, new_id
from tests.core.booking.desk import Desk, open_desk, wish
from tests.core.catalog.business import Business
from tests.fixtures.engines import DatabaseUrls

pytestmark = pytest.mark.db

NINE, TEN = "2026-11-23 09:00", "2026-11-23 10:00"


async def salon(database: Database) -> tuple[Desk, ServiceId, list[ResourceId]]:
    business = Business(hours={0: [("09:00", "12:00")], 1: [("09:00", "12:00")]})
    staff = [business.add("Amina"), business.add("Grace")]
    braids = business.add_service("Braids", staff)
    return await open_desk(database, business), braids, staff


def local(desk: Desk, openings: list[Opening]) -> list[str]:
    zone = ZoneInfo(desk.business.zone)
    return [f"{opening.starts_at.astimezone(zone):%a %H:%M}" for opening in openings]


class TestOpenDays:
    async def test_gives_days_with_an_opening_in_their_stretch(self, database: Database) -> None:
        desk, braids, _ = await salon(database)
        stretches = [
            (desk.at(f"2026-11-{day} 09:00"), desk.at(f"2026-11-{day} 12:00"))
            for day in range(22, 31)
        ]
        async with desk.availability() as availability:
            found = await availability.open_days(wish(braids), stretches, limit=2)
            more = await availability.open_days(wish(braids), stretches, limit=9)
        assert [f"{day:%a %d}" for day in found] == ["Mon 23", "Tue 24"]
        assert [f"{day:%a %d}" for day in more] == ["Mon 23", "Tue 24", "Mon 30"]

    async def test_a_day_whose_stretch_is_taken_is_left_out(self, database: Database) -> None:
        desk, braids, _ = await salon(database)
        for _ in range(2):
            await desk.hold(wish(braids), NINE)
        stretches = [(desk.at(NINE), desk.at("2026-11-23 09:30"))]
        async with desk.availability() as availability:
            assert await availability.open_days(wish(braids), stretches, limit=2) == []


class TestFindOpenings:
    async def test_gives_those_that_begin_in_the_time_asked_for(self, database: Database) -> None:
        desk, braids, _ = await salon(database)
        found = await desk.openings(wish(braids), "2026-11-23 09:30", "2026-11-23 10:30")
        assert local(desk, found) == ["Mon 09:30", "Mon 10:00"]

    async def test_goes_on_to_later_days_until_the_limit(self, database: Database) -> None:
        desk, braids, _ = await salon(database)
        found = await desk.openings(wish(braids), "2026-11-23 10:30", "2027-01-30 00:00", limit=4)
        assert local(desk, found) == ["Mon 10:30", "Mon 11:00", "Tue 09:00", "Tue 09:30"]

    async def test_looks_past_weeks_without_an_opening(self, database: Database) -> None:
        desk, braids, _ = await salon(database)
        found = await desk.openings(wish(braids), "2026-11-25 00:00", "2026-12-30 00:00", limit=1)
        assert found[0].starts_at == desk.at("2026-11-30 09:00")

    async def test_begins_after_now_and_the_notice(self, database: Database) -> None:
        business = Business()
        braids = business.add_service("Braids", [business.add("Amina")], notice_minutes=90)
        desk = await open_desk(database, business, now="2026-11-23 09:10")
        found = await desk.openings(wish(braids), "2026-11-01 00:00", "2026-11-24 00:00", limit=1)
        assert found[0].starts_at == desk.at("2026-11-23 11:00")

    async def test_ends_at_the_horizon(self, database: Database) -> None:
        business = Business()
        braids = business.add_service("Braids", [business.add("Amina")], horizon_days=1)
        desk = await open_desk(database, business)
        found = await desk.openings(wish(braids), "2026-11-22 00:00", "2026-12-22 00:00", limit=500)
        assert found[-1].starts_at == desk.at("2026-11-22 16:00")

    async def test_leaves_out_what_is_held_and_confirmed(self, database: Database) -> None:
        desk, braids, staff = await salon(database)
        request = OpeningRequest((ItemRequest(braids, resource_ids=(staff[0],)),))
        await desk.hold(request, NINE)
        await desk.confirmed(request, "2026-11-23 11:00")
        found = await desk.openings(request, NINE, "2026-11-24 00:00")
        assert local(desk, found) == ["Mon 10:00"]

    async def test_offers_the_time_of_a_hold_that_ran_out(self, database: Database) -> None:
        desk, braids, staff = await salon(database)
        request = OpeningRequest((ItemRequest(braids, resource_ids=(staff[0],)),))
        await desk.hold(request, NINE)
        desk.clock.advance(minutes=10)
        assert local(desk, await desk.openings(request, NINE, TEN))[0] == "Mon 09:00"

    async def test_offers_a_booking_that_moves_its_own_time(self, database: Database) -> None:
        desk, braids, staff = await salon(database)
        request = OpeningRequest((ItemRequest(braids, resource_ids=(staff[0],)),))
        booking = await desk.confirmed(request, NINE)
        found = await desk.openings(request, NINE, TEN, moving=booking.id)
        assert local(desk, found) == ["Mon 09:00", "Mon 09:30"]
        assert await desk.openings(request, NINE, TEN) == []

    async def test_offers_stays_by_the_date_of_check_in(self, database: Database) -> None:
        business = Business(hours={})
        stay = business.add_service("Room", [business.add("Room 1", "room")], unit="night")
        desk = await open_desk(database, business)
        await desk.hold(wish(stay, nights=2), "2026-11-24 18:00")
        found = await desk.openings(wish(stay, nights=1), "2026-11-23 20:00", "2026-11-27 00:00")
        assert local(desk, found) == ["Mon 14:00", "Thu 14:00"]

    async def test_refuses_what_is_not_offered(self, database: Database) -> None:
        desk, _, _ = await salon(database)
        with pytest.raises(ServiceNotOffered):
            await desk.openings(wish(ServiceId(new_id())), NINE, TEN)


class TestNearestOpenings:
    async def nearest(self, desk: Desk, request: OpeningRequest, around: str) -> list[str]:
        async with desk.availability() as availability:
            return local(desk, await availability.nearest_openings(request, around=desk.at(around)))

    async def test_come_by_distance_the_earlier_one_first(self, database: Database) -> None:
        desk, braids, staff = await salon(database)
        request = OpeningRequest((ItemRequest(braids, resource_ids=(staff[0],)),))
        await desk.hold(request, TEN)
        assert await self.nearest(desk, request, TEN) == ["Mon 09:00", "Mon 11:00", "Tue 09:00"]

    async def test_are_found_weeks_away(self, database: Database) -> None:
        business = Business()
        braids = business.add_service("Braids", [business.add("Amina")])
        business.close(business.local("2026-11-20 00:00"), business.local("2026-12-21 00:00"))
        desk = await open_desk(database, business)
        assert await self.nearest(desk, wish(braids), NINE) == [
            "Mon 09:00",
            "Mon 09:30",
            "Mon 10:00",
        ]

    async def test_are_none_when_there_are_none(self, database: Database) -> None:
        business = Business(hours={})
        braids = business.add_service("Braids", [business.add("Amina")])
        desk = await open_desk(database, business)
        assert await self.nearest(desk, wish(braids), NINE) == []

    async def test_begin_from_now_when_asked_for_yesterday(self, database: Database) -> None:
        desk, braids, _ = await salon(database)
        assert (await self.nearest(desk, wish(braids), "2026-11-16 09:00"))[0] == "Mon 09:00"


class TestExplain:
    async def test_agrees_with_holding(self, database: Database) -> None:
        desk, braids, staff = await salon(database)
        request = OpeningRequest((ItemRequest(braids, resource_ids=(staff[0],)),))
        await desk.hold(request, NINE)
        async with desk.availability() as availability:
            assert await availability.explain(request, desk.at(TEN)) is None
            taken = await availability.explain(request, desk.at(NINE))
            assert isinstance(taken, OpeningTaken)
            assert taken.alternatives[0].starts_at == desk.at(TEN)
            closed = await availability.explain(request, desk.at("2026-11-25 09:00"))
            assert isinstance(closed, OutsideHours)
            gone = await availability.explain(wish(ServiceId(new_id())), desk.at(NINE))
            assert isinstance(gone, ServiceNotOffered)


class TestBusyTimes:
    async def test_are_read_through_the_index_under_row_level_security(
        self, database: Database, database_urls: DatabaseUrls
    ) -> None:
        desk, braids, staff = await salon(database)
        await desk.hold(wish(braids), NINE)
        years_of_days = (
            "INSERT INTO allocations"
            " (id, tenant_id, booking_id, item_position, resource_id, during, status)"
            " SELECT gen_random_uuid(), tenant_id, booking_id, item_position, resource_id,"
            " tstzrange(starts_at - n * interval '1 day', ends_at - n * interval '1 day'), status"
            " FROM allocations, generate_series(1, 5000) AS n WHERE tenant_id = %s"
        )
        plan = (
            "EXPLAIN SELECT 1 FROM allocations WHERE resource_id = ANY(%s)"
            " AND status IN ('held', 'confirmed') AND ends_at > %s AND starts_at < %s"
        )
        start = desk.at(NINE)
        with psycopg.connect(database_urls.owner) as connection:
            bind = "SELECT set_config('app.tenant_id', %s, true)"
            connection.execute(bind, [str(desk.tenant_id)])
            connection.execute(years_of_days, [desk.tenant_id])
            # Over a few rows every plan costs the same.
            connection.execute("ANALYZE allocations")
            connection.execute("SET LOCAL ROLE ratiba_app")
            found = connection.execute(plan, [list(staff), start, start + timedelta(days=1)])
            lines = "\n".join(row[0] for row in found)
            connection.rollback()
        assert "ix_allocations_resource_busy" in lines
        assert "ends_at >" in lines.split("Index Cond")[1].split("Filter")[0]
