"""A Chromium for the browser tests: the one present, Playwright's own, or the system's package."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from launcher.errors import LauncherError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_DOWNLOAD_SECONDS = 300
Say = Callable[[str], None]


def find_browser(say: Say) -> str:
    """The path of a Chromium that starts here; fetches one when there is none, and says so."""
    if found := present_browser():
        say(f"browser: {found}")
        return found
    say("browser: none on this machine; asking Playwright for its Chromium")
    _ran([sys.executable, "-m", "playwright", "install", "chromium"])
    if found := present_browser():
        say(f"browser: {found} (downloaded by Playwright)")
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("browser: Playwright could not download; installing the system package chromium")
        _ran(["apt-get", "update", "-qq"])
        _ran(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        if found := present_browser():
            say(f"browser: {found} (installed with apt-get)")
            return found
    raise LauncherError(
        "No browser for the browser tests, and none could be fetched.",
        hint="Install Chromium or Chrome (Debian: apt install chromium), or set RATIBA_CHROMIUM"
        " to one. Without it: ./ratiba test unit db contract e2e chaos",
    )


def present_browser() -> str | None:
    """The path of a Chromium that is here and starts."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[str]:
    if given := os.environ.get("RATIBA_CHROMIUM"):
        yield given
    for name in _NAMES:
        if path := shutil.which(name):
            yield path
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    cache = Path(folder) if folder else Path.home() / ".cache" / "ms-playwright"
    for pattern in (
        "chromium-*/chrome-linux*/chrome",
        "chromium_headless_shell-*/*/*headless*shell",
    ):
        yield from (str(path) for path in sorted(cache.glob(pattern), reverse=True))


def _starts(path: str) -> bool:
    try:
        finished = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


def _ran(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        finished = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_DOWNLOAD_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0
