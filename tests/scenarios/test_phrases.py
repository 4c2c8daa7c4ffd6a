"""What the simulated customers say is held out from what the model learns."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.unit

_REPOSITORY = Path(__file__).parents[2]
# "asante sana" has no other way of being said.
_FEWEST_WORDS = 4


def _learned() -> Iterator[str]:
    for file in sorted(_REPOSITORY.glob("data/*/nlu/*.yml")):
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for block in content["nlu"]:
            for line in block["examples"].splitlines():
                yield line.removeprefix("- ")


def _said() -> Iterator[str]:
    file = Path(__file__).with_name("phrases.yml")
    content: dict[str, dict[str, Any]] = yaml.load(
        file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    for by_language in content.values():
        for phrases in by_language.values():
            yield from phrases


def _alike(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


class TestPhrases:
    def test_no_sentence_stands_in_the_training_data(self) -> None:
        learned = {_alike(text) for text in _learned()}
        said = [_alike(text) for text in _said()]
        sentences = {text for text in said if len(text.split()) >= _FEWEST_WORDS}
        assert min(len(learned), len(sentences)) > 1_000
        assert sorted(sentences & learned) == []
