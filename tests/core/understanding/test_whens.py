"""Dates and times in English, Swahili and both at once."""

import pytest

from tests.core.understanding.notation import Row, in_full, rows, whens

pytestmark = pytest.mark.unit


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
