"""What is asked, refused or remarked in the middle of a booking, and what the next yes is for."""

from typing import Any

import pytest
from sqlalchemy import text as sql

from tests.actions.caller import Caller

pytestmark = pytest.mark.db

AT = "2026-11-24T15:00"
QUESTION = "action_answer_question"


async def at_summary(caller: Caller, **more: Any) -> None:
    answer = await caller.book(service=await caller.service("Braids"), datetime=AT, **more)
    assert answer.said == ["utter_hold_with_payment"]


async def paid(caller: Caller) -> Caller:
    """A contact whose booking stands, whose dialogue knows nothing of it."""
    await at_summary(caller)
    async with caller.session() as session:
        await session.execute(_CONFIRM)
    caller.slots, caller.said = {"name": "Jane Wanjiku"}, []
    return caller


_CONFIRM = sql("UPDATE bookings SET status = 'confirmed', confirmed_at = now(), held_until = NULL")


class TestWhoDoesIt:
    @pytest.mark.parametrize("text", ["who's doing it?", "with whom?", "nani atanifanyia?"])
    async def test_is_answered_while_the_day_is_asked(self, caller: Caller, text: str) -> None:
        await caller.book(service=await caller.service("Braids"))
        for action, intent in (
            ("action_show_bookings", "check_booking"),
            ("action_decline", "out_of_scope"),
            ("action_pick_up", "inform"),
        ):
            assert (await caller.call(action, intent, text=text)).follow_up == QUESTION
        answer = await caller.call(QUESTION, "ask_question", text=text)
        assert answer.said == ["utter_staff_for_service"]

    async def test_is_who_was_chosen(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), staff=await caller.staff("Amina"))
        answer = await caller.call(QUESTION, "ask_question", text="who will do it?")
        assert (answer.said, answer.variable("staff")["items"]) == (["utter_done_by"], ["Amina"])

    async def test_is_who_is_in_the_summary_which_is_put_again(self, caller: Caller) -> None:
        await at_summary(caller, staff=await caller.staff("Grace"))
        taken = await caller.call("action_decline", "out_of_scope", text="na nani?")
        assert taken.follow_up == QUESTION
        answer = await caller.call(QUESTION, "ask_question", text="na nani?")
        assert answer.said == ["utter_done_by", "utter_hold_waits"]
        assert answer.variable("staff")["items"] == ["Grace"]

    async def test_is_a_choice_of_another_service_where_that_is_named(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call(
            QUESTION, "ask_question", text="who does cornrows?",
            service=await caller.service("Cornrows"),
        )  # fmt: skip
        assert answer.said == ["utter_staff_for_service", "utter_hold_waits"]


class TestTheQuestionThatWasPut:
    async def test_comes_again_where_it_was_whom_one_would_like(self, caller: Caller) -> None:
        braids = await caller.service("Braids")
        asked = await caller.book(service=braids, stranger="Zuhura", text="braids with Zuhura")
        assert asked.said[-1] == "utter_offer_staff"
        went_on = ({"event": "action", "name": "action_repeat"},)
        again = await caller.call(
            "validate_booking_form", "repeat", text="what did you say?", after=went_on
        )
        assert (again.said, again.payloads) == (["utter_offer_staff"], asked.payloads)


class TestAYes:
    @pytest.mark.parametrize("text", ["sawa", "ok", "yes"])
    async def test_is_for_nothing_where_nothing_was_asked(self, caller: Caller, text: str) -> None:
        await at_summary(caller)
        caller.said = [_bot("utter_welcome")]
        answer = await caller.call("action_start_payment", "affirm", text=text)
        assert answer.said == ["utter_hold_waits"]
        assert await caller.count_payments() == 0
        answer = await caller.call("action_start_payment", "affirm", text=text)
        assert answer.said == ["utter_payment_starting"]

    async def test_to_waiting_sends_no_prompt(self, caller: Caller) -> None:
        await at_summary(caller)
        await caller.call("action_release_hold", "deny", text="let me think about it")
        answer = await caller.call("action_start_payment", "affirm", text="sawa")
        assert (answer.said, await caller.count_payments()) == (["utter_ok"], 0)

    async def test_that_says_to_pay_needs_no_question(self, caller: Caller) -> None:
        await at_summary(caller)
        caller.said = [_bot("utter_welcome")]
        answer = await caller.call("action_start_payment", "affirm", text="ok nalipa, I will pay")
        assert answer.said == ["utter_payment_starting"]

    async def test_after_an_answered_question_is_for_the_one_below_it(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call(QUESTION, "ask_question", text="na mnafunga saa ngapi?")
        assert answer.said == ["utter_hours", "utter_hold_waits"]
        assert answer.responses[-1]["due"]["amount_minor"] == 50_000


def _bot(response: str) -> dict[str, Any]:
    metadata = {"utter_action": response, "variables": {}}
    return {"event": "bot", "metadata": metadata, "data": {"buttons": []}}


class TestAPromptThatIsOut:
    @pytest.mark.parametrize(
        ("action", "intent", "text"),
        [
            ("action_start_payment", "make_payment", "sitaki tena kulipa saa hii"),
            ("action_start_payment", "make_payment", "I don't want to pay right now"),
            ("action_release_hold", "deny", "don't send again"),
            ("action_decline", "out_of_scope", "usitume tena"),
            ("action_repeat", "repeat", "don't send it again"),
        ],
    )
    async def test_takes_nothing_by_itself(
        self, caller: Caller, action: str, intent: str, text: str
    ) -> None:
        await at_summary(caller)
        await caller.call("action_start_payment", "affirm", text="yes")
        if action == "action_repeat":
            answer = await caller.call(action, intent, text=text)
            assert answer.follow_up != "action_start_payment"
            return
        answer = await caller.call(action, intent, text=text)
        assert answer.said == ["utter_prompt_can_pass"]
        assert await caller.count_payments() == 1
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]


class TestCash:
    @pytest.mark.parametrize(
        "text", ["can i pay with cash", "naweza lipa cash", "do you take cash"]
    )
    async def test_is_no_deposit(self, caller: Caller, text: str) -> None:
        answer = await caller.call(QUESTION, "ask_question", text=text)
        assert answer.said == ["utter_cash_deposit"]

    @pytest.mark.parametrize("text", ["can i pay with cash", "naweza lipa cash"])
    async def test_is_what_the_rest_is_for_at_the_summary(self, caller: Caller, text: str) -> None:
        await at_summary(caller)
        taken = await caller.call("action_start_payment", "make_payment", text=text)
        assert taken.follow_up == QUESTION
        answer = await caller.call(QUESTION, "ask_question", text=text)
        assert answer.said == ["utter_pay_part_now", "utter_hold_waits"]


class TestQuestions:
    @pytest.mark.parametrize(
        ("text", "response"),
        [
            ("do you charge for cancelling?", "utter_cancellation_policy"),
            ("is there a cancellation fee", "utter_cancellation_policy"),
            ("do you do home visits", "utter_answer_unknown"),
            ("mnakuja nyumbani?", "utter_answer_unknown"),
            ("can you come to my place?", "utter_answer_unknown"),
            ("you guys are useless", "utter_sorry_upset"),
            ("you messed my hair", "utter_sorry_upset"),
            ("mmeniharibia nywele", "utter_sorry_upset"),
        ],
    )
    async def test_are_answered_with_what_they_ask(
        self, caller: Caller, text: str, response: str
    ) -> None:
        assert (await caller.call(QUESTION, "ask_question", text=text)).said == [response]

    @pytest.mark.parametrize(
        "text", ["what is the capital of france", "niandikie shairi la mapenzi"]
    )
    async def test_of_another_world_are_refused_in_a_form(self, caller: Caller, text: str) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("action_decline", "out_of_scope", text=text)
        assert answer.said == ["utter_out_of_scope"]

    async def test_a_word_that_fits_nothing_in_a_form_was_not_understood(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("action_decline", "out_of_scope", text="zxqv")
        assert answer.said == ["utter_did_not_get"]

    async def test_a_service_in_a_bare_question_after_a_price_is_asked_about(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        await caller.call(QUESTION, "ask_question", text="how much?")
        pedicure = await caller.service("Pedicure")
        told = {"text": "na pedicure?", "service": pedicure}
        for action in ("action_decline", "action_pick_up"):
            assert (await caller.call(action, "inform", **told)).follow_up == QUESTION
        assert (await caller.call("validate_booking_form", "inform", **told)).events == []
        assert caller.slots["service"] == await caller.service("Braids")

    async def test_a_price_that_is_asked_after_another_books_nothing(self, caller: Caller) -> None:
        braids, pedicure = await caller.service("Braids"), await caller.service("Pedicure")
        await caller.call(QUESTION, "ask_question", text="how much are braids", service=braids)
        caller.loop = "booking_form"
        told = {"text": "and pedicure?", "service": pedicure}
        answer = await caller.call("validate_booking_form", "book_service", **told)
        assert answer.follow_up == QUESTION


class TestABookingByItsReference:
    async def test_is_shown_alone(self, caller: Caller) -> None:
        later = await paid(caller)
        shown = await later.call("action_show_bookings", "check_booking", text="my bookings")
        assert shown.said == ["utter_your_bookings"]
        async with later.session() as session:
            reference = str(await session.scalar(sql("SELECT reference FROM bookings")))
        for action in ("action_decline", "action_pick_up"):
            said = {"text": f"what about {reference}", "reference": reference}
            taken = await later.call(action, "out_of_scope", **said)
            assert taken.follow_up == "action_show_bookings"
        answer = await later.call("action_show_bookings", "check_booking", reference=reference)
        assert answer.said == ["utter_your_bookings"]

    async def test_of_somebody_else_is_not(self, caller: Caller) -> None:
        later = await paid(caller)
        answer = await later.call("action_show_bookings", "check_booking", reference="BK-ZZZZ9")
        assert answer.said == ["utter_booking_not_found"]


class TestTheName:
    async def test_of_a_booking_that_stands_is_changed_by_a_person(self, caller: Caller) -> None:
        later = await paid(caller)
        text = "change my name on it to Owner Baraka"
        later.loop = "reschedule_form"
        answer = await later.call(
            "validate_reschedule_form", "reschedule_booking", text=text, name="Owner Baraka"
        )
        assert answer.follow_up == "action_hand_over"
        later.loop = None
        answer = await later.call("action_decline", "out_of_scope", text="badilisha jina liwe Ali")
        assert answer.follow_up == "action_hand_over"

    async def test_can_be_changed_at_the_summary(self, caller: Caller) -> None:
        await at_summary(caller)
        menu = await caller.call("action_pick_up", "inform", change="what")
        assert '/inform{"change": "name"}' in menu.payloads
        asked = await caller.book("inform", change="name")
        assert asked.slot("requested_slot") == "name"
        answer = await caller.book("inform", text="Halima S", name="Halima S")
        assert answer.said == ["utter_hold_with_payment"]
        assert "Halima S" in str(answer.variable("summary"))

    @pytest.mark.parametrize("action", ["action_pick_up", "action_decline"])
    async def test_is_asked_for_where_only_the_wish_is_said(
        self, caller: Caller, action: str
    ) -> None:
        await at_summary(caller)
        said = {"text": "badilisha jina"}
        answer = await caller.call(action, "out_of_scope", **said)
        assert answer.follow_up in ("action_pick_up", "booking_form")
        assert (await caller.book("inform", **said)).slot("requested_slot") == "name"


class TestWhoIsNotThere:
    async def test_is_named_when_a_booking_is_made(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Haircut"), staff=await caller.staff("Otieno"),
            date="2026-11-23",
        )  # fmt: skip
        assert answer.said == ["utter_staff_not_there"]
        assert answer.payloads[-1] == '/inform{"anyone": true, "date": "2026-11-23"}'

    async def test_is_named_when_a_booking_is_moved(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Haircut"), staff=await caller.staff("Otieno"),
            datetime="2026-11-25T15:00",
        )  # fmt: skip
        async with caller.session() as session:
            await session.execute(_CONFIRM)
        later = caller
        later.slots, later.said = {"name": "Jane Wanjiku"}, []
        later.loop = "reschedule_form"
        answer = await later.call(
            "validate_reschedule_form", "reschedule_booking", text="any time monday",
            date="2026-11-23", time_range=["00:00", "23:59"],
        )  # fmt: skip
        assert answer.said == ["utter_staff_not_there"]
        assert answer.variable("staff") == "Otieno"


class TestPressing:
    async def test_parts_with_nobody(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.book("goodbye", text="now now", soonest=True)
        assert answer.said == ["utter_offer_soonest"]
