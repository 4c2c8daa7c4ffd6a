import subprocess
import sys

import pytest

from launcher.installation import ROOT

pytestmark = pytest.mark.unit

PROCESS = """
import sys
from pydantic import SecretStr
from pydantic_settings import BaseSettings
from core.kit.logs import configure_logs

class TestedSettings(BaseSettings):
    turns_per_rasa: int
    turn_token: SecretStr

configure_logs("tested")
if sys.argv[1] == "settings":
    TestedSettings()
raise OSError("the port is taken")
"""


def _ended(what: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", PROCESS, what],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


class TestExplainSettings:
    def test_a_wrong_and_a_missing_one_are_named_without_their_values(self) -> None:
        ended = _ended("settings", TURNS_PER_RASA="s3cr3t")
        assert ended.returncode == 1
        assert ended.stderr.splitlines() == [
            "TURNS_PER_RASA cannot be used: Input should be a valid integer, unable to parse"
            " string as an integer.",
            "TURN_TOKEN is not set.",
            "Settings stand in .env or in the environment; see .env.example.",
        ]

    def test_what_else_goes_wrong_is_told_as_it_is(self) -> None:
        assert "OSError: the port is taken" in _ended("port").stderr
