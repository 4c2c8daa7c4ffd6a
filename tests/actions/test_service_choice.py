"""What is offered to somebody who says with whom or when, and not yet what."""

from collections.abc import Awaitable, Callable

import pytest

from core.workflows.onboarding.business_file import BusinessFile
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


@pytest.fixture
async def barbershop(
    start_dialogue: Callable[..., Awaitable[Caller]], demo_file: BusinessFile
) -> Caller:
    """A contact of the demo business, whose Otieno only trims beards."""
    otieno = next(each for each in demo_file.staff if each.name == "Otieno")
    otieno.services = ["Beard trim"]
    return await start_dialogue(demo_file)


class TestSomebodyIsWishedFor:
    async def test_only_what_that_one_does_is_offered(self, caller: Caller) -> None:
        catalog = await caller.catalog()
        member = next(each for each in catalog.staff if each.name == "Amina")
        answer = await caller.book("ask_availability", staff=str(member.id))
        assert answer.said == ["utter_offer_services_of_staff"]
        assert answer.variable("staff") == member.name
        assert [each["title"] for each in answer.buttons] == [
            "Braids", "Cornrows", "Wash and blow-dry",
        ]  # fmt: skip

    async def test_the_only_thing_done_goes_without_asking(self, barbershop: Caller) -> None:
        otieno = await barbershop.staff("Otieno")
        answer = await barbershop.book("ask_availability", staff=otieno)
        assert answer.slot("service") == await barbershop.service("Beard trim")
        assert answer.slot("requested_slot") == "date"

    async def test_what_is_not_offered_is_not_replaced_by_it(self, barbershop: Caller) -> None:
        otieno = await barbershop.staff("Otieno")
        answer = await barbershop.book(staff=otieno, not_offered="facial")
        assert answer.said[0] == "utter_not_offered"
        assert answer.slot("requested_slot") == "service"


class TestNoted:
    async def test_the_day_and_then_the_time_are_noted(self, caller: Caller) -> None:
        first = await caller.book("ask_availability", date="2026-11-27")
        assert first.said == ["utter_time_noted", "utter_offer_services"]
        assert first.variable("starts_at") == {"type": "date", "value": "2026-11-27"}
        then = await caller.book("inform", text="3pm", time="15:00")
        assert then.said == ["utter_time_noted", "utter_offer_services"]
        variables = then.variable("starts_at")["variables"]
        assert variables["part"] == {"type": "time", "value": "15:00"}

    async def test_a_part_of_the_day_is_noted(self, caller: Caller) -> None:
        span = ["12:00", "17:00"]
        answer = await caller.book("ask_availability", date="2026-11-27", time_range=span)
        part = answer.variable("starts_at")["variables"]["part"]
        assert part["response"] == "part_from_to"

    async def test_what_was_noted_before_is_not_said_again(self, caller: Caller) -> None:
        await caller.book("ask_availability", date="2026-11-27")
        answer = await caller.book("book_service", text="I want to book")
        assert answer.said == ["utter_offer_services"]
