from datetime import datetime, timedelta

import pytest

from core.booking.service import BookingService
from core.catalog.cache import CatalogCache
from core.kit.ids import BookingId
from core.workflows.cancellation import Cancellations
from core.workflows.moving import Moves
from tests.core.payments.desk import Till
from tests.core.workflows.test_cancellation import (
    cancel,
    desk,
    paid_booking,
    refunds,
    set_late_fee,
)
from tests.fixtures.texts import TEXTS

__all__ = ["desk"]

pytestmark = pytest.mark.db


async def move(desk: Till, booking_id: BookingId, *, hours_before: float, days: int) -> None:
    """Move a booking on by so many days, so long before its start."""
    async with desk.world.database.tenant_transaction(desk.world.tenant_id) as session:
        catalog = await CatalogCache().get(session)
        booking = await BookingService(session, catalog).get(booking_id)
        at = booking.starts_at - timedelta(hours=hours_before)

        def clock() -> datetime:
            return at

        moves = Moves(
            BookingService(session, catalog, clock),
            Cancellations(session, catalog, TEXTS, clock),
        )
        to = booking.starts_at + timedelta(days=days)
        await moves.move(booking, to, resource_ids=None)


class TestMove:
    async def test_a_late_one_keeps_what_canceling_cost(self, desk: Till) -> None:
        await set_late_fee(desk, 15)
        booking_id = await paid_booking(desk)
        await move(desk, booking_id, hours_before=20, days=7)
        terms = await cancel(desk, booking_id, hours_before=100)
        assert (terms.fee_minor, terms.refund_minor) == (30_000, 20_000)
        assert await refunds(desk) == [(20_000, "canceled", "requested")]
        assert await desk.world.ledger() == {
            "mpesa": 50_000, "bookings": -30_000, "refunds_due": -20_000,
        }  # fmt: skip

    async def test_one_in_time_keeps_nothing(self, desk: Till) -> None:
        await set_late_fee(desk, 15)
        booking_id = await paid_booking(desk)
        await move(desk, booking_id, hours_before=25, days=7)
        terms = await cancel(desk, booking_id, hours_before=100)
        assert (terms.fee_minor, terms.refund_minor) == (0, 50_000)

    async def test_canceling_late_after_it_costs_the_greater_of_both_once(self, desk: Till) -> None:
        await set_late_fee(desk, 15)
        booking_id = await paid_booking(desk)
        await move(desk, booking_id, hours_before=20, days=7)
        await set_late_fee(desk, 20)
        terms = await cancel(desk, booking_id, hours_before=1)
        assert (terms.fee_minor, terms.refund_minor) == (40_000, 10_000)

    async def test_a_later_move_in_time_does_not_undo_it(self, desk: Till) -> None:
        await set_late_fee(desk, 15)
        booking_id = await paid_booking(desk)
        await move(desk, booking_id, hours_before=20, days=7)
        await move(desk, booking_id, hours_before=60, days=7)
        assert (await cancel(desk, booking_id, hours_before=100)).fee_minor == 30_000

    async def test_an_unpaid_one_keeps_nothing(self, desk: Till) -> None:
        booking_id = await desk.world.hold(minutes=60 * 24 * 30)
        await move(desk, booking_id, hours_before=20, days=7)
        assert (await desk.booking(booking_id)).late_fee_minor == 0
