"""Training: only when something changed, in place at once, the last five kept."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bots.fixtures.stack import BOT, RASA_PYTHON, REPOSITORY

# A busy machine takes a minute to train and start what the first test needs.
pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]


CONTRADICTION = """
  - rule: Another greeting
    steps:
      - intent: greet
      - action: utter_default
"""


class TestTraining:
    @pytest.fixture
    def environment(self, trained: dict[str, str], tmp_path: Path) -> dict[str, str]:
        """A home of its own that already holds the test bot's model."""
        models = tmp_path / "home" / "models"
        models.mkdir(parents=True)
        newest = max(Path(trained["RATIBA_HOME"], "models").glob("*.tar.gz"))
        shutil.copy2(newest, models)
        shutil.copytree(BOT / "data", tmp_path / "data")
        return {
            **trained,
            "RATIBA_HOME": str(tmp_path / "home"),
            "RASA_DATA": str(tmp_path / "data"),
        }

    def train(self, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [RASA_PYTHON, "-m", "bots.training"],
            cwd=REPOSITORY,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )

    def test_unchanged_inputs_are_not_trained_again(self, environment: dict[str, str]) -> None:
        finished = self.train(environment)
        assert "The model is current" in finished.stdout

    def test_a_changed_example_is_trained_and_the_oldest_model_goes(
        self, environment: dict[str, str]
    ) -> None:
        models = Path(environment["RATIBA_HOME"], "models")
        for day in range(1, 6):
            (models / f"2020010{day}-000000-old.tar.gz").write_bytes(b"")
        with Path(environment["RASA_DATA"], "nlu.yml").open("a") as examples:
            examples.write("      - a brand new example\n")
        finished = self.train(environment)
        assert "Trained in" in finished.stdout, finished.stderr
        names = sorted(path.name for path in models.glob("*"))
        assert len(names) == 5
        assert "20200101-000000-old.tar.gz" not in names
        assert not [name for name in names if name.startswith(".")]
        assert "The model is current" in self.train(environment).stdout

    def test_a_failed_training_leaves_the_last_model(self, environment: dict[str, str]) -> None:
        models = Path(environment["RATIBA_HOME"], "models")
        before = sorted(models.iterdir())
        Path(environment["RASA_DATA"], "rules.yml").write_text("rules: [nonsense")
        assert self.train(environment).returncode != 0
        assert sorted(models.iterdir()) == before

    def test_rules_that_contradict_each_other_are_named(self, environment: dict[str, str]) -> None:
        with Path(environment["RASA_DATA"], "rules.yml").open("a") as rules:
            rules.write(CONTRADICTION)
        finished = self.train(environment)
        assert finished.returncode == 1
        assert "in rule 'Another greeting' is contradicting" in finished.stderr
        assert "Traceback" not in finished.stderr + finished.stdout
