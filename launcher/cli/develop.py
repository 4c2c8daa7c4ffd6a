"""test and lint."""

from collections.abc import Sequence
from typing import Annotated

import typer

Stages = Annotated[
    list[str] | None,
    typer.Argument(
        help="style format types layers rules model dialogue unit db contract e2e browser chaos;"
        " lint is the first five; everything when none is named."
    ),
]
KeepGoing = Annotated[bool, typer.Option("--keep-going", help="Go on after a stage that failed.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    extra = {"allow_extra_args": True, "ignore_unknown_options": False}
    app.command(context_settings=extra)(test)
    app.command()(lint)


def test(
    stages: Stages = None,
    keep_going: KeepGoing = False,
    pytest: Annotated[
        list[str] | None,
        typer.Option("--pytest", help="An argument for pytest, such as --pytest=-kbooking."),
    ] = None,
) -> None:
    """Run the whole gate, or the stages named; stops at the first that fails.

    Each stage prints its time budget. What is missing (a browser) is found or installed, and said.
    """
    raise typer.Exit(_gate(stages or [], keep_going=keep_going, options=pytest or []))


def lint() -> None:
    """Run the quick checks of the gate: style, format, types, layers, our own rules."""
    raise typer.Exit(_gate(["lint"], keep_going=True, options=[]))


def _gate(names: Sequence[str], *, keep_going: bool, options: Sequence[str]) -> int:
    from launcher.gate.browser import find_browser
    from launcher.gate.stages import (
        STATIC,
        TESTS,
        chosen_stages,
        gate_environment,
        run_static,
        run_tests,
    )

    chosen = chosen_stages(names)
    environment = gate_environment()
    if "browser" in chosen:
        environment["RATIBA_CHROMIUM"] = find_browser(typer.echo)
    static = [name for name in chosen if name in STATIC]
    failed = run_static(static, environment, keep_going=keep_going)
    if failed and not keep_going:
        return 1
    tests = [name for name in chosen if name in TESTS]
    if failed:
        typer.echo(f"\nFailed before the tests: {', '.join(failed)}")
    if not tests:
        return 1 if failed else 0
    flags = ["--keep-going"] if keep_going else []
    return run_tests(tests, environment, [*flags, *options]) or (1 if failed else 0)
