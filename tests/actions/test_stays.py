"""Rooms by the night: check-in, check-out and nights are named wherever the booking is."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from core.booking.models import Booking
from core.conversations.models import OutboundMessage
from core.conversations.rendering import Renderer
from core.conversations.texts import TextCatalog
from core.conversations.utterances import Utterance
from core.tenancy.settings import PaymentPolicy
from core.workflows.onboarding.business_parts import BusinessFile
from tests.actions.caller import Answer, Caller
from tests.actions.test_my_bookings import settle

pytestmark = pytest.mark.db

DAYS = {
    "en": "Tue 24 Nov - Fri 27 Nov (3 nights)",
    "sw": "Jumanne 24 Nov - Ijumaa 27 Nov (usiku 3)",
}
ENDS = {
    "en": ["Check-in: Tue 24 Nov at 2:00 PM", "Check-out: Fri 27 Nov at 10:00 AM", "3 nights"],
    "sw": [
        "Kuingia: Jumanne 24 Nov, saa nane mchana (14:00)",
        "Kutoka: Ijumaa 27 Nov, saa nne asubuhi (10:00)",
        "usiku 3",
    ],
}  # fmt: skip


@pytest.fixture
async def guest(
    start_dialogue: Callable[..., Awaitable[Caller]], hotel_file: BusinessFile
) -> Caller:
    caller = await start_dialogue(hotel_file)
    caller.slots["name"] = "Jane Wanjiku"
    return caller


@pytest.fixture
async def payer(
    start_dialogue: Callable[..., Awaitable[Caller]], hotel_file: BusinessFile
) -> Caller:
    """A guest whose room is held until its deposit is paid."""
    hotel_file.payment = PaymentPolicy(collect="deposit")
    hotel_file.services[-1].deposit = ("percent", 30)
    caller = await start_dialogue(hotel_file)
    caller.slots["name"] = "Jane Wanjiku"
    return caller


async def booked(guest: Caller, **more: Any) -> Answer:
    room = await guest.service("Double room")
    days = ["2026-11-24", "2026-11-27"]
    return await guest.book(service=room, date_range=days, party_size=2, **more)


async def read(guest: Caller, answer: Answer, texts: TextCatalog, language: str) -> str:
    """The reply in words."""
    renderer = Renderer(texts, await guest.catalog(), language, guest.clock)
    said: list[Mapping[str, Any]] = answer.responses
    return "\n".join(
        message.text
        for each in said
        for message in renderer.render(Utterance(str(each["response"]), each))
    )


@pytest.mark.parametrize("language", ["en", "sw"])
class TestEveryWord:
    async def test_the_summary(self, guest: Caller, texts: TextCatalog, language: str) -> None:
        answer = await booked(guest)
        assert answer.said == ["utter_booked"]
        text = await read(guest, answer, texts, language)
        assert all(each in text for each in ENDS[language])

    async def test_the_list_of_bookings_and_the_question_before_canceling(
        self, guest: Caller, texts: TextCatalog, language: str
    ) -> None:
        await booked(guest)
        for answer in (await guest.call("action_show_bookings"), await guest.cancel()):
            assert DAYS[language] in await read(guest, answer, texts, language)

    async def test_a_move_names_all_nights_before_and_after(
        self, guest: Caller, texts: TextCatalog, language: str
    ) -> None:
        await booked(guest)
        guest.loop = "reschedule_form"
        asked = await guest.call(
            "validate_reschedule_form", "reschedule_booking", date="2026-11-25"
        )
        assert asked.slot("requested_slot") is None
        text = await read(guest, await guest.call("action_ask_move"), texts, language)
        assert DAYS[language] in text
        assert {"en": "Wed 25 Nov - Sat 28 Nov", "sw": "Jumatano 25 Nov - Jumamosi 28 Nov"}[
            language
        ] in text
        moved = await guest.call("action_move_booking", "affirm")
        assert "28 Nov" in await read(guest, moved, texts, language)
        assert await guest.bookings() == [("confirmed", "2026-11-25 14:00")]


class TestStaff:
    async def test_are_told_both_ends_and_the_nights(self, guest: Caller) -> None:
        await booked(guest)
        async with guest.session() as session:
            (content,) = await session.scalars(select(OutboundMessage.content))
        assert (
            "Double room, 2 people, check-in Tue 24 Nov at 2:00 PM,"
            " check-out Fri 27 Nov at 10:00 AM, 3 nights" in content["text"]
        )


class TestFullHouse:
    async def test_other_days_are_offered_without_an_hour(
        self, guest: Caller, texts: TextCatalog
    ) -> None:
        for _ in range(2):
            other = await guest.somebody_else()
            await booked(other)
        answer = await booked(guest)
        assert answer.said == ["utter_opening_taken"]
        text = await read(guest, answer, texts, "en")
        assert "Tue 24 Nov is already taken" in text
        assert [each["title"]["type"] for each in answer.buttons] == ["date"] * 3


class TestDeposit:
    async def test_is_told_for_all_nights(
        self,
        start_dialogue: Callable[..., Awaitable[Caller]],
        hotel_file: BusinessFile,
        texts: TextCatalog,
    ) -> None:
        hotel_file.payment = PaymentPolicy(collect="deposit")
        hotel_file.services[-1].deposit = ("percent", 30)
        guest = await start_dialogue(hotel_file)
        guest.slots["name"] = "Jane Wanjiku"
        held = await booked(guest)
        assert held.said == ["utter_hold_with_payment"]
        asked = "how much is the deposit"
        answer = await guest.call("action_answer_question", "ask_question", text=asked)
        text = await read(guest, answer, texts, "en")
        assert "deposit of KES 5,400" in text
        assert "price of KES 18,000" in text


def until(day: str, roll: str = "week") -> dict[str, Any]:
    """The last day of a stay, as it is read; beside it the day itself is read as a date."""
    return {"until": {"days": [day], "roll": roll}, "date": day}


class TestTheEndOfAStay:
    async def test_changes_the_nights_of_what_is_held_and_not_the_arrival(
        self, payer: Caller
    ) -> None:
        await booked(payer)
        answer = await payer.book("inform", text="make it until Monday", **until("2026-11-30"))
        assert answer.said == ["utter_hold_with_payment"]
        assert (payer.slots["date"], payer.slots["nights"]) == ("2026-11-24", 6)

    async def test_is_a_weekday_after_the_arrival(self, payer: Caller) -> None:
        room = await payer.service("Double room")
        asked = await payer.book(service=room, date="2026-12-04", party_size=2)
        assert asked.slot("requested_slot") == "nights"
        await payer.book("inform", text="until Monday", **until("2026-11-23"))
        assert (payer.slots["date"], payer.slots["nights"]) == ("2026-12-04", 3)

    async def test_waits_for_the_arrival(self, payer: Caller) -> None:
        room = await payer.service("Double room")
        said = {"text": "leaving on Friday", **until("2026-11-27")}
        asked = await payer.book(service=room, party_size=2, **said)
        assert asked.slot("requested_slot") == "date"
        await payer.book("inform", date="2026-11-25")
        assert (payer.slots["date"], payer.slots["nights"]) == ("2026-11-25", 2)

    async def test_means_nothing_to_an_appointment(self, payer: Caller) -> None:
        braids = await payer.service("Braids")
        await payer.book(service=braids, **until("2026-11-24"))
        assert (payer.slots["date"], payer.slots.get("nights")) == ("2026-11-24", None)

    async def test_moves_only_the_end_of_a_standing_booking(
        self, guest: Caller, texts: TextCatalog
    ) -> None:
        await booked(guest)
        guest.loop = "reschedule_form"
        asked = await guest.call(
            "validate_reschedule_form", "reschedule_booking", **until("2026-11-28")
        )
        assert asked.slot("requested_slot") is None
        text = await read(guest, await guest.call("action_ask_move"), texts, "en")
        assert "Tue 24 Nov - Sat 28 Nov (4 nights)" in text
        assert "KES 24,000" in text
        await guest.call("action_move_booking", "affirm")
        async with guest.session() as session:
            (booking,) = await session.scalars(select(Booking))
        assert (booking.price_minor, booking.ends_at.day) == (2_400_000, 28)

    async def test_is_settled_by_a_person_where_more_was_paid_than_the_nights_left_cost(
        self, start_dialogue: Callable[..., Awaitable[Caller]], hotel_file: BusinessFile
    ) -> None:
        hotel_file.payment = PaymentPolicy(collect="full")
        guest = await start_dialogue(hotel_file)
        guest.slots["name"] = "Jane Wanjiku"
        await booked(guest)
        await settle(guest)
        guest.loop = "reschedule_form"
        asked = await guest.call(
            "validate_reschedule_form", "reschedule_booking", **until("2026-11-26")
        )
        assert asked.follow_up == "action_hand_over"
        async with guest.session() as session:
            (booking,) = await session.scalars(select(Booking))
        assert (booking.price_minor, booking.ends_at.day) == (1_800_000, 27)


class TestNights:
    @pytest.mark.parametrize(
        ("text", "said", "nights"),
        [
            ("add one more night", 1, 4),
            ("ongeza usiku mmoja", 1, 4),
            ("one night less", 1, 2),
            ("punguza usiku mmoja", 1, 2),
            ("only 2 nights", 2, 2),
            ("usiku mbili tu", 2, 2),
            ("extend it to 5 nights", 5, 5),
        ],
    )
    async def test_are_counted_from_those_that_are_held(
        self, payer: Caller, text: str, said: int, nights: int
    ) -> None:
        await booked(payer)
        await payer.book("inform", text=text, nights=said)
        assert (payer.slots["date"], payer.slots["nights"]) == ("2026-11-24", nights)
