"""What can mean several things is asked back, unless none of them can be had."""

from typing import ClassVar

import pytest
from sqlalchemy import select

from core.booking.models import Booking
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


class TestAmbiguousValues:
    async def test_a_time_is_asked_back_with_its_candidates(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Haircut"),
            date="2026-11-24",
            ambiguous={"time": ["04:00", "16:00"]},
        )
        assert answer.said == ["utter_which_time"]
        assert answer.payloads == ['/inform{"time": "04:00"}', '/inform{"time": "16:00"}']
        assert await caller.bookings() == []

    async def test_a_time_at_which_it_is_closed_either_way_is_not_asked_back(
        self, caller: Caller
    ) -> None:
        answer = await caller.book(
            service=await caller.service("Manicure"),
            ambiguous={"datetime": ["2026-11-24T07:00", "2026-11-24T19:00"]},
        )
        assert answer.said == ["utter_closed_at_times"]
        first, *_, last = answer.payloads
        assert '"time": "08:00"' in first
        assert '"time": "18:00"' in last
        assert answer.slot("requested_slot") == "time"

    async def test_a_service_is_asked_back_by_name(self, caller: Caller) -> None:
        candidates = [await caller.service("Haircut"), await caller.service("Kids haircut")]
        answer = await caller.book(ambiguous={"service": candidates})
        assert answer.said == ["utter_which_service"]
        assert [each["title"] for each in answer.buttons] == ["Haircut", "Kids haircut"]

    async def test_how_many_come_is_asked_again_when_it_is_open(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Bridal package"), party_size=2)
        answer = await caller.book("inform", ambiguous={"party_size": [3, 4]})
        assert answer.slot("requested_slot") == "party_size"
        assert answer.slot("party_size") is None

    async def test_candidates_of_another_business_are_no_candidates(self, caller: Caller) -> None:
        foreign = ["01a1fbc1-9d85-7bf6-a4ab-ca81b4a9c490", "not an id"]
        answer = await caller.book(ambiguous={"service": foreign})
        assert answer.said == ["utter_offer_services"]


SUNDAY = {
    "text": "sunday instead",
    "spans": ({"entity": "date", "start": 0, "end": 6},),
}


class TestAWeekdayInsteadOfALaterDay:
    async def test_is_that_of_the_week_which_was_talked_about(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-12-18")
        await caller.book("inform", **SUNDAY, date="2026-11-22")
        assert caller.slots["date"] == "2026-12-20"

    async def test_is_not_asked_back_though_it_could_be_today(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-12-18")
        days = ["2026-11-22", "2026-11-29"]
        answer = await caller.book("inform", **SUNDAY, ambiguous={"date": days})
        assert answer.said == ["utter_offer_openings"]
        assert caller.slots["date"] == "2026-12-20"

    async def test_of_this_week_is_this_weeks(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-24")
        await caller.book("inform", **SUNDAY, date="2026-11-22")
        assert caller.slots["date"] == "2026-11-22"

    async def test_moves_a_booking_within_its_week(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-12-19T14:00")
        later = await caller.continued()
        friday = {"text": "make it friday", "spans": ({"entity": "date", "start": 8, "end": 14},)}
        later.loop = "reschedule_form"
        answer = await later.call(
            "validate_reschedule_form", "reschedule_booking", **friday, date="2026-11-27"
        )
        assert answer.slot("date") == "2026-12-18"

    async def test_said_to_be_a_mistake_moves_what_was_just_booked(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-12-19T14:00")
        later = await caller.continued()
        async with caller.session() as session:
            later.slots["held_booking"] = str(await session.scalar(select(Booking.id)))
        answer = await later.call(
            "validate_booking_form", "book_service", text="nimekosea, ijumaa", date="2026-11-27"
        )
        assert answer.follow_up == "reschedule_form"


class TestTodayOrAWeekOn:
    async def test_is_a_week_on_once_nothing_is_left_of_today(self, caller: Caller) -> None:
        caller.clock.advance(hours=12)
        days = ["2026-11-21", "2026-11-28"]
        braids = await caller.service("Braids")
        answer = await caller.book(service=braids, ambiguous={"date": days})
        assert answer.said == ["utter_offer_openings"]
        assert caller.slots["date"] == "2026-11-28"

    async def test_is_asked_back_as_long_as_today_can_be_had(self, caller: Caller) -> None:
        days = ["2026-11-21", "2026-11-28"]
        braids = await caller.service("Braids")
        answer = await caller.book(service=braids, ambiguous={"date": days})
        assert answer.said == ["utter_which_date"]


class TestTheNameOfToday:
    @pytest.mark.parametrize("text", ["no, make it saturday", "hapana, siku iwe jumamosi"])
    async def test_said_at_the_summary_is_asked_back(self, caller: Caller, text: str) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-26T15:00")
        word = text.rsplit(maxsplit=1)[-1]
        spans = ({"entity": "date", "start": text.index(word), "end": len(text)},)
        days = ["2026-11-21", "2026-11-28"]
        answer = await caller.book("inform", text=text, spans=spans, ambiguous={"date": days})
        assert answer.said == ["utter_which_date"]
        assert [each.rpartition('"')[0][-10:] for each in answer.payloads] == days


class TestDaysLeftOpen:
    DAYS: ClassVar = ["2026-11-27", "2026-12-04"]

    async def asked_which(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-25T15:00")
        answer = await caller.book("inform", text="no, next friday", ambiguous={"date": self.DAYS})
        assert answer.said == ["utter_which_date"]

    async def test_are_asked_about_again_where_a_time_is_said(self, caller: Caller) -> None:
        await self.asked_which(caller)
        answer = await caller.book("inform", text="make it 9am", time="09:00")
        assert answer.said == ["utter_which_date"]
        assert [each.rpartition('"')[0][-10:] for each in answer.payloads] == self.DAYS
        await caller.book("inform", date="2026-12-04")
        assert (caller.slots["date"], caller.slots["time"]) == ("2026-12-04", "09:00")
        assert caller.slots["open_days"] is None

    async def test_wait_until_it_is_clear_at_which_time(self, caller: Caller) -> None:
        await self.asked_which(caller)
        answer = await caller.book("inform", text="at 9", ambiguous={"time": ["09:00", "21:00"]})
        assert answer.said == ["utter_which_time"]
        assert (await caller.book("inform", time="09:00")).said == ["utter_which_date"]

    async def test_are_forgotten_once_another_day_is_said(self, caller: Caller) -> None:
        await self.asked_which(caller)
        await caller.book("inform", text="tuesday", date="2026-11-24")
        assert (caller.slots["date"], caller.slots["open_days"]) == ("2026-11-24", None)
