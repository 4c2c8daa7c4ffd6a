from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from core.booking.models import Allocation, Booking
from core.catalog.models import Resource
from core.conversations.models import OutboundMessage
from core.workflows.onboarding.business_parts import BusinessFile, ServicePart
from tests.actions.caller import Caller

pytestmark = pytest.mark.db

type Start = Callable[..., Awaitable[Caller]]


async def met(caller: Caller) -> list[str]:
    """Who is booked, by name."""
    async with caller.session() as session:
        names = await session.scalars(
            select(Resource.name).join(Allocation, Allocation.resource_id == Resource.id)
        )
        return sorted(names)


async def fields(caller: Caller) -> object:
    async with caller.session() as session:
        return await session.scalar(select(Booking.fields))


def without_meetings(file: BusinessFile) -> BusinessFile:
    file.services = [each for each in file.services if each.kind != "meeting"]
    for member in file.staff:
        member.services = [name for name in member.services if name != "Consultation"]
    return file


class TestEverythingAtOnce:
    async def test_is_booked_without_a_price_and_without_a_payment(self, caller: Caller) -> None:
        grace = await caller.staff("Grace")
        asked = await caller.meet(staff=grace, datetime="2026-11-24T09:00")
        assert asked.said == ["utter_optional_field_question"]
        answer = await caller.meet("deny", text="Skip")
        assert answer.said == ["utter_meeting_booked"]
        assert await caller.bookings() == [("confirmed", "2026-11-24 09:00")]
        assert await met(caller) == ["Grace"]
        assert await caller.count_payments() == 0
        assert answer.variable("calendar").endswith(".ics")
        assert answer.variable("reference").startswith("BK-")

    async def test_somebody_of_the_staff_is_told(self, caller: Caller) -> None:
        grace = await caller.staff("Grace")
        await caller.meet(staff=grace, datetime="2026-11-24T09:00", text="see Grace about nails")
        async with caller.session() as session:
            told = list(await session.scalars(select(OutboundMessage.content)))
        assert len(told) == 1
        assert told[0]["response"] == "utter_staff_booking_confirmed"

    async def test_length_and_matter_stand_in_the_summary(self, caller: Caller) -> None:
        answer = await caller.meet(
            staff=await caller.staff("Grace"),
            datetime="2026-11-24T09:00",
            text="I'd like to meet Grace to discuss my wedding",
        )
        said = [item["response"] for item in answer.variable("summary")["items"]]
        assert said == [
            "line_service", "line_when", "line_staff", "line_name", "line_takes", "line_about",
        ]  # fmt: skip
        takes = answer.variable("summary")["items"][4]["variables"]["duration"]
        assert takes == {"type": "duration", "minutes": 20}
        assert await fields(caller) == {"topic": "my wedding"}


class TestOneQuestionAtATime:
    async def test_asks_whom_then_day_then_time_then_the_matter(self, caller: Caller) -> None:
        first = await caller.meet()
        assert (first.said, first.slot("requested_slot")) == (["utter_offer_people"], "staff")
        assert [each["title"] for each in first.buttons[:-1]] == ["Amina", "Grace"]
        second = await caller.meet("inform", staff=await caller.staff("Amina"))
        assert (second.said, second.slot("requested_slot")) == (["utter_offer_days"], "date")
        third = await caller.meet("inform", date="2026-11-24")
        assert (third.said, third.slot("requested_slot")) == (["utter_offer_openings"], "time")
        fourth = await caller.meet("inform", date="2026-11-24", time="08:00")
        assert fourth.slot("requested_slot") == "notes"
        last = await caller.meet("inform", text="a long story")
        assert last.said == ["utter_meeting_booked"]
        assert await fields(caller) == {"topic": "a long story"}

    async def test_anyone_will_do(self, caller: Caller) -> None:
        await caller.meet(datetime="2026-11-24T09:00")
        asked = await caller.meet("inform", anyone=True)
        assert asked.said == ["utter_optional_field_question"]

    async def test_a_business_with_several_kinds_asks_which(
        self, start_dialogue: Start, demo_file: BusinessFile
    ) -> None:
        call = ServicePart.model_validate({"name": "Phone call", "kind": "meeting"})
        demo_file.services.append(call)
        demo_file.staff[2].services = [*demo_file.staff[2].services, "Phone call"]
        caller = await start_dialogue(demo_file)
        caller.slots["name"] = "Jane Wanjiku"
        answer = await caller.meet()
        assert answer.said == ["utter_offer_meetings"]
        assert [each["title"] for each in answer.buttons] == ["Consultation", "Phone call"]
        whom = await caller.meet("inform", staff=await caller.staff("Otieno"))
        assert whom.said == ["utter_staff_noted", "utter_offer_days"]
        assert caller.slots["service"] == await caller.service("Phone call")


class TestTakenForAWishToTalk:
    @pytest.mark.parametrize(
        ("text", "follow_up"),
        [
            ("nataka kumeet mtu wenu in person", "meeting_form"),
            ("let me sit down with one of you", "meeting_form"),
            ("nataka kuongea na mtu tukutane", None),
            ("get me a person", None),
        ],
    )
    async def test_a_wish_to_meet_is_booked(
        self, caller: Caller, text: str, follow_up: str | None
    ) -> None:
        answer = await caller.call("action_hand_over", "speak_to_human", text=text)
        assert answer.follow_up == follow_up

    @pytest.mark.parametrize(
        ("text", "follow_up"),
        [
            (
                "i just want to come there and speak to somebody of yours in person"
                " not to be worked on",
                "meeting_form",
            ),
            ("wacha nije hapo tuongee na mtu wenu kwanza", "meeting_form"),
            ("let me talk to a person", None),
            ("naomba kuongea na mtu", None),
        ],
    )
    async def test_it_is_booked_instead_of_what_was_being_booked(
        self, caller: Caller, text: str, follow_up: str | None
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("action_hand_over", "speak_to_human", text=text)
        assert answer.follow_up == follow_up
        assert answer.said == ([] if follow_up else ["utter_handed_over"])

    async def test_where_nobody_can_be_met_it_is_handed_over(
        self, start_dialogue: Start, demo_file: BusinessFile
    ) -> None:
        other = await start_dialogue(without_meetings(demo_file))
        text = "nataka kumeet mtu wenu"
        answer = await other.call("action_hand_over", "speak_to_human", text=text)
        assert answer.said == ["utter_handed_over"]


class TestWhatCannotBeHad:
    async def test_whoever_takes_no_meetings_is_replaced(self, caller: Caller) -> None:
        answer = await caller.meet(staff=await caller.staff("Otieno"))
        assert answer.said == ["utter_cannot_be_met", "utter_offer_people"]

    async def test_a_taken_time_is_answered_with_openings_of_the_same_person(
        self, caller: Caller
    ) -> None:
        values = {"staff": await caller.staff("Grace"), "datetime": "2026-11-24T09:00"}
        await caller.meet(**values, text="meet about work")
        other = await caller.somebody_else()
        answer = await other.meet(**values)
        assert answer.said == ["utter_opening_taken"]
        accepted = await other.meet("affirm")
        assert accepted.slot("requested_slot") == "notes"

    async def test_somebody_faster_leads_back_into_the_meeting_form(self, caller: Caller) -> None:
        values = {"staff": await caller.staff("Grace"), "datetime": "2026-11-24T09:00"}
        caller.loop = "meeting_form"
        await caller.call("validate_meeting_form", "book_meeting", text="about work", **values)
        other = await caller.somebody_else()
        await other.meet(**values, text="about work")
        answer = await caller.call("action_hold_opening")
        assert answer.said == ["utter_opening_taken"]
        assert caller.loop == "meeting_form"

    async def test_a_business_without_meetings_says_so_and_keeps_the_day(
        self, start_dialogue: Start, demo_file: BusinessFile
    ) -> None:
        caller = await start_dialogue(without_meetings(demo_file))
        caller.loop = "meeting_form"
        answer = await caller.call("validate_meeting_form", "book_meeting", date="2026-11-24")
        assert answer.said == ["utter_no_meetings"]
        assert (caller.loop, caller.slots["date"]) == (None, "2026-11-24")
        assert (await caller.call("action_hold_opening", "book_meeting")).said == []
        booked = await caller.book("book_service")
        assert booked.said == ["utter_offer_services"]

    async def test_a_business_without_meetings_says_so_in_the_middle_of_a_booking(
        self, start_dialogue: Start, demo_file: BusinessFile
    ) -> None:
        caller = await start_dialogue(without_meetings(demo_file))
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.book("book_meeting")
        assert answer.said == ["utter_no_meetings", "utter_offer_days"]
        assert caller.slots["service"] == await caller.service("Braids")

    async def test_a_business_without_meetings_books_the_service_that_was_named(
        self, start_dialogue: Start, demo_file: BusinessFile
    ) -> None:
        caller = await start_dialogue(without_meetings(demo_file))
        answer = await caller.meet(service=await caller.service("Braids"), date="2026-11-24")
        assert answer.said == ["utter_offer_openings"]
        assert caller.loop == "booking_form"


class TestMeetingOrService:
    async def test_a_service_that_may_be_wanted_or_talked_about_is_asked_back(
        self, caller: Caller
    ) -> None:
        braids = await caller.service("Braids")
        answer = await caller.meet(service=braids, datetime="2026-11-24T09:00")
        assert answer.said == ["utter_meeting_or_service"]
        assert answer.payloads == [
            f'/book_service{{"service": "{braids}"}}', '/book_meeting{"notes": "Braids"}'
        ]  # fmt: skip
        assert await caller.bookings() == []

    @pytest.mark.parametrize("intent", ["book_service", "inform"])
    async def test_the_service_itself_is_booked_by_the_booking_form(
        self, caller: Caller, intent: str
    ) -> None:
        braids = await caller.service("Braids")
        await caller.meet(service=braids, datetime="2026-11-24T09:00")
        answer = await caller.meet(intent, service=braids)
        assert answer.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", "2026-11-24 09:00")]

    async def test_a_meeting_about_it_goes_on_as_a_meeting(self, caller: Caller) -> None:
        braids = await caller.service("Braids")
        await caller.meet(service=braids, datetime="2026-11-24T09:00")
        answer = await caller.meet("book_meeting")
        assert (answer.said, answer.slot("requested_slot")) == (["utter_offer_people"], "staff")

    async def test_what_follows_about_is_talked_about(self, caller: Caller) -> None:
        answer = await caller.meet(
            service=await caller.service("Braids"),
            datetime="2026-11-24T09:00",
            text="can we meet on Tuesday at 9 about braids",
        )
        assert answer.said == ["utter_offer_people"]
        assert caller.slots["notes"] == {"topic": "braids"}

    async def test_a_meeting_named_in_the_booking_form_is_a_meeting(self, caller: Caller) -> None:
        answer = await caller.book(service=await caller.service("Consultation"), date="2026-11-24")
        assert (answer.said, caller.loop) == (["utter_offer_people"], "meeting_form")
        assert (caller.slots["kind"], caller.slots["date"]) == ("meeting", "2026-11-24")

    async def test_asking_to_meet_in_the_middle_of_a_booking_keeps_the_day(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-24")
        answer = await caller.book("book_meeting", text="could we rather meet first")
        assert (answer.said, caller.loop) == (["utter_offer_people"], "meeting_form")
        assert caller.slots["service"] == await caller.service("Consultation")
        assert caller.slots["date"] == "2026-11-24"

    async def test_what_only_sounds_like_meeting_replaces_no_chosen_service(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-24")
        await caller.book("book_meeting", text="tuongee swa")
        assert caller.slots["service"] == await caller.service("Braids")
        assert caller.loop == "booking_form"

    async def test_a_wish_to_sit_with_somebody_is_no_service(self, caller: Caller) -> None:
        amina = {"ids": [await caller.staff("Amina")]}
        answer = await caller.book(text="nipangieni kikao na Amina kesho", staff=amina)
        assert caller.loop == "meeting_form"
        assert answer.said == ["utter_offer_days"]

    async def test_in_the_middle_of_moving_a_booking_the_message_is_heard(
        self, caller: Caller
    ) -> None:
        caller.slots["requested_slot"] = "date"
        taken_over = (
            {"event": "action_execution_rejected", "name": "reschedule_form"},
            {"event": "active_loop", "name": "meeting_form"},
        )
        answer = await caller.meet(staff=await caller.staff("Grace"), after=taken_over)
        assert answer.said[-1] == "utter_offer_days"
        assert caller.slots["staff"] == await caller.staff("Grace")

    async def test_what_is_held_for_a_service_is_no_time_for_a_meeting(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T09:00")
        answer = await caller.meet(staff=await caller.staff("Grace"))
        assert answer.said == ["utter_offer_days"]

    async def test_a_business_of_meetings_only_books_nothing_else(
        self, start_dialogue: Start, demo_file: BusinessFile
    ) -> None:
        demo_file.services = [each for each in demo_file.services if each.kind == "meeting"]
        for resource in [*demo_file.staff, *demo_file.resources]:
            resource.services = ["Consultation"] if resource.name == "Grace" else []
        caller = await start_dialogue(demo_file)
        caller.slots["name"] = "Jane Wanjiku"
        answer = await caller.book("book_service")
        assert (answer.said, caller.loop) == (["utter_offer_days"], "meeting_form")


class TestInstead:
    @pytest.mark.parametrize("intent", ["book_meeting", "reschedule_booking"])
    @pytest.mark.parametrize("text", ["a meeting instead", "nataka mkutano badala yake"])
    async def test_a_meeting_takes_the_place_of_a_service(
        self, caller: Caller, intent: str, text: str
    ) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-25")
        answer = await caller.call("validate_booking_form", intent, text=text)
        assert answer.follow_up == "meeting_form"

    @pytest.mark.parametrize(
        "text", ["I have a meeting at work, friday then", "nina kikao hiyo siku, ijumaa basi"]
    )
    async def test_a_meeting_elsewhere_is_why_another_day_is_wanted(
        self, caller: Caller, text: str
    ) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-25")
        answer = await caller.call("validate_booking_form", "book_meeting", text=text)
        assert answer.follow_up != "meeting_form"

    async def test_a_day_beside_it_is_only_a_day(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), date="2026-11-25")
        answer = await caller.book(
            "reschedule_booking", text="I meet my boss then, friday", date="2026-11-27"
        )
        assert caller.slots["date"] == "2026-11-27"
        assert answer.slot("requested_slot") == "time"


class TestAQuestionWhetherToCome:
    @pytest.mark.parametrize("text", ["naeza kuja hapo tuongee kitu?", "can i come and talk?"])
    async def test_is_a_wish_for_a_meeting_also_inside_a_booking(
        self, caller: Caller, text: str
    ) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("action_answer_question", "ask_question", text=text)
        assert answer.follow_up == "meeting_form"

    async def test_with_a_matter_of_fact_is_answered(self, caller: Caller) -> None:
        text = "naeza kuja hapo tuongee, mnafungua saa ngapi?"
        answer = await caller.call("action_answer_question", "ask_question", text=text)
        assert answer.follow_up is None
