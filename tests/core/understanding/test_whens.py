"""Dates and times in English, Swahili and both at once."""

from datetime import datetime

import pytest

from core.understanding import read
from tests.core.understanding.notation import (
    DAILY_8_TO_18,
    NAIROBI,
    REFERENCE,
    SALON,
    Row,
    in_full,
    rows,
    whens,
)

pytestmark = pytest.mark.unit
SAID = ("said_en", "said_sw", "said_mixed", "said_of_other_things")


class TestRead:
    @pytest.mark.parametrize("row", rows("whens_en"), ids=lambda row: f"{row.place} {row.text}")
    def test_reads_english_dates_and_times(self, row: Row) -> None:
        assert whens(row.text) == in_full(row.expected)

    @pytest.mark.parametrize("row", rows("whens_sw"), ids=lambda row: f"{row.place} {row.text}")
    def test_reads_swahili_dates_and_times(self, row: Row) -> None:
        assert whens(row.text) == in_full(row.expected)

    @pytest.mark.parametrize("row", rows("whens_mixed"), ids=lambda row: f"{row.place} {row.text}")
    def test_reads_dates_and_times_in_both_languages_at_once(self, row: Row) -> None:
        assert whens(row.text) == in_full(row.expected)

    @pytest.mark.parametrize("row", rows("whens_fresh"), ids=lambda row: f"{row.place} {row.text}")
    def test_reads_what_was_written_down_before_it_was_read_once(self, row: Row) -> None:
        assert whens(row.text) == in_full(row.expected)

    @pytest.mark.parametrize(
        "row",
        [row for name in SAID for row in rows(name)],
        ids=lambda row: f"{row.place} {row.text}",
    )
    def test_reads_days_and_times_as_people_say_them(self, row: Row) -> None:
        text, _, slot = (part.strip() for part in row.text.partition("|"))
        assert whens(text, requested_slot=slot or None) == in_full(row.expected)


class TestAfterAnHour:
    def test_is_an_hour_from_now_or_after_that_hour_of_the_day(self) -> None:
        assert moments("baada ya saa moja") == ("2026-11-18T11:00", "2026-11-18T19:00")

    def test_is_an_hour_of_the_day_where_only_one_is_open_or_a_day_is_said(self) -> None:
        assert moments("baada ya saa nane") == ()
        assert moments("kesho baada ya saa moja") == ()


def moments(text: str) -> tuple[str, ...]:
    """The moments that a text leaves open."""
    reading = read(text, reference=REFERENCE, catalog=SALON, settings=DAILY_8_TO_18)
    return next((each.candidates for each in reading.ambiguous if each.entity == "datetime"), ())


class TestReadAnAnswer:
    @pytest.mark.parametrize(
        ("text", "slot", "hint", "expected"),
        [
            ("3", "time", "en", "15:00"),
            ("3", "time", None, "15:00"),
            ("3", "time", "sw", "t?09:00,15:00"),
            ("tatu", "time", "sw", "09:00"),
            ("nane na nusu", "time", "sw", "14:30"),
            ("3 30", "time", "en", "15:30"),
            ("at 3 30", None, "en", "15:30"),
            ("half 3", "time", "en", "15:30"),
            ("10-11", "time", "en", "10:00-11:00"),
            ("9 or 10", "time", "en", "t?09:00,10:00"),
            ("5", "date", "en", "12-05"),
            ("tano", "date", "sw", "12-05"),
            ("kumi na tano", "date", "sw", "12-15"),
            ("the fifth", "date", "en", "12-05"),
            ("tomorrow 3", "date", "en", "11-19 15:00"),
            ("3", None, "en", "none"),
            ("3", "party_size", "en", "none"),
        ],
    )  # fmt: skip
    def test_reads_a_bare_number_as_what_was_asked(
        self, text: str, slot: str | None, hint: str | None, expected: str
    ) -> None:
        assert whens(text, requested_slot=slot, language_hint=hint) == in_full(expected)


class TestReadTheSideOfAMonth:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("end of the month, the 30th, 2pm", "2026-09-30T14:00"),
            ("katikati ya mwezi, tarehe 15 saa saba mchana", "2026-09-15T13:00"),
        ],
    )
    def test_a_side_that_is_over_is_that_of_the_next_month(self, text: str, expected: str) -> None:
        late = datetime(2026, 8, 31, 16, 20, tzinfo=NAIROBI)
        found = read(text, reference=late, catalog=SALON, settings=DAILY_8_TO_18)
        assert found.entities["datetime"] == expected
