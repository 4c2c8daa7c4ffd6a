"""Two people for a service that takes one: both at once, or in turn when the contact agrees."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from core.booking.models import Allocation, BookingItem
from core.catalog.models import Resource
from core.conversations.models import OutboundMessage
from tests.actions.caller import Answer, Caller

pytestmark = pytest.mark.db

# A Tuesday on which both who cut hair work, Grace and Otieno.
AT = "2026-11-24T15:00"


async def appointments(caller: Caller) -> list[tuple[str, str]]:
    """When each appointment begins in Nairobi, and with whom."""
    async with caller.session() as session:
        rows = await session.execute(
            select(BookingItem.starts_at, Resource.name)
            .join(
                Allocation,
                (Allocation.booking_id == BookingItem.booking_id)
                & (Allocation.item_position == BookingItem.position),
            )
            .join(Resource, Resource.id == Allocation.resource_id)
            .where(Resource.kind == "staff")
        )
        zone = (await caller.catalog()).zone
        return sorted((f"{at.astimezone(zone):%H:%M}", name) for at, name in rows)


def summary(answer: Answer) -> Mapping[str, Mapping[str, Any]]:
    items = answer.variable("summary")["items"]
    return {str(each["response"]): each["variables"] for each in items}


async def cut_for_two(caller: Caller, **more: Any) -> Answer:
    """ "A haircut for me and my brother"."""
    return await caller.book(service=await caller.service("Haircut"), party_size=2, **more)


class TestAtOnce:
    async def test_two_members_of_staff_serve_two_people_in_one_booking(
        self, caller: Caller
    ) -> None:
        answer = await cut_for_two(caller, datetime=AT)
        assert answer.said == ["utter_hold_with_payment"]
        assert await appointments(caller) == [("15:00", "Grace"), ("15:00", "Otieno")]
        lines = summary(answer)
        assert lines["line_people"] == {"party_size": 2}
        assert "line_at_once" in lines
        assert lines["line_service_of_several"]["service"]["variables"]["count"] == 2
        assert lines["line_total_deposit"]["price"]["amount_minor"] == 160_000
        assert answer.variable("due")["amount_minor"] == 40_000

    async def test_both_members_of_staff_are_told_of_two_people(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Beard trim"), datetime=AT, party_size=1)
        kids = await caller.service("Wash and blow-dry")
        await caller.book(service=kids, datetime="2026-11-25T10:00", party_size=2)
        async with caller.session() as session:
            texts = [
                each["text"] for each in await session.scalars(select(OutboundMessage.content))
            ]
        told = [text for text in texts if "2 people" in text or "watu 2" in text]
        assert len(told) == 2

    async def test_the_pair_moves_together(self, caller: Caller) -> None:
        kids = await caller.service("Wash and blow-dry")
        await caller.book(service=kids, datetime="2026-11-25T10:00", party_size=2)
        caller.loop = "reschedule_form"
        await caller.call(
            "validate_reschedule_form", "reschedule_booking", datetime="2026-11-26T11:00"
        )
        await caller.call("action_ask_move")
        moved = await caller.call("action_move_booking", "affirm")
        assert moved.said == ["utter_booking_moved"]
        assert [at for at, _ in await appointments(caller)] == ["11:00", "11:00"]

    async def test_a_hold_for_one_becomes_one_for_two(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Haircut"), datetime=AT)
        answer = await caller.book("inform", party_size=2)
        assert answer.said == ["utter_hold_with_payment"]
        assert await caller.bookings() == [("held", "2026-11-24 15:00")]
        assert await appointments(caller) == [("15:00", "Grace"), ("15:00", "Otieno")]
        assert answer.variable("due")["amount_minor"] == 40_000

    async def test_offered_times_have_room_for_all(self, caller: Caller) -> None:
        other = await caller.somebody_else()
        await other.book(
            service=await other.service("Haircut"), staff=await other.staff("Otieno"), datetime=AT
        )
        asked = await cut_for_two(caller, date="2026-11-24")
        times = [each["title"]["value"] for each in asked.buttons]
        assert times
        assert "15:00" not in times


class TestInTurn:
    async def test_is_asked_where_only_one_person_does_it(self, caller: Caller) -> None:
        asked = await caller.book(
            service=await caller.service("Manicure"), party_size=2, datetime=AT
        )
        assert asked.said == ["utter_offer_in_turn"]
        assert asked.slot("requested_slot") == "in_turn"
        assert asked.variable("at_once") == 1
        assert await caller.bookings() == []
        answer = await caller.book("affirm")
        assert answer.said == ["utter_hold_with_payment"]
        assert await appointments(caller) == [("15:00", "Njeri"), ("16:00", "Njeri")]
        assert summary(answer)["line_in_turn"]["ends_at"]["value"] == "17:00"
        assert answer.variable("due")["amount_minor"] == 60_000

    async def test_is_asked_when_one_person_is_wished_for(self, caller: Caller) -> None:
        otieno = await caller.staff("Otieno")
        asked = await cut_for_two(caller, staff=otieno, datetime=AT)
        assert asked.said == ["utter_offer_in_turn"]
        await caller.book("inform", in_turn=True)
        assert await appointments(caller) == [("15:00", "Otieno"), ("15:45", "Otieno")]

    @pytest.mark.parametrize(
        "text", ["one after the other is fine", "sawa, mmoja baada ya mwingine"]
    )
    async def test_may_be_said_in_words(self, caller: Caller, text: str) -> None:
        await cut_for_two(caller, staff=await caller.staff("Grace"), datetime=AT)
        await caller.book("inform", text=text)
        assert [at for at, _ in await appointments(caller)] == ["15:00", "15:45"]

    async def test_or_one_comes_alone(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Manicure"), party_size=2, datetime=AT)
        answer = await caller.book("inform", party_size=1)
        assert answer.said == ["utter_hold_with_payment"]
        assert await appointments(caller) == [("15:00", "Njeri")]

    async def test_is_offered_when_only_one_is_free_then(self, caller: Caller) -> None:
        other = await caller.somebody_else()
        await other.book(
            service=await other.service("Haircut"), staff=await other.staff("Otieno"), datetime=AT
        )
        asked = await cut_for_two(caller, datetime=AT)
        assert asked.said == ["utter_not_all_at_once"]
        assert asked.payloads[0] == '/inform{"in_turn": true}'
        assert len(asked.payloads) == 4
        answer = await caller.book("affirm")
        assert answer.said == ["utter_hold_with_payment"]
        assert summary(answer)["line_in_turn"]

    async def test_another_time_that_has_both_is_booked_at_once(self, caller: Caller) -> None:
        other = await caller.somebody_else()
        await other.book(
            service=await other.service("Haircut"), staff=await other.staff("Otieno"), datetime=AT
        )
        await cut_for_two(caller, datetime=AT)
        answer = await caller.book("inform", datetime="2026-11-24T17:00")
        assert "line_at_once" in summary(answer)


class TestTooMany:
    async def test_a_crowd_is_for_a_person(self, caller: Caller) -> None:
        haircut = await caller.service("Haircut")
        answer = await caller.book(service=haircut, party_size=7, datetime=AT)
        assert answer.said == ["utter_party_too_large", "utter_how_many_people"]
        assert answer.slot("requested_slot") == "party_size"

    async def test_a_meeting_is_one_for_all_and_says_how_many_it_takes(
        self, caller: Caller
    ) -> None:
        answer = await caller.meet(staff=await caller.staff("Grace"), party_size=2, datetime=AT)
        assert answer.said == ["utter_party_size_one", "utter_how_many_people"]
