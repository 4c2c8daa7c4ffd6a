import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from launcher.cli.app import app
from launcher.commands import COMMANDS, help_text
from launcher.installation import ROOT
from tests.fixtures.phone import until

pytestmark = pytest.mark.unit


def _ratiba(*arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(ROOT / "ratiba"), *arguments],
        env={**os.environ, "RATIBA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


class TestHelp:
    def test_names_exactly_the_commands_there_are(self) -> None:
        assert set(COMMANDS) - {"lock"} == set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]

    def test_each_name_stands_apart_from_what_it_says(self) -> None:
        for name, command in COMMANDS.items():
            assert f"  {name} " in help_text()
            assert f" {command.summary}" in help_text()

    def test_is_there_before_anything_is_installed(self, tmp_path: Path) -> None:
        shown = _ratiba("--help", home=tmp_path / "home")
        assert shown.stdout.strip() == help_text()
        assert not (tmp_path / "home").exists()

    def test_a_strange_command_is_answered_with_the_help(self, tmp_path: Path) -> None:
        shown = _ratiba("dmeo", home=tmp_path / "home")
        assert shown.returncode == 1
        assert "There is no command 'dmeo'." in shown.stderr
        assert "./ratiba demo" in shown.stderr


class TestHome:
    def test_one_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        shown = _ratiba("status", home=tmp_path / "file" / "home")
        assert shown.returncode == 1
        assert "cannot be used: Not a directory." in shown.stderr
        assert "Traceback" not in shown.stderr


class TestInterrupt:
    def test_ctrl_c_while_it_still_loads_ends_it_without_a_traceback(self, tmp_path: Path) -> None:
        begun = tmp_path / "begun"
        slow = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(60)\n"
        (tmp_path / "pydantic.py").write_text(slow)
        process = subprocess.Popen(
            [sys.executable, "-m", "launcher", "status"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        until(begun.exists, 20, "its imports begin")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
        assert process.returncode == -signal.SIGINT
        assert said == b""


class TestArguments:
    def test_bytes_that_are_no_text_are_refused(self) -> None:
        finished = subprocess.run(
            [sys.executable, "-m", "launcher", "preview", b"utter_\xff"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert finished.returncode == 1
        assert "not text in UTF-8" in finished.stderr
        assert "Traceback" not in finished.stderr
