"""Simulated customers with hidden goals against the running system: `python -m tests.scenarios`."""

import argparse
import fnmatch
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.e2e.days import NAIROBI
from tests.fixtures.system import Stack, attach, running_demo, train
from tests.scenarios import clock, report
from tests.scenarios.runner import run
from tests.scenarios.scenario import LANGUAGES, Scenario, ScenarioError, load
from tests.scenarios.trial import Outcome

_ENDING = (signal.SIGTERM, signal.SIGINT)


def main() -> int:
    """Run what was asked for and print the scores; 1 when a floor is missed, 2 when misused."""
    asked = _arguments()
    _leave_when_told()
    try:
        scenarios = [each for each in load() if _is_wanted(each, asked)]
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.list:
        print("\n".join(each.id for each in scenarios))
        return 0
    if not scenarios:
        print("no scenario is called like that; see --list", file=sys.stderr)
        return 2
    if asked.at is not None and asked.home is None and not clock.is_pinned():
        _start_at(asked.at)
    print(f"starts at {datetime.now(NAIROBI):%a %d %b %Y %H:%M} in Nairobi", flush=True)
    started = time.monotonic()
    with _system(asked.home) as stack:
        outcomes = run(
            stack, scenarios, trials=asked.trials, at_once=asked.at_once, seed=asked.seed,
            report=lambda each: _tell(each, asked.verbose),
        )  # fmt: skip
    print()
    print("\n".join(report.table(outcomes, asked.trials)))
    print("\nfirst reasons of failure\n" + "\n".join(report.reasons(outcomes)))
    print(f"\n{len(outcomes)} conversations in {time.monotonic() - started:.0f} s")
    if asked.json:
        text = json.dumps(report.as_json(outcomes), indent=1, ensure_ascii=False)
        asked.json.write_text(text, "utf-8")
    return 0 if report.score(outcomes).is_good_enough else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios", description=__doc__)
    parser.add_argument("--trials", type=int, default=4, help="times each scenario is tried")
    parser.add_argument("--only", default="*", help="a pattern of journey/name/language")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--at-once", type=int, default=8, help="conversations at the same time")
    parser.add_argument("--seed", default="1", help="draws the phrases")
    parser.add_argument(
        "--at", type=_moment, default=clock.DEFAULT, metavar="MOMENT",
        help=f"when the system starts, such as {clock.DEFAULT} (the default), or now",
    )  # fmt: skip
    parser.add_argument("--home", type=Path, help="RATIBA_HOME of a running demo, at its own time")
    parser.add_argument("--json", type=Path, help="write everything to this file")
    parser.add_argument("--list", action="store_true", help="name the scenarios and stop")
    parser.add_argument("--verbose", action="store_true", help="show passed conversations too")
    return parser.parse_args()


def _leave_when_told() -> None:
    """TERM and Ctrl-C leave through every `finally`; a second one does not cut that short."""

    def leave(number: int, _frame: object) -> None:
        for each in _ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for each in _ENDING:
        signal.signal(each, leave)


def _moment(text: str) -> datetime | None:
    return None if text == "now" else clock.moment(text)


def _start_at(at: datetime) -> None:
    """Start this program again at that moment; where that is impossible, say so and go on."""
    train()
    try:
        environment = {**os.environ, **clock.pinning(at, clock.candidates(_note))}
    except clock.NotPinned as error:
        _note(f"the clock is not pinned: {error}; days are counted from now")
        return
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "tests.scenarios", *sys.argv[1:]], environment)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _is_wanted(scenario: Scenario, asked: argparse.Namespace) -> bool:
    if asked.language and scenario.language != asked.language:
        return False
    return fnmatch.fnmatch(scenario.id, asked.only) or asked.only in scenario.id


@contextmanager
def _system(home: Path | None) -> Iterator[Stack]:
    if home is not None:
        yield attach(home.resolve())
        return
    with (
        tempfile.TemporaryDirectory(prefix="scenarios-") as folder,
        running_demo(Path(folder), train()) as stack,
    ):
        if clock.is_pinned():
            with stack.connect() as connection:
                clock.check_database(connection)
        yield stack


def _tell(outcome: Outcome, is_verbose: bool) -> None:
    if outcome.faults:
        print(report.failure(outcome), flush=True)
    elif is_verbose:
        passed = f"passed {outcome.scenario.id} #{outcome.trial} ({outcome.seconds:.1f} s)"
        print("\n".join([passed, *outcome.transcript]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
