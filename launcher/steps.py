"""Programs that run once and end: migrations, seeding, training."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from launcher import logfiles
from launcher.database import is_prepared
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


async def prepare_database(
    environment: Mapping[str, str], logs: Path, *, business: Path | None = None
) -> str:
    """Bring the schema up to date, make the roles, open the business; gives what was done."""
    if await asyncio.to_thread(is_prepared, environment, business):
        return "database is current"
    command = [sys.executable, "-m", "launcher.database", *([str(business)] if business else [])]
    said = await run_step("database", command, environment=environment, logs=logs)
    return said.splitlines()[-1] if said else "database is current"


async def train(environment: Mapping[str, str], logs: Path) -> str:
    """Train the dialogue model when its inputs changed; gives what training said."""
    command = [str(rasa_python()), "-W", "ignore", "-m", "bots.training"]
    printed = await run_step("training", command, environment=environment, logs=logs)
    return printed.splitlines()[-1] if printed else ""
