from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.booking.models import Booking
from core.booking.service import BookingService
from core.kit.ids import BookingId
from core.payments.models import Payment
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


async def held(caller: Caller) -> None:
    await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")


async def confirm(caller: Caller) -> None:
    async with caller.session() as session:
        service = BookingService(session, await caller.catalogs.get(session), caller.clock)
        await service.confirm(BookingId(UUID(caller.slots["held_booking"])))


class TestStartPayment:
    async def test_asks_for_the_prompt_and_never_says_it_is_sent(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "affirm")
        assert answer.said == ["utter_payment_starting"]
        assert answer.variable("due")["amount_minor"] == 50_000
        assert await caller.count_payments() == 1

    async def test_a_yes_that_names_another_service_changes_what_is_held(
        self, caller: Caller
    ) -> None:
        await held(caller)
        cornrows = await caller.service("Cornrows")
        answer = await caller.call("action_start_payment", "affirm", service=cornrows)
        assert answer.follow_up == "booking_form"
        assert await caller.count_payments() == 0

    async def test_a_yes_that_repeats_what_is_held_starts_the_payment(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "affirm", time="15:00")
        assert answer.said == ["utter_payment_starting"]

    async def test_a_repeated_call_starts_one_payment(self, caller: Caller) -> None:
        await held(caller)
        before = dict(caller.slots)
        first = await caller.call("action_start_payment", "affirm", message_id="turn 2")
        caller.slots = before
        second = await caller.call("action_start_payment", "affirm", message_id="turn 2")
        assert first.said == second.said == ["utter_payment_starting"]
        assert await caller.count_payments() == 1

    async def test_another_number_can_pay(self, caller: Caller) -> None:
        await held(caller)
        picked_up = await caller.call("action_pick_up", "inform", phone="254722111222")
        assert picked_up.follow_up == "action_start_payment"
        answer = await caller.call("action_start_payment", "inform", phone="254722111222")
        assert answer.variable("phone") == {"type": "phone", "value": "254722111222"}

    async def test_an_open_prompt_is_not_doubled(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_start_payment", "affirm")
        answer = await caller.call("action_start_payment", "make_payment")
        assert answer.said == ["utter_payment_in_flight"]

    async def test_the_number_that_was_asked_is_named_and_no_other(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_start_payment", "inform", phone="254722111222")
        answer = await caller.call("action_start_payment", "inform", phone="254733444555")
        assert answer.said == ["utter_payment_in_flight"]
        assert answer.variable("phone") == {"type": "phone", "value": "254722111222"}
        assert await caller.count_payments() == 1

    async def test_a_number_mpesa_cannot_reach_is_refused(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "inform", phone="12345")
        assert answer.said == ["utter_unsupported_payer"]
        assert await caller.count_payments() == 0

    async def test_who_names_a_service_and_who_pays_wants_it_booked(self, caller: Caller) -> None:
        pedicure, payer = await caller.service("Pedicure"), "+254722000111"
        said = {"service": pedicure, "datetime": "2026-11-24T09:00", "phone": payer}
        answer = await caller.call("action_start_payment", "make_payment", **said)
        assert (answer.follow_up, answer.slot("phone")) == ("booking_form", payer)

    @pytest.mark.parametrize("words", ["also one for me", "na moja yangu pia"])
    async def test_a_yes_that_asks_for_one_more_is_no_order(
        self, caller: Caller, words: str
    ) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "affirm", text=words)
        assert answer.said == ["utter_what_to_change"]
        assert await caller.count_payments() == 0

    async def test_what_is_paid_at_the_visit_is_not_said_to_be_paid(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-25T14:00")
        async with caller.session() as session:
            caller.slots["held_booking"] = str(await session.scalar(select(Booking.id)))
        answer = await caller.call("action_start_payment", "make_payment", phone="254712345678")
        assert answer.said == ["utter_paid_at_visit"]
        assert answer.variable("price")["amount_minor"] == 50_000

    async def test_nothing_held_means_nothing_to_pay(self, caller: Caller) -> None:
        answer = await caller.call("action_start_payment", "make_payment")
        assert answer.said == ["utter_nothing_to_pay"]

    async def test_a_hold_that_ran_out_is_made_again(self, caller: Caller) -> None:
        await held(caller)
        caller.clock.advance(minutes=30)
        async with caller.session() as session:
            service = BookingService(session, await caller.catalogs.get(session), caller.clock)
            await service.expire_hold(BookingId(UUID(caller.slots["held_booking"])))
        answer = await caller.call("action_start_payment", "make_payment")
        assert answer.said == ["utter_hold_is_over"]
        assert answer.follow_up == "action_hold_opening"
        again = await caller.call("action_hold_opening", "make_payment")
        assert again.said == ["utter_hold_with_payment"]

    async def test_a_paid_booking_is_not_asked_for_again(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_start_payment", "affirm")
        async with caller.session() as session:
            await session.execute(update(Payment).values(state="paid", paid_at=caller.clock()))
        await confirm(caller)
        answer = await caller.call("action_start_payment", "make_payment")
        assert answer.said == ["utter_deposit_paid"]
        assert answer.variable("rest")["amount_minor"] == 200_000

    async def test_another_contact_cannot_pay_by_slot(self, caller: Caller) -> None:
        await held(caller)
        other = await caller.somebody_else()
        other.slots["held_booking"] = caller.slots["held_booking"]
        answer = await other.call("action_start_payment", "make_payment")
        assert answer.said == ["utter_nothing_to_pay"]
        assert await caller.count_payments() == 0


class TestReleaseHold:
    async def test_frees_the_time_for_others(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_release_hold", "deny")
        assert answer.said == ["utter_hold_released"]
        assert await caller.bookings() == [("canceled", "2026-11-24 15:00")]
        assert caller.slots["held_booking"] is None

    async def test_a_no_that_names_something_else_changes_it(self, caller: Caller) -> None:
        await held(caller)
        pedicure = await caller.service("Pedicure")
        service = {"ids": [pedicure], "text": "pedicure"}
        answer = await caller.call(
            "action_release_hold", "deny", text="no, pedicure", service=service
        )
        assert answer.follow_up == "booking_form"
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_leaves_a_booking_that_was_paid_meanwhile(self, caller: Caller) -> None:
        await held(caller)
        await confirm(caller)
        answer = await caller.call("action_release_hold", "deny")
        assert answer.said == ["utter_booking_kept"]
        assert await caller.bookings() == [("confirmed", "2026-11-24 15:00")]

    async def test_canceling_what_was_paid_meanwhile_is_asked_first(self, caller: Caller) -> None:
        await held(caller)
        await confirm(caller)
        answer = await caller.call("action_release_hold", "cancel_booking")
        assert answer.follow_up == "cancel_form"


class TestPickUp:
    async def test_new_words_about_a_paid_booking_move_it(self, caller: Caller) -> None:
        await held(caller)
        await confirm(caller)
        other = await caller.call("action_pick_up", text="booking mpya", date="2026-11-25")
        assert other.follow_up == "booking_form"
        answer = await caller.call("action_pick_up", "inform", date="2026-11-25")
        assert answer.follow_up == "reschedule_form"

    async def test_booking_words_outside_a_form_start_one(self, caller: Caller) -> None:
        answer = await caller.call("action_pick_up", "inform", date="2026-11-25")
        assert answer.follow_up == "booking_form"

    async def test_anything_else_is_asked_about(self, caller: Caller) -> None:
        answer = await caller.call("action_pick_up", "affirm")
        assert answer.said == ["utter_how_can_i_help"]


class TestNewBookingAfterOne:
    async def test_a_paid_booking_leaves_no_wishes_behind(self, caller: Caller) -> None:
        await held(caller)
        await confirm(caller)
        answer = await caller.book(service=await caller.service("Manicure"))
        assert answer.said == ["utter_offer_days"]
        async with caller.session() as session:
            assert await session.get(Booking, UUID(caller.slots["held_booking"])) is not None
