import os
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from core.workflows.onboarding.business_file import load_business_file
from launcher.ear import BadLine, Ear, understand
from launcher.table import DEMO_BUSINESS

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(load_business_file(DEMO_BUSINESS, os.environ))


def _line(text: str) -> bytes:
    return orjson.dumps({"text": text, "reference_datetime": "2026-11-21T10:00"})


class TestUnderstand:
    def test_answers_in_order_and_names_bad_lines(self, ear: Ear, trained_model: Path) -> None:
        lines = [_line("Book braids with Amina tomorrow at 3pm"), b"what\n", b"\n", _line("asante")]
        first, bad, last = understand(ear, lines, model=trained_model)
        assert isinstance(first, dict)
        assert first["intent"] == "book_service"
        assert first["entities"]["datetime"] == "2026-11-22T15:00"
        assert bad == BadLine(2, "not JSON")
        assert isinstance(last, dict)
        assert last["intent"] == "thank"

    def test_answers_before_the_input_ends(self, ear: Ear, trained_model: Path) -> None:
        asked: list[float] = []

        def slowly() -> Iterator[bytes]:
            for text in ("hi", "yes"):
                asked.append(time.monotonic())
                yield _line(text)
                time.sleep(1.5)

        answers = understand(ear, slowly(), model=trained_model)
        next(answers)
        next(answers)
        assert len(asked) == 2
        answers.close()
