"""While it trains, Rasa reads the same examples quicker and complains as before."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from tests.bots.fixtures.stack import BOT, RASA_PYTHON, REPOSITORY, TRAINING

pytestmark = [pytest.mark.contract, pytest.mark.timeout(120)]

MARKED = """
version: "3.1"
nlu:
  - intent: greet
    examples: |
      - jambo [Amina](staff) 👋🏾
      - jambo [Amina](staff) 👋🏾
      - "quoted"   
      - naja [kesho]{"entity": "day", "value": "tomorrow"}
  - synonym: tomorrow
    examples: |
      - kesho
"""  # noqa: W291 - Rasa drops the spaces at the end of an example
FAULTY = """
version: "3.1"
nlu:
  - intent: greet
    examples: |
      - hello
  - intent: [a, list]
    examples: 5
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one run in Rasa's environment found."""
    folder = tmp_path_factory.mktemp("training")
    shutil.copytree(BOT / "data", folder / "data")
    (folder / "data" / "marked.yml").write_text(MARKED)
    (folder / "faulty.yml").write_text(FAULTY)
    sources = [str(REPOSITORY / "config.yml"), TRAINING["RASA_DOMAIN"], str(folder / "data")]
    finished = subprocess.run(
        [RASA_PYTHON, "-m", "tests.bots.fixtures.training_facts", *sources, folder / "faulty.yml"],
        cwd=REPOSITORY,
        env={**os.environ, **TRAINING},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    found: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return found


class TestApply:
    def test_what_is_read_is_the_same(self, facts: dict[str, Any]) -> None:
        assert len(facts["stock"]["read"]["examples"]) > 10
        assert facts["ours"]["read"] == facts["stock"]["read"]

    def test_a_fault_is_named_as_rasa_names_it(self, facts: dict[str, Any]) -> None:
        assert "faulty.yml:7:" in facts["stock"]["complaint"]
        assert facts["ours"]["complaint"] == facts["stock"]["complaint"]

    def test_merged_examples_are_copies(self, facts: dict[str, Any]) -> None:
        assert facts["copies"] == {"apart": True}

    def test_a_changed_source_stops_the_training(self, facts: dict[str, Any]) -> None:
        assert "training_data" in facts["changed"]


class TestDigest:
    def test_every_file_that_trains_the_classifier_counts(self, facts: dict[str, Any]) -> None:
        assert facts["uncounted"] == []
