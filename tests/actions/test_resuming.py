"""A conversation that is taken up again: everything is checked afresh."""

from uuid import UUID

import pytest

from core.booking.service import BookingService
from core.conversations.dialogues import Dialogues
from core.conversations.models import Turn
from core.kit.ids import BookingId, new_id
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


async def expire(caller: Caller) -> None:
    """Let days pass; the hold runs out."""
    caller.clock.advance(days=2)
    async with caller.session() as session:
        service = BookingService(session, await caller.catalogs.get(session), caller.clock)
        await service.expire_hold(BookingId(UUID(caller.slots["held_booking"])))


class TestDaysLater:
    async def test_paying_checks_the_opening_again(self, caller: Caller) -> None:
        braids = await caller.service("Braids")
        await caller.book(service=braids, datetime="2026-11-24T15:00")
        await expire(caller)
        answer = await caller.call("action_start_payment", "affirm", text="yes")
        assert (answer.said, answer.follow_up) == (["utter_hold_is_over"], "action_hold_opening")
        again = await caller.call("action_hold_opening", "affirm")
        assert again.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [
            ("expired", "2026-11-24 15:00"), ("held", "2026-11-24 15:00")
        ]  # fmt: skip

    async def test_what_others_took_meanwhile_is_answered_with_what_is_left(
        self, caller: Caller
    ) -> None:
        braids, amina = await caller.service("Braids"), await caller.staff("Amina")
        await caller.book(service=braids, staff=amina, datetime="2026-11-24T15:00")
        await expire(caller)
        other = await caller.somebody_else()
        await other.book(service=braids, staff=amina, datetime="2026-11-24T15:00")
        await caller.call("action_start_payment", "affirm", text="yes")
        answer = await caller.call("action_hold_opening", "affirm")
        assert answer.said == ["utter_opening_taken"]
        assert answer.buttons
        assert await caller.count_payments() == 0

    async def test_an_opening_offered_before_that_has_passed_is_not_booked(
        self, caller: Caller
    ) -> None:
        braids = await caller.service("Braids")
        await caller.book(service=braids, date="2026-11-22")
        caller.clock.advance(days=3)
        answer = await caller.book("inform", date="2026-11-22", time="10:00")
        assert answer.said == ["utter_in_the_past"]
        assert await caller.bookings() == []

    async def test_a_move_agreed_to_too_late_changes_nothing(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-28T14:00")
        caller.loop = "reschedule_form"
        await caller.call(
            "validate_reschedule_form", "reschedule_booking", datetime="2026-11-24T11:00"
        )
        caller.loop = None
        await caller.call("action_ask_move")
        caller.clock.advance(days=4)
        await caller.call("action_move_booking", "affirm")
        assert await caller.bookings() == [("confirmed", "2026-11-28 14:00")]


async def left(caller: Caller, *, reason: str = "idle") -> Caller:
    """The contact days later, after the dialogue with its last turn was closed."""
    outcome = {"slots": dict(caller.slots), "active_loop": caller.loop}
    async with caller.session() as session:
        session.add(
            Turn(
                id=new_id(),
                tenant_id=caller.tenant_id,
                conversation_id=caller.conversation_id,
                dialogue_id=caller.dialogue_id,
                state="handled",
                text="haircut with Otieno",
                outcome=outcome,
            )
        )
        await Dialogues(session).close(caller.dialogue_id, reason)
    caller.clock.advance(days=3)
    return await caller.continued()


class TestLeftUnfinished:
    async def test_an_answer_days_later_goes_on_with_what_was_wanted(self, caller: Caller) -> None:
        kids, otieno = await caller.service("Kids haircut"), await caller.staff("Otieno")
        await caller.book(service=kids, staff=otieno, date="2026-11-28")
        later = await left(caller)
        answer = await later.call("action_pick_up", "inform", time="12:00")
        assert (answer.said, answer.follow_up) == (["utter_resumed"], "booking_form")
        booked = await later.book("inform", time="12:00")
        assert booked.said == ["utter_booked"]
        assert await caller.bookings() == [("confirmed", "2026-11-28 12:00")]

    async def test_a_day_that_is_over_is_asked_for_again(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, date="2026-11-22")
        later = await left(caller)
        await later.call("action_pick_up", "inform", time="12:00")
        asked = await later.book("inform", time="12:00")
        assert asked.slot("requested_slot") == "date"
        assert (later.slots["service"], later.slots.get("date")) == (kids, None)
        assert await caller.bookings() == []

    async def test_another_service_begins_afresh(self, caller: Caller) -> None:
        otieno = await caller.staff("Otieno")
        await caller.book(
            service=await caller.service("Kids haircut"), staff=otieno, date="2026-11-28"
        )
        later = await left(caller)
        answer = await later.call(
            "action_pick_up", "inform", service=await caller.service("Braids")
        )
        assert (answer.said, answer.follow_up) == ([], "booking_form")
        assert later.slots.get("staff") is None

    async def test_what_was_ended_stays_so(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Kids haircut"), date="2026-11-28")
        later = await left(caller, reason="done")
        answer = await later.call("action_pick_up", "inform", time="12:00")
        assert (answer.said, answer.follow_up) == ([], "booking_form")
        assert later.slots.get("service") is None
