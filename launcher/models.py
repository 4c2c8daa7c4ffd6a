"""Which dialogue model runs: listed, chosen, and taken by what runs here."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson

from launcher.errors import LauncherError
from launcher.installation import ROOT, given_environment, rasa_python
from launcher.runfolder import RunFolder

_TAKE_SECONDS = 90.0


def models(home: Path, *arguments: str) -> dict[str, Any]:
    """The models of a home, after `use NAME`, `use latest` or `rollback` if that was asked."""
    environment = {**given_environment(), "RATIBA_HOME": str(home), "PYTHONWARNINGS": "ignore"}
    if given := environment.get("RASA_MODEL"):
        raise LauncherError(
            f"RASA_MODEL names the model: {given}", hint="Unset it to choose among those here."
        )
    finished = subprocess.run(
        [str(rasa_python()), "-m", "bots.models", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise LauncherError(finished.stderr.strip())
    described: dict[str, Any] = orjson.loads(finished.stdout.splitlines()[-1])
    return described


def running(home: Path) -> list[str]:
    """The models that the Rasa processes here have loaded."""
    state = RunFolder(home).read_state()
    return [_loaded(row["address"]) or "starting" for row in _rasa(state)]


def take(home: Path, name: str) -> bool:
    """Have what runs here start its Rasa processes again, one by one, with the model.

    False when nothing runs here. Dialogues go on where they were: they stand in the database.
    """
    state = RunFolder(home).read_state()
    if state is None:
        return False
    os.kill(state["pid"], signal.SIGUSR1)
    deadline = time.monotonic() + _TAKE_SECONDS
    while time.monotonic() < deadline:
        if all(_loaded(row["address"]) == name for row in _rasa(state)):
            return True
        time.sleep(0.25)
    raise LauncherError(
        f"Rasa has not taken {name} in {_TAKE_SECONDS:.0f} s.", hint="Look with ./ratiba status"
    )


def _rasa(state: Mapping[str, Any] | None) -> Iterable[Mapping[str, Any]]:
    return [row for row in (state or {}).get("processes", []) if row["name"].startswith("rasa")]


def _loaded(address: str) -> str | None:
    try:
        health = httpx.get(f"{address}/healthz", timeout=2, trust_env=False)
        return str(health.json()["model"])
    except (httpx.HTTPError, ValueError, KeyError):
        return None
