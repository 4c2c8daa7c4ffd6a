from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from core.booking.service import BookingService
from core.catalog.cache import CatalogCache
from core.kit.clock import Clock
from core.kit.db import Database
from core.kit.ids import BookingId
from core.workflows.cancellation import Cancellations, CancellationTerms, late_fee
from tests.core.payments.desk import Till, till
from tests.core.payments.world import STAFF_PHONE, make_world
from tests.fixtures.texts import TEXTS

pytestmark = pytest.mark.db


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Till]:
    async with till(await make_world(database)) as found:
        yield found


async def paid_booking(desk: Till) -> BookingId:
    """A booking of KES 2,000 with its KES 500 deposit paid."""
    booking_id = await desk.world.hold()
    payment = await desk.prompted(booking_id)
    await desk.call_back(payment)
    await desk.work()
    return booking_id


async def cancel(
    desk: Till, booking_id: BookingId, *, hours_before: float, times: int = 1
) -> CancellationTerms:
    """What canceling so long before the start came to."""
    for _ in range(times):
        async with desk.world.database.tenant_transaction(desk.world.tenant_id) as session:
            catalog = await CatalogCache().get(session)
            booking = await BookingService(session, catalog).get(booking_id)
            at = booking.starts_at - timedelta(hours=hours_before)
            cancellations = Cancellations(session, catalog, TEXTS, _clock(at))
            terms = await cancellations.cancel(booking)
    return terms


async def refunds(desk: Till) -> list[tuple[int, str, str]]:
    rows = await desk.world.rows("SELECT amount_minor, reason, state FROM refunds")
    return [(row[0], row[1], row[2]) for row in rows]


async def set_late_fee(desk: Till, percent: int) -> None:
    await desk.world.change(
        "UPDATE tenants SET updated_at = clock_timestamp(), settings = settings ||"
        " jsonb_build_object('cancellation', jsonb_build_object('free_until_hours', 24,"
        " 'late_fee_percent', CAST(:percent AS int)))",
        percent=percent,
    )


class TestCancel:
    async def test_in_time_gives_everything_back(self, desk: Till) -> None:
        booking_id = await paid_booking(desk)
        terms = await cancel(desk, booking_id, hours_before=25)
        assert (terms.fee_minor, terms.refund_minor) == (0, 50_000)
        assert await refunds(desk) == [(50_000, "canceled", "requested")]
        assert await desk.world.ledger() == {
            "mpesa": 50_000, "bookings": 0, "refunds_due": -50_000,
        }  # fmt: skip
        assert (await desk.booking(booking_id)).status == "canceled"

    async def test_late_keeps_the_fee(self, desk: Till) -> None:
        await set_late_fee(desk, 15)
        booking_id = await paid_booking(desk)
        terms = await cancel(desk, booking_id, hours_before=23)
        assert (terms.fee_minor, terms.refund_minor) == (30_000, 20_000)
        assert await refunds(desk) == [(20_000, "canceled", "requested")]
        assert await desk.world.ledger() == {
            "mpesa": 50_000, "bookings": -30_000, "refunds_due": -20_000,
        }  # fmt: skip

    async def test_a_fee_above_what_was_paid_keeps_just_that(self, desk: Till) -> None:
        await set_late_fee(desk, 50)
        terms = await cancel(desk, await paid_booking(desk), hours_before=1)
        assert (terms.fee_minor, terms.refund_minor) == (50_000, 0)
        assert await refunds(desk) == []

    async def test_twice_owes_once(self, desk: Till) -> None:
        await cancel(desk, await paid_booking(desk), hours_before=30, times=2)
        assert len(await refunds(desk)) == 1

    async def test_an_unpaid_one_owes_nothing(self, desk: Till) -> None:
        terms = await cancel(desk, await desk.world.hold(), hours_before=30)
        assert (terms.paid_minor, terms.refund_minor) == (0, 0)
        assert await refunds(desk) == []

    async def test_the_business_is_told_what_to_give_back(self, desk: Till) -> None:
        await cancel(desk, await paid_booking(desk), hours_before=30)
        told = await staff_told(desk)
        assert told.startswith("Canceled: BK-")
        assert "Please refund by M-Pesa: KES 500" in told
        tasks = await desk.world.rows(
            "SELECT facts->>'task' FROM audit_entries WHERE action = 'operator_task'"
        )
        assert [row[0] for row in tasks] == ["refund"]

    async def test_nobody_is_asked_to_give_back_nothing(self, desk: Till) -> None:
        await cancel(desk, await desk.world.hold(), hours_before=30)
        told = await staff_told(desk)
        assert told.startswith("Canceled: BK-")
        assert "refund" not in told


async def staff_told(desk: Till) -> str:
    """The SMS that the staff got last."""
    rows = await desk.world.rows(
        "SELECT o.content->>'text' FROM outbound_messages o"
        " JOIN conversations c ON c.id = o.conversation_id"
        " JOIN identities i ON i.id = c.identity_id WHERE i.external_id = :phone"
        " ORDER BY o.position DESC LIMIT 1",
        phone=STAFF_PHONE,
    )
    return str(rows[0][0])


class TestLateFee:
    @pytest.mark.parametrize(
        ("price", "percent", "fee"),
        [(200_000, 50, 100_000), (200_000, 0, 0), (33_300, 50, 16_600), (99, 100, 0)],
    )
    def test_is_whole_shillings_in_the_contacts_favor(
        self, price: int, percent: int, fee: int
    ) -> None:
        assert late_fee(price, percent, "KES") == fee


def _clock(at: datetime) -> Clock:
    return lambda: at
