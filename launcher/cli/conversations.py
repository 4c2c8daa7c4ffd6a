"""conversations list, release."""

import asyncio
import json
from typing import Annotated

import typer

from launcher.cli.business import AsJson, print_rows
from launcher.errors import LauncherError

BusinessOption = Annotated[str, typer.Option("--business", help="The id or slug of a business.")]

conversations = typer.Typer(
    help="See which conversations people answer, and give them back to the assistant.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(conversations, name="conversations")


@conversations.command("list")
def list_all(business: BusinessOption, as_json: AsJson = False) -> None:
    """List the conversations that a person answers, why, and when each comes back by itself."""
    from launcher import conversations as held
    from launcher.access import database_access

    with database_access():
        rows = asyncio.run(held.with_operators(business))
    print_rows(rows, as_json=as_json, empty="The assistant answers every conversation.")


@conversations.command()
def release(
    business: BusinessOption,
    reference: Annotated[
        str | None, typer.Argument(help="A reference such as H-7F3K2A, or the id.")
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Every one of them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let the assistant answer a conversation again, from the next message on."""
    from launcher import conversations as held
    from launcher.access import database_access

    if (reference is None) != is_all:
        raise LauncherError("Name one reference, or say --all.")
    with database_access():
        released = asyncio.run(held.release(business, reference))
    if as_json:
        typer.echo(json.dumps(released))
        return
    typer.echo(f"Given back: {', '.join(released) or 'none'}")
