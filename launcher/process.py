"""One supervised process: started, watched, restarted when it dies, stopped when asked."""

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from launcher import logfiles
from launcher.errors import CrashLoop, NotReady
from launcher.probes import NO_ANSWER, Probe
from launcher.users import child_prefix

Health = Literal["starting", "healthy", "unhealthy", "stopped"]


@dataclass(frozen=True)
class Process:
    """What to run, and how to see that it works."""

    name: str
    command: tuple[str, ...]
    probe: Probe
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path = Path("/")
    address: str = ""
    stop_signal: signal.Signals = signal.SIGTERM
    user: str = "same"
    ready_seconds: float = 60.0
    hint: str = ""


@dataclass(frozen=True)
class RestartPolicy:
    """When a dead or silent process is started again, and when that is given up."""

    delays: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 4.0)
    max_exits: int = 5
    window_seconds: float = 60.0
    starting_poll_seconds: float = 0.15
    healthy_poll_seconds: float = 2.0
    stop_seconds: float = 8.0
    silent_seconds: float = 30.0


Report = Callable[[str], None]


class ManagedProcess:
    """Keeps one process alive; `run` returns after `stop`, or raises CrashLoop or NotReady."""

    def __init__(
        self,
        process: Process,
        *,
        logs: Path,
        policy: RestartPolicy,
        report: Report,
        changed: asyncio.Event,
    ) -> None:
        self.process = process
        self.health: Health = "starting"
        self.trouble: str | None = None
        self.restarts = 0
        self.pid: int | None = None
        self.ready = asyncio.Event()
        self.log = logs / f"{process.name}.log"
        self._policy = policy
        self._report = report
        self._changed = changed
        self._child: asyncio.subprocess.Process | None = None
        self._exits: deque[float] = deque()
        self._log_start = 0
        self._stopping = asyncio.Event()
        self._is_asked_for = False

    async def run(self) -> None:
        """Start the process and keep it running."""
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._live_once()
            if self._stopping.is_set():
                return
            if self._is_asked_for:
                self._is_asked_for = False
                self.health, self.pid = "starting", None
                continue
            delay = self._after_exit(code, lived=time.monotonic() - started)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay or 0.001)
            self.restarts += 1

    async def stop(self) -> None:
        """End the process: politely first, then for good."""
        self._stopping.set()
        child = self._child
        if child is not None and child.returncode is None:
            await self._end(child)
        if child is not None:
            _signal_group(child.pid, signal.SIGKILL)
        self.health, self.pid = "stopped", None

    async def restart(self) -> None:
        """End the process politely and start it again; returns when it is healthy or stopped."""
        child = self._child
        if child is None or child.returncode is not None or self._stopping.is_set():
            return
        self._report(f"{self.process.name} is asked to start again")
        self._is_asked_for = True
        await self._end(child)
        self.ready.clear()
        waits = [self.ready.wait(), self._stopping.wait()]
        tasks = [asyncio.create_task(wait) for wait in waits]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    def kill(self) -> None:
        """End the process at once."""
        if self._child is not None:
            _signal_group(self._child.pid, signal.SIGKILL)

    async def _end(self, child: asyncio.subprocess.Process) -> None:
        _signal_group(child.pid, self.process.stop_signal)
        try:
            await asyncio.wait_for(child.wait(), self._policy.stop_seconds)
        except TimeoutError:
            self._report(f"{self.process.name} does not stop by itself; killing it")
            _signal_group(child.pid, signal.SIGKILL)
            await child.wait()

    async def _live_once(self) -> int:
        child = await self._spawn()
        if self._stopping.is_set():
            _signal_group(child.pid, signal.SIGKILL)
        watch = asyncio.create_task(self._watch_health())
        waiter = asyncio.create_task(child.wait())
        try:
            await asyncio.wait({waiter, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not waiter.done():
                _signal_group(child.pid, signal.SIGKILL)
                await waiter
                self._report_not_ready(watch)
            return waiter.result()
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
            # Children that outlive their leader would keep its port.
            _signal_group(child.pid, signal.SIGKILL)

    def _report_not_ready(self, watch: asyncio.Task[None]) -> None:
        error = watch.exception()
        if isinstance(error, NotReady) and self.ready.is_set():
            self._report(f"{error} Killed.")
        elif error is not None:
            raise error

    async def _spawn(self) -> asyncio.subprocess.Process:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        logfiles.rotate(self.log)
        prefix = child_prefix(user=self.process.user, death_signal=self.process.stop_signal)
        with self.log.open("ab") as output:
            self._log_start = output.tell()
            self._child = await asyncio.create_subprocess_exec(
                *prefix,
                *self.process.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, **self.process.environment},
                cwd=self.process.folder,
                start_new_session=True,
            )
        self.health, self.trouble, self.pid = "starting", None, self._child.pid
        self._changed.set()
        return self._child

    async def _watch_health(self) -> None:
        deadline = time.monotonic() + self.process.ready_seconds
        last_answer = time.monotonic()
        while True:
            asked = time.monotonic()
            self.trouble = await self.process.probe()
            before = self.health
            if self.trouble != NO_ANSWER:
                last_answer = asked
            if self.trouble is None:
                self.health = "healthy"
                self.ready.set()
            elif self.health == "starting" and time.monotonic() > deadline:
                raise NotReady(
                    f"{self.process.name} runs but is not healthy after"
                    f" {self.process.ready_seconds:.0f} s ({self.trouble}).",
                    detail=self._last_lines(),
                    hint=self.process.hint or self._advice(),
                )
            elif self.health != "starting":
                self.health = "unhealthy"
                self._expect_answer(last_answer)
            if self.health != before:
                self._changed.set()
            is_new = self.health == "starting"
            policy = self._policy
            await asyncio.sleep(
                policy.starting_poll_seconds if is_new else policy.healthy_poll_seconds
            )

    def _expect_answer(self, last: float) -> None:
        """Raises NotReady for a process that was healthy and then kept silent for too long."""
        silent = time.monotonic() - last
        if silent >= self._policy.silent_seconds:
            raise NotReady(f"{self.process.name} has not answered for {silent:.0f} s.")

    def _after_exit(self, code: int, *, lived: float) -> float:
        """How long to wait before the next start; raises CrashLoop when there is none."""
        policy = self._policy
        now = time.monotonic()
        was_killed_from_outside = code == -signal.SIGKILL and self.health != "starting"
        self.health, self.pid = "starting", None
        if lived > policy.window_seconds or was_killed_from_outside:
            self._exits.clear()
        self._exits.append(now)
        # A program that never became healthy does not get better by failing slowly.
        while self.ready.is_set() and self._exits[0] < now - policy.window_seconds:
            self._exits.popleft()
        count = len(self._exits)
        if count >= policy.max_exits:
            raise CrashLoop(
                f"{self.process.name} ended {count} times in a row ({_describe(code)}).",
                detail=self._last_lines(),
                hint=self.process.hint or self._advice(),
            )
        delay = policy.delays[min(count, len(policy.delays)) - 1]
        when = "now" if delay == 0 else f"in {delay:g} s"
        self._report(f"{self.process.name} ended ({_describe(code)}); starting it again {when}")
        return delay

    def _advice(self) -> str:
        return f"Mend what it says, then start again. The whole log: {self.log}"

    def _last_lines(self) -> str:
        return logfiles.last_lines(self.log, since=self._log_start)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _describe(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
