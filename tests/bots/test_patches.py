"""The patches of Rasa: bound to its source, and no different in what they answer."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY

pytestmark = pytest.mark.contract


def run_in_rasa(
    script: str, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python source or a file in Rasa's environment."""
    how = [script] if script.endswith(".py") else ["-c", script]
    return subprocess.run(
        [RASA_PYTHON, *how, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


class TestApply:
    def test_every_patch_matches_the_installed_rasa(self) -> None:
        finished = run_in_rasa("from bots import patches; print(patches.mismatches())")
        assert finished.stdout.strip() == "[]", finished.stderr

    def test_a_changed_source_stops_the_start_and_patches_nothing(self) -> None:
        finished = run_in_rasa(
            "import inspect\n"
            "from bots import patches\n"
            "before = patches.RemoteAction.run\n"
            "inspect_source = inspect.getsource\n"
            "inspect.getsource = lambda of: inspect_source(of).replace('FailSafe', 'Other')\n"
            "try:\n"
            "    patches.apply()\n"
            "except patches.PatchMismatch as error:\n"
            "    print(error, patches.RemoteAction.run is before)\n"
        )
        assert "Agent._create_tracker_store" in finished.stdout, finished.stderr
        assert finished.stdout.strip().endswith("True")

    def test_the_server_does_not_start_on_a_mismatch(self, surroundings: dict[str, str]) -> None:
        finished = run_in_rasa(
            "import inspect\n"
            "real = inspect.getsource\n"
            "inspect.getsource = lambda of: real(of) + '# changed'\n"
            "from bots import server\n"
            "server.main()\n",
            environment={**surroundings, "TURN_TOKEN": "x" * 20, "RASA_PORT": "1"},
        )
        assert finished.returncode != 0
        assert "PatchMismatch" in finished.stderr


class TestEquivalence:
    def test_patched_functions_answer_as_rasas_own(self, trained: dict[str, str]) -> None:
        [model, *_] = sorted(Path(trained["RATIBA_HOME"], "models").glob("*.tar.gz"))
        script = str(Path(__file__).parent / "fixtures" / "equivalence.py")
        finished = run_in_rasa(script, str(model), "300")
        assert finished.returncode == 0, finished.stderr[-2000:]
        assert finished.stdout.strip() == "300"


class TestAbsentPackages:
    def test_nothing_unused_is_imported(self) -> None:
        finished = run_in_rasa(
            "import bots.server, sys\n"
            "print([type(sys.modules[name]).__name__ for name in ('tensorflow', 'boto3')])"
        )
        assert finished.stdout.strip() == "['_AbsentModule', '_AbsentModule']", finished.stderr

    def test_using_one_says_why_it_cannot(self) -> None:
        finished = run_in_rasa(
            "import bots\n"
            "from rasa.utils.tensorflow.layers import DenseForSparse\n"
            "DenseForSparse(units=2)"
        )
        assert "bots/absent.py leaves out" in finished.stderr
