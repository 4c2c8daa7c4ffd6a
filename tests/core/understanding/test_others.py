"""People, numbers, money, contacts' particulars, and names of the catalog."""

import pytest

from core.understanding import CatalogNames, NamedEntry, read
from tests.core.understanding.notation import (
    DAILY_8_TO_18,
    REFERENCE,
    Row,
    in_full,
    others,
    rows,
    whens,
)

pytestmark = pytest.mark.unit


class TestRead:
    @pytest.mark.parametrize("row", rows("others"), ids=lambda row: f"{row.place} {row.text}")
    def test_reads_what_is_said_beside_dates_and_times(self, row: Row) -> None:
        text, _, slot = (part.strip() for part in row.text.partition("|"))
        assert others(text, slot or None) == " ".join(sorted(row.expected.split()))

    @pytest.mark.parametrize("row", rows("answers"), ids=lambda row: f"{row.place} {row.text}")
    def test_reads_answers_choices_and_people_with_their_days_and_times(self, row: Row) -> None:
        text, _, slot = (part.strip() for part in row.text.partition("|"))
        expected = row.expected.removeprefix("none").split()
        entities = [part for part in expected if "=" in part]
        moments = [part for part in expected if "=" not in part]
        assert others(text, slot or None) == (" ".join(sorted(entities)) or "none")
        assert whens(text, requested_slot=slot or None) == in_full(" ".join(moments) or "none")

    @pytest.mark.parametrize("row", rows("names"), ids=lambda row: f"{row.place} {row.text}")
    def test_tells_a_name_from_whatever_else_is_said_for_it(self, row: Row) -> None:
        assert others(row.text, "name") == row.expected

    @pytest.mark.parametrize("row", rows("how_many"), ids=lambda row: f"{row.place} {row.text}")
    def test_reads_how_many_come(self, row: Row) -> None:
        text, _, slot = (part.strip() for part in row.text.partition("|"))
        found = [part for part in others(text, slot or None).split() if "party_size" in part]
        assert (" ".join(found) or "none") == row.expected

    def test_gives_the_candidates_of_a_name_both_as_ids_and_to_ask_back(self) -> None:
        reading = read(
            "braids please",
            reference=REFERENCE,
            catalog=CatalogNames(
                services=(NamedEntry("1", "Box braids"), NamedEntry("2", "Knotless braids"))
            ),
            settings=DAILY_8_TO_18,
        ).as_dict()
        assert reading["entities"]["service"] == {"ids": ["1", "2"], "text": "braids"}
        assert reading["ambiguous"] == [{"entity": "service", "candidates": ["1", "2"]}]

    def test_prefers_the_entry_that_is_called_exactly_so(self) -> None:
        catalog = CatalogNames(services=(NamedEntry("1", "Box braids"), NamedEntry("2", "Braids")))
        reading = read(
            "braids", reference=REFERENCE, catalog=catalog, settings=DAILY_8_TO_18
        ).as_dict()
        assert reading["entities"]["service"]["ids"] == ["2"]

    def test_says_where_each_value_stands_in_the_text(self) -> None:
        text = "Massage kesho at 3pm with Amina"
        catalog = CatalogNames(
            services=(NamedEntry("1", "Massage"),), staff=(NamedEntry("2", "Amina"),)
        )
        reading = read(text, reference=REFERENCE, catalog=catalog, settings=DAILY_8_TO_18)
        assert [(span.entity, text[span.start : span.end]) for span in reading.spans] == [
            ("service", "Massage"),
            ("date", "kesho"),
            ("time", "at 3pm"),
            ("staff", "Amina"),
        ]

    def test_reads_nothing_of_an_empty_catalog(self) -> None:
        reading = read(
            "braids with Amina", reference=REFERENCE, catalog=CatalogNames(), settings=DAILY_8_TO_18
        ).as_dict()
        assert reading["entities"] == {}
