"""Which trained model is in use: `python -m bots.models list|use NAME|use latest|rollback`.

Out: `{"in_use", "chosen", "models": [{"name", "trained_at", "bytes"}]}`, the newest first.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import orjson

from bots.settings import ServerSettings

LATEST = "latest"
_CHOICE = "chosen"


class Models:
    """The model archives of a folder: the chosen one is in use, else the one trained last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def archives(self) -> list[Path]:
        """All of them, the newest first; training unchanged inputs again makes a model new."""
        found = self._folder.glob("*.tar.gz")
        return sorted(found, key=lambda archive: archive.stat().st_mtime, reverse=True)

    def chosen(self) -> Path | None:
        """The model that somebody chose by name, if it is there."""
        try:
            name = (self._folder / _CHOICE).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        archive = self._folder / name
        return archive if name and archive.is_file() else None

    def in_use(self) -> Path | None:
        """The model that a server starts with, or None."""
        return self.chosen() or next(iter(self.archives()), None)

    def find(self, name: str) -> Path:
        """The one model whose name starts so; raises SystemExit."""
        found = [each for each in self.archives() if each.name.startswith(name)]
        if len(found) != 1:
            known = "\n  ".join(each.name for each in self.archives()) or "none: ./ratiba train"
            what = f"The names of {len(found)} models begin" if found else "No model's name begins"
            raise SystemExit(f"{what} with {name!r}. Models here:\n  {known}")
        return found[0]

    def before(self) -> Path:
        """The model that was new before the one in use; raises SystemExit."""
        archives, current = self.archives(), self.in_use()
        older = archives[archives.index(current) + 1 :] if current else []
        if not older:
            raise SystemExit("There is no older model to go back to.")
        return older[0]

    def choose(self, archive: Path | None) -> None:
        """Use this model from the next start on; None always uses the newest."""
        choice = self._folder / _CHOICE
        if archive is None:
            choice.unlink(missing_ok=True)
            return
        draft = choice.with_suffix(".new")
        draft.write_text(archive.name + "\n", encoding="utf-8")
        draft.replace(choice)

    def described(self) -> dict[str, Any]:
        """What there is."""
        current, chosen = self.in_use(), self.chosen()
        return {
            "in_use": current.name if current else None,
            "chosen": chosen.name if chosen else None,
            "models": [_described(each) for each in self.archives()],
        }


def _described(archive: Path) -> dict[str, Any]:
    facts = archive.stat()
    trained = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(facts.st_mtime))
    return {"name": archive.name, "trained_at": trained, "bytes": facts.st_size}


def _try_out(archive: Path) -> None:
    """The model loads and understands a word with the code that runs here; raises SystemExit."""
    from bots import logs, patches
    from bots.parse import load

    patches.apply()
    logs.quiet_structlog()
    logs.drop_warnings()
    try:
        load(archive).parse("hello", reading={})
    except Exception as error:
        kind = type(error).__name__
        raise SystemExit(f"{archive.name} does not work with this version: {kind}") from None


def main() -> None:
    """List or choose; a model that does not load is not chosen."""
    parser = argparse.ArgumentParser(prog="python -m bots.models", description=__doc__)
    parser.add_argument("what", choices=["list", "use", "rollback"])
    parser.add_argument("name", nargs="?", default=LATEST)
    arguments = parser.parse_args()
    models = Models(ServerSettings().models)
    if arguments.what != "list":
        is_latest = arguments.what == "use" and arguments.name == LATEST
        wanted = models.before() if arguments.what == "rollback" else None
        if wanted is None and not is_latest:
            wanted = models.find(arguments.name)
        archive = wanted or next(iter(models.archives()), None)
        if archive is None:
            raise SystemExit("There is no model yet: ./ratiba train")
        _try_out(archive)
        models.choose(wanted)
    print(orjson.dumps(models.described()).decode())


if __name__ == "__main__":
    main()
