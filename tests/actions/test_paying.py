from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update

from core.booking.service import BookingService
from core.kit.ids import BookingId
from core.payments.models import Payment
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


async def held(caller: Caller) -> None:
    await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")


async def lookups(caller: Caller) -> int:
    """How often M-Pesa was to be asked out of turn."""
    reason = "a test counts jobs"
    async with caller.database.platform_transaction(reason=reason) as session:
        found = await session.scalar(
            text(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'payments.look'"
                " AND args->>'tenant_id' = :tenant"
            ),
            {"tenant": str(caller.tenant_id)},
        )
    return found or 0


class TestAQuestionAboutPaying:
    async def test_is_answered_with_what_is_due_now_and_what_later(self, caller: Caller) -> None:
        await held(caller)
        asked = "can I pay cash when I come?"
        answer = await caller.call("action_answer_question", "ask_question", text=asked)
        assert answer.said == ["utter_pay_part_now", "utter_hold_waits"]
        amounts = [answer.variable(name)["amount_minor"] for name in ("due", "rest")]
        assert amounts == [50_000, 200_000]

    @pytest.mark.parametrize(
        ("action", "intent", "asked"),
        [
            ("action_answer_question", "ask_question", "why do I have to give a deposit?"),
            ("action_decline", "out_of_scope", "Why 2500 now?"),
            ("action_decline", "out_of_scope", "kwa nini 2500?"),
            ("action_decline", "out_of_scope", "mbona 500"),
            ("action_answer_question", "ask_question", "what's the total?"),
            ("action_answer_question", "ask_question", "ni pesa ngapi?"),
            ("action_pick_up", "inform", "what is the 500 for?"),
            ("action_release_hold", "deny", "why should i pay now"),
            ("action_show_bookings", "check_booking", "is it 2500 or 500?"),
            ("action_start_payment", "make_payment", "nilipe 2,500 yote?"),
            ("action_start_payment", "make_payment", "can I pay the whole amount now?"),
            ("action_start_payment", "affirm", "ok but why 2500"),
            ("action_start_payment", "make_payment", "kwa nini nilipe"),
        ],
    )
    async def test_why_so_much_is_due_is_explained_and_nothing_is_sent_or_let_go(
        self, caller: Caller, action: str, intent: str, asked: str
    ) -> None:
        await held(caller)
        answer = await caller.call(action, intent, text=asked)
        assert answer.said == ["utter_part_is_due", "utter_hold_waits"]
        amounts = [answer.variable(name)["amount_minor"] for name in ("due", "price", "rest")]
        assert amounts == [50_000, 250_000, 200_000]
        assert await caller.count_payments() == 0
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    @pytest.mark.parametrize("said", ["yes I'll pay the 500", "sawa nalipa 500", "so I pay 500?"])
    async def test_what_is_due_may_be_named_with_a_yes(self, caller: Caller, said: str) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "make_payment", text=said)
        assert answer.said == ["utter_payment_starting"]


class TestWhoPaysNow:
    async def test_before_anything_is_held_is_told_that_it_comes(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("action_start_payment", "make_payment", text="send the prompt")
        assert answer.said == ["utter_nothing_to_pay_yet"]

    @pytest.mark.parametrize("action", ["action_answer_question", "action_decline"])
    @pytest.mark.parametrize(
        "said", ["mi nalipa sai, nipe details", "I want to pay, send me the details", "i'm paying"]
    )
    async def test_is_sent_the_prompt_whatever_it_was_taken_for(
        self, caller: Caller, action: str, said: str
    ) -> None:
        await held(caller)
        answer = await caller.call(action, "ask_question", text=said)
        assert answer.follow_up == "action_start_payment"

    @pytest.mark.parametrize("said", ["nalipa aje", "how do I pay?", "what is to be paid now?"])
    async def test_who_asks_how_is_answered(self, caller: Caller, said: str) -> None:
        await held(caller)
        answer = await caller.call("action_answer_question", "ask_question", text=said)
        assert answer.follow_up is None
        assert await caller.count_payments() == 0


class TestAnotherWayToPay:
    @pytest.mark.parametrize("said", ["let me pay with card", "pay by visa", "nilipe kwa kadi"])
    async def test_is_not_taken_for_a_wish_to_be_sent_the_prompt(
        self, caller: Caller, said: str
    ) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "make_payment", text=said)
        assert answer.said == ["utter_only_mpesa"]
        assert answer.slot("awaiting") == "payment"

    async def test_is_no_matter_where_mpesa_is_named_too(self, caller: Caller) -> None:
        await held(caller)
        said = "no card, I will use M-Pesa"
        answer = await caller.call("action_start_payment", "make_payment", text=said)
        assert answer.said == ["utter_payment_starting"]


class TestLater:
    @pytest.mark.parametrize(
        ("action", "intent", "words"),
        [
            ("action_release_hold", "deny", "not now, later"),
            ("action_start_payment", "make_payment", "I will pay later in the evening"),
            ("action_start_payment", "make_payment", "pay l8r"),
            ("action_start_payment", "make_payment", "let me make the payment aftr class"),
            ("action_start_payment", "make_payment", "let me find an agent, then I will pay"),
            ("action_start_payment", "make_payment", "niende kwa agent halafu nitalipa"),
            ("action_start_payment", "affirm", "sawa, nitalipa kesho"),
            ("action_pick_up", "inform", "baadaye kidogo"),
            ("action_pick_up", "reschedule_booking", "ntalipa later kidogo"),
            ("action_start_payment", "make_payment", "mpesa iko na shida, nitalipa ikirudi"),
            ("action_start_payment", "make_payment", "nikitoka mkutanoni nitalipa, shikilia"),
            ("action_start_payment", "make_payment", "nikifika nitalipa"),
            ("action_start_payment", "make_payment", "nishikie tu, nitapay after a while"),
            ("action_pick_up", "inform", "nikija"),
            ("action_answer_question", "ask_question", "nikipata pesa nitalipa"),
            ("action_start_payment", "make_payment", "when I get to town I will pay"),
            ("action_start_payment", "make_payment", "don't send the prompt"),
            ("action_start_payment", "affirm", "yes if it's refundable"),
            ("action_start_payment", "make_payment", "sitaki kulipa"),
            ("action_start_payment", "affirm", "sawa lakini bei ni juu"),
        ],
    )
    async def test_the_time_stays_held_and_no_prompt_is_sent(
        self, caller: Caller, action: str, intent: str, words: str
    ) -> None:
        await held(caller)
        answer = await caller.call(action, intent, text=words)
        assert answer.said == ["utter_hold_kept"]
        assert answer.variable("held_until") == {"type": "time", "value": "08:10"}
        assert answer.payloads == ["/make_payment", "/deny"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        assert await caller.count_payments() == 0
        assert caller.slots["awaiting"] == "payment"

    @pytest.mark.parametrize(
        ("action", "intent", "words", "values"),
        [
            ("action_start_payment", "make_payment", "I'll settle it tonight",
             {"date": "2026-11-21", "time_range": ["18:00", "23:59"]}),
            ("action_start_payment", "make_payment", "evening I will send the money",
             {"time_range": ["17:00", "21:00"]}),
            ("action_start_payment", "make_payment", "I'd like to pay Monday",
             {"date": "2026-11-23"}),
            ("action_start_payment", "affirm", "sawa kesho nitalipa", {"date": "2026-11-22"}),
            ("action_pick_up", "inform", "nitalipa saa kumi na mbili jioni", {"time": "18:00"}),
            ("action_start_payment", "make_payment", "I'll pay in 10 minutes",
             {"date": "2026-11-21", "time": "08:10", "datetime": "2026-11-21T08:10"}),
        ],
    )  # fmt: skip
    async def test_a_time_to_pay_is_none_to_come(
        self, caller: Caller, action: str, intent: str, words: str, values: dict[str, Any]
    ) -> None:
        await held(caller)
        answer = await caller.call(action, intent, text=words, **values)
        assert answer.said == ["utter_hold_kept"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        assert await caller.count_payments() == 0

    @pytest.mark.parametrize(
        ("words", "values"),
        [
            ("let me pay for the Tuesday appointment", {"date": "2026-11-24"}),
            ("pay for the 3pm one", {"time": "15:00"}),
            ("I want to pay today", {"date": "2026-11-21"}),
            ("pay right now", {"soonest": True}),
        ],
    )
    async def test_the_time_of_what_is_paid_for_puts_nothing_off(
        self, caller: Caller, words: str, values: dict[str, Any]
    ) -> None:
        await held(caller)
        caller.slots["phone"] = "+254712345678"
        answer = await caller.call("action_start_payment", "make_payment", text=words, **values)
        assert answer.said == ["utter_payment_starting"]

    @pytest.mark.parametrize(
        ("action", "intent", "words"),
        [
            ("action_answer_question", "ask_question", "nikija kesho nibebe pesa ngapi?"),
            ("action_answer_question", "ask_question", "tukija wawili ni pesa ngapi"),
            ("action_answer_question", "ask_question", "when I come, how much should I have?"),
            ("action_answer_question", "ask_question", "nikifika kwa stage mko wapi"),
            ("action_decline", "out_of_scope", "na nikija, mko wapi?"),
            ("action_release_hold", "deny", "nikija mko wapi?"),
            ("action_start_payment", "make_payment", "nikilipa deposit, iliyobaki ni pesa ngapi?"),
        ],
    )
    async def test_a_question_puts_nothing_off(
        self, caller: Caller, action: str, intent: str, words: str
    ) -> None:
        await held(caller)
        answer = await caller.call(action, intent, text=words)
        assert "utter_hold_kept" not in answer.said
        assert not await caller.count_payments()
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        assert answer.follow_up == "action_answer_question" or "utter_hold_waits" in answer.said

    async def test_a_plain_no_lets_it_go(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_release_hold", "deny", text="no thanks")
        assert answer.said == ["utter_hold_released"]

    async def test_a_later_time_is_a_correction(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_pick_up", "inform", text="later, at 5", time="17:00")
        assert answer.follow_up == "booking_form"

    async def test_where_nothing_is_held_a_no_is_a_no(self, caller: Caller) -> None:
        answer = await caller.call("action_release_hold", "deny", text="later")
        assert answer.said == ["utter_hold_released"]


class TestFromAnotherNumber:
    @pytest.mark.parametrize(
        ("action", "intent", "words"),
        [
            ("action_start_payment", "make_payment", "tumia namba nyingine"),
            ("action_release_hold", "deny", "no, use a different number"),
            ("action_pick_up", "inform", "sio namba hii"),
            ("action_start_payment", "make_payment", "itume kwa laini ya mume wangu"),
        ],
    )
    async def test_the_number_is_asked_before_any_prompt(
        self, caller: Caller, action: str, intent: str, words: str
    ) -> None:
        await held(caller)
        answer = await caller.call(action, intent, text=words)
        assert answer.said == ["utter_ask_phone"]
        assert await caller.count_payments() == 0
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_said_with_the_number_it_is_asked_for_the_money(self, caller: Caller) -> None:
        await held(caller)
        words = {"text": "use another number 0722111222", "phone": "254722111222"}
        answer = await caller.call("action_start_payment", "make_payment", **words)
        assert answer.variable("phone")["value"] == "254722111222"

    async def test_while_a_prompt_is_out_the_number_that_has_it_is_named(
        self, caller: Caller
    ) -> None:
        await held(caller)
        await caller.call("action_start_payment", "affirm", phone="254722111222")
        answer = await caller.call("action_start_payment", "inform", phone="254712345678")
        assert answer.said == ["utter_payment_in_flight"]
        assert answer.variable("phone")["value"] == "254722111222"


class TestPaidAlready:
    async def test_asks_mpesa_before_anything_else(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_start_payment", "affirm")
        async with caller.session() as session:
            await session.execute(update(Payment).values(state="pending", checkout_id="ws_CO_1"))
        answer = await caller.call("action_start_payment", "make_payment", text="I already paid")
        assert answer.said == ["utter_payment_looked_up"]
        assert (await caller.count_payments(), await lookups(caller)) == (1, 1)

    async def test_a_payment_nobody_started_is_not_seen_and_can_be_started(
        self, caller: Caller
    ) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "make_payment", text="nimeshalipa")
        assert answer.said == ["utter_payment_not_seen"]
        assert answer.payloads == ["/make_payment"]
        assert (await caller.count_payments(), await lookups(caller)) == (0, 0)

    async def test_what_is_paid_is_said_to_be(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_start_payment", "affirm")
        async with caller.session() as session:
            await session.execute(update(Payment).values(state="paid"))
            service = BookingService(session, await caller.catalogs.get(session), caller.clock)
            await service.confirm(BookingId(UUID(caller.slots["held_booking"])))
        answer = await caller.call("action_answer_question", "ask_question", text="nimelipa, vipi")
        assert answer.said == ["utter_deposit_paid"]
        assert answer.variable("rest")["amount_minor"] == 200_000

    async def test_says_nothing_of_it_while_another_yes_is_waited_for(self, caller: Caller) -> None:
        await held(caller)
        caller.slots["awaiting"] = "cancellation"
        answer = await caller.call("action_pick_up", "inform", text="I already paid")
        assert "utter_payment_not_seen" not in answer.said


class TestWhatWaits:
    async def test_is_shown_again_below_what_was_not_understood(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_decline", "out_of_scope", text="zxqv")
        assert answer.said == ["utter_out_of_scope", "utter_hold_waits"]
        assert answer.payloads == ["/affirm", '/inform{"change": "what"}', "/deny"]

    async def test_is_not_once_the_prompt_is_out(self, caller: Caller) -> None:
        await held(caller)
        await caller.call("action_start_payment", "affirm")
        answer = await caller.call("action_decline", "out_of_scope", text="zxqv")
        assert answer.said == ["utter_out_of_scope"]


class TestFourDigits:
    async def test_may_be_a_pin_and_are_warned_about(self, caller: Caller) -> None:
        await held(caller)
        answer = await caller.call("action_pick_up", "inform", text="4821", number=4821)
        assert answer.said == ["utter_keep_pin_secret"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]


class TestMoneyTakenWrongly:
    @pytest.mark.parametrize(
        ("action", "intent", "words"),
        [
            ("action_answer_question", "ask_question", "mbona mmenikata pesa mara mbili??"),
            ("action_decline", "out_of_scope", "you charged me twice"),
        ],
    )
    async def test_is_for_a_person_to_look_at(
        self, caller: Caller, action: str, intent: str, words: str
    ) -> None:
        answer = await caller.call(action, intent, text=words)
        assert (answer.said, answer.follow_up) == ([], "action_hand_over")

    async def test_money_wanted_back_is_looked_for(self, caller: Caller) -> None:
        words = "nataka pesa yangu irudishwe"
        answer = await caller.call("action_decline", "out_of_scope", text=words)
        assert answer.said == ["utter_payment_not_seen"]


class TestAnOrderToPayAtOnce:
    @pytest.mark.parametrize(
        "text",
        ["Ngoja nilipe sasa hivi", "wait, let me pay right now", "let's get the payment done"],
    )
    async def test_is_followed_whatever_it_says_of_waiting(self, caller: Caller, text: str) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "make_payment", text=text)
        assert answer.said == ["utter_payment_starting"]

    @pytest.mark.parametrize(
        "text",
        [
            "ngoja nilipe mwisho wa mwezi",
            "ngoja, nitalipa baadaye",
            "my brother will lend me the cash and then I'll pay",
        ],
    )
    async def test_for_later_is_put_off(self, caller: Caller, text: str) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "make_payment", text=text)
        assert answer.said == ["utter_hold_kept"]


class TestWhereToPay:
    @pytest.mark.parametrize("text", ["where can we pay", "pesa nitume wapi"])
    async def test_is_answered_with_how_and_no_prompt_is_sent(
        self, caller: Caller, text: str
    ) -> None:
        await held(caller)
        answer = await caller.call("action_start_payment", "make_payment", text=text)
        assert (answer.said, answer.follow_up) == ([], "action_answer_question")
        answer = await caller.call("action_answer_question", "make_payment", text=text)
        assert answer.said[0] == "utter_pay_part_now"


class TestNotBookingYet:
    @pytest.mark.parametrize(
        "text", ["please do not confirm it yet", "just hold off", "usibook kwanza"]
    )
    async def test_keeps_what_is_held(self, caller: Caller, text: str) -> None:
        await held(caller)
        answer = await caller.call("action_release_hold", "deny", text=text)
        assert answer.said == ["utter_hold_kept"]
        assert [status for status, _ in await caller.bookings()] == ["held"]
