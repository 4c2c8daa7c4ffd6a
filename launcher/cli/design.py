"""train, talk, check, try, preview, flows, understand."""

import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal

import typer

from launcher.cli.business import AsJson
from launcher.errors import LauncherError

if TYPE_CHECKING:
    from core.workflows.onboarding.business_file import BusinessFile
    from launcher.ear import BadLine, Ear

BusinessFileOption = Annotated[
    Path | None,
    typer.Option("--business", help="A business file: its services, staff and hours; or the demo."),
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (train, talk, check, preview, flows, understand):
        app.command()(command)
    app.command("try")(try_text)


def train(
    force: Annotated[bool, typer.Option("--force", help="Even if nothing changed.")] = False,
) -> None:
    """Train the dialogue model from bots/domain, data and config.yml when they changed."""
    raise typer.Exit(_train(["--force"] if force else []))


def talk() -> None:
    """Have a conversation in the terminal, with actions, payments and all; uses the demo.

    Starts a demo quietly when none runs here, and stops it at the end.
    """
    from launcher.addresses import require_given
    from launcher.installation import given_environment, home_folder
    from launcher.talk import talk as converse

    require_given(given_environment())
    if not _has_model_training_succeeded():
        raise LauncherError("The dialogue model could not be trained.")
    converse(home_folder())


def check() -> None:
    """Check the training data, the story tests and both languages; ends with 1 at a problem.

    The model is trained first when what it is made of has changed.
    Every response needs a variation without a condition and a text in each language with the same
    variables and buttons; every intent needs examples in each language.
    """
    from launcher.checks import check_dialogue
    from launcher.checks.rasa import story_test_failure, validation_failure
    from launcher.installation import ROOT, home_folder

    problems = list(map(str, check_dialogue(ROOT)))
    if said := validation_failure(home_folder()):
        problems.append(f"\nrasa data validate failed:\n{said}")
    elif not _has_model_training_succeeded():
        problems.append("\nThe dialogue model could not be trained.")
    elif said := story_test_failure(home_folder()):
        problems.append(f"\nstory tests failed:\n{said}")
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo("Training data, stories and both languages are fine.")


def try_text(
    text: Annotated[str, typer.Argument(help='A message, such as "nataka kubook kesho".')],
    business: BusinessFileOption = None,
    slot: Annotated[
        str | None, typer.Option("--slot", help="The slot that a form just asked for.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="The contact's language so far: en or sw.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Explain how a message is understood: who said what, and what a turn would do with it.

    The reading finds names, dates and numbers; the classifier ranks the intents, with the parts of
    the text that weighed most (+0.7 doubles an intent's share); the merge decides.
    """
    from core.llm.settings import LlmSettings
    from launcher.explain import Tried, explain, lines
    from launcher.installation import given_environment

    tried = Tried(text, slot, language)
    if not _has_model_training_succeeded():
        raise LauncherError("The dialogue model could not be trained.")
    has_llm = bool(LlmSettings.of(given_environment()).providers)
    explained = explain(_ear(business), tried, model=_given_model(), has_llm=has_llm)
    typer.echo(_json(explained) if as_json else "\n".join(lines(explained)))


def preview(
    response: Annotated[str, typer.Argument(help="A response of bots/domain, such as utter_help.")],
    business: BusinessFileOption = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Only this one; all of the business if not.")
    ] = None,
    channel: Annotated[
        Literal["whatsapp", "sms"] | None, typer.Option("--channel", help="Only this one.")
    ] = None,
    button: Annotated[
        list[str] | None,
        typer.Option("--button", help="A choice that an action would offer; may be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a text with example values, in each language, as each channel would show it.

    Says what a channel cuts, turns into a list or numbers, and how many SMS a text costs. The
    business's own wording takes the place of the domain's.
    """
    from launcher.preview import CHANNELS, Wanted, lines, previews

    file = _business_file(business)
    if language is not None and language not in file.languages:
        raise LauncherError(
            f"{file.name} does not speak {language!r}.",
            hint=f"It speaks {', '.join(file.languages)}",
        )
    wanted = Wanted(
        response,
        [language] if language else list(file.languages),
        [channel] if channel else CHANNELS,
        button or (),
    )
    shown = previews(file, wanted)
    typer.echo(_json(shown) if as_json else "\n".join(lines(shown)))


def flows(
    out: Annotated[Path, typer.Option("--out", help="Where to write the page.")] = Path(
        "flows.html"
    ),
) -> None:
    """Draw forms, rules, stories and story tests into one HTML page for the browser.

    What begins alike is one tree; resting on a box shows its text and the rules it comes from.
    """
    from launcher.flow_page import page
    from launcher.flows import all_flows, response_texts

    found = list(all_flows())
    try:
        out.write_text(page(found, response_texts()), encoding="utf-8")
    except OSError as error:
        raise LauncherError(f"{out} cannot be written: {error.strerror}.") from None
    typer.echo(f"{len(found)} flows drawn: {out.resolve().as_uri()}")


def understand(
    business: BusinessFileOption = None,
    llm: Annotated[
        bool, typer.Option("--llm", help="Ask the connected language model when unsure.")
    ] = False,
) -> None:
    """Read JSON lines {"text", "reference_datetime"?, "language"?, "requested_slot"?} on stdin.

    Prints one JSON line for each: intent, confidence, entities, language, ambiguous, source, and
    with --llm `asked_back` where a turn would ask first. Needs no server. A line that cannot be
    read gives {"error", "line"} in its place and is named on stderr; the exit code is then 2.
    """
    from launcher.ear import understand as understand_lines
    from launcher.installation import given_environment
    from launcher.second_opinion import SecondOpinion, understand_with

    ear = _ear(business)
    lines, model = sys.stdin.buffer, _given_model()
    with ExitStack() as opened:
        opinion = opened.enter_context(SecondOpinion(ear, given_environment())) if llm else None
        if not _has_model_training_succeeded():
            raise LauncherError("The dialogue model could not be trained.")
        if opinion is None:
            answers = understand_lines(ear, lines, model=model)
        else:
            answers = understand_with(opinion, ear, lines, model=model)
        is_bad = _print_answers(answers)
    raise typer.Exit(2 if is_bad else 0)


def _print_answers(answers: "Iterable[dict[str, Any] | BadLine]") -> bool:
    """Print each answer as it comes, for a bad line its problem; whether a line was bad."""
    is_bad = False
    for answer in answers:
        if isinstance(answer, dict):
            printed = answer
        else:
            is_bad = True
            printed = {"error": answer.reason, "line": answer.number}
            print(f"line {answer.number}: {answer.reason}", file=sys.stderr, flush=True)
        print(json.dumps(printed, ensure_ascii=False), flush=True)
    return is_bad


def _ear(business: Path | None) -> "Ear":
    """The names and hours of a business file, else of the demo business."""
    from launcher.ear import Ear

    return Ear(_business_file(business))


def _business_file(path: Path | None) -> "BusinessFile":
    import os

    from core.workflows.onboarding.business_file import BusinessFileInvalid, load_business_file
    from launcher.table import DEMO_BUSINESS

    try:
        return load_business_file(path or DEMO_BUSINESS, os.environ)
    except BusinessFileInvalid as error:
        raise LauncherError(str(error)) from None


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def _has_model_training_succeeded() -> bool:
    return _train([], output=sys.stderr) == 0


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
