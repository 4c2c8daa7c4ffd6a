import os

import orjson
import pytest

from core.workflows.onboarding.business_file import load_business_file
from launcher.ear import Ear
from launcher.table import DEMO_BUSINESS

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(load_business_file(DEMO_BUSINESS, os.environ))


def _line(text: str, **more: str) -> bytes:
    given = {"text": text, "reference_datetime": "2026-11-21T10:00", **more}
    return orjson.dumps(given)


class TestQuestion:
    def test_reads_with_the_names_and_the_zone_of_the_business(self, ear: Ear) -> None:
        question, language = ear.question(_line("Braids with Amina tomorrow at 3pm"))
        entities = question["reading"]["entities"]
        assert entities["service"]["ids"] == ["Braids"]
        assert entities["staff"]["ids"] == ["Amina"]
        assert entities["datetime"] == "2026-11-22T15:00"
        assert language == "en"

    def test_a_reference_with_an_offset_is_brought_to_the_business(self, ear: Ear) -> None:
        late = orjson.dumps({"text": "kesho", "reference_datetime": "2026-11-21T22:30:00+00:00"})
        question, language = ear.question(late)
        assert question["reading"]["entities"]["date"] == "2026-11-23"
        assert language == "sw"

    def test_reads_a_text_as_the_webhook_would_store_it(self, ear: Ear) -> None:
        question, _ = ear.question(
            b'{"text": "hi \\ud83d \\u0000there", "requested_slot": "\\udc00"}'
        )
        assert question["text"] == "hi ? there"
        assert orjson.dumps(question)

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b"nonsense", "not JSON"),
            (b"[1]", "not a JSON object"),
            (b'{"text": 5}', "text: "),
            (b"{}", "text: Field required"),
            (b'{"text": "a", "when": 1}', "when: "),
            (b'{"text": "a", "reference_datetime": "soon"}', "reference_datetime: "),
            (b'{"text": "a", "reference_datetime": "9999-12-31T23:00"}', "a year from 1970"),
            (b"[" * 100_000, "not JSON"),
        ],
    )
    def test_a_wrong_line_is_explained(self, ear: Ear, line: bytes, reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            ear.question(line)


class TestAnswer:
    def test_an_open_value_stands_only_under_ambiguous(self, ear: Ear) -> None:
        heard = {
            "intent": "inform",
            "confidence": 0.9,
            "source": "local",
            "entities": {
                "service": {"ids": ["Haircut", "Kids haircut"], "text": "cut"},
                "date": "d",
            },
            "ambiguous": [{"entity": "service", "candidates": ["Haircut", "Kids haircut"]}],
        }
        answer = ear.answer(heard, "en")
        assert answer["entities"] == {"date": "d"}
        assert answer["ambiguous"] == heard["ambiguous"]

    def test_shows_money_and_durations_in_the_unit_they_are_counted_in(self, ear: Ear) -> None:
        heard = {
            "intent": "inform", "confidence": 0.9, "source": "local",
            "entities": {"amount": 150000, "duration": 90},
        }  # fmt: skip
        answer = ear.answer(heard, "en")
        assert answer["entities"] == {"amount_minor": 150000, "duration_minutes": 90}
