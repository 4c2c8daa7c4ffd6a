from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.booking.errors import HoldExpired, IllegalTransition, OpeningTaken, OutsideHours
from core.booking.models import Allocation
from core.booking.requests import ItemRequest, OpeningRequest
from core.catalog.models import Service
from core.kit.db import Database
from core.kit.ids import BookingId, ResourceId, ServiceId
from tests.core.booking.desk import Desk, open_desk, wish
from tests.core.catalog.business import Business

pytestmark = pytest.mark.db

NINE, HALF_PAST, TEN = "2026-11-23 09:00", "2026-11-23 09:30", "2026-11-23 10:00"


@dataclass
class Salon:
    desk: Desk
    amina: ResourceId
    grace: ResourceId
    braids: ServiceId
    colour: ServiceId

    def by(self, *staff: ResourceId) -> OpeningRequest:
        return OpeningRequest((ItemRequest(self.braids, resource_ids=staff),))


@pytest.fixture
async def salon(database: Database) -> Salon:
    business = Business()
    amina, grace = business.add("Amina"), business.add("Grace")
    braids = business.add_service("Braids", [amina, grace], deposit_kind="full")
    colour = business.add_service("Colour", [grace], price_minor=300_000, duration_minutes=120)
    return Salon(await open_desk(database, business), amina, grace, braids, colour)


class TestReschedule:
    async def test_moves_over_its_own_time(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        async with salon.desk.bookings() as bookings:
            moved = await bookings.reschedule(booking.id, salon.desk.at(HALF_PAST))
        assert moved.starts_at == salon.desk.at(HALF_PAST)
        assert moved == await salon.desk.get(booking.id)
        assert (moved.reference, moved.status) == (booking.reference, "confirmed")
        assert moved.resource_ids == (salon.amina,)

    async def test_gives_the_old_time_back(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        async with salon.desk.bookings() as bookings:
            await bookings.reschedule(booking.id, salon.desk.at("2026-11-24 09:00"))
        assert (await salon.desk.hold(salon.by(salon.amina), NINE)).status == "held"

    async def test_keeps_the_price_it_was_booked_at(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        async with salon.desk.database.tenant_transaction(salon.desk.tenant_id) as session:
            await session.execute(update(Service).values(price_minor=7, deposit_kind="none"))
        async with salon.desk.bookings() as bookings:
            moved = await bookings.reschedule(booking.id, salon.desk.at(TEN))
        assert (moved.price_minor, moved.deposit_minor) == (100_000, 100_000)
        assert [item.price_minor for item in moved.items] == [100_000]

    async def test_keeps_the_person_even_when_others_are_free(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        await salon.desk.confirmed(salon.by(salon.amina), TEN)
        async with salon.desk.bookings() as bookings:
            with pytest.raises(OpeningTaken) as refused:
                await bookings.reschedule(booking.id, salon.desk.at(TEN))
        offered = {opening.resource_ids for opening in refused.value.alternatives}
        assert offered == {(salon.amina,)}
        assert await salon.desk.get(booking.id) == booking

    async def test_takes_anyone_when_asked_to(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        await salon.desk.confirmed(salon.by(salon.amina), TEN)
        async with salon.desk.bookings() as bookings:
            moved = await bookings.reschedule(booking.id, salon.desk.at(TEN), resource_ids=())
        assert moved.resource_ids == (salon.grace,)

    async def test_alternatives_of_a_refused_move_may_overlap_its_own_time(
        self, salon: Salon
    ) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), TEN)
        await salon.desk.confirmed(salon.by(salon.amina), "2026-11-23 11:30")
        async with salon.desk.bookings() as bookings:
            with pytest.raises(OpeningTaken) as refused:
                await bookings.reschedule(booking.id, salon.desk.at("2026-11-23 11:00"))
            nearest = refused.value.alternatives[0].starts_at
            assert nearest == salon.desk.at("2026-11-23 10:30")
            assert (await bookings.reschedule(booking.id, nearest)).starts_at == nearest

    async def test_refuses_a_closed_time_and_leaves_the_booking(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        async with salon.desk.bookings() as bookings:
            with pytest.raises(OutsideHours):
                await bookings.reschedule(booking.id, salon.desk.at("2026-11-23 22:00"))
        assert await salon.desk.get(booking.id) == booking

    async def test_refuses_a_booking_that_is_over(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        async with salon.desk.bookings() as bookings:
            await bookings.cancel(booking.id, "ill")
            with pytest.raises(IllegalTransition):
                await bookings.reschedule(booking.id, salon.desk.at(TEN))

    async def test_moves_a_stay_with_all_its_nights(self, database: Database) -> None:
        business = Business(hours={})
        stay = business.add_service("Room", [business.add("Room 1", "room")], unit="night")
        desk = await open_desk(database, business)
        booking = await desk.confirmed(wish(stay, nights=3), "2026-11-23 14:00")
        async with desk.bookings() as bookings:
            moved = await bookings.reschedule(booking.id, desk.at("2026-11-24 14:00"))
        assert (moved.starts_at, moved.ends_at) == (
            desk.at("2026-11-24 14:00"),
            desk.at("2026-11-27 10:00"),
        )

    async def test_notes_where_it_went(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        async with salon.desk.bookings() as bookings:
            await bookings.reschedule(booking.id, salon.desk.at(TEN))
        assert (await salon.desk.summaries(booking.id))[-1][2] == (
            f"{booking.reference} moved to 2026-11-23 10:00"
        )


class TestChangeHold:
    async def test_becomes_what_is_asked_at_the_new_price(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.by(salon.amina), NINE, fields={"a": 1})
        salon.desk.clock.advance(minutes=4)
        async with salon.desk.bookings() as bookings:
            changed = await bookings.change_hold(
                held.id, wish(salon.colour), salon.desk.at(HALF_PAST), contact_name="Wanjiku"
            )
        assert changed == await salon.desk.get(held.id)
        assert (changed.id, changed.reference) == (held.id, held.reference)
        assert (changed.service_ids, changed.resource_ids) == ((salon.colour,), (salon.grace,))
        assert (changed.price_minor, changed.deposit_minor) == (300_000, 0)
        assert (changed.contact_name, changed.fields) == ("Wanjiku", {"a": 1})
        assert changed.held_until == salon.desk.clock() + timedelta(minutes=10)
        assert (await salon.desk.hold(salon.by(salon.amina), NINE)).status == "held"

    async def test_stays_as_it_was_when_the_new_time_is_taken(self, salon: Salon) -> None:
        await salon.desk.hold(salon.by(salon.amina), TEN)
        held = await salon.desk.hold(salon.by(salon.amina), NINE)
        async with salon.desk.bookings() as bookings:
            with pytest.raises(OpeningTaken):
                await bookings.change_hold(held.id, salon.by(salon.amina), salon.desk.at(TEN))
        assert await salon.desk.get(held.id) == held
        assert await self._allocation_count(salon, held.id) == 1

    async def test_the_same_change_twice_is_one_change(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.by(salon.amina), NINE)
        for _ in range(2):
            async with salon.desk.bookings() as bookings:
                changed = await bookings.change_hold(
                    held.id, salon.by(salon.grace), salon.desk.at(TEN)
                )
        assert changed == await salon.desk.get(held.id)
        assert await self._allocation_count(salon, held.id) == 1

    async def test_does_not_renew_a_hold_for_ever(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.by(salon.amina), NINE)
        for _ in range(3):
            salon.desk.clock.advance(minutes=9)
            async with salon.desk.bookings() as bookings:
                changed = await bookings.change_hold(
                    held.id, salon.by(salon.amina), salon.desk.at(NINE)
                )
        assert changed.held_until == held.created_at + timedelta(minutes=30)

    async def test_refuses_a_hold_whose_time_is_up(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.by(salon.amina), NINE)
        salon.desk.clock.advance(minutes=10)
        async with salon.desk.bookings() as bookings:
            with pytest.raises(HoldExpired):
                await bookings.change_hold(held.id, salon.by(salon.amina), salon.desk.at(TEN))
            await bookings.expire_hold(held.id)
            with pytest.raises(HoldExpired):
                await bookings.change_hold(held.id, salon.by(salon.amina), salon.desk.at(TEN))

    async def test_refuses_a_confirmed_booking(self, salon: Salon) -> None:
        booking = await salon.desk.confirmed(salon.by(salon.amina), NINE)
        async with salon.desk.bookings() as bookings:
            with pytest.raises(IllegalTransition):
                await bookings.change_hold(booking.id, salon.by(salon.amina), salon.desk.at(TEN))

    async def _allocation_count(self, salon: Salon, booking_id: BookingId) -> int | None:
        count = select(func.count()).select_from(Allocation)
        async with salon.desk.database.tenant_transaction(salon.desk.tenant_id) as session:
            return await session.scalar(count.where(Allocation.booking_id == booking_id))
