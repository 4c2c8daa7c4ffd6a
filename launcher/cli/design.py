"""train, talk, check, understand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import IO, Annotated

import typer

from launcher.errors import LauncherError


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (train, understand):
        app.command()(command)


def train(
    force: Annotated[bool, typer.Option("--force", help="Even if nothing changed.")] = False,
) -> None:
    """Train the dialogue model from bots/domain, data and config.yml when they changed."""
    raise typer.Exit(_train(["--force"] if force else []))


def understand(
    business: Annotated[
        Path | None,
        typer.Option("--business", help="Whose services and staff; the demo business if left out."),
    ] = None,
    llm: Annotated[
        bool, typer.Option("--llm", help="Ask the connected language model when unsure.")
    ] = False,
) -> None:
    """Read JSON lines {"text", "reference_datetime"?, "language"?, "requested_slot"?} on stdin.

    Prints one JSON line for each: intent, confidence, entities, language, ambiguous, source. Needs
    no server. A line that cannot be read is named on stderr; the exit code is then 2.
    """
    import os

    from core.workflows.onboarding.business_file import BusinessFileInvalid, load_business_file
    from launcher.ear import BadLine, Ear
    from launcher.ear import understand as understand_lines
    from launcher.table import DEMO_BUSINESS

    if llm:
        raise LauncherError(
            "No language model is connected to this version.", hint="Leave out --llm."
        )
    try:
        described = load_business_file(business or DEMO_BUSINESS, os.environ)
    except BusinessFileInvalid as error:
        raise LauncherError(str(error)) from None
    if _train([], output=sys.stderr):
        raise LauncherError("The dialogue model could not be trained.")
    is_bad = False
    for answer in understand_lines(Ear(described), sys.stdin.buffer, model=_given_model()):
        if isinstance(answer, BadLine):
            is_bad = True
            print(f"line {answer.number}: {answer.reason}", file=sys.stderr, flush=True)
        else:
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    raise typer.Exit(2 if is_bad else 0)


def _given_model() -> Path | None:
    import os

    given = os.environ.get("RASA_MODEL")
    return Path(given) if given else None


def _train(options: list[str], output: IO[str] | None = None) -> int:
    from launcher.installation import ROOT, given_environment, home_folder, rasa_python

    if _given_model():
        return 0
    environment = {**given_environment(), "RATIBA_HOME": str(home_folder())}
    environment["PYTHONWARNINGS"] = "ignore"
    command = [str(rasa_python()), "-m", "bots.training", *options]
    finished = subprocess.run(command, cwd=ROOT, env=environment, stdout=output, check=False)
    return finished.returncode
