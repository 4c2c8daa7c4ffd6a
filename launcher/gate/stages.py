"""The stages of the gate, in the order they run."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import LauncherError
from launcher.installation import ROOT, rasa_python

LINT = ("style", "format", "types", "layers", "rules")
STATIC = (*LINT, "model", "dialogue")
TESTS = ("unit", "db", "contract", "e2e", "browser", "chaos")
ALL = (*STATIC, *TESTS)
_NEED_MODEL = {"dialogue", "contract", "e2e", "browser", "chaos"}
# Each has engines and a running system of its own: about 1 GB.
_WORKERS = 2


@dataclass(frozen=True)
class Stage:
    """One program of the gate that is not pytest."""

    name: str
    commands: Sequence[Sequence[str]]
    budget: int


@dataclass(frozen=True)
class _Outcome:
    passed: bool
    seconds: float
    output: str


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


def run_static(
    names: Sequence[str], environment: Mapping[str, str], *, keep_going: bool
) -> list[str]:
    """Run these stages of `static_stages`, output shown; those that failed, the first only
    unless told to go on.

    The model is trained beside the checks before it: each of the two keeps one core busy.
    """
    stages = static_stages()
    failed: list[str] = []
    with ThreadPoolExecutor(1) as aside:
        early = {
            name: aside.submit(_run, stages[name], environment, is_shown=False)
            for name in names[1:]
            if name == "model"
        }
        for name in names:
            print(f"\n== {name} (budget {stages[name].budget} s)", flush=True)
            outcome = (
                early[name].result()
                if name in early
                else _run(stages[name], environment, is_shown=True)
            )
            _tell(stages[name], outcome)
            if not outcome.passed:
                failed.append(name)
                if not keep_going:
                    break
    return failed


def _run(stage: Stage, environment: Mapping[str, str], *, is_shown: bool) -> _Outcome:
    started = time.monotonic()
    output: list[str] = []
    passed = True
    for command in stage.commands:
        finished = subprocess.run(
            command,
            cwd=ROOT,
            env=dict(environment),
            check=False,
            stdout=None if is_shown else subprocess.PIPE,
            stderr=None if is_shown else subprocess.STDOUT,
            text=True,
        )
        output.append(finished.stdout or "")
        passed = finished.returncode == 0
        if not passed:
            break
    return _Outcome(passed, time.monotonic() - started, "".join(output))


def _tell(stage: Stage, outcome: _Outcome) -> None:
    print(outcome.output, end="", flush=True)
    over = "   over its budget" if outcome.seconds > stage.budget else ""
    said = "ok" if outcome.passed else "FAILED"
    print(f"-- {stage.name}: {said}, {outcome.seconds:.0f} s{over}", flush=True)


def run_tests(names: Sequence[str], environment: Mapping[str, str], options: Sequence[str]) -> int:
    """Run the test stages as one pytest, whose closing line is the last thing printed."""
    marks = " or ".join(names)
    shared = ["-n", str(_WORKERS), "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", "-q", "-m", marks, "--stages", *shared, *options]
    return subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode


def gate_environment() -> dict[str, str]:
    """What every stage is told."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
