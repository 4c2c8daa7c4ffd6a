"""What lets a held time go at the summary, and what keeps it."""

import pytest
from sqlalchemy import select

from core.booking.models import Booking
from tests.actions.caller import Caller
from tests.actions.test_my_bookings import paid
from tests.actions.test_paying import held

pytestmark = pytest.mark.db


class TestCancelingAtTheSummary:
    async def test_lets_the_hold_go(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_release_hold", "cancel_booking", text="cancel it")
        assert answer.said == ["utter_hold_released"]

    async def test_with_another_time_is_a_change_and_no_canceling(self, caller: Caller) -> None:
        await held(caller)
        words = {"text": "nimechange mind, iwe kumi na nusu", "time": "16:30"}
        answer = await caller.call("action_release_hold", "cancel_booking", **words)
        assert answer.follow_up == "booking_form"
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        answer = await caller.call(
            "action_release_hold", "cancel_booking", text="futa", time="16:30"
        )
        assert answer.said == ["utter_hold_released"]

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("deposit nitasort baadaye, usinitoe", "utter_hold_kept"),
            ("msinitoe tafadhali", "utter_hold_waits"),
            ("don't give it to anybody", "utter_hold_waits"),
            ("usicancel tafadhali", "utter_hold_waits"),
            ("please don't cancel", "utter_hold_waits"),
        ],
    )
    async def test_heard_where_it_is_to_be_kept_lets_nothing_go(
        self, caller: Caller, text: str, answer: str
    ) -> None:
        await held(caller)
        said = await caller.call("action_release_hold", "cancel_booking", text=text)
        assert said.said == [answer]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_of_a_booking_that_stands_keeps_the_hold(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-25T14:00")
        await held(caller)
        answer = await caller.call("action_release_hold", "cancel_booking", service=kids)
        assert answer.follow_up == "cancel_form"
        async with caller.session() as session:
            states = await session.scalars(select(Booking.status).order_by(Booking.id))
            assert sorted(states) == ["confirmed", "held"]

    async def test_by_the_button_of_a_failed_payment_asks_for_no_yes(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_start_payment", "affirm", phone="254712345678")
        asked = {"parsed": {"intent": {"name": "cancel_booking"}}}
        caller.slots["next_request"] = asked
        await caller.call("action_next_request")
        caller.loop = "cancel_form"
        button = {"booking": "held", "is_button": True}
        answer = await caller.call("validate_cancel_form", "cancel_booking", **button)
        assert answer.follow_up == "action_release_hold"
        answer = await caller.call("action_release_hold", "cancel_booking", **button)
        assert answer.said == ["utter_hold_released"]
        assert await caller.bookings() == [("canceled", "2026-11-24 15:00")]

    async def test_by_that_button_when_it_was_paid_meanwhile_is_asked_about(
        self, caller: Caller
    ) -> None:
        await paid(caller, "2026-11-24T15:00")
        caller.loop = "cancel_form"
        button = {"booking": "held", "is_button": True}
        answer = await caller.call("validate_cancel_form", "cancel_booking", **button)
        assert answer.follow_up is None
        assert (await caller.call("action_ask_cancellation", "cancel_booking")).said == [
            "utter_confirm_cancellation_refund"
        ]

    @pytest.mark.parametrize("text", ["both of them, cancel", "futa zote"])
    async def test_of_both_lets_nothing_go_unsaid(self, caller: Caller, text: str) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-25T14:00")
        await held(caller)
        answer = await caller.call("action_release_hold", "cancel_booking", text=text)
        assert (answer.said, answer.follow_up) == ([], "cancel_form")
        caller.loop = None
        asked = await caller.cancel(text=text)
        assert asked.said == ["utter_confirm_cancellation"]
        assert caller.slots["cancel_rest"] is True


class TestLetItGo:
    @pytest.mark.parametrize("text", ["let it go", "ok let it go", "sawa, achilia nafasi"])
    async def test_taken_for_a_yes_sends_no_prompt(self, caller: Caller, text: str) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "affirm", text=text)
        assert answer.follow_up == "action_release_hold"
        assert await caller.count_payments() == 0

    @pytest.mark.parametrize("text", ["ok but don't let it go", "yes, do not let that go"])
    async def test_refused_lets_nothing_go(self, caller: Caller, text: str) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "affirm", text=text)
        assert answer.follow_up is None
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_leaves_the_form_that_is_open(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("validate_booking_form", "affirm", text="let it go")
        assert answer.follow_up == "action_stop_booking"


class TestANo:
    @pytest.mark.parametrize(
        "text", ["nothing", "not sure", "sijui", "don't cancel it though", "hapana, usicancel"]
    )
    async def test_that_says_nothing_or_keeps_it_lets_nothing_go(
        self, caller: Caller, text: str
    ) -> None:
        await held(caller)
        answer = await caller.call("action_release_hold", "deny", text=text)
        assert answer.said == ["utter_hold_waits"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_with_a_bare_number_changes_the_hour(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_release_hold", "deny", text="no wait 12", number=12)
        assert answer.follow_up == "booking_form"
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    @pytest.mark.parametrize("text", ["not that one, somebody else", "hapana, mtu mwingine"])
    async def test_for_somebody_else_asks_what_to_change_and_no_number(
        self, caller: Caller, text: str
    ) -> None:
        await held(caller)
        answer = await caller.call("action_release_hold", "deny", text=text)
        assert answer.said == ["utter_what_to_change"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_for_another_one_of_a_list_long_ago_asks_what_to_change(
        self, caller: Caller
    ) -> None:
        await held(caller)
        caller.said = []
        words = "not that, the last one"
        spans = ({"entity": "choice", "start": 14, "end": 22},)
        answer = await caller.call("action_release_hold", "deny", text=words, spans=spans)
        assert answer.said == ["utter_what_to_change"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_for_somebody_elses_phone_asks_for_the_number(self, caller: Caller) -> None:
        await held(caller)
        words = "no, someone else will pay"
        answer = await caller.call("action_release_hold", "deny", text=words)
        assert answer.said == ["utter_ask_phone"]


class TestWhatWasLetGo:
    async def test_is_held_on_another_day_when_one_is_named(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_release_hold", "deny", text="sitaki hiyo")
        words = {"text": "ya tarehe kumi badala yake", "date": "2026-12-10"}
        answer = await caller.call("validate_reschedule_form", "reschedule_booking", **words)
        assert answer.follow_up == "booking_form"


class TestSomethingElseAtTheSummary:
    async def test_with_the_word_of_a_service_changes_nothing(self, caller: Caller) -> None:
        await held(caller)
        service, text = await caller.service("Haircut"), "my cousin has a car wash in Thika"
        answer = await caller.call("action_decline", "out_of_scope", text=text, service=service)
        assert answer.follow_up is None
        assert "utter_hold_waits" in answer.said


class TestComingBack:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("ok im back", "utter_hold_waits"),
            ("haya niko ready", "utter_hold_waits"),
            ("ok", "utter_ok"),
        ],
    )
    async def test_after_a_wait_is_asked_about_what_is_held(
        self, caller: Caller, text: str, said: str
    ) -> None:
        await held(caller)
        await caller.call("action_release_hold", "deny", text="hold on, let me think about it")
        answer = await caller.call("action_start_payment", "affirm", text=text)
        assert answer.said == [said]
        assert await caller.count_payments() == 0

    async def test_is_not_asked_whether_to_start_over(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_decline", "out_of_scope", text="nimerudi")
        assert answer.said == ["utter_hold_waits"]


class TestStoppingWhereSomethingIsBooked:
    async def test_says_that_it_stays(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-25T14:00")
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("action_stop_booking", "affirm", text="let it go")
        assert answer.said == ["utter_booking_kept"]
