"""What the classifier sees of a text, in Rasa's environment."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY

pytestmark = pytest.mark.contract

TEXTS = ("👍🏾", "👍", "❤️", "❤", "Booook 12 at 7", "book 345 at 19")


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """Texts as the classifier sees them."""
    code = (
        "import json, sys; from bots.ngrams import normalized;"
        "print(json.dumps({text: normalized(text) for text in json.load(sys.stdin)}))"
    )
    finished = subprocess.run(
        [RASA_PYTHON, "-c", code],
        cwd=REPOSITORY,
        input=json.dumps(TEXTS),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return dict(json.loads(finished.stdout.splitlines()[-1]))


class TestNormalized:
    def test_an_emoji_is_the_same_in_every_shade_and_style(self, seen: dict[str, str]) -> None:
        assert seen["👍🏾"] == seen["👍"]
        assert seen["❤️"] == seen["❤"]

    def test_numbers_are_alike_and_stretched_letters_cut(self, seen: dict[str, str]) -> None:
        assert seen["Booook 12 at 7"] == seen["book 345 at 19"] == "book 0 at 0"
