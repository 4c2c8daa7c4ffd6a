"""What the person at the terminal sees while things start."""

import sys
import time

from launcher.errors import LauncherError


class Console:
    """Lines with the seconds since the start in front."""

    def __init__(self, *, is_quiet: bool = False) -> None:
        self._started = time.monotonic()
        self._is_quiet = is_quiet

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._started

    def step(self, text: str) -> None:
        """Something that begins or is done."""
        if not self._is_quiet:
            print(f"  {self.elapsed:6.1f} s  {text}", flush=True)

    def say(self, text: str = "") -> None:
        """A line for the person."""
        if not self._is_quiet:
            print(text, flush=True)


def show_error(error: LauncherError) -> None:
    """A problem with its last log lines and what to do."""
    lines = [f"\nError: {error}"]
    if error.detail:
        lines += ["", *(f"    | {line}" for line in error.detail.splitlines())]
    if error.hint:
        lines += ["", error.hint]
    print("\n".join(lines), file=sys.stderr, flush=True)
