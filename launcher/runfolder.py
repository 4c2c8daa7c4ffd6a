"""`$RATIBA_HOME`: who runs here, what it said last, and its logs."""

import fcntl
import json
import os
import signal
import time
from pathlib import Path
from typing import IO, Any

from launcher.errors import AlreadyRunning


class RunFolder:
    """The folder of one installation; `acquire` lets only one supervisor in."""

    def __init__(self, home: Path, *, leftover_seconds: float = 8.0) -> None:
        self.home = home
        self._leftover_seconds = leftover_seconds
        self.logs = home / "logs"
        self.run = home / "run"
        self._lock: IO[str] | None = None

    def acquire(self) -> None:
        """Become the only supervisor of this home; raises AlreadyRunning."""
        self.run.mkdir(parents=True, exist_ok=True)
        lock = (self.run / "supervisor.lock").open("a+")
        if not _lock_soon(lock):
            lock.seek(0)
            pid = lock.read().strip()
            lock.close()
            raise AlreadyRunning(
                f"Ratiba is already running here (process {pid}, {self.home}).",
                hint="See it with ./ratiba status. Stop it with Ctrl-C where it runs, or start a"
                " second one elsewhere: RATIBA_HOME=/some/folder ./ratiba demo",
            )
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        self._end_leftovers()

    def release(self) -> None:
        """Let the next supervisor in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_running(self) -> bool:
        """Whether a supervisor holds this home now."""
        try:
            with (self.run / "supervisor.lock").open("r") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def write_state(self, state: dict[str, Any]) -> None:
        """Replace the state that `read_state` gives."""
        draft = self.run / "state.json.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(state, indent=2))
        draft.replace(self.run / "state.json")

    def read_state(self) -> dict[str, Any] | None:
        """What the running supervisor wrote last; None when none runs."""
        if not self.is_running():
            return None
        try:
            state: dict[str, Any] = json.loads((self.run / "state.json").read_text())
        except FileNotFoundError:
            return None
        return state

    def clear_state(self) -> None:
        """Forget the last state."""
        (self.run / "state.json").unlink(missing_ok=True)

    def _end_leftovers(self) -> None:
        """Processes of a supervisor that was killed get their death signal; make sure they obey."""
        try:
            state = json.loads((self.run / "state.json").read_text())
        except (OSError, ValueError):
            return
        pids = [row["pid"] for row in state["processes"] if row["pid"]]
        deadline = time.monotonic() + self._leftover_seconds
        while alive := [pid for pid in pids if self._is_ours(pid)]:
            if time.monotonic() > deadline:
                for pid in alive:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        self.clear_state()

    def _is_ours(self, pid: int) -> bool:
        try:
            variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False
        return f"RATIBA_HOME={self.home}".encode() in variables


def _lock_soon(lock: IO[str]) -> bool:
    # A reader of the state holds the lock for an instant, hence more than one try.
    for _ in range(5):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
