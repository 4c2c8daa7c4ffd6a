"""What a reading never does, whatever the text and the moment."""

import json
import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.understanding import CatalogNames, NamedEntry, read
from tests.core.understanding.notation import DAILY_8_TO_18, NAIROBI, REFERENCE, SALON, rows

pytestmark = pytest.mark.unit

DAYS = (
    "", "today", "tomorrow", "leo", "kesho", "kesho kutwa", "Monday", "next Friday",
    "this Sunday", "Jumatatu", "Jumamosi ijayo", "wiki ijayo", "next week", "this week",
    "the 5th", "on the 31st", "tarehe 5", "tarehe 20 mwezi huu", "5th of March", "29 February",
    "24 Dec", "3/4", "13/7", "31/12/2026", "in 3 days", "baada ya siku mbili", "this weekend",
    "this month", "from Monday to Wednesday", "mwisho wa mwezi", "Friday the 13th", "tonight",
    "this morning", "leo asubuhi", "yesterday", "2026-11-18", "January", "in May", "mtondo",
)  # fmt: skip
TIMES = (
    "", "at 3pm", "at 4", "saa nane", "saa tisa mchana", "saa sita usiku", "saa kumi asubuhi",
    "midnight", "noon", "00:30", "23:59", "in half an hour", "baada ya nusu saa", "morning",
    "jioni", "usiku", "after 4", "before noon", "between 2 and 5", "saa mbili", "9am",
    "quarter to five", "half past 12", "early", "asap", "in 15 hours", "hadi saa kumi",
)  # fmt: skip
JOINTS = (" ", ", ", " or ", " na ", " no ", " hapana ", " to ", " hadi ", " not ", " - ", " and ")

moments = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2031, 12, 31), timezones=st.just(NAIROBI)
)
phrases = st.lists(st.sampled_from(DAYS + TIMES), min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(JOINTS).map(lambda joint: joint.join(parts))
)


def _read(text: str, reference: datetime, **changes: Any) -> dict[str, Any]:
    return read(
        text, reference=reference, catalog=SALON, settings=DAILY_8_TO_18, **changes
    ).as_dict()


def _values(reading: dict[str, Any], entity: str) -> list[Any]:
    """Every value of an entity, certain or candidate."""
    found = [reading["entities"][entity]] if entity in reading["entities"] else []
    for item in reading["ambiguous"]:
        if item["entity"] == entity:
            found.extend(item["candidates"])
    return found


class TestRead:
    @settings(max_examples=500, deadline=None)
    @given(text=phrases, reference=moments)
    @example(text="today at 9am", reference=REFERENCE)
    @example(text="29 February", reference=datetime(2027, 3, 1, tzinfo=NAIROBI))
    def test_never_gives_a_day_or_moment_that_is_over(self, text: str, reference: datetime) -> None:
        reading = _read(text, reference)
        today, now = reference.date(), reference.replace(second=0, microsecond=0, tzinfo=None)
        for day in _values(reading, "date"):
            assert date.fromisoformat(day) >= today
        for first, last in _values(reading, "date_range"):
            assert today <= date.fromisoformat(first) <= date.fromisoformat(last)
        for moment in _values(reading, "datetime"):
            assert datetime.fromisoformat(moment) >= now
        entities = reading["entities"]
        if "date" in entities and "time_range" in entities:
            end = datetime.fromisoformat(f"{entities['date']}T{entities['time_range'][1]}")
            assert end >= now

    @settings(max_examples=250, deadline=None)
    @given(text=phrases, reference=moments)
    def test_never_gives_a_value_that_it_also_asks_back(
        self, text: str, reference: datetime
    ) -> None:
        reading = _read(text, reference)
        for item in reading["ambiguous"]:
            assert item["entity"] not in reading["entities"]
            assert item["candidates"]
        entities = reading["entities"]
        if "datetime" in entities:
            assert entities["datetime"] == f"{entities['date']}T{entities['time']}"
        elif "date" in entities:
            assert "time" not in entities

    @settings(max_examples=300, deadline=None)
    @given(text=st.text(max_size=300), slot=st.sampled_from([None, "time", "name", "date"]))
    @example(text="\x00\u202e\u0669\u0663pm 🙂 saa \u0663", slot="time")
    @example(text="7" * 400, slot="date")
    @example(text="saa " * 100, slot="time")
    @example(text="99/99/9999 31/02 29/02/2027 2026-13-45 25:61 99pm", slot=None)
    @example(text="in 99999999 days in 9999 months tarehe 99 mwezi wa 99", slot=None)
    @example(text="K 1.5k ²³ ١٢٣ ½ hour", slot=None)
    def test_never_raises_and_is_always_json(self, text: str, slot: str | None) -> None:
        reading = _read(text, REFERENCE, requested_slot=slot)
        assert json.loads(json.dumps(reading)) == reading
        for span in reading["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(text)

    def test_never_raises_on_words_in_any_order(self) -> None:
        words = [word for name in ("whens_en", "whens_sw", "whens_mixed", "others")
                 for row in rows(name) for word in row.text.split()]  # fmt: skip
        shuffled = random.Random(7)
        for _ in range(1000):
            text = " ".join(shuffled.choices(words, k=shuffled.randint(1, 14)))
            assert _read(text, REFERENCE)["entities"] is not None

    def test_reads_only_the_beginning_of_a_very_long_text(self) -> None:
        reading = _read("book me tomorrow at 3pm " + "saa nane na kumi " * 5000, REFERENCE)
        assert reading["entities"]["date"] == (REFERENCE.date() + timedelta(days=1)).isoformat()
        assert all(span["end"] <= 1000 for span in reading["spans"])


class TestCounts:
    @pytest.mark.parametrize(
        "text",
        [
            "a million weeks before 3 february",
            "two million days after christmas",
            "wiki milioni moja kabla ya krismasi",
            "in a million years",
            "in 999999999 months",
            "the next million weeks",
        ],
    )
    def test_that_no_calendar_has_are_no_date(self, text: str) -> None:
        found = read(text, reference=REFERENCE, catalog=SALON, settings=DAILY_8_TO_18).entities
        assert "date" not in found

    def test_never_fails_on_a_service_that_is_named_inside_a_set_phrase(self) -> None:
        bridal = NamedEntry("bridal", "Bridal package", synonyms=("wedding",))
        catalog = CatalogNames(services=(bridal, NamedEntry("cut", "Haircut")))
        text = "my wedding is in April, can we do a haircut this Friday at 10?"
        found = read(text, reference=REFERENCE, catalog=catalog, settings=DAILY_8_TO_18)
        assert found.entities["datetime"] == "2026-11-20T10:00"
