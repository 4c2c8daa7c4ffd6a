"""Programs that run once and end: migrations, seeding, training."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from launcher import logfiles
from launcher.errors import LauncherError
from launcher.installation import ROOT, rasa_python
from launcher.users import child_prefix


async def run_step(
    name: str, command: list[str], *, environment: Mapping[str, str], logs: Path
) -> str:
    """Run a program to its end and give what it printed.

    Raises LauncherError with its last lines when it fails.
    """
    log = logs / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    logfiles.rotate(log)
    with log.open("ab") as output:
        start = output.tell()
        child = await asyncio.create_subprocess_exec(
            *child_prefix(death_signal=signal.SIGTERM),
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            env={**environment},
            cwd=ROOT,
            start_new_session=True,
        )
    try:
        code = await child.wait()
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    printed = logfiles.last_lines(log, since=start)
    if code != 0:
        raise LauncherError(f"{name} failed.", detail=printed, hint=f"The whole log: {log}")
    return printed


async def migrate(environment: Mapping[str, str], logs: Path) -> None:
    """Bring the database to the newest schema; makes the roles too."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    await run_step("migrate", command, environment=environment, logs=logs)


async def seed(business: Path, environment: Mapping[str, str], logs: Path) -> str:
    """Create the demo business unless it is there already."""
    command = [sys.executable, "-m", "launcher.seed", str(business)]
    return await run_step("seed", command, environment=environment, logs=logs)


async def train(environment: Mapping[str, str], logs: Path) -> str:
    """Train the dialogue model when its inputs changed; gives what training said."""
    command = [str(rasa_python()), "-m", "bots.training"]
    printed = await run_step("training", command, environment=environment, logs=logs)
    return printed.splitlines()[-1] if printed else ""
