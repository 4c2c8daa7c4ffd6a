"""What a business's hours, place and currency change about the meaning of words."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.understanding import CatalogNames, NamedEntry, Reading, ReadingSettings, read
from tests.core.understanding.notation import NAIROBI, REFERENCE, SALON

pytestmark = pytest.mark.unit

type Hours = tuple[tuple[tuple[time, time], ...], ...]


def open_daily(*spans: tuple[int, int]) -> Hours:
    return (tuple((time(start), time(end)) for start, end in spans),) * 7


def times(text: str, hours: Hours, reference: datetime = REFERENCE) -> list[str]:
    """The time read, or its candidates."""
    settings = ReadingSettings(zone=NAIROBI, open_hours=hours)
    reading = read(text, reference=reference, catalog=SALON, settings=settings)
    if "time" in reading.entities:
        return [reading.entities["time"]]
    return [
        minute for item in reading.ambiguous if item.entity == "time" for minute in item.candidates
    ]


class TestOpenHours:
    @pytest.mark.parametrize(
        ("text", "hours", "expected"),
        [
            ("at 4", open_daily((8, 18)), ["16:00"]),
            ("at 4", open_daily((8, 13)), ["04:00", "16:00"]),
            ("at 4", (), ["04:00", "16:00"]),
            ("at 9", open_daily((8, 22)), ["09:00", "21:00"]),
            ("at 9", open_daily((8, 12), (14, 18)), ["09:00"]),
            ("at 1", open_daily((8, 12), (14, 18)), ["01:00", "13:00"]),
            ("at 6", open_daily((8, 18)), ["06:00", "18:00"]),
            ("saa nane", open_daily((8, 18)), ["14:00"]),
            ("saa nane", (), ["02:00", "14:00"]),
            ("saa nane mchana", (), ["14:00"]),
            ("saa kumi asubuhi", open_daily((8, 18)), ["04:00", "10:00"]),
            ("at 1", open_daily((18, 2)), ["01:00"]),
            ("at 9pm", open_daily((8, 18)), ["21:00"]),
        ],
    )  # fmt: skip
    def test_settle_a_bare_hour_when_only_one_reading_lies_in_them(
        self, text: str, hours: Hours, expected: list[str]
    ) -> None:
        assert times(text, hours) == expected

    def test_of_the_day_in_question_count(self) -> None:
        sunday_mornings = (*open_daily((8, 22))[:6], ((time(9), time(12)),))
        assert times("Sunday at 9", sunday_mornings) == ["09:00"]
        assert times("Saturday at 9", sunday_mornings) == ["09:00", "21:00"]

    def test_do_not_bring_back_what_is_over_today(self) -> None:
        evening = datetime(2026, 11, 18, 20, 30, tzinfo=NAIROBI)
        assert times("today at 9", open_daily((8, 22)), evening) == ["21:00"]

    def test_that_end_after_midnight_go_on_the_next_day(self) -> None:
        friday_night = ((),) * 4 + (((time(18), time(2)),),) + ((),) * 2
        assert ReadingSettings(open_hours=friday_night).open_minutes[4:6] == (
            ((1080, 1440),),
            ((0, 120),),
        )


class TestPlace:
    def test_day_comes_from_the_business_zone_not_from_the_reference(self) -> None:
        late = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
        settings = ReadingSettings(zone=NAIROBI)
        reading = read("tomorrow", reference=late, catalog=SALON, settings=settings)
        assert reading.entities["date"] == "2026-11-20"

    def test_month_comes_first_where_the_business_says_so(self) -> None:
        settings = ReadingSettings(date_order="mdy")
        reading = read("12/25/2026", reference=REFERENCE, catalog=SALON, settings=settings)
        assert reading.entities["date"] == "2026-12-25"
        reading = read("03/04", reference=REFERENCE, catalog=SALON, settings=settings)
        assert reading.ambiguous[0].candidates == ("2027-03-04", "2027-04-03")

    @pytest.mark.parametrize(
        ("country", "text", "phone"),
        [
            ("TZ", "0712 345 678", "255712345678"),
            ("UG", "my number is 0772 123456", "256772123456"),
            ("GB", "call me on 07911 123456 please", "447911123456"),
            ("KE", "0712 345 678", "254712345678"),
        ],
    )
    def test_a_national_number_is_of_the_country_of_the_business(
        self, country: str, text: str, phone: str
    ) -> None:
        settings = ReadingSettings(zone=ZoneInfo("Africa/Dar_es_Salaam"), country=country)
        reading = read(text, reference=REFERENCE, catalog=SALON, settings=settings)
        assert reading.entities["phone"] == phone


class TestCurrency:
    @pytest.mark.parametrize(
        ("text", "currency", "expected"),
        [
            ("KES 1,500", "KES", 150000),
            ("KES 1,500", "UGX", None),
            ("UGX 50,000", "UGX", 50000),
            ("TZS 5,000", "TZS", 500000),
            ("$20", "KES", None),
            ("20 dollars", "USD", 2000),
        ],
    )
    def test_counts_only_money_of_the_business_in_its_smallest_unit(
        self, text: str, currency: str, expected: int | None
    ) -> None:
        settings = ReadingSettings(currency=currency)
        reading = read(text, reference=REFERENCE, catalog=SALON, settings=settings)
        assert reading.entities.get("amount_minor") == expected


class TestCatalogNames:
    def test_builds_its_matcher_once(self) -> None:
        catalog = CatalogNames(services=(NamedEntry("1", "Massage"),))
        assert catalog.matcher is catalog.matcher


class TestAsDict:
    def test_has_the_past_only_when_it_was_said(self) -> None:
        assert "past" not in Reading(language="en").as_dict()
        assert Reading(language="en", past=True).as_dict()["past"] is True
