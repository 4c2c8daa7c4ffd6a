"""Canceling asks which booking, says what it costs, and needs a yes."""

import pytest
from sqlalchemy import select

from core.booking.models import Booking
from tests.actions.caller import Caller
from tests.actions.test_my_bookings import booked, paid

pytestmark = pytest.mark.db


class TestCancellation:
    async def test_asks_first_and_cancels_after_a_yes(self, caller: Caller) -> None:
        await booked(caller)
        asked = await caller.cancel()
        assert asked.said == ["utter_confirm_cancellation"]
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]
        done = await caller.call("action_cancel_booking", "affirm")
        assert done.said == ["utter_booking_canceled"]
        assert await caller.bookings() == [("canceled", "2026-11-25 14:00")]

    @pytest.mark.parametrize(
        ("at", "question", "refund"),
        [
            ("2026-11-25T14:00", "utter_confirm_cancellation_refund", 50_000),
            ("2026-11-21T17:00", "utter_confirm_cancellation_no_refund", 0),
        ],
    )
    async def test_says_what_comes_back_before_the_yes(
        self, caller: Caller, at: str, question: str, refund: int
    ) -> None:
        await paid(caller, at)
        asked = await caller.cancel()
        assert asked.said == [question]
        assert asked.variable("refund")["amount_minor"] == refund
        done = await caller.call("action_cancel_booking", "affirm")
        expected = "utter_booking_canceled_refund" if refund else "utter_booking_canceled"
        assert done.said == [expected]

    @pytest.mark.parametrize(
        "text", ["yes, if it's free", "ndio lakini nirudishieni pesa", "really?", "yes don't"]
    )
    async def test_asks_again_after_half_a_yes(self, caller: Caller, text: str) -> None:
        await booked(caller)
        await caller.cancel()
        again = await caller.call("action_cancel_booking", "affirm", text=text)
        assert again.said == ["utter_confirm_cancellation"]
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]
        assert caller.slots["awaiting"] == "cancellation"

    @pytest.mark.parametrize("text", ["yes keep it", "ndio nitakuja", "sawa iache"])
    async def test_a_yes_to_coming_keeps_it(self, caller: Caller, text: str) -> None:
        await booked(caller)
        await caller.cancel()
        kept = await caller.call("action_cancel_booking", "affirm", text=text)
        assert kept.said == ["utter_booking_kept"]
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]

    @pytest.mark.parametrize(
        "text", ["yes, no problem", "yes I won't make it", "yes cancel, I'm not around", "ndio"]
    )
    async def test_a_reason_beside_the_yes_binds_it_to_nothing(
        self, caller: Caller, text: str
    ) -> None:
        await booked(caller)
        await caller.cancel()
        done = await caller.call("action_cancel_booking", "affirm", text=text)
        assert done.said == ["utter_booking_canceled"]

    async def test_asks_again_when_it_became_dearer_before_the_yes(self, caller: Caller) -> None:
        await paid(caller, "2026-11-22T09:00")
        asked = await caller.cancel()
        said = {
            "event": "bot",
            "metadata": {"utter_action": asked.said[0], "variables": dict(asked.responses[0])},
        }
        caller.clock.advance(hours=2)
        again = await caller.call("action_cancel_booking", "affirm", after=(said,))
        assert again.said == ["utter_confirm_cancellation_no_refund"]
        assert await caller.bookings() == [("confirmed", "2026-11-22 09:00")]
        assert caller.slots["awaiting"] == "cancellation"

    async def test_keeps_the_booking_after_a_no(self, caller: Caller) -> None:
        await booked(caller)
        await caller.cancel()
        assert (await caller.call("action_keep_booking", "deny")).said == ["utter_booking_kept"]
        assert caller.slots["awaiting"] is None

    async def test_asks_which_of_several(self, caller: Caller) -> None:
        await booked(caller)
        await booked(caller, "2026-11-26T10:00")
        answer = await caller.cancel()
        assert answer.said == ["utter_which_booking"]
        chosen = answer.payloads[0].partition('"booking": "')[2][:36]
        asked = await caller.cancel(booking=chosen)
        assert asked.said == ["utter_confirm_cancellation"]

    async def test_the_day_can_say_which(self, caller: Caller) -> None:
        await booked(caller)
        await booked(caller, "2026-11-26T10:00")
        answer = await caller.cancel(date="2026-11-26")
        assert answer.said == ["utter_confirm_cancellation"]
        assert answer.variable("starts_at")["value"].startswith("2026-11-26")

    async def test_the_service_can_say_which(self, caller: Caller) -> None:
        await booked(caller)
        await paid(caller, "2026-11-26T10:00")
        braids = await caller.service("Braids")
        answer = await caller.cancel(service=braids)
        assert answer.said == ["utter_confirm_cancellation_refund"]
        assert answer.variable("starts_at")["value"].startswith("2026-11-26")

    @pytest.mark.parametrize("awaiting", ["cancellation", "move"])
    async def test_stop_in_answer_to_a_question_is_a_no_to_it(
        self, caller: Caller, awaiting: str
    ) -> None:
        await booked(caller)
        caller.slots["awaiting"] = awaiting
        answer = await caller.cancel(text="zi, acha")
        assert (answer.said, caller.slots["awaiting"]) == (["utter_booking_kept"], None)
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]

    async def test_stop_while_moving_leaves_the_booking(self, caller: Caller) -> None:
        await booked(caller)
        left = {"event": "action", "name": "action_part"}
        stopped = await caller.cancel(text="wacha tu", after=(left,))
        assert stopped.said == ["utter_booking_kept"]
        canceled = await caller.cancel(text="just cancel it", after=(left,))
        assert canceled.said == ["utter_confirm_cancellation"]

    async def test_a_reference_of_somebody_else_opens_nothing(self, caller: Caller) -> None:
        await booked(caller)
        async with caller.session() as session:
            booking = (await session.execute(select(Booking.id, Booking.reference))).one()
        other = await caller.somebody_else()
        await booked(other, "2026-11-26T10:00")
        answer = await other.cancel(reference=booking.reference)
        assert answer.said == ["utter_booking_not_found"]
        other.slots["booking"] = str(booking.id)
        assert (await other.call("action_cancel_booking", "affirm")).said == [
            "utter_booking_not_found"
        ]
        assert ("confirmed", "2026-11-25 14:00") in await caller.bookings()

    async def test_questions_and_other_matters_are_no_answer_to_which(self, caller: Caller) -> None:
        await booked(caller)
        await booked(caller, "2026-11-26T10:00")
        await caller.cancel()
        assert (caller.loop, caller.slots["requested_slot"]) == ("cancel_form", "booking")
        for intent in ("ask_question", "affirm", "thank"):
            answer = await caller.call("validate_cancel_form", intent, text="sawa")
            assert (answer.said, answer.events) == ([], [])

    async def test_the_form_goes_on_after_an_answered_question(self, caller: Caller) -> None:
        await booked(caller)
        await booked(caller, "2026-11-26T10:00")
        await caller.cancel()
        answered = {"event": "action", "name": "action_answer_question"}
        again = await caller.call("validate_cancel_form", "ask_question", after=(answered,))
        assert again.said == ["utter_which_booking"]
        assert again.slot("requested_slot") == "booking"

    async def test_the_day_answers_which(self, caller: Caller) -> None:
        await booked(caller)
        await booked(caller, "2026-11-26T10:00")
        await caller.cancel()
        chosen = await caller.call("validate_cancel_form", "inform", date="2026-11-26")
        assert chosen.slot("requested_slot") is None
        asked = await caller.call("action_ask_cancellation", "inform", date="2026-11-26")
        assert asked.variable("starts_at")["value"].startswith("2026-11-26")

    async def test_who_has_none_is_told_so(self, caller: Caller) -> None:
        answer = await caller.cancel()
        assert answer.said == ["utter_no_bookings"]
        assert (caller.loop, caller.slots["requested_slot"]) == (None, None)
        assert (await caller.call("action_ask_cancellation", "cancel_booking")).said == []

    @pytest.mark.parametrize(
        "text", ["ok cancel it", "yes just cancel", "sawa futa", "ndio ghairi tu", "cancel it pls"]
    )
    async def test_to_cancel_said_again_with_a_yes_is_the_yes(
        self, caller: Caller, text: str
    ) -> None:
        await booked(caller)
        await caller.cancel()
        done = await caller.cancel(text=text)
        assert done.said == ["utter_booking_canceled"]
        assert await caller.bookings() == [("canceled", "2026-11-25 14:00")]

    @pytest.mark.parametrize(
        "text", ["ok cancel it, but give my money back", "sawa futa kama ni bure", "cancel?"]
    )
    async def test_a_reserved_one_is_asked_again(self, caller: Caller, text: str) -> None:
        await booked(caller)
        await caller.cancel()
        again = await caller.cancel(text=text)
        assert again.said == ["utter_confirm_cancellation"]
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]

    async def test_another_one_named_is_asked_about_first(self, caller: Caller) -> None:
        await booked(caller)
        await paid(caller, "2026-11-26T10:00")
        await caller.cancel(date="2026-11-25")
        asked = await caller.cancel(
            text="ok cancel the braids", service=await caller.service("Braids")
        )
        assert asked.said == ["utter_confirm_cancellation_refund"]
        assert ("confirmed", "2026-11-25 14:00") in await caller.bookings()

    @pytest.mark.parametrize("text", ["please don't cancel my booking", "usighairi booking yangu"])
    async def test_not_to_cancel_keeps_it(self, caller: Caller, text: str) -> None:
        await booked(caller)
        assert (await caller.cancel(text=text)).said == ["utter_booking_kept"]
        assert (caller.loop, caller.slots["awaiting"]) == (None, None)

    @pytest.mark.parametrize("text", ["how much will i get back?", "nitarudishiwa pesa ngapi?"])
    async def test_what_comes_back_is_said_again_when_asked(
        self, caller: Caller, text: str
    ) -> None:
        await paid(caller, "2026-11-25T14:00")
        await caller.cancel()
        asked = await caller.call("action_answer_question", "ask_question", text=text)
        assert (asked.said, asked.follow_up) == ([], "action_ask_cancellation")
        again = await caller.call("action_ask_cancellation", "ask_question", text=text)
        assert again.said == ["utter_confirm_cancellation_refund"]
        assert caller.slots["awaiting"] == "cancellation"

    @pytest.mark.parametrize("text", ["cancel both my bookings", "futa zote"])
    async def test_all_are_canceled_one_after_the_other_each_with_its_yes(
        self, caller: Caller, text: str
    ) -> None:
        await paid(caller, "2026-11-25T14:00")
        await booked(caller, "2026-11-26T10:00")
        asked = await caller.cancel(text=text)
        assert asked.said == ["utter_confirm_cancellation_refund"]
        done = await caller.call("action_cancel_booking", "affirm", text="yes")
        assert (done.said, done.follow_up) == (["utter_booking_canceled_refund"], "cancel_form")
        caller.loop = "cancel_form"
        chosen = await caller.call("validate_cancel_form", "affirm", text="yes")
        assert chosen.said == []
        again = await caller.call("action_ask_cancellation", "affirm", text="yes")
        assert again.said == ["utter_confirm_cancellation"]
        kept = await caller.call("action_keep_booking", "deny", text="no")
        assert kept.said == ["utter_booking_kept"]
        assert caller.slots["cancel_rest"] is None
        assert ("confirmed", "2026-11-26 10:00") in await caller.bookings()
