from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from core.booking.models import Booking
from core.workflows.onboarding.business_file import BusinessFile
from tests.actions.caller import Caller

pytestmark = pytest.mark.db

REJECTED = ({"event": "action_execution_rejected"},)


class TestEverythingAtOnce:
    async def test_is_held_and_shown_with_what_is_due(self, caller: Caller) -> None:
        answer = await caller.book(
            service={"ids": [await caller.service("Braids")]},
            staff={"ids": [await caller.staff("Amina")]},
            datetime="2026-11-24T15:00",
        )
        assert answer.said == ["utter_hold_with_payment"]
        assert answer.variable("due") == {
            "type": "money", "amount_minor": 50_000, "currency": "KES"
        }  # fmt: skip
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        assert caller.slots["awaiting"] == "payment"

    async def test_holds_once_when_rasa_repeats_the_call(self, caller: Caller) -> None:
        values = {"service": await caller.service("Braids"), "datetime": "2026-11-24T15:00"}
        caller.loop = "booking_form"
        await caller.call("validate_booking_form", "book_service", **values)
        before = dict(caller.slots)
        first = await caller.call("action_hold_opening", message_id="turn 1", **values)
        caller.slots = before
        second = await caller.call("action_hold_opening", message_id="turn 1", **values)
        assert first.slot("held_booking") == second.slot("held_booking")
        assert len(await caller.bookings()) == 1

    async def test_books_at_once_when_nothing_is_due(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Kids haircut"), datetime="2026-11-25T14:00"
        )
        assert answer.said == ["utter_booked"]
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]
        assert caller.slots.get("service") is None

    async def test_what_is_booked_at_once_can_be_put_into_a_calendar(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Kids haircut"), datetime="2026-11-25T14:00"
        )
        async with caller.session() as session:
            token = await session.scalar(select(Booking.calendar_token))
        link = f"https://desk.example/calendar/{token}.ics"
        assert answer.variable("calendar") == link


class TestOneQuestionAtATime:
    async def test_offers_services_then_days_then_times(self, caller: Caller) -> None:
        first = await caller.book()
        assert first.said == ["utter_offer_services"]
        assert len(first.buttons) == 10
        second = await caller.book("inform", service=await caller.service("Braids"))
        assert (second.said, caller.slots["requested_slot"]) == (["utter_offer_days"], "date")
        assert second.payloads[0] == '/inform{"date": "2026-11-21"}'
        third = await caller.book("inform", date="2026-11-24")
        assert (third.said, caller.slots["requested_slot"]) == (["utter_offer_openings"], "time")
        assert third.payloads[0] == '/inform{"date": "2026-11-24", "time": "08:00"}'
        last = await caller.book("inform", date="2026-11-24", time="08:00")
        assert last.said == ["utter_hold_with_payment"]

    async def test_asks_for_an_unknown_name_and_keeps_it(self, caller: Caller) -> None:
        caller.slots["name"] = None
        values = {"service": await caller.service("Braids"), "datetime": "2026-11-24T15:00"}
        assert (await caller.book(**values)).slot("requested_slot") == "name"
        answer = await caller.book("inform", text="Achieng Otieno", name="Achieng Otieno")
        assert answer.said == ["utter_hold_with_payment"]
        caller.loop = None
        assert (await caller.call("action_greet", "greet")).variable("name") == "Achieng"

    async def test_asks_how_many_only_where_several_may_come(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Bridal package"), datetime="2026-11-27T10:00"
        )
        assert answer.slot("requested_slot") == "party_size"
        too_many = await caller.book("inform", party_size=9)
        assert too_many.said == ["utter_party_size_range", "utter_how_many_people"]
        assert too_many.variable("max_party") == 4
        assert too_many.slot("requested_slot") == "party_size"

    async def test_more_people_are_added_to_those_that_come(self, caller: Caller) -> None:
        bridal = await caller.service("Bridal package")
        await caller.book(service=bridal, datetime="2026-11-27T10:00", party_size=2)
        await caller.book("deny", text="ruka")
        await caller.book("inform", text="ongeza mtu mmoja", party_size=1)
        assert caller.slots["party_size"] == 3

    async def test_a_bare_day_may_answer_a_question_or_change_the_booking(
        self, caller: Caller
    ) -> None:
        bridal = await caller.service("Bridal package")
        await caller.book(service=bridal, datetime="2026-11-27T10:00", party_size=2)
        asked = await caller.book(
            "inform", text="on Saturday", date="2026-11-28",
            spans=({"entity": "date", "start": 3, "end": 11},),
        )  # fmt: skip
        assert asked.said == ["utter_change_or_answer"]
        assert asked.payloads == [
            '/inform{"date": "2026-11-28"}', '/inform{"notes": "on Saturday"}'
        ]  # fmt: skip
        assert caller.slots["date"] == "2026-11-27"
        answer = await caller.book("inform", text="It is my answer", notes="on Saturday")
        assert answer.said == ["utter_hold_with_payment"]
        assert caller.slots["notes"] == {"notes": "on Saturday"}

    async def test_a_weekday_is_looked_for_in_the_weeks_that_were_asked_about(
        self, caller: Caller
    ) -> None:
        next_week = ["2026-11-30", "2026-12-06"]
        await caller.book(service=await caller.service("Braids"), date_range=next_week)
        text = "alhamisi basi"
        spans = ({"entity": "date", "start": 0, "end": 8},)
        await caller.book("inform", text=text, spans=spans, date="2026-11-26")
        assert caller.slots["date"] == "2026-12-03"

    async def test_of_several_days_the_one_in_those_weeks_is_meant(self, caller: Caller) -> None:
        next_week = ["2026-11-30", "2026-12-06"]
        await caller.book(service=await caller.service("Braids"), date_range=next_week)
        saturdays = {"date": ["2026-11-21", "2026-11-28", "2026-12-05"]}
        answer = await caller.book("inform", text="jumamosi", ambiguous=saturdays)
        assert answer.said == ["utter_offer_openings"]
        assert caller.slots["date"] == "2026-12-05"

    async def test_any_other_day_is_the_one_that_was_said(self, caller: Caller) -> None:
        next_week = ["2026-11-30", "2026-12-06"]
        await caller.book(service=await caller.service("Braids"), date_range=next_week)
        spans = ({"entity": "date", "start": 0, "end": 5},)
        await caller.book("inform", text="kesho", spans=spans, date="2026-11-26")
        assert caller.slots["date"] == "2026-11-26"

    async def test_an_hour_alone_after_change_is_of_the_day_that_is_held(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        await caller.book("inform", change="when")
        answer = await caller.book("inform", time="10:00")
        assert answer.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", "2026-11-24 10:00")]

    async def test_the_service_that_was_asked_about_is_the_one_to_book(
        self, caller: Caller
    ) -> None:
        braids, nails = await caller.service("Braids"), await caller.service("Manicure")
        asked = {"intent": "ask_question", "text": "kusuka ni bei gani", "service": braids}
        await caller.call("action_answer_question", **asked)
        answer = await caller.book(datetime="2026-11-24T15:00")
        assert answer.said == ["utter_hold_with_payment"]
        assert caller.slots["service"] == braids
        other = await caller.somebody_else()
        await other.call("action_answer_question", **asked)
        await other.book(service=nails)
        assert other.slots["service"] == nails

    @pytest.mark.parametrize(
        ("intent", "text"),
        [
            ("deny", "Skip"),
            ("inform", "just go ahead"),
            ("inform", "ni siri, nitamwambia mwenyewe"),
            ("deny", "haina haja"),
            ("inform", "No notes from me"),
            ("inform", "nope, nothing else to add for now"),
            ("inform", "no special requests on my side"),
            ("inform", "sina notes zozote"),
            ("inform", "hakuna maelezo kutoka kwangu"),
        ],
    )
    async def test_asks_the_business_own_question_and_lets_it_be_skipped(
        self, caller: Caller, intent: str, text: str
    ) -> None:
        asked = await caller.book(
            service=await caller.service("Bridal package"),
            datetime="2026-11-27T10:00",
            party_size=2,
        )
        assert asked.said == ["utter_optional_field_question"]
        answer = await caller.book(intent, text=text)
        assert answer.said == ["utter_hold_with_payment"]
        assert answer.variable("due")["amount_minor"] == 600_000
        assert caller.slots["notes"] == {"notes": ""}

    @pytest.mark.parametrize(
        "text",
        ["no heavy makeup please", "hakuna watu wa kusindikiza", "nothing red, I am allergic"],
    )
    async def test_what_says_more_than_that_there_is_nothing_is_kept(
        self, caller: Caller, text: str
    ) -> None:
        bridal = await caller.service("Bridal package")
        await caller.book(service=bridal, datetime="2026-11-27T10:00", party_size=2)
        await caller.book("inform", text=text)
        assert caller.slots["notes"] == {"notes": text}

    async def test_asks_who_when_the_business_wants_it_asked(
        self, start_dialogue: Callable[..., Awaitable[Caller]], demo_file: BusinessFile
    ) -> None:
        demo_file.booking = demo_file.booking.model_copy(update={"ask_staff": True})
        caller = await start_dialogue(demo_file)
        answer = await caller.book(service=await caller.service("Braids"))
        assert (answer.said, answer.slot("requested_slot")) == (["utter_offer_staff"], "staff")
        chosen = await caller.book("inform", anyone=True)
        assert chosen.said == ["utter_offer_days"]

    async def test_a_person_said_where_the_day_was_asked_is_confirmed_with_the_question(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        anyone = await caller.book("inform", anyone=True)
        assert anyone.said == ["utter_anyone_noted", "utter_offer_days"]
        assert caller.slots["staff"] == "anyone"
        grace = await caller.book("inform", staff=await caller.staff("Grace"))
        assert grace.said == ["utter_staff_noted", "utter_offer_days"]
        again = await caller.book("inform", date="2026-11-24", staff=await caller.staff("Grace"))
        assert again.said == ["utter_offer_openings"]


class TestWhatCannotBeHad:
    async def test_a_taken_time_is_answered_with_openings_that_can_be_booked(
        self, caller: Caller
    ) -> None:
        values = {
            "service": await caller.service("Braids"),
            "staff": await caller.staff("Amina"),
            "datetime": "2026-11-24T15:00",
        }
        await caller.book(**values)
        other = await caller.somebody_else()
        answer = await other.book(**values)
        assert answer.said == ["utter_opening_taken"]
        assert len(answer.buttons) == 3
        accepted = await other.book("affirm")
        assert accepted.said == ["utter_hold_with_payment"]

    async def test_a_time_outside_hours_is_answered_with_the_nearest(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Haircut"), datetime="2026-11-24T22:00"
        )
        assert answer.said == ["utter_outside_hours"]
        assert answer.buttons

    async def test_a_holiday_is_named(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Haircut"), datetime="2026-12-25T10:00"
        )
        assert answer.said[0] in ("utter_closed_for_holiday", "utter_closed_on_date")

    async def test_a_past_date_is_asked_again(self, caller: Caller) -> None:
        answer = await caller.book(service=await caller.service("Haircut"), past=True)
        assert answer.said == ["utter_date_has_passed"]
        assert await caller.bookings() == []

    async def test_a_day_that_its_month_does_not_have_is_asked_for_anew(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.book("inform", time="10:00", no_such_day=True)
        assert (answer.said, caller.slots["requested_slot"]) == (["utter_no_such_day"], "date")
        assert answer.buttons
        await caller.book("inform", date="2026-11-30")
        assert caller.slots["time"] == "10:00"

    async def test_somebody_faster_between_form_and_hold_gets_it(self, caller: Caller) -> None:
        values = {
            "service": await caller.service("Braids"),
            "staff": await caller.staff("Amina"),
            "datetime": "2026-11-24T15:00",
        }
        caller.loop = "booking_form"
        await caller.call("validate_booking_form", "book_service", **values)
        other = await caller.somebody_else()
        await other.book(**values)
        answer = await caller.call("action_hold_opening")
        assert answer.said == ["utter_opening_taken"]
        assert (caller.loop, answer.follow_up) == ("booking_form", "action_listen")
        assert answer.slot("requested_slot") == "time"

    async def test_staff_who_do_not_do_the_service_are_replaced(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Cornrows"), staff=await caller.staff("Otieno")
        )
        assert answer.said == ["utter_staff_not_for_service", "utter_offer_staff"]


class TestVagueTimes:
    async def test_a_part_of_the_day_narrows_what_is_offered(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Haircut"),
            date="2026-11-24",
            time_range=["16:00", "18:00"],
        )
        times = [payload[-7:-2] for payload in answer.payloads]
        assert times[0] == "16:00"
        assert times[-1] == "17:45"

    async def test_several_days_are_narrowed_to_those_with_openings(self, caller: Caller) -> None:
        answer = await caller.book(
            service=await caller.service("Haircut"), date_range=["2026-12-24", "2026-12-27"]
        )
        assert answer.payloads == ['/inform{"date": "2026-12-24"}', '/inform{"date": "2026-12-27"}']


class TestCorrections:
    async def test_later_words_win(self, caller: Caller) -> None:
        await caller.book(
            service=await caller.service("Braids"),
            staff=await caller.staff("Amina"),
            datetime="2026-11-24T15:00",
        )
        answer = await caller.book("inform", staff=await caller.staff("Grace"))
        assert answer.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        moved = await caller.book("inform", time="16:00")
        assert moved.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", "2026-11-24 16:00")]

    async def test_the_change_menu_opens_one_part(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        answer = await caller.book("inform", change="when")
        assert answer.said == ["utter_offer_days"]
        assert caller.slots["service"] is not None

    async def test_the_summary_has_buttons_to_change_it(self, caller: Caller) -> None:
        shown = await caller.book(
            service=await caller.service("Braids"), datetime="2026-11-24T15:00"
        )
        assert shown.payloads == ["/affirm", '/inform{"change": "what"}', "/deny"]
        menu = await caller.call("action_pick_up", "inform", change="what")
        assert menu.said == ["utter_what_to_change"]
        assert menu.payloads == [
            f'/inform{{"change": "{part}"}}' for part in ("when", "service", "staff", "name")
        ]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]


class TestInterruptions:
    async def test_a_question_is_no_answer(self, caller: Caller) -> None:
        await caller.book()
        answer = await caller.call(
            "validate_booking_form", "ask_question", service=await caller.service("Braids")
        )
        assert (answer.events, answer.responses) == ([], [])

    async def test_the_time_that_was_asked_for_checks_no_booking(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-24")
        assert caller.slots["requested_slot"] == "time"
        answer = await caller.book("check_booking", text="9 is good for me", time="09:00")
        assert answer.said == ["utter_hold_with_payment"]

    async def test_the_form_asks_again_without_reading_the_message_twice(
        self, caller: Caller
    ) -> None:
        await caller.book()
        answer = await caller.call(
            "validate_booking_form",
            "ask_question",
            service=await caller.service("Braids"),
            after=REJECTED,
        )
        assert answer.said == ["utter_offer_services"]
        assert caller.slots.get("service") is None

    async def test_a_service_of_another_business_is_not_taken(self, caller: Caller) -> None:
        answer = await caller.book(service="01a1fbc1-9d85-7bf6-a4ab-ca81b4a9c490")
        assert answer.said == ["utter_offer_services"]


class TestTheNumberOfOneOfTheStaff:
    @pytest.mark.parametrize(
        "text", ["share Grace's phone number with me", "naomba namba ya Grace"]
    )
    async def test_is_a_question_and_no_booking(self, caller: Caller, text: str) -> None:
        grace = await caller.staff("Grace")
        caller.loop = "booking_form"
        answer = await caller.call("validate_booking_form", "book_service", text=text, staff=grace)
        assert answer.follow_up == "action_answer_question"
        answer = await caller.call("action_answer_question", "book_service", text=text, staff=grace)
        assert answer.said == ["utter_phone"]

    async def test_with_a_day_and_a_service_books(self, caller: Caller) -> None:
        heard = {
            "text": "braids tomorrow, with Grace if she is there, my phone number is the same",
            "staff": await caller.staff("Grace"), "service": await caller.service("Braids"),
        }  # fmt: skip
        answer = await caller.book(**heard)
        assert answer.slot("requested_slot") == "date"
