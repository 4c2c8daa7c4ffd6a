"""models list, use, rollback."""

import json
from typing import Annotated, Any

import typer

from launcher.cli.business import AsJson, print_rows

models = typer.Typer(help="See the trained models and go back to one.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(models, name="models")


@models.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List the trained models, the newest first, and which one runs or will from the next start."""
    from launcher import models as known
    from launcher.installation import home_folder

    home = home_folder()
    found = known.models(home, "list")
    loaded = known.running(home)
    if as_json:
        typer.echo(json.dumps({**found, "running": loaded}, indent=2))
        return
    rows = [_row(each, found, loaded) for each in found["models"]]
    print_rows(rows, as_json=False, empty="No model yet: ./ratiba train")


@models.command()
def use(
    name: Annotated[str, typer.Argument(help="A model, or the start of its name, or: latest")],
) -> None:
    """Use a model from now on; what runs here takes it, one Rasa at a time.

    Conversations go on: a form that is open stays open. `latest` takes the newest, now and after
    every training.
    """
    _change("use", name)


@models.command()
def rollback() -> None:
    """Use the model that was new before the one in use, until `use latest`."""
    _change("rollback")


def _change(*arguments: str) -> None:
    from launcher import models as known
    from launcher.installation import home_folder

    home = home_folder()
    name = known.models(home, *arguments)["in_use"]
    is_taken = known.take(home, name)
    typer.echo(f"{name} is in use{'.' if is_taken else ' from the next start on.'}")


def _row(model: dict[str, Any], found: dict[str, Any], loaded: list[str]) -> dict[str, Any]:
    is_next, is_running = model["name"] == found["in_use"], model["name"] in loaded
    marks = {
        "running": is_running,
        "in use": is_next and (is_running or not loaded),
        "from the next start on": is_next and bool(loaded) and not is_running,
        "chosen": model["name"] == found["chosen"],
    }
    state = ", ".join(mark for mark, holds in marks.items() if holds)
    return {"name": model["name"], "trained_at": model["trained_at"], "state": state}
