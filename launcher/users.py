"""As whom the database may run: PostgreSQL refuses to be root."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import LauncherError

CHILD_SCRIPT = Path(__file__).with_name("child.py")
_OTHER_HOME = Path("/var/lib/ratiba")


@dataclass(frozen=True)
class EngineUser:
    """`option` is child.py's USER; `uid` is who must own the data, None for ourselves."""

    option: str = "same"
    uid: int | None = None

    def wrap(self, command: list[str]) -> list[str]:
        """The command line that runs `command` as this user, tied to the caller's life."""
        return [*child_prefix(user=self.option), *command]


def child_prefix(*, user: str = "same", death_signal: int = 2) -> list[str]:
    """What to put before a command so that it ends when this process ends."""
    shim = [sys.executable, "-I", "-S", str(CHILD_SCRIPT)]
    return [*shim, str(os.getpid()), str(death_signal), user, "--"]


def find_engine_user(binary: Path) -> EngineUser:
    """The user under whom `binary` runs here; raises LauncherError when there is none."""
    if os.geteuid() != 0:
        return EngineUser()
    stranger = _unprivileged_user()
    in_namespace = EngineUser(option=f"namespace:{stranger}")
    if _runs(in_namespace, binary):
        return in_namespace
    other = EngineUser(option=f"other:{stranger}", uid=stranger)
    if _runs(other, Path("/bin/true")):
        return other
    raise LauncherError(
        "PostgreSQL does not run as root, and this machine allows neither user namespaces nor"
        " another user.",
        hint="Run ./ratiba as a plain user, or set DATABASE_URL to a PostgreSQL that runs already.",
    )


def reachable_copy(user: EngineUser, package: Path, libraries: Path) -> Path:
    """Where `user` can read the engine's files: in place, or a copy outside root's home."""
    if user.uid is None or _runs(user, package / "pginstall" / "bin" / "postgres"):
        return package
    target = _OTHER_HOME / "engines"
    for source in (package, libraries):
        if not (target / source.name).exists():
            draft = target / f"{source.name}.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(source, draft)
            draft.rename(target / source.name)
    return target / package.name


def data_folder(user: EngineUser, home: Path) -> Path:
    """Where this user keeps the database of `home`."""
    if user.uid is None:
        return home / "pg"
    return _OTHER_HOME / "data" / str(home).strip("/").replace("/", "-")


def own(user: EngineUser, path: Path) -> None:
    """Make `path` belong to the user who will run the engine."""
    if user.uid is not None:
        os.chown(path, user.uid, user.uid)


def _unprivileged_user() -> int:
    # initdb looks its own user up, so the number must have a name.
    known = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0]
    if not known:
        raise LauncherError("This machine has no user but root.", hint="Add one: useradd ratiba")
    return 65534 if 65534 in known else max(known)


def _runs(user: EngineUser, binary: Path) -> bool:
    finished = subprocess.run(
        user.wrap([str(binary), "--version"]), capture_output=True, timeout=20, check=False
    )
    return finished.returncode == 0
