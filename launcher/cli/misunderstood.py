"""misunderstood list, label, dismiss, export."""

import asyncio
from typing import Annotated

import typer

from launcher.cli.business import AsJson, print_rows
from launcher.cli.conversations import BusinessOption

misunderstood = typer.Typer(
    help="Turn messages that were not understood into training data.", no_args_is_help=True
)
TurnEnding = Annotated[str, typer.Argument(help="The id that `misunderstood list` shows.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(misunderstood, name="misunderstood")


@misunderstood.command("list")
def list_all(
    business: BusinessOption,
    days: Annotated[int, typer.Option(min=1, help="How far back to look.")] = 30,
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List messages that nobody was sure about, that fell back, or that were said again.

    Names, phones, e-mails and references are masked. What was labeled or dismissed is not listed.
    """
    from launcher import misunderstood as queue
    from launcher.access import database_access

    with database_access():
        rows = asyncio.run(queue.waiting(business, days=days, limit=limit))
    print_rows(rows, as_json=as_json, empty="Nothing waits: every message was understood.")


@misunderstood.command()
def label(
    turn: TurnEnding,
    intent: Annotated[str, typer.Argument(help="What the message means: an intent of the domain.")],
    business: BusinessOption,
) -> None:
    """Say what a message means."""
    _review(business, turn, intent)
    typer.echo(f"Labeled: {intent}. Write it into data/: ./ratiba misunderstood export")


@misunderstood.command()
def dismiss(turn: TurnEnding, business: BusinessOption) -> None:
    """Take a message off the list: nothing is to be learned from it."""
    _review(business, turn, None)
    typer.echo("Dismissed.")


@misunderstood.command()
def export(business: BusinessOption) -> None:
    """Write the labeled messages into data/<language>/nlu/, with stand-ins for personal data.

    Read them before you commit: no mask knows every name.
    """
    from launcher import misunderstood as queue
    from launcher.access import database_access
    from launcher.installation import ROOT

    with database_access():
        exported = asyncio.run(queue.export(business))
    for each in exported:
        added, example = each.added, each.added.example
        place = added.file.relative_to(ROOT) if added.file else f"left out, {added.reason}"
        typer.echo(f"{each.id}  {example.intent}: {example.text} ({place})")
    written = sum(each.added.file is not None for each in exported)
    typer.echo(f"{written} examples written." + (" Now: ./ratiba train" if written else ""))


def _review(business: str, turn: str, intent: str | None) -> None:
    from launcher import misunderstood as queue
    from launcher.access import database_access

    with database_access():
        asyncio.run(queue.review(business, turn, intent))
