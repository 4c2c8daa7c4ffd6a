"""business create, list, export, erase, restore; show."""

import asyncio
import json
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from launcher.errors import LauncherError

if TYPE_CHECKING:
    from launcher.businesses import KnownBusiness

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Business = Annotated[str, typer.Argument(help="The id or slug of a business.")]

_LONGEST_WORD = 20

business = typer.Typer(
    help="Create, list, export, erase or restore a business.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(business, name="business")
    app.command()(show)


@business.command()
def create(
    file: Annotated[Path, typer.Argument(help="A YAML file; launcher/demo/salon.yml is one.")],
    as_json: AsJson = False,
) -> None:
    """Create the business of a file, or update it.

    Prints its id and the webhook addresses to give to the providers. A wrong file is refused with
    line, field and what is allowed.
    """
    from core.kit.errors import CoreError
    from launcher import businesses
    from launcher.access import database_access

    described = businesses.read(file)
    with database_access() as environment:
        try:
            made = asyncio.run(businesses.create(described, file, environment))
        except CoreError as error:
            raise LauncherError(str(error)) from None
    if as_json:
        facts = {"id": str(made.tenant_id), "slug": made.slug, "is_new": made.is_new}
        typer.echo(json.dumps({**facts, "webhooks": dict(made.webhooks)}, indent=2))
        return
    typer.echo(f"{'Created' if made.is_new else 'Updated'} {made.slug}")
    typer.echo(f"  id        {made.tenant_id}")
    for channel, url in made.webhooks.items():
        typer.echo(f"  webhook   {channel}: {url}")


@business.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List every business."""
    from launcher import businesses
    from launcher.access import database_access

    with database_access():
        rows = asyncio.run(businesses.listed())
    print_rows(rows, as_json=as_json, empty="No business yet: ./ratiba business create FILE.yml")


@business.command()
def export(
    name: Business,
    file: Annotated[Path, typer.Argument(help="Where to write the export.")],
) -> None:
    """Write everything of a business, its files too, into one file of JSON lines."""
    from launcher import businesses
    from launcher.access import database_access

    with database_access(has_files=True):
        done = asyncio.run(businesses.export(name, file))
    files = f"{done.files} file{'' if done.files == 1 else 's'}"
    typer.echo(f"{done.rows} rows and {files} written to {file}")


@business.command()
def erase(
    name: Business,
    is_sure: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete everything of a business.

    Its rows and conversations, the jobs that wait, its files, and what language models answered.
    With the id of a business that is gone, delete what object storage still has of it.
    """
    from launcher import businesses
    from launcher.access import database_access

    with database_access(has_files=True) as environment:
        found = _to_erase(name)
        if found is None:
            return
        if not is_sure:
            typer.confirm(f"Delete everything of {found.name} ({found.slug})?", abort=True)
        asyncio.run(businesses.erase(found.id, environment.get("REDIS_URL", "")))
    typer.echo(f"Erased {found.slug} ({found.id})")


def _to_erase(name: str) -> "KnownBusiness | None":
    """The business of this name; None when only files were left of it, and are deleted now."""
    from launcher import businesses

    try:
        return asyncio.run(businesses.find(name))
    except LauncherError:
        tenant_id = businesses.as_id(name)
        left = asyncio.run(businesses.erase_leftovers(tenant_id)) if tenant_id else 0
        if not left:
            raise
    typer.echo(f"Erased what was left of {name}: {left} file{'' if left == 1 else 's'}")
    return None


@business.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that export wrote.")],
) -> None:
    """Put an exported business back, its files too.

    Its credentials need the RATIBA_SECRET_KEY of the installation that exported it.
    """
    from core.kit.errors import CoreError
    from launcher import businesses
    from launcher.access import database_access

    with database_access(has_files=True):
        try:
            found = asyncio.run(businesses.restore(file))
        except CoreError as error:
            raise LauncherError(
                f"{file}: {error}.", hint="./ratiba business export writes such files."
            ) from None
    typer.echo(f"Restored {found.slug} ({found.id})")


def show(
    what: Annotated[
        Literal["bookings", "payments", "refunds", "messages", "files", "contacts", "ledger"],
        typer.Argument(help="What to show."),
    ],
    name: Annotated[str, typer.Option("--business", help="The id or slug of a business.")],
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest rows.")] = 200,
    save: Annotated[
        Path | None, typer.Option(help="With files: a folder to write the stored ones into.")
    ] = None,
) -> None:
    """Show the newest bookings, payments, refunds, messages, files, contacts or ledger rows.

    Times are those where the business is.
    """
    from launcher import businesses
    from launcher.access import database_access
    from launcher.report_tables import note_of, table_of

    if save is not None and what != "files":
        raise LauncherError("--save is for files.", hint="./ratiba show files --save FOLDER ...")
    with database_access(has_files=save is not None):
        found, rows = asyncio.run(businesses.shown(name, what, limit))
        saved = asyncio.run(businesses.save_files(rows, save)) if save else 0
    if as_json:
        print_json(rows)
    elif not rows:
        typer.echo(
            f"{found.name} has no {'entries in the ledger' if what == 'ledger' else what} yet."
        )
    else:
        columns, cells = table_of(what, rows)
        right = {column.title for column in columns if column.is_amount}
        print_table([column.title for column in columns], cells, right=right)
        typer.echo("\n" + note_of(what, len(rows), limit, found.name, found.zone.key))
    if save is not None:
        typer.echo(f"{saved} written to {save}", err=as_json)


def print_rows(rows: Sequence[dict[str, Any]], *, as_json: bool, empty: str) -> None:
    """Print rows as a table, or as JSON for programs."""
    if as_json:
        print_json(rows)
    elif not rows:
        typer.echo(empty)
    else:
        shown = [name for name in rows[0] if any(row[name] is not None for row in rows)]
        print_table(shown, [[_in_a_table(row[name]) for name in shown] for row in rows])


def print_json(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows for programs."""
    typer.echo(json.dumps(rows, default=_as_text, indent=2, ensure_ascii=False))


def print_table(
    titles: Sequence[str], cells: Sequence[Sequence[str]], *, right: Collection[str] = ()
) -> None:
    """Print cells under their titles, as wide as the terminal; all of it where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for n, title in enumerate(titles):
        is_amount = title in right
        table.add_column(
            title,
            overflow="fold",
            no_wrap=is_amount,
            justify="right" if is_amount else "left",
            min_width=_least_width([title, *(row[n] for row in cells)]),
        )
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    Console(width=None if console.is_terminal else 240).print(table)


def _least_width(cells: Sequence[str]) -> int:
    """The longest word, so that days, references and names stay in one piece."""
    longest = max((len(word) for cell in cells for word in cell.split()), default=1)
    return min(longest, _LONGEST_WORD)


def _in_a_table(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else _as_text(value)


def _as_text(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)
