import pytest
from sqlalchemy import select, update

from core.booking.models import Allocation, Booking
from core.booking.service import BookingService
from core.catalog.models import Resource
from core.kit.ids import BookingId
from core.payments.models import Payment
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


async def booked(caller: Caller, at: str = "2026-11-25T14:00") -> None:
    await caller.book(service=await caller.service("Kids haircut"), datetime=at)


async def paid(caller: Caller, at: str) -> None:
    """A booking of KES 2,500 with its KES 500 deposit paid."""
    await caller.book(service=await caller.service("Braids"), datetime=at)
    await settle(caller)


async def settle(caller: Caller) -> None:
    """What is asked for the booking that is held is paid."""
    await caller.call("action_start_payment", "affirm", phone="254712345678")
    async with caller.session() as session:
        await session.execute(update(Payment).values(state="paid"))
        booking_id = await session.scalar(select(Booking.id))
        bookings = BookingService(session, await caller.catalogs.get(session), caller.clock)
        await bookings.confirm(BookingId(booking_id))


async def served_by(caller: Caller) -> set[str]:
    """Who of the staff the bookings that stand are with."""
    async with caller.session() as session:
        found = await session.scalars(
            select(Resource.name)
            .join(Allocation, Allocation.resource_id == Resource.id)
            .where(Resource.kind == "staff", Allocation.status == "confirmed")
        )
        return set(found)


class TestComingLate:
    @pytest.mark.parametrize(
        ("action", "intent", "text"),
        [
            ("action_show_bookings", "check_booking", "I'm running 20 minutes late"),
            ("validate_reschedule_form", "reschedule_booking", "nimechelewa kidogo, mtaningoja?"),
            ("validate_reschedule_form", "reschedule_booking", "nimechelewa dakika kumi"),
            ("action_pick_up", "inform", "nimechelewa dakika kumi"),
            ("action_decline", "out_of_scope", "stuck in traffic, sorry"),
        ],
    )
    async def test_is_handed_over_to_those_who_wait(
        self, caller: Caller, action: str, intent: str, text: str
    ) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-25T14:00")
        later = await caller.continued()
        answer = await later.call(action, intent, text=text)
        assert (answer.said, answer.follow_up) == ([], "action_hand_over")

    @pytest.mark.parametrize(
        ("action", "intent", "text"),
        [
            ("action_pick_up", "reschedule_booking", "tutachelewa njiani, tupange saa tisa"),
            ("action_pick_up", "inform", "I will be late from work so 3pm"),
        ],
    )
    async def test_at_the_summary_it_is_when_the_held_time_should_be(
        self, caller: Caller, action: str, intent: str, text: str
    ) -> None:
        braids = await caller.service("Braids")
        await caller.book(service=braids, datetime="2026-11-25T14:00")
        answer = await caller.call(action, intent, text=text, time="15:00")
        assert (answer.said, answer.follow_up) == ([], "booking_form")

    @pytest.mark.parametrize(
        "text", ["I'll be late, please move me to 3pm", "nitachelewa, niwekee saa tisa"]
    )
    async def test_who_asks_for_another_time_is_asked_whether_to_move(
        self, caller: Caller, text: str
    ) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        answer = await caller.call(
            "validate_reschedule_form", "reschedule_booking", text=text, time="15:00"
        )
        assert (answer.follow_up, answer.slot("requested_slot")) == (None, None)


class TestShowBookings:
    async def test_names_only_the_own_ones(self, caller: Caller) -> None:
        await booked(caller)
        other = await caller.somebody_else()
        assert (await other.call("action_show_bookings", "check_booking")).said == [
            "utter_no_bookings"
        ]
        answer = await caller.call("action_show_bookings", "check_booking")
        assert answer.said == ["utter_your_bookings"]
        assert len(answer.variable("bookings")["items"]) == 1

    async def test_who_has_none_and_names_service_and_time_wants_one(self, caller: Caller) -> None:
        braids = await caller.service("Braids")
        wish = await caller.call("action_show_bookings", "check_booking", service=braids)
        assert wish.said == ["utter_no_bookings"]
        wish = await caller.call(
            "action_show_bookings", "check_booking", service=braids, datetime="2026-11-24T15:00"
        )
        assert (wish.said, wish.follow_up) == ([], "booking_form")


class TestMoving:
    async def test_asks_day_then_time_then_a_yes(self, caller: Caller) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        first = await caller.call("validate_reschedule_form", "reschedule_booking")
        assert first.said == ["utter_offer_new_days"]
        second = await caller.call("validate_reschedule_form", "inform", date="2026-11-26")
        assert second.said == ["utter_offer_openings"]
        third = await caller.call("validate_reschedule_form", "inform", time="11:00")
        assert third.slot("requested_slot") is None
        caller.loop = None
        asked = await caller.call("action_ask_move")
        assert asked.said == ["utter_confirm_move"]
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]
        moved = await caller.call("action_move_booking", "affirm")
        assert moved.said == ["utter_booking_moved"]
        assert await caller.bookings() == [("confirmed", "2026-11-26 11:00")]

    async def asked_to_move(self, caller: Caller) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        await caller.call(
            "validate_reschedule_form", "reschedule_booking", datetime="2026-11-26T11:00"
        )
        caller.loop = None
        assert (await caller.call("action_ask_move")).said == ["utter_confirm_move"]

    @pytest.mark.parametrize("text", ["yes if it's free", "ndio lakini si mapema", "is it free?"])
    async def test_half_a_yes_is_asked_again(self, caller: Caller, text: str) -> None:
        await self.asked_to_move(caller)
        again = await caller.call("action_move_booking", "affirm", text=text)
        assert again.said == ["utter_confirm_move"]
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]
        assert caller.slots["awaiting"] == "move"

    async def test_a_yes_with_another_time_moves_nothing_yet(self, caller: Caller) -> None:
        await self.asked_to_move(caller)
        text = "yes but make it 3pm"
        answer = await caller.call("action_move_booking", "affirm", text=text, time="15:00")
        assert answer.follow_up == "reschedule_form"
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]

    async def test_a_yes_with_the_time_that_was_asked_about_moves_it(self, caller: Caller) -> None:
        await self.asked_to_move(caller)
        await caller.call("action_move_booking", "affirm", text="yes 11 is fine", time="11:00")
        assert await caller.bookings() == [("confirmed", "2026-11-26 11:00")]

    async def test_somebody_else_does_it_at_the_time_it_has(self, caller: Caller) -> None:
        await paid(caller, "2026-11-25T14:00")
        grace = await caller.staff("Grace")
        caller.loop = "reschedule_form"
        await caller.call("validate_reschedule_form", "reschedule_booking", staff=grace)
        assert caller.slots["requested_slot"] is None
        caller.loop = None
        asked = await caller.call("action_ask_move")
        assert asked.said == ["utter_confirm_move_to_staff"]
        assert asked.variable("staff") == "Grace"
        await caller.call("action_move_booking", "affirm")
        assert await caller.bookings() == [("confirmed", "2026-11-25 14:00")]
        assert await served_by(caller) == {"Grace"}

    async def test_whoever_cannot_do_it_is_not_moved_to(self, caller: Caller) -> None:
        await paid(caller, "2026-11-25T14:00")
        caller.loop = "reschedule_form"
        njeri = await caller.staff("Njeri")
        answer = await caller.call("validate_reschedule_form", "reschedule_booking", staff=njeri)
        assert answer.said == ["utter_staff_not_for_service", "utter_offer_new_days"]
        assert caller.slots.get("staff") is None

    async def test_the_same_person_named_changes_nothing(self, caller: Caller) -> None:
        await paid(caller, "2026-11-25T14:00")
        amina = await caller.staff("Amina")
        caller.loop = "reschedule_form"
        await caller.call(
            "validate_reschedule_form",
            "reschedule_booking",
            staff=amina,
            datetime="2026-11-26T11:00",
        )
        caller.loop = None
        assert (await caller.call("action_ask_move")).said == ["utter_confirm_move"]

    async def test_who_wants_another_booking_moves_none(self, caller: Caller) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        heard = {"text": "niwekee miadi nyingine", "date": "2026-11-26"}
        answer = await caller.call("validate_reschedule_form", "reschedule_booking", **heard)
        assert (answer.said, answer.follow_up) == ([], "booking_form")

    @pytest.mark.parametrize(
        ("day", "response"),
        [({"no_such_day": True}, "utter_no_such_day"), ({"past": True}, "utter_date_has_passed")],
    )
    async def test_to_a_day_that_cannot_be_is_said_and_another_one_asked_for(
        self, caller: Caller, day: dict[str, bool], response: str
    ) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        answer = await caller.call(
            "validate_reschedule_form", "reschedule_booking", time="15:00", **day
        )
        assert (answer.said, answer.slot("requested_slot")) == ([response], "date")

    @pytest.mark.parametrize(
        ("intent", "text", "hears"),
        [
            ("reschedule_booking", "I won't make that one, is there another one?", "reschedule"),
            ("reschedule_booking", "sitafika, mnipe booking nyingine", "reschedule"),
            ("book_service", "push it, get me another one", "reschedule"),
            ("reschedule_booking", "and a new appointment please", "booking"),
            ("reschedule_booking", "niwekee miadi nyingine", "booking"),
        ],
    )
    async def test_one_in_its_place_is_a_move_and_no_form_gives_the_message_back(
        self, caller: Caller, intent: str, text: str, hears: str
    ) -> None:
        await booked(caller)
        for form, other in (("reschedule", "booking"), ("booking", "reschedule")):
            caller.loop = f"{form}_form"
            answer = await caller.call(f"validate_{form}_form", intent, text=text)
            assert answer.follow_up == (None if form == hears else f"{other}_form")

    @pytest.mark.parametrize(
        ("action", "intent"), [("action_pick_up", "deny"), ("action_decline", "out_of_scope")]
    )
    @pytest.mark.parametrize("text", ["I cannot make it, any other time?", "sitafika, kuna ingine"])
    async def test_one_in_its_place_is_a_move_whatever_it_was_taken_for(
        self, caller: Caller, action: str, intent: str, text: str
    ) -> None:
        assert (await caller.call(action, intent, text=text)).follow_up is None
        await booked(caller)
        assert (await caller.call(action, intent, text=text)).follow_up == "reschedule_form"

    @pytest.mark.parametrize(
        ("text", "values", "instead"),
        [
            ("plans changed, pass my slot on to somebody else", {}, "cancel_form"),
            ("nafasi yangu mpeni mwingine", {}, "cancel_form"),
            ("move it to Friday, give Monday to someone else", {"date": "2026-11-27"}, None),
        ],
    )
    async def test_a_place_given_away_is_canceled_and_not_moved(
        self, caller: Caller, text: str, values: dict[str, str], instead: str | None
    ) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        answer = await caller.call(
            "validate_reschedule_form", "reschedule_booking", text=text, **values
        )
        assert answer.follow_up == instead

    @pytest.mark.parametrize(
        ("first", "second", "text"),
        [
            ("booking_form", "reschedule_form", "another one"),
            ("reschedule_form", "booking_form", "move it"),
        ],
    )
    async def test_a_form_that_gave_the_message_away_does_not_get_it_back(
        self, caller: Caller, first: str, second: str, text: str
    ) -> None:
        await booked(caller)
        caller.loop = second
        given = ({"event": "action", "name": first}, {"event": "active_loop", "name": None})
        answer = await caller.call(
            f"validate_{second}", "reschedule_booking", text=text, after=given
        )
        assert answer.follow_up is None

    async def test_the_same_time_of_another_day_is_the_hour_it_has(self, caller: Caller) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        text = "ipelekwe alhamisi saa ileile"
        answer = await caller.call(
            "validate_reschedule_form", "reschedule_booking", text=text, date="2026-11-26"
        )
        assert (answer.slot("requested_slot"), caller.slots["time"]) == (None, "14:00")

    async def test_another_time_instead_of_the_yes_is_asked_about_anew(
        self, caller: Caller
    ) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        await caller.call(
            "validate_reschedule_form", "reschedule_booking", datetime="2026-11-26T11:00"
        )
        caller.loop = None
        await caller.call("action_ask_move")
        corrected = await caller.call("action_pick_up", "inform", time="15:00")
        assert corrected.follow_up == "reschedule_form"
        caller.loop = "reschedule_form"
        await caller.call("validate_reschedule_form", "inform", time="15:00")
        caller.loop = None
        asked = await caller.call("action_ask_move")
        assert asked.variable("new_starts_at")["value"].startswith("2026-11-26T15:00")

    async def test_may_move_over_its_own_time(self, caller: Caller) -> None:
        await booked(caller)
        caller.loop = "reschedule_form"
        answer = await caller.call("validate_reschedule_form", "reschedule_booking", time="14:30")
        assert answer.slot("requested_slot") is None
        assert caller.slots["date"] == "2026-11-25"

    async def test_a_time_that_is_taken_is_answered_with_others(self, caller: Caller) -> None:
        await booked(caller)
        other = await caller.somebody_else()
        await booked(other, "2026-11-26T10:00")
        other.loop = "reschedule_form"
        answer = await other.call(
            "validate_reschedule_form", "reschedule_booking", datetime="2026-11-25T14:00"
        )
        assert answer.said == ["utter_opening_taken"]
        assert answer.buttons

    async def test_a_reference_of_somebody_else_moves_nothing(self, caller: Caller) -> None:
        await booked(caller)
        async with caller.session() as session:
            reference = await session.scalar(select(Booking.reference))
        other = await caller.somebody_else()
        await booked(other, "2026-11-26T10:00")
        other.loop = "reschedule_form"
        answer = await other.call(
            "validate_reschedule_form", "reschedule_booking",
            reference=reference, datetime="2026-11-27T10:00",
        )  # fmt: skip
        assert answer.said == ["utter_booking_not_found"]
        assert ("confirmed", "2026-11-25 14:00") in await caller.bookings()

    async def test_without_a_booking_the_form_ends(self, caller: Caller) -> None:
        caller.loop = "reschedule_form"
        answer = await caller.call("validate_reschedule_form", "reschedule_booking")
        assert answer.said == ["utter_no_bookings"]
        assert caller.loop is None
        assert (await caller.call("action_ask_move")).said == []


class TestWhatCannotBeKept:
    async def test_is_moved_when_asked_what_else_is_free(self, caller: Caller) -> None:
        await booked(caller)
        words = "i can't make it on wednesday, is there something on friday?"
        answer = await caller.call(
            "validate_booking_form", "ask_availability", text=words, date="2026-11-27"
        )
        assert answer.follow_up == "reschedule_form"

    async def test_is_no_move_for_who_has_no_booking(self, caller: Caller) -> None:
        words = "i can't make it on wednesday, is there something on friday?"
        answer = await caller.call(
            "validate_booking_form", "ask_availability", text=words, date="2026-11-27"
        )
        assert answer.follow_up is None

    @pytest.mark.parametrize("text", ["actually i won't make it", "sitaweza kuja tena"])
    async def test_may_be_canceled(self, caller: Caller, text: str) -> None:
        await booked(caller)
        answer = await caller.call("action_pick_up", "deny", text=text)
        assert answer.follow_up == "cancel_form"


class TestAMoveOfNothing:
    async def test_is_a_first_booking_where_what_and_when_are_known(self, caller: Caller) -> None:
        caller.slots["asked_about"] = [await caller.service("Braids")]
        words, date = "put me down for thursday", {"date": "2026-11-26"}
        move = "validate_reschedule_form"
        answer = await caller.call(move, "reschedule_booking", text=words, **date)
        assert answer.follow_up == "booking_form"
        caller.slots["asked_about"] = None
        answer = await caller.call(move, "reschedule_booking", text=words, **date)
        assert answer.said == ["utter_no_bookings"]
