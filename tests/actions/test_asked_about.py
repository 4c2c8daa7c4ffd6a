"""What a question says of people and days, for the booking that begins right after it."""

from typing import Any

import pytest

from tests.actions.caller import Answer, Caller

pytestmark = pytest.mark.db

SATURDAY = "2026-11-28"


async def ask(caller: Caller, **values: Any) -> Answer:
    text = "how much is the bridal package for 3 of us on Saturday"
    bridal = await caller.service("Bridal package")
    said = {"service": bridal, "party_size": 3, "date": SATURDAY} | values
    return await caller.call("action_answer_question", "ask_question", text=text, **said)


class TestTheBookingAfterIt:
    async def test_is_for_as_many_on_that_day(self, caller: Caller) -> None:
        await ask(caller)
        answer = await caller.book(text="book it")
        assert answer.slot("party_size") == 3
        assert answer.slot("date") == SATURDAY
        assert answer.slot("requested_slot") == "time"

    async def test_by_its_button_as_well(self, caller: Caller) -> None:
        await ask(caller)
        answer = await caller.book(service=await caller.service("Bridal package"))
        assert answer.slot("party_size") == 3

    async def test_is_as_said_anew(self, caller: Caller) -> None:
        await ask(caller)
        answer = await caller.book(text="book 2 on friday", party_size=2, date="2026-11-27")
        assert answer.slot("party_size") == 2
        assert answer.slot("date") == "2026-11-27"

    async def test_of_something_else_begins_anew(self, caller: Caller) -> None:
        await ask(caller)
        answer = await caller.book(service=await caller.service("Haircut"))
        assert answer.slot("requested_slot") == "date"
        assert caller.slots.get("party_size") is None

    async def test_is_asked_how_many_come_where_the_price_of_one_was_asked(
        self, caller: Caller
    ) -> None:
        await ask(caller, party_size=1)
        assert (await caller.book(text="book it")).slot("requested_slot") == "party_size"

    async def test_only_the_first_one(self, caller: Caller) -> None:
        await ask(caller)
        assert (await caller.book(text="book it")).slot("asked_with") is None

    async def test_a_question_in_the_middle_of_a_booking_moves_nothing(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Bridal package"))
        await ask(caller)
        assert caller.slots["asked_with"] is None


class TestSeveralPrices:
    @pytest.mark.parametrize("text", ["ok book both", "haya nataka zote mbili"])
    async def test_asked_one_after_the_other_are_both_meant(
        self, caller: Caller, text: str
    ) -> None:
        services = [await caller.service(name) for name in ("Braids", "Manicure")]
        asked = tuple(
            {"event": "slot", "name": "asked_about", "value": [each]} for each in services
        )
        caller.slots["asked_about"] = services[1:]
        await caller.book(text=text, after=asked)
        assert [caller.slots["service"], *caller.slots["more_services"]] == services

    async def test_of_which_no_more_is_said_mean_the_last_one(self, caller: Caller) -> None:
        services = [await caller.service(name) for name in ("Braids", "Manicure")]
        asked = tuple(
            {"event": "slot", "name": "asked_about", "value": [each]} for each in services
        )
        caller.slots["asked_about"] = services[1:]
        await caller.book(text="book it", after=asked)
        assert caller.slots["service"] == services[1]
        assert caller.slots.get("more_services") is None


class TestTooMany:
    async def test_the_price_is_told_with_the_most_that_can_come(self, caller: Caller) -> None:
        answer = await ask(caller, party_size=9)
        assert answer.said[-1] == "utter_party_size_range"
        assert answer.variable("max_party") == 4
