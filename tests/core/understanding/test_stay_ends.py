"""The day a stay ends on, and the nights that are told."""

import pytest

from core.understanding import nights_until, read
from tests.core.understanding.notation import DAILY_8_TO_18, REFERENCE, SALON

pytestmark = pytest.mark.unit


def entity(text: str, name: str, slot: str | None = None) -> object:
    reading = read(
        text, reference=REFERENCE, catalog=SALON, settings=DAILY_8_TO_18, requested_slot=slot
    )
    return reading.entities.get(name)


class TestToldEnd:
    @pytest.mark.parametrize(
        ("text", "slot", "day", "roll"),
        [
            ("badilisha iwe mpaka jumatatu", None, "2026-11-23", "week"),
            ("make it until Monday", None, "2026-11-23", "week"),
            ("checkout Tuesday instead", None, "2026-11-24", "week"),
            ("we'll leave on Tuesday", None, "2026-11-24", "week"),
            ("tutaondoka jumanne", None, "2026-11-24", "week"),
            ("until the 27th", None, "2026-11-27", "month"),
            ("tutatoka tarehe 27", None, "2026-11-27", "month"),
            ("move checkout to Monday", None, "2026-11-23", "week"),
            ("extend to Monday", None, "2026-11-23", "week"),
            ("hadi kesho", None, "2026-11-19", "none"),
            ("the 25th", "nights", "2026-11-25", "month"),
        ],
    )
    def test_is_where_a_stay_ends(self, text: str, slot: str | None, day: str, roll: str) -> None:
        assert entity(text, "until", slot) == {"days": [day], "roll": roll}

    @pytest.mark.parametrize(
        "text",
        ["move my booking to Monday", "sogeza hadi jumatatu", "from the 27th", "Tuesday",
         "until 3pm"],
    )  # fmt: skip
    def test_is_no_other_day(self, text: str) -> None:
        assert entity(text, "until") is None


class TestNightsUntil:
    @pytest.mark.parametrize(
        ("day", "roll", "nights"),
        [
            ("2026-11-30", "week", 3),
            ("2026-11-23", "week", 3),
            ("2026-11-20", "month", 23),
            ("2026-11-20", "none", None),
        ],
    )
    def test_count_from_the_arrival(self, day: str, roll: str, nights: int | None) -> None:
        assert nights_until({"days": [day], "roll": roll}, "2026-11-27") == nights


class TestNights:
    @pytest.mark.parametrize(
        ("text", "nights"),
        [("add one more night", 1), ("2 more nights", 2), ("an extra night please", 1)],
    )
    def test_are_read_with_a_word_between(self, text: str, nights: int) -> None:
        assert entity(text, "nights") == nights
        assert entity(text, "time_range") is None
