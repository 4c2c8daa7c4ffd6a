"""Which language a message is in."""

import pytest

from core.understanding import detect_language, read
from tests.core.understanding.notation import DAILY_8_TO_18, REFERENCE, SALON, Row, rows

pytestmark = pytest.mark.unit


class TestDetectLanguage:
    @pytest.mark.parametrize("row", rows("languages"), ids=lambda row: f"{row.place} {row.text}")
    def test_tells_the_language_of_a_message(self, row: Row) -> None:
        assert (detect_language(row.text).language or "none") == row.expected

    @pytest.mark.parametrize(
        ("text", "dominant"),
        [
            ("nataka kubook appointment ya Friday", "sw"),
            ("can I come kesho please, I want braids", "en"),
        ],
    )
    def test_names_the_language_a_mixed_message_leans_to(self, text: str, dominant: str) -> None:
        guess = detect_language(text)
        assert (guess.language, guess.dominant) == ("mixed", dominant)

    def test_leaves_open_what_a_message_of_both_in_equal_parts_leans_to(self) -> None:
        assert detect_language("ghairi park").dominant is None

    def test_is_surer_of_a_sentence_than_of_a_word(self) -> None:
        sentence = detect_language("I would like to book an appointment")
        assert sentence.confidence > detect_language("kubukii").confidence


class TestReadLanguage:
    def test_takes_the_remembered_language_where_the_text_tells_none(self) -> None:
        reading = read(
            "3pm",
            reference=REFERENCE,
            catalog=SALON,
            settings=DAILY_8_TO_18,
            language_hint="sw",
        )
        assert reading.language == "sw"
