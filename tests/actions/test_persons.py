"""People with services of their own in one booking: all at once, or in turn when agreed."""

from typing import Any

import pytest

from tests.actions.caller import Answer, Caller
from tests.actions.test_parties import appointments, summary

pytestmark = pytest.mark.db

# A Tuesday on which all of the staff work.
AT = "2026-11-24T15:00"


async def each_their_own(caller: Caller, *persons: str, **more: Any) -> Answer:
    """ "Braids for me and a haircut for my daughter"; the services of one with "+" between."""
    ids = [[await caller.service(name) for name in own.split("+")] for own in persons]
    flat = list(dict.fromkeys(name for own in ids for name in own))
    service = {"ids": flat, "text": "x", "by_person": ids}
    return await caller.book(service=service, party_size=len(ids), **more)


def lines(answer: Answer, response: str) -> list[dict[str, Any]]:
    items = answer.variable("summary")["items"]
    return [each["variables"] for each in items if each["response"] == response]


class TestAtOnce:
    async def test_each_has_their_own_with_a_price_of_its_own(self, caller: Caller) -> None:
        answer = await each_their_own(caller, "Braids", "Haircut", datetime=AT)
        assert answer.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        found = await appointments(caller)
        assert [at for at, _ in found] == ["15:00", "15:00"]
        assert len({name for _, name in found}) == 2
        prices = [
            (line["person"], line["price"]["amount_minor"])
            for line in lines(answer, "line_service_of_person")
        ]
        assert prices == [(1, 250_000), (2, 80_000)]
        assert summary(answer)["line_people"] == {"party_size": 2}
        assert "line_at_once" in summary(answer)
        assert answer.variable("due")["amount_minor"] == 70_000

    async def test_what_one_has_in_turn_begins_when_it_can(self, caller: Caller) -> None:
        await each_their_own(caller, "Braids", "Haircut+Manicure", datetime=AT)
        assert [at for at, _ in await appointments(caller)] == ["15:00", "15:00", "15:45"]

    async def test_is_not_lost_while_the_day_is_asked(self, caller: Caller) -> None:
        asked = await each_their_own(caller, "Braids", "Manicure")
        assert asked.said == ["utter_offer_days"]
        answer = await caller.book("inform", datetime=AT)
        assert len(lines(answer, "line_service_of_person")) == 2

    async def test_they_move_together(self, caller: Caller) -> None:
        await each_their_own(
            caller, "Kids haircut", "Wash and blow-dry", datetime="2026-11-25T10:00"
        )
        caller.loop = "reschedule_form"
        await caller.call(
            "validate_reschedule_form", "reschedule_booking", datetime="2026-11-26T11:00"
        )
        await caller.call("action_ask_move")
        assert (await caller.call("action_move_booking", "affirm")).said == ["utter_booking_moved"]
        assert [at for at, _ in await appointments(caller)] == ["11:00", "11:00"]


class TestInTurn:
    async def test_is_asked_where_one_person_does_both(self, caller: Caller) -> None:
        asked = await each_their_own(caller, "Manicure", "Pedicure", datetime=AT)
        assert asked.said == ["utter_offer_in_turn"]
        assert len(asked.variable("service")["items"]) == 2
        answer = await caller.book("affirm")
        assert answer.said == ["utter_hold_with_payment"]
        assert await appointments(caller) == [("15:00", "Njeri"), ("16:00", "Njeri")]
        assert summary(answer)["line_in_turn"]["ends_at"]["value"] == "17:00"

    async def test_is_offered_when_they_are_not_free_at_once(self, caller: Caller) -> None:
        other = await caller.somebody_else()
        await other.book(
            service=await other.service("Haircut"), staff=await other.staff("Grace"), datetime=AT
        )
        asked = await each_their_own(caller, "Beard trim", "Haircut", datetime=AT)
        assert asked.said == ["utter_not_all_at_once"]
        answer = await caller.book("affirm")
        assert answer.said == ["utter_hold_with_payment"]
        assert [at for at, _ in await appointments(caller)][:2] == ["15:00", "15:00"]
        assert summary(answer)["line_in_turn"]


class TestChanges:
    async def test_one_only_leaves_all_of_it_to_one(self, caller: Caller) -> None:
        await each_their_own(caller, "Braids", "Manicure", datetime=AT)
        answer = await caller.book("inform", party_size=1)
        assert lines(answer, "line_service_of_person") == []
        assert len(lines(answer, "line_service_of_several")) == 2

    async def test_what_is_dropped_takes_its_person_along(self, caller: Caller) -> None:
        await each_their_own(caller, "Braids", "Manicure", datetime=AT)
        manicure = await caller.service("Manicure")
        answer = await caller.book("inform", text="remove the manicure", service=manicure)
        assert "line_people" not in summary(answer)
        assert [at for at, _ in await appointments(caller)] == ["15:00"]

    async def test_what_comes_on_top_is_for_the_first(self, caller: Caller) -> None:
        await each_their_own(caller, "Manicure", "Braids", datetime=AT)
        feet = await caller.service("Pedicure")
        answer = await caller.book("inform", text="add a pedicure as well", service=feet)
        assert answer.said == ["utter_hold_with_payment"]
        services = [each["service"]["items"] for each in lines(answer, "line_service_of_person")]
        assert services == [["Manicure", "Pedicure"], ["Braids"]]

    @pytest.mark.parametrize(
        "text", ["and a manicure for my sister", "na dada yangu kucha", "add a manicure for my mum"]
    )
    async def test_what_comes_on_top_for_somebody_else_is_theirs(
        self, caller: Caller, text: str
    ) -> None:
        await caller.book(service=await caller.service("Braids"), datetime=AT)
        ids = [await caller.service("Manicure")]
        answer = await caller.book(
            "inform", text=text, service={"ids": ids, "text": "x", "for_another": True}
        )
        services = [each["service"]["items"] for each in lines(answer, "line_service_of_person")]
        assert services == [["Braids"], ["Manicure"]]
        assert [at for at, _ in await appointments(caller)] == ["15:00", "15:00"]
        feet = {"ids": [await caller.service("Pedicure")], "text": "x", "for_another": True}
        answer = await caller.book("inform", text="and a pedicure for her", service=feet)
        services = [each["service"]["items"] for each in lines(answer, "line_service_of_person")]
        assert services == [["Braids"], ["Manicure", "Pedicure"]]

    async def test_another_service_said_for_somebody_else_stands_in_for_it(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"), datetime=AT)
        cut = {"ids": [await caller.service("Haircut")], "text": "x", "for_another": True}
        answer = await caller.book("inform", text="no, a haircut for my son", service=cut)
        assert "line_people" not in summary(answer)

    async def test_two_services_of_one_person_stay_one_after_the_other(
        self, caller: Caller
    ) -> None:
        ids = [await caller.service(name) for name in ("Braids", "Manicure")]
        answer = await caller.book(service={"ids": ids, "text": "x"}, datetime=AT)
        assert lines(answer, "line_service_of_person") == []
        assert [at for at, _ in await appointments(caller)] == ["15:00", "17:00"]


class TestWhoseItIs:
    @staticmethod
    async def may_be_of_two(caller: Caller) -> Answer:
        """ "Braids and a haircut for my daughter"."""
        ids = [await caller.service(name) for name in ("Braids", "Haircut")]
        service = {"ids": ids, "text": "x", "maybe_by_person": [ids[:1], ids[1:]]}
        return await caller.book(service=service, datetime=AT)

    async def test_is_asked_where_it_can_be_either(self, caller: Caller) -> None:
        asked = await self.may_be_of_two(caller)
        assert asked.said == ["utter_one_person_or_two"]
        assert asked.slot("requested_slot") == "party_size"
        assert await caller.bookings() == []

    async def test_one_person_gets_all_of_it(self, caller: Caller) -> None:
        await self.may_be_of_two(caller)
        answer = await caller.book("inform", party_size=1)
        assert len(lines(answer, "line_service_of_several")) == 2

    async def test_two_have_their_own(self, caller: Caller) -> None:
        await self.may_be_of_two(caller)
        answer = await caller.book("inform", party_size=2)
        services = [each["service"]["items"] for each in lines(answer, "line_service_of_person")]
        assert services == [["Braids"], ["Haircut"]]

    @pytest.mark.parametrize("text", ["the braids are for me", "kusuka ni kwangu"])
    async def test_who_says_whose_one_of_them_is_means_two(self, caller: Caller, text: str) -> None:
        await self.may_be_of_two(caller)
        answer = await caller.book("inform", text=text, service=await caller.service("Braids"))
        assert len(lines(answer, "line_service_of_person")) == 2

    async def test_is_heard_where_it_sounds_like_a_question(self, caller: Caller) -> None:
        await self.may_be_of_two(caller)
        braids = await caller.service("Braids")
        answer = await caller.call(
            "action_answer_question", "ask_question", text="the braids are for me", service=braids
        )
        assert answer.follow_up == "booking_form"
