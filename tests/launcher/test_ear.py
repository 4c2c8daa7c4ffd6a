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

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b"nonsense", "not JSON"),
            (b"[1]", "not a JSON object"),
            (b'{"text": 5}', "text: "),
            (b"{}", "text: Field required"),
            (b'{"text": "a", "when": 1}', "when: "),
            (b'{"text": "a", "reference_datetime": "soon"}', "reference_datetime: "),
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
