"""Many at once: who is first is decided by the database, and everyone gets a true answer."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import pytest
from sqlalchemy import text

from core.booking.details import BookingDetails
from core.booking.errors import HoldExpired, OpeningTaken
from core.booking.requests import ItemRequest, OpeningRequest
from core.kit.db import Database, DatabaseSettings
from core.kit.ids import ServiceId
from tests.core.booking.desk import Desk, open_desk, wish
from tests.core.catalog.business import Business

pytestmark = pytest.mark.db

NINE, TEN = "2026-11-23 09:00", "2026-11-23 10:00"
CUSTOMERS = 64

# Two allocations that take the same resource alone at the same time, in different bookings.
DOUBLE = text(
    "SELECT count(*) FROM allocations a JOIN allocations b"
    " ON a.resource_id = b.resource_id AND a.booking_id < b.booking_id AND a.during && b.during"
    " WHERE a.status IN ('held', 'confirmed') AND b.status IN ('held', 'confirmed')"
    " AND (a.is_exclusive OR b.is_exclusive)"
)


@pytest.fixture
async def database(database_urls: object) -> AsyncIterator[Database]:
    """Pools wide enough for all customers to be in a transaction at once."""
    wide = Database(DatabaseSettings(database_pool_size=32))
    yield wide
    await wide.dispose()


async def rush(
    desk: Desk, request: OpeningRequest, at: str, customers: int = CUSTOMERS
) -> tuple[list[BookingDetails], list[OpeningTaken]]:
    """Everyone asks at the same moment; who got it, and what the others were told."""
    await asyncio.gather(*(desk.openings(request, NINE, TEN) for _ in range(16)))
    answers = await asyncio.gather(
        *(desk.hold(request, at) for _ in range(customers)), return_exceptions=True
    )
    held = [answer for answer in answers if isinstance(answer, BookingDetails)]
    taken = [answer for answer in answers if isinstance(answer, OpeningTaken)]
    assert len(held) + len(taken) == customers, Counter(map(repr, answers))
    return held, taken


async def doubles(desk: Desk) -> int:
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        return int(await session.scalar(DOUBLE) or 0)


async def salon(database: Database, staff: int, chairs: int = 0) -> tuple[Desk, ServiceId]:
    business = Business()
    by = [business.add(f"Staff {number}") for number in range(staff)]
    by += [business.add(f"Chair {number}", "chair") for number in range(chairs)]
    braids = business.add_service("Braids", by)
    return await open_desk(database, business), braids


class TestOneOpening:
    async def test_is_held_once_and_everyone_else_gets_alternatives_that_can_be_held(
        self, database: Database
    ) -> None:
        desk, braids = await salon(database, 1)
        held, taken = await rush(desk, wish(braids), TEN)
        assert len(held) == 1
        assert await doubles(desk) == 0
        for refusal in taken:
            assert len(refusal.alternatives) == 3
        offered = {one.starts_at: one for refusal in taken for one in refusal.alternatives}
        assert desk.at(TEN) not in offered
        for opening in offered.values():
            assert await desk.can_hold(wish(braids), opening)

    async def test_whose_hold_ran_out_is_taken_over_once(self, database: Database) -> None:
        desk, braids = await salon(database, 1)
        first = await desk.hold(wish(braids), TEN)
        desk.clock.advance(minutes=10)
        held, _ = await rush(desk, wish(braids), TEN, customers=24)
        assert len(held) == 1
        assert (await desk.get(first.id)).status == "expired"
        assert len([s for s in await desk.summaries(first.id) if s[1] == "hold_expired"]) == 1


class TestAnyone:
    async def test_is_served_until_nobody_is_free(self, database: Database) -> None:
        desk, braids = await salon(database, 5, chairs=4)
        held, taken = await rush(desk, wish(braids), TEN)
        assert (len(held), len(taken)) == (4, CUSTOMERS - 4)
        assert len({taken for booking in held for taken in booking.resource_ids}) == 8
        assert await doubles(desk) == 0


class TestSharedResource:
    @pytest.mark.parametrize(("party", "fit"), [(1, 10), (3, 3)])
    async def test_is_never_overbooked(self, database: Database, party: int, fit: int) -> None:
        business = Business()
        yoga = business.add_service(
            "Yoga", [business.add("Room", "room", capacity=10)], max_party=10
        )
        desk = await open_desk(database, business)
        held, _ = await rush(desk, wish(yoga, party_size=party), TEN, customers=32)
        assert len(held) == fit

    async def test_counts_a_hold_that_is_being_confirmed_just_when_it_runs_out(
        self, database: Database
    ) -> None:
        business = Business()
        room = business.add("Room", "room", capacity=2)
        yoga = business.add_service("Yoga", [room], max_party=2)
        desk = await open_desk(database, business)
        first = await desk.hold(wish(yoga, party_size=2), TEN)
        desk.clock.advance(minutes=10)
        async with desk.bookings() as bookings:
            await bookings.confirm(first.id)
            # Its confirmation is not committed yet, so others still see a hold that ran out.
            with pytest.raises(OpeningTaken):
                await desk.hold(wish(yoga), TEN)


class TestSeveralResources:
    async def test_never_wait_for_each_other_in_a_circle(self, database: Database) -> None:
        business = Business()
        amina, grace = business.add("Amina"), business.add("Grace")
        wash = business.add_service("Wash", [amina, grace], duration_minutes=30)
        braids = business.add_service("Braids", [amina, grace])
        desk = await open_desk(database, business)
        requests = [
            OpeningRequest(
                (
                    ItemRequest(wash, resource_ids=(first,)),
                    ItemRequest(braids, resource_ids=(second,)),
                )
            )
            for first, second in ((amina, grace), (grace, amina))
        ] * 16
        started = asyncio.get_running_loop().time()
        answers = await asyncio.gather(
            *(desk.hold(request, TEN) for request in requests), return_exceptions=True
        )
        held = [answer for answer in answers if isinstance(answer, BookingDetails)]
        assert 1 <= len(held) <= 2
        assert len(held) + sum(isinstance(one, OpeningTaken) for one in answers) == 32
        assert await doubles(desk) == 0
        # PostgreSQL notices a deadlock after a second at the earliest.
        assert asyncio.get_running_loop().time() - started < 10


class TestSameKey:
    async def test_makes_one_booking_however_often_it_is_sent_at_once(
        self, database: Database
    ) -> None:
        desk, braids = await salon(database, 3)
        answers = await asyncio.gather(
            *(desk.hold(wish(braids), TEN, idempotency_key="k") for _ in range(16))
        )
        assert len({booking.id for booking in answers}) == 1


class TestMoves:
    async def test_two_bookings_that_swap_places_end_without_an_overlap(
        self, database: Database
    ) -> None:
        desk, braids = await salon(database, 1)
        nine, ten = (
            await desk.confirmed(wish(braids), NINE),
            await desk.confirmed(wish(braids), TEN),
        )

        async def move(booking: BookingDetails, to: datetime) -> None:
            async with desk.bookings() as bookings:
                await bookings.reschedule(booking.id, to)

        answers = await asyncio.gather(
            move(nine, desk.at(TEN)), move(ten, desk.at(NINE)), return_exceptions=True
        )
        assert all(answer is None or isinstance(answer, OpeningTaken) for answer in answers)
        assert await doubles(desk) == 0

    async def test_one_opening_takes_one_of_many_movers(self, database: Database) -> None:
        desk, braids = await salon(database, 8)
        booked = [await desk.confirmed(wish(braids), NINE) for _ in range(8)]
        target = await desk.confirmed(wish(braids), TEN)
        staff = target.resource_ids

        async def move(booking: BookingDetails) -> BookingDetails:
            async with desk.bookings() as bookings:
                return await bookings.reschedule(
                    booking.id, desk.at("2026-11-23 11:00"), resource_ids=staff
                )

        answers: Sequence[object] = await asyncio.gather(
            *(move(booking) for booking in booked), return_exceptions=True
        )
        assert sum(isinstance(answer, BookingDetails) for answer in answers) == 1
        assert sum(isinstance(answer, OpeningTaken) for answer in answers) == 7
        assert await doubles(desk) == 0


class TestConfirmAgainstTakeover:
    async def test_either_the_payer_or_the_rival_has_it(self, database: Database) -> None:
        desk, braids = await salon(database, 1)
        for hour in range(9, 15):
            at = f"2026-11-24 {hour:02}:00"
            first = await desk.hold(wish(braids), at)
            desk.clock.advance(minutes=10)
            confirmed, rival = await asyncio.gather(
                self._confirm(desk, first), desk.hold(wish(braids), at), return_exceptions=True
            )
            if isinstance(confirmed, BookingDetails):
                assert isinstance(rival, OpeningTaken)
            else:
                assert isinstance(confirmed, HoldExpired)
                assert isinstance(rival, BookingDetails)
            assert await doubles(desk) == 0

    async def _confirm(self, desk: Desk, booking: BookingDetails) -> BookingDetails:
        async with desk.bookings() as bookings:
            return await bookings.confirm(booking.id)


class TestAllocationsConstraint:
    async def test_refuses_an_overlap_that_no_code_looked_for(self, database: Database) -> None:
        desk, braids = await salon(database, 1)
        first = await desk.hold(wish(braids), NINE)
        second = await desk.hold(wish(braids), TEN)
        overlap = text(
            "UPDATE allocations SET during = (SELECT during FROM allocations"
            " WHERE booking_id = :first) WHERE booking_id = :second"
        )
        with pytest.raises(Exception, match="ex_allocations_no_overlap"):
            async with desk.database.tenant_transaction(desk.tenant_id) as session:
                await session.execute(overlap, {"first": first.id, "second": second.id})
