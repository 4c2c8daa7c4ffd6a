import pytest
from sqlalchemy import select

from core.booking.models import Booking
from core.contacts.models import Contact
from core.conversations.models import Conversation
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


async def at_summary(caller: Caller) -> None:
    await caller.book(
        service=await caller.service("Braids"),
        staff=await caller.staff("Amina"),
        datetime="2026-11-24T15:00",
    )


async def asked_for_name(caller: Caller) -> None:
    caller.slots["name"] = None
    await at_summary(caller)
    assert caller.slots["requested_slot"] == "name"


async def answered_by(caller: Caller) -> str:
    async with caller.session() as session:
        conversation = await session.get(Conversation, caller.conversation_id)
        assert conversation is not None
        return conversation.answered_by


class TestSomebodyIsRefused:
    async def test_the_only_other_one_does_it(self, caller: Caller) -> None:
        haircut = await caller.service("Haircut")
        await caller.book(service=haircut, datetime="2026-11-24T11:00", text="but not with Grace")
        assert caller.slots["staff"] == await caller.staff("Otieno")

    @pytest.mark.parametrize("text", ["I don't like Grace", "usiniwekee Grace"])
    async def test_who_is_named_only_to_be_avoided_does_not_do_it(
        self, caller: Caller, text: str
    ) -> None:
        await caller.book(service=await caller.service("Haircut"))
        await caller.book("inform", text=text, staff=await caller.staff("Grace"))
        assert caller.slots["staff"] == await caller.staff("Otieno")

    async def test_in_place_of_who_was_chosen(self, caller: Caller) -> None:
        await at_summary(caller)
        await caller.book("inform", text="anyone but Amina", anyone=True)
        assert caller.slots["staff"] == await caller.staff("Grace")


class TestSomebodyWhoIsNotOfTheStaff:
    async def test_is_not_passed_over(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Braids"), datetime="2026-11-24T15:00", stranger="Ann"
        )
        assert answer.said == ["utter_not_of_the_staff", "utter_offer_staff"]
        assert [each["title"] for each in answer.buttons[:-1]] == ["Amina", "Grace"]
        assert caller.slots["requested_slot"] == "staff"

    async def test_where_one_does_it_the_booking_goes_on(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Manicure"), date="2026-11-24", stranger="Ann"
        )
        assert answer.said == ["utter_not_of_the_staff", "utter_offer_openings"]

    async def test_is_heard_while_something_else_is_asked(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.book("inform", text="with ann", stranger="Ann")
        assert answer.said == ["utter_not_of_the_staff", "utter_offer_staff"]

    async def test_is_asked_for_another_where_somebody_was_chosen_before(
        self, caller: Caller
    ) -> None:
        await at_summary(caller)
        answer = await caller.call("action_pick_up", "inform", text="with Ann", stranger="Ann")
        assert answer.follow_up == "booking_form"
        answer = await caller.book("inform", text="with Ann", stranger="Ann")
        assert answer.said == ["utter_not_of_the_staff", "utter_offer_staff"]
        assert [status for status, _ in await caller.bookings()] == ["held"]

    async def test_is_said_to_who_wants_nothing_else(self, caller: Caller) -> None:
        answer = await caller.call("action_pick_up", "inform", text="with Ann", stranger="Ann")
        assert answer.said == ["utter_not_of_the_staff", "utter_staff"]

    async def test_may_be_a_guest_of_several(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Bridal package"), party_size=2, stranger="Ann"
        )
        assert "utter_not_of_the_staff" not in answer.said


class TestABookingForSomebodyElse:
    async def names(self, caller: Caller) -> tuple[str | None, str | None]:
        """What the contact is called, and whom the last booking is for."""
        async with caller.session() as session:
            called = await session.scalar(select(Contact.name))
            return called, await session.scalar(select(Booking.contact_name))

    async def test_leaves_the_contact_its_own_name(self, caller: Caller) -> None:
        await at_summary(caller)
        assert await self.names(caller) == ("Jane Wanjiku", "Jane Wanjiku")
        answer = await caller.book("inform", name="Mary", is_guest=True)
        assert await self.names(caller) == ("Jane Wanjiku", "Mary")
        lines = {each["response"]: each for each in answer.variable("summary")["items"]}
        assert lines["line_guest"]["variables"] == {"name": "Mary"}

    async def test_gives_nobody_a_name_who_had_none(self, caller: Caller) -> None:
        await asked_for_name(caller)
        await caller.book("inform", name="Mary", is_guest=True)
        assert await self.names(caller) == (None, "Mary")

    async def test_names_nobody_in_the_next_one(self, caller: Caller) -> None:
        caller.slots["name"] = None
        answer = await caller.book(
            service=await caller.service("Kids haircut"), datetime="2026-11-24T10:00",
            name="Lily", is_guest=True,
        )  # fmt: skip
        assert answer.said == ["utter_booked"]
        assert (caller.slots["name"], caller.slots["is_guest"]) == (None, None)

    async def test_is_for_the_contact_again_who_says_so(self, caller: Caller) -> None:
        await at_summary(caller)
        await caller.book("inform", name="Mary", is_guest=True)
        await caller.book("inform", name="Jane Njoki")
        assert await self.names(caller) == ("Jane Njoki", "Jane Njoki")


class TestSomebodyOfTheStaffIsNamed:
    async def test_at_the_summary_it_changes_the_booking(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call(
            "action_hand_over", "speak_to_human", text="put me with Grace",
            staff=await caller.staff("Grace"),
        )  # fmt: skip
        assert (answer.follow_up, answer.said) == ("booking_form", [])
        assert await answered_by(caller) == "assistant"

    async def test_who_wants_to_talk_is_handed_over(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call(
            "action_hand_over", "speak_to_human", text="let me talk to Grace",
            staff=await caller.staff("Grace"),
        )  # fmt: skip
        assert answer.said == ["utter_handed_over"]
        assert await answered_by(caller) == "operator"

    async def test_with_no_booking_at_hand_it_is_a_person_who_is_wanted(
        self, caller: Caller
    ) -> None:
        grace = await caller.staff("Grace")
        answer = await caller.call("action_hand_over", "speak_to_human", text="Grace", staff=grace)
        assert answer.said == ["utter_handed_over"]

    async def test_in_the_form_it_goes_on_with_that_person(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        grace = await caller.staff("Grace")
        await caller.book("speak_to_human", text="nipe Grace", staff=grace)
        assert caller.slots["staff"] == grace
        assert caller.slots["requested_slot"] == "date"

    async def test_a_question_without_a_topic_is_a_correction(self, caller: Caller) -> None:
        await at_summary(caller)
        grace = await caller.staff("Grace")
        asked = {"intent": "ask_question", "staff": grace}
        can_she = await caller.call("action_answer_question", text="could Grace?", **asked)
        assert can_she.follow_up == "booking_form"
        how_much = await caller.call("action_answer_question", text="how much is Grace?", **asked)
        assert how_much.follow_up is None

    async def test_a_move_of_what_is_held_takes_the_person(self, caller: Caller) -> None:
        await at_summary(caller)
        grace = await caller.staff("Grace")
        answer = await caller.call("action_pick_up", "reschedule_booking", staff=grace)
        assert answer.follow_up == "booking_form"


class TestWhoseName:
    async def test_written_as_the_only_name_it_is_the_staffs(self, caller: Caller) -> None:
        await asked_for_name(caller)
        await caller.book("inform", text="make it Grace", name="Make It Grace")
        assert caller.slots["staff"] == await caller.staff("Grace")
        assert caller.slots["requested_slot"] == "name"

    async def test_where_it_may_be_both_it_is_asked(self, caller: Caller) -> None:
        await asked_for_name(caller)
        asked = await caller.book("inform", text="grace wanjiku", name="Grace Wanjiku")
        assert asked.said == ["utter_whose_name"]
        grace = await caller.staff("Grace")
        assert asked.payloads == [
            f'/inform{{"staff": "{grace}"}}', '/inform{"name": "Grace Wanjiku"}'
        ]  # fmt: skip
        assert caller.slots["requested_slot"] == "name"

    @pytest.mark.parametrize("text", ["Grace Wanjiku", "Grace", "my name is Grace Wanjiku"])
    async def test_a_name_is_taken_for_one(self, caller: Caller, text: str) -> None:
        await asked_for_name(caller)
        name = text.removeprefix("my name is ")
        answer = await caller.book("inform", text=text, name=name)
        assert answer.said == ["utter_hold_with_payment"]
        assert caller.slots["name"] == name


class TestADoubtfulName:
    async def in_doubt(self, caller: Caller) -> None:
        await asked_for_name(caller)
        asked = await caller.book("inform", text="refreshing", ambiguous={"name": ["Refreshing"]})
        assert asked.said == ["utter_is_it_a_name"]
        assert asked.payloads == ['/inform{"name": "Refreshing"}']
        assert caller.slots["name"] is None

    async def test_is_kept_after_a_yes(self, caller: Caller) -> None:
        await self.in_doubt(caller)
        answer = await caller.book("affirm", text="yes it is")
        assert answer.said == ["utter_hold_with_payment"]
        assert caller.slots["name"] == "Refreshing"

    async def test_is_forgotten_after_a_no(self, caller: Caller) -> None:
        await self.in_doubt(caller)
        answer = await caller.book("deny", text="no")
        assert answer.said == []
        assert (caller.slots["requested_slot"], caller.slots["offer"]) == ("name", None)
        assert caller.slots["name"] is None

    async def test_gives_way_to_another(self, caller: Caller) -> None:
        await self.in_doubt(caller)
        await caller.book("inform", text="Jane Wanjiku", name="Jane Wanjiku")
        assert caller.slots["name"] == "Jane Wanjiku"

    @pytest.mark.parametrize("text", ["the same", "my friend", "parking"])
    async def test_nothing_that_was_not_read_as_a_name_is_one(
        self, caller: Caller, text: str
    ) -> None:
        await asked_for_name(caller)
        answer = await caller.call("validate_booking_form", text=text)
        assert answer.events == []


class TestWhatSoundsLikeSomethingElse:
    @pytest.mark.parametrize(
        ("said", "service"),
        [
            ("remove that, make it cornrows", "Cornrows"),
            ("tuondoe hiyo tuweke matuta", "Cornrows"),
            ("don't cancel it", None),
            ("usinifutie", None),
        ],
    )
    async def test_words_of_canceling_that_cancel_nothing_leave_the_form_on(
        self, caller: Caller, said: str, service: str | None
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        named = {"service": await caller.service(service)} if service else {}
        answer = await caller.call("action_stop_booking", "cancel_booking", text=said, **named)
        assert (answer.follow_up, answer.said) == ("booking_form", [])

    async def test_canceling_what_is_being_booked_stops_it(self, caller: Caller) -> None:
        braids = await caller.service("Braids")
        await caller.book(service=braids)
        answer = await caller.call(
            "action_stop_booking", "cancel_booking", text="cancel the braids", service=braids
        )
        assert answer.said == ["utter_booking_stopped"]

    async def test_an_hour_that_is_told_of_what_is_held_is_its_hour(self, caller: Caller) -> None:
        await at_summary(caller)
        told = "I misread my diary, 4pm is when I can come"
        answer = await caller.call("action_show_bookings", "check_booking", text=told, time="16:00")
        assert (answer.follow_up, answer.said) == ("booking_form", [])

    async def test_somebody_of_the_staff_who_is_wanted_gives_no_name(self, caller: Caller) -> None:
        await at_summary(caller)
        told = "oh no, wrong name. It's Grace I want"
        answer = await caller.book("inform", text=told, name="Grace")
        assert answer.said == ["utter_hold_with_payment"]
        assert caller.slots["staff"] == await caller.staff("Grace")
        assert caller.slots["name"] != "Grace"

    async def test_another_service_that_was_meant_is_booked_though_taken_for_a_look(
        self, caller: Caller
    ) -> None:
        await at_summary(caller)
        pedicure = await caller.service("Pedicure")
        text = "nilichagua vibaya, nakuja kwa kucha za miguu"
        answer = await caller.call(
            "action_show_bookings", "check_booking", text=text, service=pedicure
        )
        assert answer.follow_up == "booking_form"

    async def test_another_name_is_its_name_though_nothing_else_was_heard(
        self, caller: Caller
    ) -> None:
        await at_summary(caller)
        text = "wait, my name is Samuel Kariuki"
        answer = await caller.call(
            "action_decline", "out_of_scope", text=text, name="Samuel Kariuki"
        )
        assert answer.follow_up == "action_pick_up"

    async def test_an_hour_in_a_question_of_what_is_held_is_answered(self, caller: Caller) -> None:
        await at_summary(caller)
        asked = "is mine at 4pm?"
        answer = await caller.call(
            "action_show_bookings", "check_booking", text=asked, time="16:00"
        )
        assert answer.said == ["utter_your_bookings"]


class TestMovingInstead:
    async def test_a_booking_wish_that_speaks_of_moving_moves(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Kids haircut"), datetime="2026-11-25T14:00")
        other = await caller.continued()
        other.loop = "booking_form"
        answer = await other.call(
            "validate_booking_form", "book_service", text="nihamishie ijumaa", date="2026-11-27"
        )
        assert answer.follow_up == "reschedule_form"
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]

    async def test_without_a_booking_it_is_a_wish_to_book(self, caller: Caller) -> None:
        caller.loop = "booking_form"
        answer = await caller.call(
            "validate_booking_form", "book_service", text="nihamishie ijumaa", date="2026-11-27"
        )
        assert answer.said == ["utter_time_noted", "utter_offer_services"]

    async def test_another_service_is_booked(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Kids haircut"), datetime="2026-11-25T14:00")
        other = await caller.continued()
        other.loop = "booking_form"
        answer = await other.call(
            "validate_booking_form", "book_service", text="move on to a manicure",
            service=await caller.service("Manicure"),
        )  # fmt: skip
        assert answer.said == ["utter_offer_days"]


class TestAskedForTheName:
    @pytest.mark.parametrize("text", ["Grace is the one I want", "Grace ndiye ninayemtaka"])
    async def test_who_is_wished_for_is_no_name(self, caller: Caller, text: str) -> None:
        await asked_for_name(caller)
        await caller.book("inform", text=text, name="Grace")
        assert caller.slots["staff"] == await caller.staff("Grace")
        assert caller.slots["requested_slot"] == "name"

    @pytest.mark.parametrize(
        "text",
        [
            "I prefer Grace",
            "No offence to the other lady but I prefer Grace",
            "Bila kuudhi yeyote, ningependa Grace zaidi",
            "Bora Grace",
        ],
    )
    async def test_who_is_preferred_is_no_name(self, caller: Caller, text: str) -> None:
        await asked_for_name(caller)
        answer = await caller.book("inform", text=text, staff=await caller.staff("Grace"))
        assert "utter_whose_name" not in answer.said
        assert caller.slots["staff"] == await caller.staff("Grace")
        assert (caller.slots["name"], caller.slots["requested_slot"]) == (None, "name")

    async def test_a_correction_that_names_somebody_of_the_staff_is_no_name(
        self, caller: Caller
    ) -> None:
        await asked_for_name(caller)
        answer = await caller.book(
            "inform", text="actually make it wednesday at 2 with Grace",
            staff=await caller.staff("Grace"), datetime="2026-11-25T14:00",
        )  # fmt: skip
        assert "utter_whose_name" not in answer.said
        assert caller.slots["staff"] == await caller.staff("Grace")
        assert (caller.slots["date"], caller.slots["time"]) == ("2026-11-25", "14:00")


class TestANameInWordsForSomethingElse:
    @pytest.mark.parametrize(
        "words", ["mnaeza nicall Jane Wanjiku", "you can call me Jane Wanjiku"]
    )
    async def test_is_the_name_that_was_asked_for(self, caller: Caller, words: str) -> None:
        await asked_for_name(caller)
        name = {"name": "Jane Wanjiku"}
        answer = await caller.call("action_hand_over", "speak_to_human", text=words, **name)
        assert answer.follow_up == "booking_form"
        assert await answered_by(caller) == "assistant"

    async def test_asking_for_somebody_is_no_name(self, caller: Caller) -> None:
        await asked_for_name(caller)
        words, name = "let me speak to Jane Wanjiku", {"name": "Jane Wanjiku"}
        await caller.call("action_hand_over", "speak_to_human", text=words, **name)
        assert await answered_by(caller) == "operator"


class TestWhoWasWrittenDown:
    @pytest.mark.parametrize(
        "text",
        [
            "umeandika mtu mwingine",
            "you wrote somebody else",
            "kumbe nilitaja mtu mwingine, nilitaka Grace",
            "actually I wanted Grace",
        ],
    )
    async def test_is_another_than_was_said(self, caller: Caller, text: str) -> None:
        await at_summary(caller)
        grace = await caller.staff("Grace")
        answer = await caller.call("action_show_bookings", "check_booking", text=text, staff=grace)
        assert answer.follow_up == "booking_form"
