"""demo, up, status, reset, migrate."""

import json
import shutil
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from launcher.errors import LauncherError

RasaCount = Annotated[int, typer.Option("--rasa", min=1, max=16, help="How many Rasa processes.")]
WorkerCount = Annotated[int, typer.Option("--workers", min=1, max=16, help="How many workers.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (demo, up, status, reset, migrate):
        app.command()(command)


def demo(rasa: RasaCount = 1, workers: WorkerCount = 1) -> None:
    """Start everything with simulated providers, a demo business and a phone in the browser.

    Needs no keys and no accounts. Ctrl-C stops it; the data stays for the next start.
    DATABASE_URL, REDIS_URL and S3_ENDPOINT_URL replace the embedded PostgreSQL, Redis and storage.
    """
    _run("demo", rasa, workers)


def up(rasa: RasaCount = 1, workers: WorkerCount = 1) -> None:
    """Start everything for real; provider addresses and keys come from the environment or .env.

    .env.example explains each setting. Without DATABASE_URL, REDIS_URL or S3_ENDPOINT_URL the
    embedded PostgreSQL, Redis or object storage is used.
    """
    _run("up", rasa, workers)


def status(as_json: AsJson = False) -> None:
    """Show every process: address, health, pid, memory, restarts; and where the data is.

    Ends with 0 when all is healthy, 1 when something is not, 3 when nothing runs here.
    """
    from launcher.installation import home_folder
    from launcher.runfolder import RunFolder

    home = home_folder()
    state = RunFolder(home).read_state()
    if as_json:
        typer.echo(
            json.dumps({"running": state is not None, **(state or {"home": str(home)})}, indent=2)
        )
    elif state is None:
        typer.echo(f"Ratiba is not running in {home}.")
    else:
        _show_state(state)
    if state is None:
        raise typer.Exit(3)
    raise typer.Exit(0 if state["healthy"] else 1)


def reset(
    is_sure: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget all local data: database, messages, files, sandbox history, logs.

    Environments, the model and the secret stay. What is behind DATABASE_URL or S3_ENDPOINT_URL is
    not touched.
    """
    from launcher.engines import embedded_data
    from launcher.installation import home_folder
    from launcher.runfolder import RunFolder

    home = home_folder()
    folder = RunFolder(home)
    if folder.is_running():
        raise LauncherError("Ratiba is running here.", hint="Stop it with Ctrl-C first.")
    doomed = [path for path in [*embedded_data(home), *_local_state(home)] if path.exists()]
    if not doomed:
        typer.echo(f"There is nothing to forget in {home}.")
        return
    if not is_sure:
        typer.confirm(f"Delete {', '.join(str(path) for path in doomed)}?", abort=True)
    for path in doomed:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    typer.echo("Forgotten. The next ./ratiba demo starts afresh.")


def migrate() -> None:
    """Bring the database to the newest schema (DATABASE_URL, or the one that runs here)."""
    import asyncio

    from launcher import steps
    from launcher.access import database_access
    from launcher.installation import home_folder

    with database_access(is_prepared=False) as environment:
        said = asyncio.run(steps.prepare_database(environment, home_folder() / "logs"))
    typer.echo(said)


def _run(mode: Any, rasa: int, workers: int) -> None:
    from launcher.addresses import require_given
    from launcher.console import Console
    from launcher.installation import this_installation
    from launcher.system import System
    from launcher.table import Replicas

    installation = this_installation(mode)
    installation.require_settings()
    require_given(installation.given, secret_key=installation.secret_key)
    system = System(installation, Replicas(rasa=rasa, worker=workers), Console())
    raise typer.Exit(system.run())


def _local_state(home: Any) -> list[Any]:
    names = ("redis", "files", "logs", "sandbox.json", "run/database", "run/last-start.json")
    return [home / name for name in names]


def _show_state(state: Mapping[str, Any]) -> None:
    from launcher.installation import without_password

    typer.echo(f"Ratiba ({state['mode']}) in {state['home']}, since {state['started_at']}\n")
    typer.echo(
        f"  {'process':<11}{'address':<25}{'health':<11}{'pid':>8}{'memory':>10}{'restarts':>10}"
    )
    for row in state["processes"]:
        memory = f"{row['memory_bytes'] / 1e6:.0f} MB" if row["memory_bytes"] else "-"
        typer.echo(
            f"  {row['name']:<11}{row['address']:<25}{row['health']:<11}{row['pid'] or '-':>8}"
            f"{memory:>10}{row['restarts']:>10}"
        )
        if row["trouble"]:
            typer.echo(f"  {'':<11}{row['trouble']}; log: {row['log']}")
    typer.echo()
    for label, key in (("Database", "database_url"), ("Redis", "redis_url")):
        typer.echo(f"  {label:<11}{without_password(state[key])}")
    typer.echo(f"  {'Files':<11}{state['s3_endpoint_url']}/{state['s3_bucket']}")
    if "sandbox_url" in state:
        typer.echo(f"  {'Phone page':<11}{state['sandbox_url']}/")
