"""A chosen moment at which the whole system starts, PostgreSQL included: libfaketime.

The library is preloaded into every process that the runner starts and adds one constant offset to
the wall clock, so time runs on and all agree; timers, which use the monotonic clock, are left
alone. No product code knows of it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import psycopg

from launcher.installation import ROOT, given_environment, home_folder
from launcher.installs import Installer, InstallFailed
from tests.e2e.days import NAIROBI

DEFAULT = "2026-03-04T10:12+03:00"
"""A Wednesday morning in a week without holidays."""
_LOCK = ROOT / "requirements" / "clock.lock"
_NAME = "libfaketime.so.1"
_SYSTEM = ("usr/lib/*/faketime", "usr/lib/faketime", "usr/local/lib/faketime")
_MOST_APART = 30.0
_TRY = "import time; time.sleep(0.01); print(time.time())"


class NotPinned(Exception):
    """The clock cannot be pinned here; the text says why."""


def moment(text: str) -> datetime:
    """A moment from the command line; without an offset it is Nairobi's."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=NAIROBI)


def is_pinned() -> bool:
    """Whether this process runs at a chosen moment."""
    return bool(os.environ.get("FAKETIME")) and _NAME in os.environ.get("LD_PRELOAD", "")


def pinning(at: datetime, libraries: Iterable[Path]) -> Mapping[str, str]:
    """The environment of a process for which it is `at` now; NotPinned when none can be made."""
    if sys.platform != "linux":
        raise NotPinned("only Linux can preload libfaketime")
    if given_environment().get("DATABASE_URL"):
        raise NotPinned("DATABASE_URL names a server with a clock of its own")
    for library in libraries:
        if is_usable(library):
            return preloaded(library, at)
    raise NotPinned(
        "libfaketime was neither found nor could it be built (it needs a C compiler and make)"
    )


def check_database(connection: "psycopg.Connection[object]") -> None:
    """Raise NotPinned when PostgreSQL's clock is not ours."""
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    apart = abs(float(str(row[0])) - time.time()) if row else _MOST_APART
    if apart >= _MOST_APART:
        raise NotPinned(f"PostgreSQL's clock is {apart:.0f} s away from the one that was chosen")


def candidates(say: Callable[[str], None]) -> Iterator[Path]:
    """Libraries to try: those on this machine, then one that is built now."""
    yield from _own().rglob(_NAME)
    for pattern in _SYSTEM:
        yield from Path("/").glob(f"{pattern}/{_NAME}")
    say("building libfaketime to pin the clock (only this once) ...")
    arguments = ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(_LOCK)]
    try:
        Installer(ROOT, home_folder()).run([*arguments, "--target", str(_own())], explain="")
    except InstallFailed:
        return
    yield from _own().rglob(_NAME)


def preloaded(library: Path, at: datetime) -> Mapping[str, str]:
    """The environment in which a process that starts now starts at that moment."""
    others = os.environ.get("LD_PRELOAD")
    return {
        "LD_PRELOAD": f"{library}:{others}" if others else str(library),
        "FAKETIME": f"{at.timestamp() - time.time():+.3f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


def is_usable(library: Path) -> bool:
    """Whether Python tells another time under it and can sleep (older releases break 3.13)."""
    at = moment(DEFAULT)
    finished = subprocess.run(
        [sys.executable, "-c", _TRY],
        env={**os.environ, **preloaded(library, at)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if finished.returncode != 0 or not finished.stdout.strip():
        return False
    return abs(float(finished.stdout) - at.timestamp()) < _MOST_APART


def _own() -> Path:
    return home_folder() / "tools" / "clock"
