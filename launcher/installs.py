"""The locked environments: finds uv and the right Pythons, installs, and knows when it is done.

Standard library only: this runs before anything is installed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

_LOCKED_EXTRAS: Dict[str, List[str]] = {
    "services": ["--python-version", "3.13"],
    "dev": ["--python-version", "3.13"],
    "rasa": ["--python-version", "3.10", "--override", "requirements/rasa.overrides"],
    "bootstrap": ["--python-version", "3.8"],
    "clock": ["--python-version", "3.13", "--no-deps"],
}


class InstallFailed(Exception):
    """What went wrong while preparing the machine, and what the person can do."""


class Environment(NamedTuple):
    """One virtual environment and the lock files it is made of."""

    name: str
    folder: Path
    python: str
    locks: Tuple[str, ...]
    estimate: str

    @property
    def interpreter(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / "ratiba-locks.json"

    @property
    def unfinished(self) -> Path:
        """Exists while an install runs, so that an interrupted one is recognized."""
        return self.folder.with_name(self.folder.name + ".unfinished")


class Installer:
    """Makes environments; a second call for an unchanged lock costs nothing."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        self.home = home
        self._uv: Optional[str] = None

    def ensure(self, environment: Environment) -> None:
        """Leave `environment` installed exactly as its lock files say."""
        wanted = {name: self._fingerprint(name) for name in environment.locks}
        installed = _read_stamp(environment)
        if all(installed.get(name) == value for name, value in wanted.items()):
            return
        kept = {name: self._fingerprint(name) for name in installed if self._lock(name).exists()}
        self._install(environment, {**kept, **wanted}, is_update=bool(installed))

    def uv(self) -> str:
        """A working uv: the one on PATH, or one in its own small environment."""
        if self._uv is None:
            self._uv = self._find_uv() or self._bootstrap_uv()
        return self._uv

    def run(self, arguments: List[str], *, explain: str) -> None:
        """Run uv; raises InstallFailed with `explain` when it fails."""
        finished = subprocess.run([self.uv(), *arguments], cwd=str(self.root))
        if finished.returncode != 0:
            raise InstallFailed(explain)

    def _install(self, environment: Environment, locks: Dict[str, str], *, is_update: bool) -> None:
        if environment.unfinished.exists():
            _say("The last install was interrupted; starting this environment afresh.")
            shutil.rmtree(str(environment.folder), ignore_errors=True)
            is_update = False
        _say(
            "Installing the %s environment (Python %s, %s; only this once) ..."
            % (environment.name, environment.python, environment.estimate)
        )
        started = time.monotonic()
        environment.unfinished.touch()
        if not environment.interpreter.exists():
            self._create(environment)
        self._install_packages(environment, sorted(locks), is_update=is_update)
        _write_atomically(environment.stamp, json.dumps(locks, indent=2))
        environment.unfinished.unlink()
        _say("The %s environment is ready (%d s)." % (environment.name, time.monotonic() - started))

    def _install_packages(
        self, environment: Environment, locks: List[str], *, is_update: bool
    ) -> None:
        files = [str(self._lock(name)) for name in locks]
        verb = ["sync"] if is_update else ["install", "--no-deps"]
        requirements = files if is_update else [part for file in files for part in ("-r", file)]
        self.run(
            ["pip", *verb, "--quiet", "--require-hashes", "--python", str(environment.interpreter)]
            + requirements,
            explain="Packages could not be installed (see above). Check the network or proxy,"
            " then run the same command again.",
        )

    def _create(self, environment: Environment) -> None:
        python = find_python(environment.python)
        if python is None:
            _say("No Python %s on this machine; uv will fetch one." % environment.python)
        if environment.folder.exists():
            shutil.rmtree(str(environment.folder))
        self.run(
            ["venv", "--quiet", "--python", python or environment.python, str(environment.folder)],
            explain="Python {0} is needed and could neither be found (PATH, $PYENV_ROOT,"
            " ~/.pyenv) nor downloaded.\nInstall it, for example with `pyenv install {0}`, and run"
            " the same command again.".format(environment.python),
        )

    def _find_uv(self) -> Optional[str]:
        for candidate in (shutil.which("uv"), str(self._own_uv())):
            if candidate and _answers([candidate, "--version"]):
                return candidate
        return None

    def _own_uv(self) -> Path:
        return self.home / "uv" / "bin" / "uv"

    def _bootstrap_uv(self) -> str:
        _say("Fetching uv, the package installer (a few seconds) ...")
        folder = self.home / "uv"
        if folder.exists():
            shutil.rmtree(str(folder))
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(folder)], stdout=subprocess.DEVNULL
        )
        if made.returncode != 0:
            raise InstallFailed(
                "This Python cannot make virtual environments. On Debian and Ubuntu:"
                " apt install python3-venv. Or install uv yourself; then run the command again."
            )
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
        fetched = subprocess.run(
            [
                *pip,
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                str(self._lock("bootstrap")),
            ]
        )
        if fetched.returncode != 0 or not _answers([str(self._own_uv()), "--version"]):
            raise InstallFailed(
                "uv could not be installed (see above). Check the network or proxy."
            )
        return str(self._own_uv())

    def _lock(self, name: str) -> Path:
        return self.root / "requirements" / (name + ".lock")

    def _fingerprint(self, name: str) -> str:
        return hashlib.sha256(self._lock(name).read_bytes()).hexdigest()


def lock_files(installer: Installer, options: List[str]) -> None:
    """Compile every `requirements/*.in` into its lock file; `options` go to uv (`--upgrade`)."""
    for name, extras in _LOCKED_EXTRAS.items():
        _say("Locking %s ..." % name)
        installer.run(
            ["pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url"]
            + ["--custom-compile-command", "./ratiba lock", *extras, *options]
            + ["requirements/%s.in" % name, "-o", "requirements/%s.lock" % name],
            explain="requirements/%s.in could not be resolved (see above)." % name,
        )


def find_python(version: str) -> Optional[str]:
    """The path of a working Python of this minor version, or None."""
    for candidate in _python_candidates(version):
        path = _answers(
            [
                candidate,
                "-c",
                "import ensurepip, ssl, sqlite3, sys; print(*sys.version_info[:2],"
                " sep='.'); print(sys.executable)",
            ]
        )
        if path and path.splitlines()[0] == version:
            return path.splitlines()[1]
    return None


def _python_candidates(version: str) -> Iterator[str]:
    name = "python" + version
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder) / name
        if os.access(str(path), os.X_OK) and path.parent.name != "shims":
            yield str(path)
    for root in _pyenv_roots():
        try:
            installed = sorted((root / "versions").glob(version + ".*/bin/" + name), reverse=True)
        except OSError:
            continue
        for path in installed:
            yield str(path)


def _pyenv_roots() -> Iterator[Path]:
    """`$PYENV_ROOT` may be another user's and out of reach, so the own one counts beside it."""
    if os.environ.get("PYENV_ROOT"):
        yield Path(os.environ["PYENV_ROOT"])
    try:
        yield Path.home() / ".pyenv"
    except (KeyError, RuntimeError):
        return


def _answers(command: List[str]) -> Optional[str]:
    """What the command prints, or None when it cannot run."""
    try:
        finished = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return finished.stdout.decode(errors="replace").strip()


def _read_stamp(environment: Environment) -> Dict[str, str]:
    if environment.unfinished.exists() or not environment.interpreter.exists():
        return {}
    try:
        stamp: Dict[str, str] = json.loads(environment.stamp.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _write_atomically(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(text)
    draft.replace(path)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
