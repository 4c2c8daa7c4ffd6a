"""Which model is in use, and dialogues that a newer model left behind."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY

pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

NEW_FORM = """
import json
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from bots.tracker_store import _known

domain = Domain.load("{domain}")
form = domain.form_names[0]
found = {{}}
for name in ("a_newer_form", form):
    told = [ActiveLoop(name), SlotSet("requested_slot", "shoes"), UserUttered("hi")]
    tracker = DialogueStateTracker.from_events("id", list(_known(told, domain)), domain.slots)
    found[name == form] = [tracker.active_loop_name == form, tracker.get_slot("requested_slot")]
print(json.dumps(found))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with three archives that are older the smaller their number is."""
    models = tmp_path / "models"
    models.mkdir()
    for number in (1, 2, 3):
        archive = models / f"2026010{number}-000000-x.tar.gz"
        archive.write_bytes(b"")
        os.utime(archive, (number, number))
    return tmp_path


def listed(home: Path) -> dict[str, Any]:
    finished = subprocess.run(
        [RASA_PYTHON, "-m", "bots.models", "list"],
        cwd=REPOSITORY,
        env={**os.environ, "RATIBA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


class TestModels:
    def test_the_newest_is_in_use_unless_one_is_chosen(self, home: Path) -> None:
        assert listed(home)["in_use"] == "20260103-000000-x.tar.gz"
        (home / "models" / "chosen").write_text("20260101-000000-x.tar.gz\n")
        found = listed(home)
        assert found["in_use"] == found["chosen"] == "20260101-000000-x.tar.gz"
        assert [each["name"][:8] for each in found["models"]] == [
            "20260103",
            "20260102",
            "20260101",
        ]

    def test_a_chosen_one_that_is_gone_is_none(self, home: Path) -> None:
        (home / "models" / "chosen").write_text("20250101-000000-x.tar.gz\n")
        assert listed(home)["chosen"] is None


class TestTrackerOfANewerModel:
    def test_a_form_that_this_model_lacks_is_not_open(self, trained: dict[str, str]) -> None:
        finished = subprocess.run(
            [RASA_PYTHON, "-W", "ignore", "-c", NEW_FORM.format(domain=trained["RASA_DOMAIN"])],
            cwd=REPOSITORY,
            env={**os.environ, **trained},
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr[-2000:]
        found = json.loads(finished.stdout.splitlines()[-1])
        assert found["false"] == [False, None]
        assert found["true"] == [True, "shoes"]
