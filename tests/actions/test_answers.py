import time
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from actions.errors import DeadlinePassed, DialogueUnknown
from core.audit.models import AuditEntry
from core.contacts.models import Contact
from core.conversations.models import Conversation
from core.kit.ids import DialogueId, new_id
from core.tenancy.settings import CancellationPolicy
from core.workflows.onboarding.business_file import BusinessFile
from tests.actions.caller import Caller

pytestmark = pytest.mark.db

ANSWERED = {
    "what are your prices": "utter_services",
    "mnafanya nini": "utter_services",
    "where are you": "utter_location",
    "mko wapi": "utter_location",
    "mko place gani": "utter_location",
    "nikitoka tao nafika aje": "utter_location",
    "what time do you open": "utter_hours",
    "mnafunga saa ngapi": "utter_hours",
    "how do I pay": "utter_how_to_pay",
    "mko open till when": "utter_hours",
    "what is your till number": "utter_how_to_pay",
    "sasa tulipe wapi": "utter_how_to_pay",
    "and where can we pay": "utter_how_to_pay",
    "can I call you": "utter_phone",
    "who works there": "utter_staff",
    "who can do it": "utter_staff",
    "what happens if I cancel": "utter_cancellation_policy",
    "why is there a deposit": "utter_deposits",
    "do you do hair": "utter_services",
    "do you have parking": "utter_answer_unknown",
    "mko na wifi": "utter_answer_unknown",
    "who are you": "utter_who_i_am",
    "nitawalipa kwa njia gani": "utter_how_to_pay",
    "nipe nambari yenu": "utter_phone",
    "bei iko juu, hamwezi kunipunguzia": "utter_answer_unknown",
    "can I get a bargain on the price": "utter_answer_unknown",
    "sikukuu ya pasaka mtafungua": "utter_hours",
    "msusi wa hapo ni nani": "utter_staff",
    "si mnirudishie hela yangu yote": "utter_cancellation_policy",
}


class TestQuestions:
    async def test_answers_from_facts_and_guesses_nothing(self, caller: Caller) -> None:
        for text, response in ANSWERED.items():
            answer = await caller.call("action_answer_question", "ask_question", text=text)
            assert answer.said == [response], text

    @pytest.mark.parametrize(
        ("text", "responses"),
        [
            ("how much is it and where are you located", ["utter_services", "utter_location"]),
            ("mko wapi? mnafunga saa ngapi?", ["utter_location", "utter_hours"]),
            ("bei ni gani na mko wapi", ["utter_services", "utter_location"]),
            ("who works there, and how do I pay", ["utter_staff", "utter_how_to_pay"]),
            ("when do you open and close", ["utter_hours"]),
            ("where should we pay, and where are you", ["utter_how_to_pay", "utter_location"]),
            ("what services do you offer and at what price", ["utter_services"]),
            ("iko karibu na stage gani", ["utter_location"]),
            ("how much is it for giraffes and the park on Sunday", ["utter_services"]),
            ("bei ya twiga na safari jumapili ni ngapi", ["utter_services"]),
            ("what about Sunday", ["utter_hours"]),
            ("do you work on sundays and where are you", ["utter_hours", "utter_location"]),
        ],
    )
    async def test_answers_every_question_of_a_message_once(
        self, caller: Caller, text: str, responses: list[str]
    ) -> None:
        answer = await caller.call("action_answer_question", "ask_question", text=text)
        assert answer.said == responses

    @pytest.mark.parametrize("asked", ["do you do facials", "how much is a facial", "na facial?"])
    async def test_what_is_not_offered_is_said_to_be_with_what_is(
        self, caller: Caller, asked: str
    ) -> None:
        answer = await caller.call(
            "action_answer_question", "ask_question", text=asked, not_offered="facial"
        )
        assert answer.said == ["utter_not_offered", "utter_services"]

    async def test_gives_the_price_of_the_named_service(self, caller: Caller) -> None:
        answer = await caller.call(
            "action_answer_question",
            "ask_question",
            text="how much are braids",
            service={"ids": [await caller.service("Braids")]},
        )
        assert answer.said == ["utter_price"]
        assert answer.variable("price")["amount_minor"] == 250_000

    @pytest.mark.parametrize(
        ("services", "said"),
        [(["Manicure"], "utter_price"), (["Manicure", "Pedicure"], "utter_prices")],
    )
    async def test_gives_the_price_of_what_the_same_message_books(
        self, caller: Caller, services: list[str], said: str
    ) -> None:
        ids = [await caller.service(name) for name in services]
        entity = {"entity": "service", "value": {"ids": ids}}
        parsed = {"intent": {"name": "book_service"}, "entities": [entity]}
        caller.slots["next_request"] = {"text": "", "reading": {}, "parsed": parsed}
        answer = await caller.call("action_answer_question", "ask_question", text="how much is it?")
        assert answer.said == [said]

    @pytest.mark.parametrize(
        ("percent", "said"), [(50, "utter_cancellation_policy"), (0, "utter_cancellation_free")]
    )
    async def test_what_canceling_late_costs_is_what_the_business_decided(
        self,
        start_dialogue: Callable[..., Awaitable[Caller]],
        demo_file: BusinessFile,
        percent: int,
        said: str,
    ) -> None:
        demo_file.cancellation = CancellationPolicy(free_until_hours=12, late_fee_percent=percent)
        caller = await start_dialogue(demo_file)
        text = "what happens if I cancel"
        answer = await caller.call("action_answer_question", "ask_question", text=text)
        assert answer.said == [said]
        facts = {name: answer.responses[0].get(name) for name in ("hours", "percent")}
        assert facts == ({"hours": 12, "percent": percent} if percent else dict.fromkeys(facts))

    async def test_what_was_asked_about_is_what_is_booked_next(self, caller: Caller) -> None:
        braids = await caller.service("Braids")
        answer = await caller.call(
            "action_answer_question", "ask_question", text="how much are braids", service=braids
        )
        assert answer.payloads == [f'/book_service{{"service": "{braids}"}}']
        booked = await caller.book(datetime="2026-11-24T15:00")
        assert booked.said == ["utter_hold_with_payment"]

    async def test_gives_the_prices_of_several_and_remembers_them(self, caller: Caller) -> None:
        nails, feet = await caller.service("Manicure"), await caller.service("Pedicure")
        answer = await caller.call(
            "action_answer_question",
            "ask_question",
            text="manicure na pedicure ni ngapi zote",
            service={"ids": [nails, feet]},
        )
        assert answer.said == ["utter_prices"]
        assert len(answer.variable("services")["items"]) == 2
        await caller.book(datetime="2026-11-24T10:00")
        assert (caller.slots["service"], caller.slots["more_services"]) == (nails, [feet])

    async def test_an_elders_greeting_is_returned(self, caller: Caller) -> None:
        answer = await caller.call("action_greet", "greet", text="Shikamoo")
        assert answer.said == ["utter_respects_returned", "utter_greet"]

    async def test_a_closed_date_is_said_to_be_closed(self, caller: Caller) -> None:
        answer = await caller.call(
            "action_answer_question", "ask_question", text="are you open", date="2026-12-25"
        )
        assert answer.variable("hours")["response"] == "line_hours_closed"

    async def test_a_button_can_name_the_topic(self, caller: Caller) -> None:
        answer = await caller.call("action_answer_question", "ask_question", topic="services")
        assert answer.payloads[0].startswith("/book_service")

    async def test_days_that_are_closed_are_named_to_who_asks_for_them(
        self, caller: Caller
    ) -> None:
        answer = await caller.call(
            "action_answer_question", "ask_question", text="mko open sikukuu?"
        )
        days = [each["variables"]["days"] for each in answer.variable("hours")["items"]]
        closed = [each["value"] for each in days if "value" in each]
        assert {"2026-12-12", "2026-12-25", "2026-12-26"} <= set(closed)


class TestHandOver:
    async def test_gives_the_conversation_to_an_operator(self, caller: Caller) -> None:
        answer = await caller.call("action_hand_over", "speak_to_human")
        assert answer.said == ["utter_handed_over"]
        assert answer.variable("reference").startswith("H-")
        async with caller.session() as session:
            found = await session.scalar(
                select(Conversation.answered_by).where(Conversation.id == caller.conversation_id)
            )
        assert found == "operator"


class TestPreferences:
    @pytest.mark.parametrize(
        ("text", "language"), [("ongea kiswahili", "sw"), ("speak English please", "en")]
    )
    async def test_language_is_changed_and_remembered(
        self, caller: Caller, text: str, language: str
    ) -> None:
        answer = await caller.call("action_change_language", "change_language", text=text)
        assert answer.slot("language") == language
        async with caller.session() as session:
            assert await session.scalar(select(Contact.language)) == language

    async def test_an_unnamed_language_is_asked_for(self, caller: Caller) -> None:
        answer = await caller.call("action_change_language", "change_language", text="badilisha")
        assert answer.said == ["utter_which_language"]
        assert [each["title"] for each in answer.buttons] == ["English", "Kiswahili"]

    async def test_opting_out_and_in_again(self, caller: Caller) -> None:
        assert (await caller.call("action_opt_out", "opt_out")).said == ["utter_opted_out"]
        async with caller.session() as session:
            assert await session.scalar(select(Contact.opted_out_at)) is not None
        await caller.call("action_opt_in", "opt_in")
        async with caller.session() as session:
            assert await session.scalar(select(Contact.opted_out_at)) is None


class TestSmalltalk:
    async def test_help_names_a_service_of_this_business(self, caller: Caller) -> None:
        answer = await caller.call("action_show_help", "help")
        assert answer.variable("example_service") == "Braids"

    async def test_names_are_in_the_language_of_the_turn(self, caller: Caller) -> None:
        caller.language = "sw"
        answer = await caller.call("action_show_help", "help")
        assert answer.variable("example_service") == "Kusuka"

    async def test_repeat_says_the_last_replies_with_their_buttons(self, caller: Caller) -> None:
        button = {"title": "Braids", "payload": "/book_service"}
        bot = {
            "event": "bot",
            "metadata": {"utter_action": "utter_services", "variables": {"services": "x"}},
            "data": {"buttons": [button]},
        }
        answer = await caller.call("action_repeat", "repeat", after=(bot, {"event": "user"}))
        assert answer.said == ["utter_services"]
        assert (answer.variable("services"), answer.buttons) == ("x", [button])

    async def test_starting_over_frees_what_was_held(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        answer = await caller.call("action_start_over", "start_over")
        assert answer.said == ["utter_started_over"]
        assert await caller.bookings() == [("canceled", "2026-11-24 15:00")]
        assert caller.slots["service"] is None
        assert caller.slots["name"] == "Jane Wanjiku"


class TestEveryAction:
    async def test_an_unknown_dialogue_aborts_the_turn(self, caller: Caller) -> None:
        caller.dialogue_id = DialogueId(new_id())
        with pytest.raises(DialogueUnknown):
            await caller.call("action_greet", "greet")

    async def test_a_passed_deadline_aborts_the_turn(self, caller: Caller) -> None:
        with pytest.raises(DeadlinePassed):
            await caller.call("action_greet", "greet", deadline=time.time() - 1)

    async def test_what_is_changed_is_noted_with_the_turn(self, caller: Caller) -> None:
        turn_id = new_id()
        await caller.call("action_opt_out", "opt_out", message_id=str(turn_id))
        async with caller.session() as session:
            entry = (
                await session.scalars(
                    select(AuditEntry).where(AuditEntry.action == "contact_opted_out")
                )
            ).one()
        assert entry.turn_id == turn_id

    async def test_sees_only_its_own_business(
        self,
        caller: Caller,
        start_dialogue: Callable[..., Awaitable[Caller]],
        demo_file: BusinessFile,
    ) -> None:
        demo_file.slug, demo_file.name = f"{demo_file.slug}-b", "Canary Cuts"
        for channel in demo_file.channels:
            channel.id = f"{channel.id}9"
        demo_file.services = [each for each in demo_file.services if each.name == "Haircut"]
        for member in [*demo_file.staff, *demo_file.resources]:
            member.services = ["Haircut"]
        other = await start_dialogue(demo_file)
        answer = await other.call("action_answer_question", "ask_question", text="prices")
        assert len(answer.variable("services")["items"]) == 1


class TestDecline:
    async def test_a_guess_is_asked_back_as_a_button(self, caller: Caller) -> None:
        answer = await caller.call("action_decline", "out_of_scope", guess="opt_out")
        assert answer.said == ["utter_did_you_mean"]
        assert answer.payloads == ["/opt_out"]

    async def test_a_guessed_yes_offers_yes_and_no(self, caller: Caller) -> None:
        answer = await caller.call("action_decline", "out_of_scope", guess="affirm")
        assert answer.payloads == ["/affirm", "/deny"]

    async def test_who_asks_what_he_talks_to_is_told(self, caller: Caller) -> None:
        answer = await caller.call("action_decline", "out_of_scope", text="wewe ni nani?")
        assert answer.said == ["utter_who_i_am"]

    async def test_a_guess_without_a_button_is_not_asked_back(self, caller: Caller) -> None:
        answer = await caller.call("action_decline", "out_of_scope", guess="inform")
        assert answer.said == ["utter_out_of_scope"]
