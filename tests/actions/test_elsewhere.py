"""Looking elsewhere than at what was offered."""

import pytest

from tests.actions.caller import Answer, Caller

pytestmark = pytest.mark.db

DAY = "2026-11-24"


async def offered_times(caller: Caller) -> Answer:
    await caller.book(service=await caller.service("Braids"))
    answer = await caller.book("inform", date=DAY)
    assert answer.said == ["utter_offer_openings"]
    return answer


async def at_summary(caller: Caller, at: str = "15:00") -> None:
    answer = await caller.book(service=await caller.service("Braids"), datetime=f"{DAY}T{at}")
    assert answer.said == ["utter_hold_with_payment"]


def times(answer: Answer) -> list[str]:
    return [payload.split('"time": "')[1][:5] for payload in answer.payloads]


class TestOthers:
    async def test_are_those_of_the_day_that_were_not_shown(self, caller: Caller) -> None:
        first = await offered_times(caller)
        others = await caller.book("deny", text="none of these")
        assert others.said == ["utter_offer_others"]
        assert times(others)
        assert not set(times(first)) & set(times(others))

    async def test_are_other_days_once_the_day_was_shown(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        await caller.book("inform", date=DAY, time_range=["15:00", "16:30"])
        answer = await caller.book("ask_availability", text="what else do you have")
        assert answer.said == ["utter_offer_days"]
        assert caller.slots["requested_slot"] == "date"

    @pytest.mark.parametrize(
        "said", ["I can't make these", "hizi sitaweza", "hizo zote ziko mbali"]
    )
    async def test_a_no_to_those_that_were_offered_brings_others(
        self, caller: Caller, said: str
    ) -> None:
        first = await caller.book(service=await caller.service("Braids"), date="2026-11-24")
        others = await caller.book("deny", text=said)
        assert others.said == ["utter_offer_others"]
        assert not set(times(first)) & set(times(others))

    @pytest.mark.parametrize("said", ["they all clash with my work", "hizo zote niko job"])
    async def test_what_sounds_like_calling_it_off_goes_on_with_others(
        self, caller: Caller, said: str
    ) -> None:
        await offered_times(caller)
        answer = await caller.call("action_stop_booking", "cancel_booking", text=said)
        assert (answer.said, answer.follow_up) == ([], "booking_form")

    async def test_a_no_to_those_and_to_all_is_no_wish_for_others(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-24")
        said = "I don't want these, forget it"
        answer = await caller.call("validate_booking_form", "deny", text=said)
        assert answer.said == []

    async def test_a_plain_no_is_no_wish_for_others(self, caller: Caller) -> None:
        await offered_times(caller)
        answer = await caller.call("validate_booking_form", "deny", text="no")
        assert (answer.events, answer.said) == ([], [])


class TestSoonerAndLater:
    async def test_at_the_summary_they_lie_before_and_after_what_is_held(
        self, caller: Caller
    ) -> None:
        await at_summary(caller)
        sooner = await caller.book("ask_availability", text="anything earlier?")
        assert sooner.said == ["utter_offer_sooner"]
        assert times(sooner)
        assert all(at < "15:00" for at in times(sooner))
        await caller.book("inform", date=DAY, time="15:00")
        later = await caller.book("ask_availability", text="anything later than that?")
        assert later.said == ["utter_offer_later"]
        assert times(later)[0] == "15:30"

    async def test_what_is_chosen_replaces_what_is_held(self, caller: Caller) -> None:
        await at_summary(caller)
        await caller.book("ask_availability", text="anything earlier?")
        await caller.book("inform", date=DAY, time="11:00")
        assert await caller.bookings() == [("held", f"{DAY} 11:00")]

    async def test_half_an_hour_later_is_that_moment(self, caller: Caller) -> None:
        await at_summary(caller)
        pick_up = await caller.call(
            "action_pick_up", "reschedule_booking", text="half an hour later please", duration=30
        )
        assert (pick_up.follow_up, pick_up.said) == ("booking_form", [])
        await caller.book("reschedule_booking", text="half an hour later please", duration=30)
        assert await caller.bookings() == [("held", f"{DAY} 15:30")]

    async def test_nothing_sooner_is_said_and_the_question_stands(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        await caller.book("inform", date="2026-11-21")
        answer = await caller.book("inform", text="earlier please")
        assert answer.said[0] == "utter_nothing_sooner"
        assert caller.slots["requested_slot"] == "time"


class TestTheDayAfter:
    async def test_is_counted_from_the_day_that_was_talked_about(self, caller: Caller) -> None:
        await offered_times(caller)
        answer = await caller.book("ask_availability", text="what about the day after?")
        assert (answer.said, caller.slots["date"]) == (["utter_offer_openings"], "2026-11-25")

    async def test_the_day_before_keeps_the_time(self, caller: Caller) -> None:
        await at_summary(caller)
        await caller.book("ask_availability", text="and the day before?")
        assert await caller.bookings() == [("held", "2026-11-23 15:00")]


class TestSoonest:
    async def test_is_offered_and_a_yes_takes_the_first(self, caller: Caller) -> None:
        answer = await caller.book(service=await caller.service("Braids"), soonest=True)
        assert answer.said == ["utter_offer_soonest"]
        first = answer.slot("offer")
        await caller.book("affirm", text="yes")
        assert await caller.bookings() == [("held", f"{first['date']} {first['time']}")]


class TestAny:
    async def test_any_time_of_the_day_takes_the_first(self, caller: Caller) -> None:
        first = times(await offered_times(caller))[0]
        answer = await caller.book("inform", text="any time", time_range=["00:00", "23:59"])
        assert answer.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", f"{DAY} {first}")]


class TestAWeekdayWithinTheSpanTalkedAbout:
    async def test_is_not_asked_back(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        await caller.book("inform", date_range=["2026-11-30", "2026-12-06"])
        both = {"date": ["2026-11-25", "2026-12-02"]}
        answer = await caller.book("inform", text="wednesday", ambiguous=both)
        assert (answer.said, caller.slots["date"]) == (["utter_offer_openings"], "2026-12-02")


class TestADayThatCannotBe:
    async def test_is_not_called_full(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        far = await caller.book("inform", date="2027-11-24")
        assert far.said == ["utter_too_far"]
        closed = await caller.book("inform", date="2026-12-25")
        assert closed.said == ["utter_closed_on_date"]

    async def test_a_part_of_a_day_that_is_full_is_not_the_whole_day(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        night = await caller.book("inform", date=DAY, time_range=["20:00", "22:00"])
        assert night.said == ["utter_range_is_full"]


class TestMoving:
    async def test_to_the_next_day_keeps_the_time(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Kids haircut"), datetime="2026-11-25T14:00")
        caller.loop = "reschedule_form"
        text = "push it to the next day"
        await caller.call("validate_reschedule_form", "reschedule_booking", text=text)
        assert (caller.slots["date"], caller.slots["time"]) == ("2026-11-26", "14:00")
