"""story."""

import asyncio
from typing import Annotated

import typer

from launcher.cli.conversations import BusinessOption


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(story)


def story(
    conversation: Annotated[str, typer.Argument(help="An id, or a reference such as H-7F3K2A.")],
    business: BusinessOption,
    is_test: Annotated[
        bool, typer.Option("--test", help="A story test instead of training data.")
    ] = False,
) -> None:
    """Print a conversation of the history as a story, or as a story test, in YAML.

    Messages stand in comments, masked. Of the slots only those stand there that decide what
    happens next: no name, day or service.
    """
    from launcher import stories
    from launcher.access import database_access

    with database_access() as environment:
        shown = asyncio.run(stories.story(business, conversation, environment, is_test=is_test))
    typer.echo(shown, nl=False)
