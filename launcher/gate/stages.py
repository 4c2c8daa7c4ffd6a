"""The stages of the gate, in the order they run."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import LauncherError
from launcher.installation import ROOT, rasa_python

LINT = ("style", "format", "types", "layers", "rules")
STATIC = (*LINT, "model", "dialogue")
TESTS = ("unit", "db", "contract", "e2e", "browser", "chaos")
ALL = (*STATIC, *TESTS)
_NEED_MODEL = {"dialogue", "contract", "e2e", "browser", "chaos"}


@dataclass(frozen=True)
class Stage:
    """One program of the gate that is not pytest."""

    name: str
    commands: Sequence[Sequence[str]]
    budget: int


def static_stages() -> dict[str, Stage]:
    """Everything before the tests, by name."""
    python, rasa = sys.executable, str(rasa_python())
    stages = [
        Stage("style", [[python, "-m", "ruff", "check", "."]], 15),
        Stage("format", [[python, "-m", "ruff", "format", "--check", "."]], 15),
        Stage("types", [[python, "-m", "mypy"]], 120),
        Stage("layers", [[str(Path(sys.prefix) / "bin" / "lint-imports")]], 30),
        Stage("rules", [[python, "-m", "launcher.lint"]], 20),
        Stage("model", [[rasa, "-m", "bots.training"]], 150),
        Stage("dialogue", [[python, "-m", "launcher", "check"]], 120),
    ]
    return {stage.name: stage for stage in stages}


def chosen_stages(names: Sequence[str]) -> list[str]:
    """The stages asked for, with what they need, in order; LauncherError for a strange name."""
    wanted: set[str] = set()
    for name in names or ["all"]:
        if name == "all":
            wanted |= set(ALL)
        elif name == "lint":
            wanted |= set(LINT)
        elif name in ALL:
            wanted.add(name)
        else:
            known = ", ".join(("all", "lint", *ALL))
            raise LauncherError(f"There is no stage {name!r}.", hint=f"Stages: {known}")
    if wanted & _NEED_MODEL:
        wanted.add("model")
    return [name for name in ALL if name in wanted]


def run_static(stage: Stage, environment: Mapping[str, str]) -> bool:
    """Run a stage, its output shown; whether it passed."""
    print(f"\n== {stage.name} (budget {stage.budget} s)", flush=True)
    started = time.monotonic()
    passed = all(
        subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode == 0
        for command in stage.commands
    )
    spent = time.monotonic() - started
    over = "   over its budget" if spent > stage.budget else ""
    print(f"-- {stage.name}: {'ok' if passed else 'FAILED'}, {spent:.0f} s{over}", flush=True)
    return passed


def run_tests(names: Sequence[str], environment: Mapping[str, str], options: Sequence[str]) -> int:
    """Run the test stages as one pytest, whose closing line is the last thing printed."""
    marks = " or ".join(names)
    command = [sys.executable, "-m", "pytest", "-q", "-m", marks, "--stages", *options]
    return subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode


def gate_environment() -> dict[str, str]:
    """What every stage is told."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
