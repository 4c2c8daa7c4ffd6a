from typing import Any

import pytest
from sqlalchemy import select

from core.booking.models import BookingItem
from core.catalog.models import Service
from tests.actions.caller import Caller

pytestmark = pytest.mark.db

AT = "2026-11-24T15:00"


async def named(caller: Caller, *names: str, **more: Any) -> dict[str, Any]:
    """What the reading makes of several services in one message."""
    return {"ids": [await caller.service(name) for name in names], "text": "x", **more}


async def booked_services(caller: Caller) -> list[str]:
    async with caller.session() as session:
        rows = await session.scalars(
            select(Service.name)
            .join(BookingItem, BookingItem.service_id == Service.id)
            .order_by(BookingItem.position)
        )
        return list(rows)


class TestSeveralServices:
    async def test_are_one_booking_with_all_of_them(self, caller: Caller) -> None:
        services = await named(caller, "Braids", "Manicure")
        answer = await caller.book(service=services, datetime=AT)
        assert answer.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        assert await booked_services(caller) == ["Braids", "Manicure"]
        # The deposits of both: 500 and 300.
        assert answer.variable("due")["amount_minor"] == 80_000

    async def test_the_summary_shows_each_with_its_price_and_the_total(
        self, caller: Caller
    ) -> None:
        services = await named(caller, "Braids", "Manicure")
        answer = await caller.book(service=services, datetime=AT)
        lines = answer.variable("summary")["items"]
        assert [line["response"] for line in lines] == [
            "line_service_of_several", "line_service_of_several", "line_when", "line_staff",
            "line_name", "line_total_deposit",
        ]  # fmt: skip
        prices = [line["variables"]["price"]["amount_minor"] for line in (*lines[:2], lines[-1])]
        assert prices == [250_000, 150_000, 400_000]

    async def test_only_what_is_missing_is_asked(self, caller: Caller) -> None:
        first = await caller.book(service=await named(caller, "Braids", "Manicure"))
        assert first.said == ["utter_offer_days"]
        assert len(first.variable("service")["items"]) == 2
        second = await caller.book("inform", date="2026-11-24")
        assert second.said == ["utter_offer_openings"]
        third = await caller.book("inform", time="15:00")
        assert third.said == ["utter_hold_with_payment"]
        assert await booked_services(caller) == ["Braids", "Manicure"]

    async def test_the_wished_person_does_what_they_do(self, caller: Caller) -> None:
        services = await named(caller, "Braids", "Manicure")
        answer = await caller.book(service=services, staff=await caller.staff("Grace"), datetime=AT)
        assert answer.said == ["utter_hold_with_payment"]
        staff = answer.variable("summary")["items"][3]["variables"]["staff"]["items"]
        assert sorted(staff) == ["Grace", "Njeri"]

    async def test_one_of_two_is_asked_about(self, caller: Caller) -> None:
        either = await named(caller, "Braids", "Cornrows", is_choice=True)
        await caller.book(service=await named(caller, "Braids", "Manicure"))
        answer = await caller.book("inform", service=either, datetime=AT)
        assert answer.said == ["utter_which_service"]
        await caller.book("inform", service=await caller.service("Braids"))
        assert await booked_services(caller) == ["Braids"]

    async def test_another_service_later_stands_in_for_all(self, caller: Caller) -> None:
        await caller.book(service=await named(caller, "Braids", "Manicure"))
        await caller.book("inform", service=await caller.service("Pedicure"), datetime=AT)
        assert await booked_services(caller) == ["Pedicure"]
        assert caller.slots["more_services"] is None

    async def test_naming_one_of_them_again_keeps_them(self, caller: Caller) -> None:
        await caller.book(service=await named(caller, "Braids", "Manicure"))
        await caller.book("inform", service=await caller.service("Braids"), datetime=AT)
        assert await booked_services(caller) == ["Braids", "Manicure"]


class TestWhatWasNamedBefore:
    @pytest.mark.parametrize("text", ["toa hiyo uadd pedicure", "drop that and add pedicure"])
    async def test_is_replaced_when_it_is_dropped_by_pointing(
        self, caller: Caller, text: str
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        pedicure = await caller.service("Pedicure")
        await caller.book("reschedule_booking", text=text, service=pedicure, date="2026-11-24")
        assert caller.slots["service"] == pedicure
