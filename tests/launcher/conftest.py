"""Tiny programs to supervise, and a supervisor that is quick to give up."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.process import Process, RestartPolicy
from launcher.runfolder import RunFolder
from launcher.supervisor import Supervisor

QUICK = RestartPolicy(
    delays=(0.0, 0.05, 0.1),
    max_exits=4,
    window_seconds=20,
    starting_poll_seconds=0.02,
    healthy_poll_seconds=0.05,
    stop_seconds=1.0,
    silent_seconds=0.5,
)


@pytest.fixture
def run_folder(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "home")
    folder.acquire()
    return folder


@pytest.fixture
def reports() -> list[str]:
    return []


@pytest.fixture
def supervisor(run_folder: RunFolder, reports: list[str]) -> Supervisor:
    return Supervisor(run_folder, report=reports.append, policy=QUICK)


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Process]:
    """A process that runs `body`; it is healthy once the file `<name>.ready` exists."""

    def make(name: str, body: str, **changes: object) -> Process:
        marker = tmp_path / f"{name}.ready"
        script = tmp_path / f"{name}.py"
        script.write_text(
            "import os, signal, sys, time\nfrom pathlib import Path\n"
            f"ready = Path({str(marker)!r})\n{body}\n"
        )

        async def probe() -> str | None:
            await asyncio.sleep(0)
            return None if marker.exists() else "not yet"

        defaults: dict[str, object] = {
            "command": (sys.executable, str(script)),
            "probe": probe,
            "folder": tmp_path,
            "address": f"http://{name}",
            "ready_seconds": 5.0,
        }
        return Process(name=name, **{**defaults, **changes})  # type: ignore[arg-type]

    return make
