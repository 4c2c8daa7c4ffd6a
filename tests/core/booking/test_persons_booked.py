"""The rows of a party whose people have services of their own."""

import pytest

from core.kit.db import Database
from tests.core.booking.desk import Desk, open_desk
from tests.core.booking.test_persons import request
from tests.core.catalog.business import Business

pytestmark = pytest.mark.db


class TestRows:
    async def test_say_whose_each_service_is_and_move_together(self, database: Database) -> None:
        business = Business()
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina], duration_minutes=120, price_minor=250_000)
        cut = business.add_service("Cut", [grace], duration_minutes=45, price_minor=80_000)
        wash = business.add_service("Wash", [grace], duration_minutes=30, price_minor=50_000)
        desk: Desk = await open_desk(database, business)
        wish = request(business, [braids], [cut, wash])
        booking = await desk.confirmed(wish, "2026-11-23 09:00")
        assert booking == await desk.get(booking.id)
        rows = [(item.person, item.service_id, item.price_minor) for item in booking.items]
        assert rows == [(1, braids, 250_000), (2, cut, 80_000), (2, wash, 50_000)]
        async with desk.bookings() as bookings:
            again = bookings.request_of(booking)
            assert [(each.person, each.is_beside) for each in again.items] == [
                (1, False), (2, True), (2, False),
            ]  # fmt: skip
            moved = await bookings.reschedule(booking.id, desk.at("2026-11-24 10:00"))
        assert [item.starts_at for item in moved.items] == [
            desk.at("2026-11-24 10:00"), desk.at("2026-11-24 10:00"), desk.at("2026-11-24 10:45"),
        ]  # fmt: skip
        assert moved == await desk.get(booking.id)
