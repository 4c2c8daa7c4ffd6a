"""The patches of Rasa: bound to its source, and no different in what they answer."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY, TOKEN

# A busy machine takes a minute to train and start what the first test needs.
pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

DIALOGUES = 150


@pytest.fixture(scope="module")
def facts(trained: dict[str, str]) -> dict[str, Any]:
    """What one run in Rasa's environment found."""
    model = max(Path(trained["RATIBA_HOME"], "models").glob("*.tar.gz"))
    finished = subprocess.run(
        [RASA_PYTHON, "-m", "tests.bots.fixtures.patch_facts", str(model), str(DIALOGUES)],
        cwd=REPOSITORY,
        env={**os.environ, **trained, "TURN_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    found: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return found


class TestApply:
    def test_every_patch_matches_the_installed_rasa(self, facts: dict[str, Any]) -> None:
        assert facts["mismatches"] == []

    def test_a_changed_source_stops_the_server_and_patches_nothing(
        self, facts: dict[str, Any]
    ) -> None:
        assert "rasa.core.agent.Agent._create_tracker_store" in facts["changed"]["error"]
        assert facts["changed"]["untouched"] is True


class TestEquivalence:
    def test_patched_functions_answer_as_rasas_own(self, facts: dict[str, Any]) -> None:
        assert facts["compared"] == DIALOGUES


class TestAbsentPackages:
    def test_nothing_unused_is_imported(self, facts: dict[str, Any]) -> None:
        assert facts["absent"] == ["_AbsentModule", "_AbsentModule"]

    def test_using_one_says_why_it_cannot(self, facts: dict[str, Any]) -> None:
        assert "bots/absent.py leaves out" in facts["absent_error"]
