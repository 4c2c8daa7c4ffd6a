import pytest
from sqlalchemy import select

from core.booking.models import Booking
from core.payments.models import Refund
from tests.actions.caller import Answer, Caller
from tests.actions.test_my_bookings import paid

pytestmark = pytest.mark.db

SOON, LATER, NEXT_WEEK = "2026-11-21T17:00", "2026-11-26T11:00", "2026-11-30T11:00"


async def ask_to_move(caller: Caller, **values: str) -> Answer:
    """The question before a move."""
    caller.loop = "reschedule_form"
    await caller.call("validate_reschedule_form", "reschedule_booking", **values)
    caller.loop = None
    return await caller.call("action_ask_move")


async def move(caller: Caller, **values: str) -> Answer:
    await ask_to_move(caller, **values)
    return await caller.call("action_move_booking", "affirm")


async def late_fee(caller: Caller) -> int:
    async with caller.session() as session:
        return await session.scalar(select(Booking.late_fee_minor)) or 0


async def refunds(caller: Caller) -> list[int]:
    async with caller.session() as session:
        return list(await session.scalars(select(Refund.amount_minor)))


class TestLateMove:
    async def test_what_stays_to_be_paid_is_said_before_the_yes(self, caller: Caller) -> None:
        await paid(caller, SOON)
        asked = await ask_to_move(caller, datetime=LATER)
        assert asked.said == ["utter_confirm_move_late"]
        assert (asked.variable("fee")["amount_minor"], asked.variable("hours")) == (50_000, 24)
        assert await late_fee(caller) == 0

    async def test_canceling_the_moved_one_is_not_free(self, caller: Caller) -> None:
        await paid(caller, SOON)
        assert (await move(caller, datetime=LATER)).said == ["utter_booking_moved"]
        later = await caller.continued()
        asked = await later.cancel()
        assert asked.said == ["utter_confirm_cancellation_moved_no_refund"]
        assert asked.variable("fee")["amount_minor"] == 50_000
        done = await later.call("action_cancel_booking", "affirm")
        assert done.said == ["utter_booking_canceled"]
        assert await refunds(caller) == []

    async def test_a_second_move_in_time_neither_says_nor_undoes_it(self, caller: Caller) -> None:
        await paid(caller, SOON)
        await move(caller, datetime=LATER)
        later = await caller.continued()
        asked = await ask_to_move(later, datetime=NEXT_WEEK)
        assert asked.said == ["utter_confirm_move"]
        await later.call("action_move_booking", "affirm")
        assert await later.bookings() == [("confirmed", "2026-11-30 11:00")]
        assert await late_fee(caller) == 50_000

    async def test_to_somebody_else_as_well_is_said_with_the_name(self, caller: Caller) -> None:
        await paid(caller, SOON)
        asked = await ask_to_move(caller, datetime=LATER, staff=await caller.staff("Grace"))
        assert asked.said == ["utter_confirm_move_to_staff_late"]
        assert asked.variable("staff") == "Grace"

    async def test_somebody_else_at_the_same_time_costs_nothing_more(self, caller: Caller) -> None:
        await paid(caller, SOON)
        asked = await ask_to_move(caller, staff=await caller.staff("Grace"))
        assert asked.said == ["utter_confirm_move_to_staff"]
        await caller.call("action_move_booking", "affirm")
        assert await late_fee(caller) == 0

    async def test_becoming_late_before_the_yes_is_asked_about_again(self, caller: Caller) -> None:
        await paid(caller, "2026-11-22T09:00")
        assert (await ask_to_move(caller, datetime=LATER)).said == ["utter_confirm_move"]
        caller.clock.advance(hours=2)
        again = await caller.call("action_move_booking", "affirm")
        assert again.said == ["utter_confirm_move_late"]
        assert await caller.bookings() == [("confirmed", "2026-11-22 09:00")]
        assert caller.slots["awaiting"] == "move"
        moved = await caller.call("action_move_booking", "affirm")
        assert moved.said == ["utter_booking_moved"]
        assert await late_fee(caller) == 50_000


class TestMoveInTime:
    async def test_keeps_canceling_free(self, caller: Caller) -> None:
        await paid(caller, "2026-11-25T14:00")
        assert (await ask_to_move(caller, datetime=LATER)).said == ["utter_confirm_move"]
        await caller.call("action_move_booking", "affirm")
        later = await caller.continued()
        asked = await later.cancel()
        assert asked.said == ["utter_confirm_cancellation_refund"]
        assert asked.variable("refund")["amount_minor"] == 50_000
