"""The stories of the dialogue, run by Rasa's own test command against the model that ships."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from launcher.installation import ROOT, rasa_python

pytestmark = pytest.mark.contract

STORIES = ROOT / "tests" / "dialogue" / "stories"


class TestStories:
    @pytest.mark.timeout(240)
    def test_the_model_predicts_every_step(self, trained_model: Path, tmp_path: Path) -> None:
        finished = subprocess.run(
            [
                str(rasa_python()), "-m", "rasa", "test", "core", "--fail-on-prediction-errors",
                "--model", str(trained_model), "--stories", str(STORIES), "--out", str(tmp_path),
                "--no-plot",
            ],
            cwd=ROOT,
            env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "ACTIONS_URL": "http://unused"},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )  # fmt: skip
        failed = tmp_path / "failed_test_stories.yml"
        wrong = failed.read_text("utf-8") if failed.exists() else ""
        assert finished.returncode == 0, f"{wrong}\n{finished.stderr[-3000:]}"

    def test_every_intent_is_in_a_story(self) -> None:
        used = set()
        for path in STORIES.glob("*.yml"):
            for story in yaml.safe_load(path.read_text("utf-8"))["stories"]:
                used |= {step["intent"] for step in story["steps"] if "intent" in step}
        declared = set()
        for path in (ROOT / "bots" / "domain").glob("*.yml"):
            declared |= set(yaml.safe_load(path.read_text("utf-8")).get("intents") or [])
        assert used == declared
