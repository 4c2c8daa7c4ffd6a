"""Work per key, woken from outside: never twice at once, and never forgotten."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from core.kit.logs import bind_context, logger
from core.kit.metrics import counter, gauge

_FAILURES = counter("work_failures", "Woken work that raised, to be tried again", ["work"])
_RUNNING = gauge("work_running", "Keys being worked on now", ["work"])
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.1, 2.0


@dataclass(slots=True)
class _Entry:
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    is_pausing: bool = False


class KeyedWork[K: Hashable]:
    """Runs `work(key)` for woken keys, a limited number at a time.

    `work` returns when the key wants to run again: in so many seconds (or at a wake-up), or None. A
    wake-up during a run makes another run, but not one before it; a run that raises is repeated
    with a growing pause. The `ids` of a key stand on every log line of its work.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[K], Awaitable[float | None]],
        *,
        most_at_once: int,
        ids: Callable[[K], dict[str, str]] | None = None,
    ) -> None:
        self._name, self._work, self._ids = name, work, ids
        self._slots = asyncio.Semaphore(most_at_once)
        self._entries: dict[K, _Entry] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closing = False
        self._running = _RUNNING.labels(name)
        self.running = 0

    def wake(self, key: K) -> None:
        """Have the key worked on soon."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.woken.set()
            return
        if self._is_closing:
            return
        entry = self._entries[key] = _Entry()
        task = asyncio.create_task(self._named_run(key, entry))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def wake_idle(self, key: K) -> None:
        """Have the key worked on soon, unless it is being worked on or about to be.

        For who looks around for waiting work: what a run does now still looks like waiting.
        """
        entry = self._entries.get(key)
        if entry is None or entry.is_pausing:
            self.wake(key)

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """Inside a run: lets another key run while this one only waits for somebody else."""
        self._slots.release()
        self._count(-1)
        try:
            yield
        finally:
            self._count(1)
            # Cut off here, at closing time, the run gives back a place it does not have.
            await self._slots.acquire()

    async def close(self, seconds: float) -> None:
        """Start nothing more and wait for what runs, then cut it off."""
        self._is_closing = True
        for entry in self._entries.values():
            entry.woken.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _named_run(self, key: K, entry: _Entry) -> None:
        with bind_context(**(self._ids(key) if self._ids else {})):
            await self._run(key, entry)

    async def _run(self, key: K, entry: _Entry) -> None:
        backoff = _FIRST_BACKOFF
        try:
            while not self._is_closing:
                pause, failed = await self._once(key, entry, backoff)
                backoff = min(backoff * 2, _LONGEST_BACKOFF) if failed else _FIRST_BACKOFF
                if entry.woken.is_set() and not failed:
                    continue
                if pause is None or self._is_closing:
                    return
                entry.is_pausing = True
                await _until(entry.woken, pause)
                entry.is_pausing = False
        finally:
            self._entries.pop(key, None)

    async def _once(self, key: K, entry: _Entry, backoff: float) -> tuple[float | None, bool]:
        async with self._slots:
            # Of what woke it while it stood in line, this run hears.
            entry.woken.clear()
            self._count(1)
            try:
                return await self._work(key), False
            except Exception as problem:
                _FAILURES.labels(self._name).inc()
                logger.error("work_failed", work=self._name, exc_info=problem)
                return backoff, True
            finally:
                self._count(-1)

    def _count(self, change: int) -> None:
        self.running += change
        self._running.set(self.running)


async def _until(woken: asyncio.Event, seconds: float) -> None:
    if seconds <= 0:
        return
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return
