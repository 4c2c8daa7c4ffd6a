"""The scenario runner, told to end, leaves nothing of its system running."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.installation import ROOT
from tests.fixtures.phone import until

pytestmark = pytest.mark.e2e

SECONDS_TO_START, SECONDS_TO_END = 120, 40


@pytest.fixture
def runner(tmp_path: Path, trained_model: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A run of many conversations, in a process group of its own."""
    asked = ["--at", "now", "--only", "*/en", "--at-once", "2"]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.scenarios", *asked],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        yield process
        for pid in (process.pid, *_left(tmp_path)):
            _kill(pid)


class TestEnding:
    @pytest.mark.parametrize(
        ("number", "moment"),
        [
            (signal.SIGINT, "logs/supervisor.log"),
            (signal.SIGTERM, "logs/actions.log"),
            (signal.SIGKILL, "logs/actions.log"),
        ],
    )
    def test_at_a_signal_every_process_ends(
        self,
        runner: "subprocess.Popen[bytes]",
        tmp_path: Path,
        number: signal.Signals,
        moment: str,
    ) -> None:
        """Ctrl-C while it starts, TERM and even KILL when most of it runs."""
        until(lambda: list(tmp_path.glob(f"scenarios-*/{moment}")), SECONDS_TO_START, moment)
        assert _left(tmp_path)
        runner.send_signal(number)
        code = runner.wait(SECONDS_TO_END)
        assert code == (-number if number is signal.SIGKILL else 128 + number)
        until(lambda: not _left(tmp_path), SECONDS_TO_END, "every process has ended")


def _left(folder: Path) -> dict[int, str]:
    """Processes whose home is in a folder, with their commands."""
    wanted, found = f"RATIBA_HOME={folder}/".encode(), {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes():
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(entry.name)] = command
        except OSError:
            continue
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
