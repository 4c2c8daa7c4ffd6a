from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core.booking.errors import (
    BookingNotFound,
    OpeningTaken,
    OutsideHours,
    ServiceNotOffered,
    StaffNotOffered,
    TooSoon,
)
from core.booking.models import Booking
from core.booking.requests import ItemRequest, OpeningRequest
from core.kit.db import Database
from core.kit.ids import ContactId, ResourceId, ServiceId, new_id
from tests.core.booking.desk import Desk, hold, open_desk, wish
from tests.core.catalog.business import Business

pytestmark = pytest.mark.db

NINE, TEN = "2026-11-23 09:00", "2026-11-23 10:00"


@dataclass
class Salon:
    desk: Desk
    amina: ResourceId
    grace: ResourceId
    braids: ServiceId
    wash: ServiceId

    @property
    def with_amina(self) -> OpeningRequest:
        return OpeningRequest((ItemRequest(self.braids, resource_ids=(self.amina,)),))


@pytest.fixture
async def salon(database: Database) -> Salon:
    business = Business(settings={"booking": {"hold_minutes": 10}})
    amina, grace = business.add("Amina"), business.add("Grace")
    chairs = [business.add(f"Chair {number}", "chair") for number in (1, 2)]
    braids = business.add_service(
        "Braids", [amina, grace, *chairs], deposit_kind="percent", deposit_value=20
    )
    wash = business.add_service(
        "Wash", [amina, grace, *chairs], duration_minutes=30, price_minor=50_000
    )
    return Salon(await open_desk(database, business), amina, grace, braids, wash)


class TestHoldOpening:
    async def test_keeps_the_opening_until_the_hold_runs_out(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.with_amina, NINE, fields={"hair": "long"})
        assert held.status == "held"
        assert held.held_until == salon.desk.clock() + timedelta(minutes=10)
        assert (held.starts_at, held.ends_at) == (salon.desk.at(NINE), salon.desk.at(TEN))
        assert salon.amina in held.resource_ids
        assert len(held.resource_ids) == 2
        assert (held.price_minor, held.deposit_minor, held.currency) == (100_000, 20_000, "KES")
        assert (held.contact_name, held.fields) == ("Jane", {"hair": "long"})
        assert await salon.desk.get(held.id) == held

    async def test_writes_the_job_that_ends_it(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.with_amina, NINE)
        query = text(
            "SELECT args, scheduled_at FROM procrastinate_jobs"
            " WHERE task_name = 'booking.expire_hold' AND args ->> 'booking_id' = :id"
        )
        async with salon.desk.database.platform_transaction(reason="a test reads jobs") as session:
            ((args, scheduled_at),) = await session.execute(query, {"id": str(held.id)})
        assert args == {"tenant_id": str(salon.desk.tenant_id), "booking_id": str(held.id)}
        assert scheduled_at == held.held_until

    async def test_notes_who_held_what_until_when(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.with_amina, NINE)
        assert await salon.desk.summaries(held.id) == [
            ("assistant", "opening_held", f"{held.reference} held until 08:10")
        ]

    async def test_the_same_key_gives_the_same_booking(self, salon: Salon) -> None:
        first = await salon.desk.hold(salon.with_amina, NINE, idempotency_key="k")
        again = await salon.desk.hold(salon.with_amina, NINE, idempotency_key="k")
        assert again == first
        assert len(await salon.desk.summaries(first.id)) == 1

    async def test_refuses_what_is_taken_and_offers_the_nearest(self, salon: Salon) -> None:
        await salon.desk.hold(salon.with_amina, TEN)
        with pytest.raises(OpeningTaken) as refused:
            await salon.desk.hold(salon.with_amina, TEN)
        offered = [opening.starts_at for opening in refused.value.alternatives]
        assert offered == [salon.desk.at(f"2026-11-23 {at}") for at in ("09:00", "11:00", "11:30")]

    async def test_refuses_with_the_reason_and_with_openings(self, salon: Salon) -> None:
        with pytest.raises(OutsideHours) as refused:
            await salon.desk.hold(salon.with_amina, "2026-11-23 20:00")
        assert refused.value.alternatives[0].starts_at == salon.desk.at("2026-11-23 16:00")

    async def test_refuses_a_start_within_the_notice(self, database: Database) -> None:
        business = Business()
        braids = business.add_service("Braids", [business.add("Amina")], notice_minutes=120)
        desk = await open_desk(database, business)
        with pytest.raises(TooSoon) as refused:
            await desk.hold(wish(braids), "2026-11-21 09:00")
        assert refused.value.alternatives[0].starts_at == desk.at("2026-11-21 10:00")

    async def test_gives_somebody_else_when_anyone_will_do(self, salon: Salon) -> None:
        held = [await salon.desk.hold(wish(salon.braids), NINE) for _ in range(2)]
        staff = [set(booking.resource_ids) & {salon.amina, salon.grace} for booking in held]
        assert staff == [{salon.amina}, {salon.grace}]
        with pytest.raises(OpeningTaken):
            await salon.desk.hold(wish(salon.braids), NINE)

    async def test_the_scarcer_kind_decides(self, database: Database) -> None:
        business = Business()
        staff = [business.add(name) for name in ("Amina", "Grace", "Njeri")]
        braids = business.add_service("Braids", [*staff, business.add("Only chair", "chair")])
        desk = await open_desk(database, business)
        await desk.hold(wish(braids), NINE)
        with pytest.raises(OpeningTaken):
            await desk.hold(wish(braids), NINE)

    async def test_takes_several_services_one_after_the_other(self, salon: Salon) -> None:
        held = await salon.desk.hold(wish(salon.wash, salon.braids), NINE)
        half_past = salon.desk.at("2026-11-23 09:30")
        assert [(item.service_id, item.starts_at) for item in held.items] == [
            (salon.wash, salon.desk.at(NINE)),
            (salon.braids, half_past),
        ]
        assert held.ends_at == salon.desk.at("2026-11-23 10:30")
        assert (held.price_minor, held.deposit_minor) == (150_000, 20_000)
        assert [item.price_minor for item in held.items] == [50_000, 100_000]

    async def test_takes_over_a_hold_that_ran_out(self, salon: Salon) -> None:
        first = await salon.desk.hold(salon.with_amina, NINE)
        salon.desk.clock.advance(minutes=9, seconds=59)
        with pytest.raises(OpeningTaken):
            await salon.desk.hold(salon.with_amina, NINE)
        salon.desk.clock.advance(seconds=1)
        second = await salon.desk.hold(salon.with_amina, NINE)
        assert (await salon.desk.get(first.id)).status == "expired"
        assert await salon.desk.statuses(first.id) == ["expired", "expired"]
        assert (await salon.desk.get(second.id)).status == "held"
        assert await salon.desk.summaries(first.id) == [
            ("assistant", "opening_held", f"{first.reference} held until 08:10"),
            ("system", "hold_expired", f"{first.reference} expired"),
        ]

    async def test_leaves_a_booking_whose_time_was_paid_for_alone(self, salon: Salon) -> None:
        await salon.desk.confirmed(salon.with_amina, NINE)
        salon.desk.clock.advance(hours=1)
        with pytest.raises(OpeningTaken):
            await salon.desk.hold(salon.with_amina, NINE)

    async def test_a_refusal_writes_nothing(self, salon: Salon) -> None:
        await salon.desk.hold(salon.with_amina, NINE)
        async with salon.desk.bookings() as bookings:
            with pytest.raises(OpeningTaken):
                await hold(bookings, salon.desk, salon.with_amina, NINE)
        async with salon.desk.database.tenant_transaction(salon.desk.tenant_id) as session:
            assert len((await session.execute(select(Booking.id))).all()) == 1

    async def test_the_session_can_go_on_after_a_refusal(self, salon: Salon) -> None:
        async with salon.desk.bookings() as bookings:
            await hold(bookings, salon.desk, salon.with_amina, NINE)
            with pytest.raises(OpeningTaken) as refused:
                await hold(bookings, salon.desk, salon.with_amina, NINE)
            other = refused.value.alternatives[0].starts_at
            assert (await hold(bookings, salon.desk, salon.with_amina, other)).status == "held"

    async def test_buffers_keep_the_next_one_away(self, database: Database) -> None:
        business = Business()
        amina = business.add("Amina")
        braids = business.add_service("Braids", [amina], buffer_after_minutes=10)
        desk = await open_desk(database, business)
        await desk.hold(wish(braids), NINE)
        with pytest.raises(OpeningTaken) as refused:
            await desk.hold(wish(braids), TEN)
        assert refused.value.alternatives[0].starts_at == desk.at("2026-11-23 10:30")

    async def test_does_not_take_a_contact_of_another_business(self, salon: Salon) -> None:
        other = await open_desk(salon.desk.database, Business())
        with pytest.raises(IntegrityError):
            await salon.desk.hold(salon.with_amina, NINE, contact_id=other.contact_id)

    async def test_does_not_take_staff_or_services_of_another_business(self, salon: Salon) -> None:
        business = Business()
        stranger = business.add("Stranger")
        theirs = business.add_service("Braids", [stranger])
        await open_desk(salon.desk.database, business)
        request = OpeningRequest((ItemRequest(salon.braids, resource_ids=(stranger,)),))
        with pytest.raises(StaffNotOffered):
            await salon.desk.hold(request, NINE)
        with pytest.raises(ServiceNotOffered):
            await salon.desk.hold(wish(theirs), NINE)


class TestTenancy:
    @pytest.mark.parametrize(
        ("table", "column", "theirs"),
        [
            ("bookings", "contact_id", "contacts"),
            ("bookings", "branch_id", "branches"),
            ("booking_items", "service_id", "services"),
            ("allocations", "resource_id", "resources"),
        ],
    )
    async def test_the_database_refuses_rows_of_another_tenant(
        self, salon: Salon, table: str, column: str, theirs: str
    ) -> None:
        held = await salon.desk.hold(salon.with_amina, NINE)
        business = Business()
        business.add_service("Theirs", [business.add("Stranger")])
        other = await open_desk(salon.desk.database, business)
        async with salon.desk.database.tenant_transaction(other.tenant_id) as session:
            foreign = await session.scalar(text(f"SELECT id FROM {theirs} LIMIT 1"))
        owner = "id" if table == "bookings" else "booking_id"
        change = text(f"UPDATE {table} SET {column} = :foreign WHERE {owner} = :id")
        with pytest.raises(IntegrityError):
            async with salon.desk.database.tenant_transaction(salon.desk.tenant_id) as session:
                await session.execute(change, {"foreign": foreign, "id": held.id})

    async def test_another_business_does_not_see_the_booking(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.with_amina, NINE)
        other = await open_desk(salon.desk.database, Business())
        async with other.bookings() as bookings:
            for key in (held.id, held.reference):
                with pytest.raises(BookingNotFound):
                    await bookings.get(key)
            with pytest.raises(BookingNotFound):
                await bookings.cancel(held.id, "theirs")
            assert await bookings.expire_hold(held.id) is False
        assert (await salon.desk.get(held.id)).status == "held"


class TestGet:
    async def test_finds_a_reference_as_people_write_it(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.with_amina, NINE)
        async with salon.desk.bookings() as bookings:
            written = held.reference.lower().replace("-", " ")
            assert (await bookings.get(written)).id == held.id

    async def test_refuses_the_booking_of_another_contact(self, salon: Salon) -> None:
        held = await salon.desk.hold(salon.with_amina, NINE)
        async with salon.desk.bookings() as bookings:
            mine = await bookings.get(held.reference, contact_id=salon.desk.contact_id)
            assert mine.id == held.id
            with pytest.raises(BookingNotFound):
                await bookings.get(held.reference, contact_id=ContactId(new_id()))

    async def test_refuses_what_is_no_reference(self, salon: Salon) -> None:
        async with salon.desk.bookings() as bookings:
            with pytest.raises(BookingNotFound):
                await bookings.get("tomorrow at nine")


class TestUpcomingOf:
    async def test_gives_what_stands_in_order(self, salon: Salon) -> None:
        late = await salon.desk.confirmed(salon.with_amina, "2026-11-24 09:00")
        soon = await salon.desk.hold(salon.with_amina, NINE)
        canceled = await salon.desk.hold(salon.with_amina, TEN)
        async with salon.desk.bookings() as bookings:
            await bookings.cancel(canceled.id, "changed my mind")
            found = await bookings.upcoming_of(salon.desk.contact_id)
            assert [booking.id for booking in found] == [soon.id, late.id]
            salon.desk.clock.advance(minutes=10)
            found = await bookings.upcoming_of(salon.desk.contact_id)
            assert [booking.id for booking in found] == [late.id]
            salon.desk.clock.advance(days=4)
            assert await bookings.upcoming_of(salon.desk.contact_id) == []
