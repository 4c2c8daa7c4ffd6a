"""After a payment failed: what was said last, and another prompt."""

import pytest
from sqlalchemy import select, update

from core.booking.models import Booking
from core.booking.service import BookingService
from core.conversations.dialogues import Dialogues
from core.conversations.models import OutboundMessage
from core.kit.ids import BookingId, new_id
from core.payments.models import Payment
from tests.actions.caller import Caller
from tests.actions.test_persons import each_their_own

pytestmark = pytest.mark.db

SEND = {"title": "Send it again", "payload": "/make_payment"}


async def news(caller: Caller, *texts: str, key: str = "payment:1:failed") -> None:
    """Something said outside of a turn, as the worker puts it into the outbox."""
    async with caller.session() as session:
        for ordinal, text in enumerate(texts):
            session.add(
                OutboundMessage(
                    id=new_id(),
                    tenant_id=caller.tenant_id,
                    conversation_id=caller.conversation_id,
                    idempotency_key=f"{key}:{ordinal}",
                    content={"text": text, "buttons": [SEND]},
                )
            )
            await session.flush()


async def failed(caller: Caller, at: str = "2026-11-24T15:00") -> None:
    """A hold whose payment was refused."""
    await caller.book(service=await caller.service("Braids"), datetime=at)
    await caller.call("action_start_payment", "affirm")
    await refuse(caller)


async def refuse(caller: Caller) -> None:
    async with caller.session() as session:
        await session.execute(update(Payment).values(state="not_paid", reason="wrong_pin"))


async def run_out(caller: Caller) -> None:
    """The time of the hold is up."""
    caller.clock.advance(minutes=45)
    async with caller.session() as session:
        bookings = BookingService(session, await caller.catalogs.get(session), caller.clock)
        held = await session.scalar(select(Booking.id))
        assert await bookings.expire_hold(BookingId(held))


async def another_time(caller: Caller) -> Caller:
    """The same contact in a dialogue that knows nothing of the one before."""
    async with caller.session() as session:
        await Dialogues(session).close(caller.dialogue_id, "idle")
    return await caller.continued()


class TestRepeat:
    async def test_says_the_news_that_came_after_the_last_reply(self, caller: Caller) -> None:
        await failed(caller)
        await news(caller, "That PIN was not right.")
        answer = await caller.call("action_repeat", "repeat", text="say that again")
        assert [each["text"] for each in answer.responses] == ["That PIN was not right."]
        assert answer.buttons == [SEND]

    async def test_says_all_messages_of_the_news_and_none_before(self, caller: Caller) -> None:
        await failed(caller)
        await news(caller, "An earlier one.", key="payment:0:failed")
        await news(caller, "Booked and paid.", "Your calendar.", key="payment:1:confirmed")
        answer = await caller.call("action_repeat", "repeat", text="rudia")
        assert [each["text"] for each in answer.responses] == ["Booked and paid.", "Your calendar."]

    async def test_in_a_form_the_question_follows_by_itself(self, caller: Caller) -> None:
        await news(caller, "That PIN was not right.")
        caller.loop = "booking_form"
        answer = await caller.call("action_repeat", "repeat", text="come again")
        assert len(answer.responses) == 1

    async def test_without_news_the_last_reply_is_said(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        answer = await caller.call("action_repeat", "repeat", text="say that again")
        assert answer.said == ["utter_hold_with_payment"]


class TestTryAgain:
    @pytest.mark.parametrize("text", ["try again", "can you send it again", "nitumie tena"])
    async def test_sends_a_new_prompt_however_it_was_understood(
        self, caller: Caller, text: str
    ) -> None:
        await failed(caller)
        await news(caller, "That PIN was not right.")
        for action, intent in (("action_repeat", "repeat"), ("action_decline", "out_of_scope")):
            answer = await caller.call(action, intent, text=text)
            assert answer.follow_up == "action_start_payment"
        sent = await caller.call("action_start_payment", "repeat", text=text)
        assert sent.said == ["utter_payment_starting"]
        assert await caller.count_payments() == 2

    async def test_says_a_prompt_that_is_out_is_out(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        await caller.call("action_start_payment", "affirm")
        answer = await caller.call("action_repeat", "repeat", text="jaribu tena")
        assert answer.follow_up == "action_start_payment"
        sent = await caller.call("action_start_payment", "repeat", text="jaribu tena")
        assert sent.said == ["utter_payment_in_flight"]

    async def test_is_only_a_repetition_where_no_prompt_was_sent(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        answer = await caller.call("action_repeat", "repeat", text="send again")
        assert (answer.follow_up, answer.said) == (None, ["utter_hold_with_payment"])

    async def test_leaves_another_question_alone(self, caller: Caller) -> None:
        await failed(caller)
        caller.slots["awaiting"] = "cancellation"
        answer = await caller.call("action_repeat", "repeat", text="send that again")
        assert answer.follow_up is None


class TestHoldThatIsOver:
    async def test_is_said_and_held_anew(self, caller: Caller) -> None:
        await failed(caller)
        await run_out(caller)
        answer = await caller.call("action_start_payment", "make_payment", text="try again")
        assert (answer.said, answer.follow_up) == (["utter_hold_is_over"], "action_hold_opening")
        again = await caller.call("action_hold_opening", "make_payment")
        assert again.said == ["utter_hold_with_payment"]

    async def test_is_found_again_in_a_dialogue_that_knows_nothing_of_it(
        self, caller: Caller
    ) -> None:
        await each_their_own(caller, "Braids", "Manicure", datetime="2026-11-24T15:00")
        await caller.call("action_start_payment", "affirm")
        await refuse(caller)
        await run_out(caller)
        later = await another_time(caller)
        answer = await later.call("action_repeat", "repeat", text="nitumie tena")
        assert answer.follow_up == "action_start_payment"
        said = await later.call("action_start_payment", "repeat", text="nitumie tena")
        assert (said.said, said.follow_up) == (["utter_hold_is_over"], "action_hold_opening")
        again = await later.call("action_hold_opening", "repeat")
        assert again.said == ["utter_hold_with_payment"]
        assert sorted(await later.bookings()) == [
            ("expired", "2026-11-24 15:00"), ("held", "2026-11-24 15:00"),
        ]  # fmt: skip

    async def test_long_ago_is_nothing_to_pay(self, caller: Caller) -> None:
        await failed(caller)
        await run_out(caller)
        caller.clock.advance(days=2)
        later = await another_time(caller)
        answer = await later.call("action_start_payment", "make_payment")
        assert answer.said == ["utter_nothing_to_pay"]
