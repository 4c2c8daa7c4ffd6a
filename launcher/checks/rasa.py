"""What Rasa itself says of domain, data and stories."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from launcher.installation import ROOT, rasa_python

STORIES = ROOT / "tests" / "dialogue"


def validation_failure(home: Path) -> str | None:
    """What Rasa's own validation of domain and data says, or None when all is well."""
    return _failure(["data", "validate", "--domain", "bots/domain", "--data", "data"], home)


def story_test_failure(home: Path) -> str | None:
    """What the story tests say of the newest model, or None when all pass."""
    if not any(STORIES.rglob("*.yml")):
        return None
    with TemporaryDirectory() as results:
        model = ["--model", str(home / "models"), "--fail-on-prediction-errors"]
        stories = ["--stories", str(STORIES), "--out", results]
        return _failure(["test", "core", *stories, *model], home)


def _failure(arguments: Sequence[str], home: Path) -> str | None:
    finished = subprocess.run(
        [str(rasa_python()), "-W", "ignore", "-m", "bots", *arguments],
        cwd=ROOT,
        env={**os.environ, "RATIBA_HOME": str(home), "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode == 0:
        return None
    lines = (finished.stdout + finished.stderr).splitlines()
    # Responses are said by actions, which Rasa's validation cannot see.
    return "\n".join(line for line in lines if "is not used in any story" not in line)[-6000:]
