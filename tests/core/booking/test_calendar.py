from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from core.booking.calendar import ics
from core.booking.details import BookedItem, BookedResource, BookingDetails
from core.conversations.texts import DOMAIN, TextCatalog
from core.kit.ids import BookingId, ContactId, new_id
from tests.core.catalog.business import Business

pytestmark = pytest.mark.unit

STARTS = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BOOKED = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def booked() -> tuple[Business, BookingDetails]:
    business = Business()
    amina, chair = business.add("Amina"), business.add("Chair", "chair")
    braids = business.add_service("Braids, long; thin", [amina, chair])
    wash = business.add_service("Wash", [amina, chair])
    booking = BookingDetails(
        id=BookingId(new_id()),
        reference="BK-7F3K2",
        idempotency_key="k",
        contact_id=ContactId(new_id()),
        conversation_id=None,
        branch_id=business.branch,
        status="confirmed",
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=3),
        held_until=None,
        party_size=1,
        contact_name="Jane",
        price_minor=0,
        deposit_minor=0,
        currency="KES",
        fields={},
        source="assistant",
        calendar_token="secret-token",
        created_at=BOOKED,
        updated_at=BOOKED,
        items=(
            BookedItem(0, braids, 1, STARTS, STARTS, 0),
            BookedItem(1, wash, 2, STARTS, STARTS, 0),
        ),
        resources=(BookedResource(0, chair), BookedResource(0, amina), BookedResource(1, amina)),
    )
    return business, booking


TEXTS = TextCatalog.load(DOMAIN)


def event_of(business: Business, booking: BookingDetails, language: str = "en") -> Event:
    calendar = Calendar.from_ical(ics(booking, business.snapshot(), TEXTS, language))
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return event


class TestIcs:
    def test_says_what_when_where_and_with_whom(self) -> None:
        business, booking = booked()
        event = event_of(business, booking)
        assert event.decoded("dtstart") == STARTS
        assert event.decoded("dtend") == STARTS + timedelta(hours=3)
        assert str(event["summary"]) == "Braids, long; thin, 2 x Wash - Test business"
        assert str(event["location"]) == "Main, Main street"
        assert str(event["description"]) == "BK-7F3K2\nAmina"
        assert str(event["status"]) == "CONFIRMED"

    @pytest.mark.parametrize(
        ("status", "written"),
        [("held", "TENTATIVE"), ("canceled", "CANCELLED"), ("expired", "CANCELLED")],
    )
    def test_shows_where_the_booking_stands(self, status: str, written: str) -> None:
        business, booking = booked()
        event = event_of(business, replace(booking, status=status))
        assert str(event["status"]) == written

    def test_a_changed_booking_updates_the_same_entry(self) -> None:
        business, booking = booked()
        before = event_of(business, booking)
        moved = replace(booking, updated_at=BOOKED + timedelta(minutes=5))
        after = event_of(business, moved)
        assert str(before["uid"]) == str(after["uid"])
        assert int(after["sequence"]) > int(before["sequence"])

    @pytest.mark.parametrize(
        ("language", "lines"),
        [
            (
                "en",
                ["Check-in: Fri 4 Dec at 2:00 PM", "Check-out: Mon 7 Dec at 10:00 AM", "3 nights"],
            ),
            (
                "sw",
                [
                    "Kuingia: Ijumaa 4 Des, saa nane mchana (14:00)",
                    "Kutoka: Jumatatu 7 Des, saa nne asubuhi (10:00)",
                    "usiku 3",
                ],
            ),
        ],
    )
    def test_a_stay_says_check_in_check_out_and_nights(
        self, language: str, lines: list[str]
    ) -> None:
        business, booking = booked()
        room = business.add_service("Double room", [business.add("Room 1", "room")], unit="night")
        starts, ends = business.local("2026-12-04 14:00"), business.local("2026-12-07 10:00")
        item = BookedItem(0, room, 1, starts, ends, 0)
        stay = replace(booking, starts_at=starts, ends_at=ends, items=(item,), resources=())
        event = event_of(business, stay, language)
        assert event.decoded("dtend") == ends
        assert str(event["description"]).splitlines() == ["BK-7F3K2", *lines]

    def test_carries_nothing_that_opens_the_booking_to_others(self) -> None:
        business, booking = booked()
        written = ics(booking, business.snapshot(), TEXTS, "en")
        assert b"secret-token" not in written
        assert b"Jane" not in written
