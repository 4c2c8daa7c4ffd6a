"""At the summary nothing is misheard in silence: the next yes is for what was said last."""

import pytest

from tests.actions.caller import Caller

pytestmark = pytest.mark.db

AT = "2026-11-24T15:00"


async def at_summary(caller: Caller, service: str = "Braids") -> None:
    answer = await caller.book(service=await caller.service(service), datetime=AT)
    assert answer.said == ["utter_hold_with_payment"]


async def heard_at_summary(caller: Caller, **message: object) -> None:
    """Say something that no rule takes for anything, and let the form take it up."""
    picked = await caller.call("action_pick_up", "inform", **message)  # type: ignore[arg-type]
    assert picked.follow_up == "booking_form"
    await caller.book("inform", **message)


class TestTheSummary:
    async def test_another_name_is_taken(self, caller: Caller) -> None:
        await at_summary(caller)
        await heard_at_summary(caller, text="the name is Samuel", name="Samuel Kariuki")
        caller.loop = None
        assert (await caller.call("action_greet", "greet")).variable("name") == "Samuel"

    async def test_another_name_is_taken_also_from_a_wish_to_change(self, caller: Caller) -> None:
        await at_summary(caller)
        values = {"text": "nilikosea, jina ni Samuel", "name": "Samuel Kariuki"}
        picked = await caller.call("action_pick_up", "reschedule_booking", **values)
        assert (picked.said, picked.follow_up) == ([], "booking_form")

    async def test_a_bare_number_is_an_hour(self, caller: Caller) -> None:
        await at_summary(caller)
        await heard_at_summary(caller, text="no, 4 instead", number=4)
        assert await caller.bookings() == [("held", "2026-11-24 16:00")]

    async def test_a_number_that_is_no_hour_of_the_day_is_none(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call("action_pick_up", "inform", text="apartment 40", number=40)
        assert answer.said == ["utter_did_not_get", "utter_hold_waits"]

    async def test_what_is_not_understood_is_followed_by_what_waits(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call("action_pick_up", "inform", text="my dog barks")
        assert answer.said == ["utter_did_not_get", "utter_hold_waits"]

    async def test_let_me_think_keeps_it(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call("action_release_hold", "deny", text="let me think about it")
        assert answer.said == ["utter_hold_kept"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_trying_again_later_is_no_starting_over(self, caller: Caller) -> None:
        await at_summary(caller)
        text = "i will top up and try again later"
        answer = await caller.call("action_start_over", "start_over", text=text)
        assert answer.said == ["utter_hold_kept"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]

    async def test_what_was_let_go_by_mistake_is_held_again(self, caller: Caller) -> None:
        await at_summary(caller)
        await caller.call("action_release_hold", "deny", text="cancel")
        answer = await caller.call("action_pick_up", "deny", text="oh wait I still want it")
        assert answer.follow_up == "booking_form"
        await caller.book("deny", text="oh wait I still want it")
        assert [status for status, _ in await caller.bookings()] == ["canceled", "held"]


class TestAnAnswerInTheContactsOwnWords:
    async def test_may_name_services_and_days(self, caller: Caller) -> None:
        bridal = await caller.service("Bridal package")
        await caller.book(service=bridal, datetime="2026-11-27T10:00", party_size=2)
        assert caller.slots["requested_slot"] == "notes"
        await caller.book(
            "inform", text="The wedding itself is on saturday", date="2026-11-28",
            service=bridal, spans=({"entity": "date", "start": 25, "end": 33},),
        )  # fmt: skip
        assert await caller.bookings() == [("held", "2026-11-27 10:00")]

    async def test_is_no_answer_when_it_corrects(self, caller: Caller) -> None:
        bridal = await caller.service("Bridal package")
        await caller.book(service=bridal, datetime="2026-11-27T10:00", party_size=2)
        await caller.book("inform", text="actually make it saturday", date="2026-11-28")
        assert caller.slots["date"] == "2026-11-28"


class TestServicesAtHand:
    async def test_one_more_is_added(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.book(
            "inform", text="add a manicure too", service=await caller.service("Manicure")
        )
        assert answer.variable("due")["amount_minor"] == 80_000
        assert caller.slots["more_services"] == [await caller.service("Manicure")]

    async def test_one_less_is_no_cancellation(self, caller: Caller) -> None:
        manicure, braids = await caller.service("Manicure"), await caller.service("Braids")
        await caller.book(service={"ids": [braids, manicure], "text": "x"}, datetime=AT)
        answer = await caller.call(
            "action_release_hold", "cancel_booking", text="remove the manicure", service=manicure
        )
        assert answer.follow_up == "booking_form"
        await caller.book("cancel_booking", text="remove the manicure", service=manicure)
        assert (caller.slots["service"], caller.slots["more_services"]) == (braids, None)

    async def test_just_one_of_them_leaves_the_other_out(self, caller: Caller) -> None:
        manicure, braids = await caller.service("Manicure"), await caller.service("Braids")
        await caller.book(service={"ids": [braids, manicure], "text": "x"}, datetime=AT)
        await caller.book("inform", text="just the manicure", service=manicure)
        assert (caller.slots["service"], caller.slots["more_services"]) == (manicure, None)

    async def test_rather_another_one_is_no_question(self, caller: Caller) -> None:
        await at_summary(caller)
        pedicure = await caller.service("Pedicure")
        answer = await caller.call(
            "action_answer_question", "ask_question", text="I'd rather do a pedicure",
            service=pedicure,
        )  # fmt: skip
        assert (answer.follow_up, answer.said) == ("booking_form", [])

    async def test_asking_about_another_one_changes_nothing(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call(
            "action_answer_question", "ask_question", text="tell me about the pedicure",
            service=await caller.service("Pedicure"),
        )  # fmt: skip
        assert answer.said == ["utter_price", "utter_hold_waits"]


class TestAnAnswerThatIsNone:
    async def test_leaves_the_candidates_to_choose_from(self, caller: Caller) -> None:
        both = {"date": ["2026-11-28", "2026-12-05"]}
        braids = await caller.service("Braids")
        asked = await caller.book(service=braids, text="next saturday", ambiguous=both)
        assert asked.said == ["utter_which_date"]
        went_on = ({"event": "action", "name": "action_answer_question"},)
        again = await caller.call(
            "validate_booking_form", "ask_question", text="how long?", after=went_on
        )
        assert (again.said, again.payloads) == (["utter_which_date"], asked.payloads)
        assert caller.slots["requested_slot"] == "date"

    async def test_yes_to_several_is_asked_which(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("action_pick_up", "affirm", text="yes")
        assert answer.said == ["utter_which_offered"]

    async def test_giving_up_stops(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"))
        answer = await caller.call("validate_booking_form", "deny", text="forget it")
        assert answer.follow_up == "action_stop_booking"


class TestAsBefore:
    async def test_the_same_as_last_time(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-25T14:00")
        after = await caller.continued()
        answer = await after.book(text="same as last time", datetime="2026-12-02T14:00")
        assert answer.said == ["utter_booked"]
        assert len(await caller.bookings()) == 2

    async def test_another_one_is_of_the_same_day(self, caller: Caller) -> None:
        kids = await caller.service("Kids haircut")
        await caller.book(service=kids, datetime="2026-11-25T14:00")
        after = await caller.continued()
        await after.book(text="another one for my other son", time="15:00")
        assert (await caller.bookings())[1] == ("confirmed", "2026-11-25 15:00")
