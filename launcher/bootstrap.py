"""From a bare Python 3.8+ to the locked environments; nothing but the standard library here."""

import contextlib
import fcntl
import os
import signal
import sys
from pathlib import Path
from typing import Iterator, List, NoReturn

from launcher.commands import COMMANDS, help_text
from launcher.installs import Environment, Installer, InstallFailed, lock_files

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: List[str]) -> None:
    """Run one command of `./ratiba`, preparing its environments first."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(help_text())
        return
    command = COMMANDS.get(arguments[0])
    if command is None:
        sys.exit("There is no command '%s'.\n\n%s" % (arguments[0], help_text()))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with _held(home() / "run" / "install.lock"):
            if arguments[0] == "lock":
                lock_files(Installer(ROOT, home()), arguments[1:])
                return
            python = _prepare(command.environments, arguments)
    except InstallFailed as failure:
        sys.exit("\n%s" % failure)
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next run picks up where this one left off.")
    _become(python, arguments)


def home() -> Path:
    """Where local state lives: `$RATIBA_HOME`, or `.ratiba` beside this checkout."""
    return Path(os.environ.get("RATIBA_HOME") or ROOT / ".ratiba").expanduser().resolve()


def _prepare(needed: "tuple[str, ...]", arguments: List[str]) -> Path:
    if "-h" in arguments or "--help" in arguments or arguments[1:2] == ["unit"]:
        needed = tuple(name for name in needed if name != "rasa")
    installer = Installer(ROOT, home())
    services = Environment(
        name="services",
        folder=home() / "venv",
        python="3.13",
        locks=tuple(name for name in ("services", "dev") if name in needed),
        estimate="about a minute, 600 MB",
    )
    installer.ensure(services)
    if "rasa" in needed:
        installer.ensure(
            Environment(
                name="rasa",
                folder=home() / "venv-rasa",
                python="3.10",
                locks=("rasa",),
                estimate="one to four minutes, 1.6 GB",
            )
        )
    return services.interpreter


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """Only one `./ratiba` installs into a home at a time; the others wait for it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise InstallFailed(
            "RATIBA_HOME, %s, cannot be used: %s.\nName a folder that may be written to."
            % (home(), error.strerror)
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another ./ratiba is installing here; waiting for it ...", file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _become(python: Path, arguments: List[str]) -> NoReturn:
    environment = dict(os.environ)
    # Without cached bytecode every process compiles its imports again: seconds at each start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    paths = [str(ROOT)] + [p for p in [environment.get("PYTHONPATH")] if p]
    environment.update(
        RATIBA_HOME=str(home()), PYTHONPATH=os.pathsep.join(paths), PYTHONUNBUFFERED="1"
    )
    sys.stdout.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execve(str(python), [str(python), "-m", "launcher", *arguments], environment)
