"""All supervised processes together: started in layers, watched, stopped in reverse."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime

from launcher import logfiles
from launcher.memory import resident_bytes
from launcher.process import ManagedProcess, Process, Report, RestartPolicy
from launcher.runfolder import RunFolder

_STATE_SECONDS = 2.0


class Supervisor:
    """Starts layers of processes and keeps them alive until `stop`."""

    def __init__(self, run_folder: RunFolder, *, report: Report, policy: RestartPolicy) -> None:
        self.facts: dict[str, object] = {}
        self._run_folder = run_folder
        self._report = report
        self._policy = policy
        self._layers: list[list[ManagedProcess]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._changed = asyncio.Event()
        self._started = datetime.now(UTC)
        self._state_task: asyncio.Task[None] | None = None
        self._restarting: asyncio.Task[None] | None = None

    async def start(self, processes: Sequence[Process]) -> None:
        """Start one more layer; returns when all of it is healthy, raises when it cannot be."""
        layer = [self._manage(process) for process in processes]
        self._layers.append(layer)
        ready = asyncio.create_task(_all_ready(layer))
        try:
            while not ready.done():
                await asyncio.wait([ready, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
                self._raise_what_failed()
        finally:
            ready.cancel()
            await asyncio.gather(ready, return_exceptions=True)
        self.write_state()

    async def watch(self) -> None:
        """Runs until a process cannot be kept alive; raises what happened to it."""
        while self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            self._raise_what_failed()

    async def stop(self) -> None:
        """End every process, the last layer first."""
        if self._restarting is not None:
            self._restarting.cancel()
        for layer in reversed(self._layers):
            await asyncio.gather(*(managed.stop() for managed in layer))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._state_task is not None:
            self._state_task.cancel()
        self._run_folder.clear_state()

    def ask_restart(self, name: str) -> None:
        """Have `restart` done, after those that were asked for before."""
        before = self._restarting
        self._restarting = asyncio.create_task(self._restart_after(before, name))

    async def restart(self, name: str) -> None:
        """Start the processes of a name again, the next one when the last is healthy."""
        for managed in self._all():
            if managed.process.name.partition("-")[0] == name:
                await managed.restart()

    def kill(self) -> None:
        """End every process at once."""
        for managed in self._all():
            managed.kill()

    def is_healthy(self) -> bool:
        """Whether every process is healthy now."""
        return all(managed.health == "healthy" for managed in self._all())

    def write_state(self) -> None:
        """Tell `./ratiba status` how things are."""
        self._run_folder.write_state(
            {
                "started_at": self._started.isoformat(timespec="seconds"),
                "healthy": self.is_healthy(),
                **self.facts,
                "processes": [_state_of(managed) for managed in self._all()],
            }
        )

    async def _restart_after(self, before: asyncio.Task[None] | None, name: str) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self.restart(name)

    def _raise_what_failed(self) -> None:
        for task in [task for task in self._tasks if task.done()]:
            self._tasks.remove(task)
            task.result()

    async def _keep_state(self) -> None:
        while True:
            self.write_state()
            for managed in self._all():
                logfiles.rotate(managed.log)
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _STATE_SECONDS)

    def _all(self) -> list[ManagedProcess]:
        return [managed for layer in self._layers for managed in layer]

    def _manage(self, process: Process) -> ManagedProcess:
        managed = ManagedProcess(
            process,
            logs=self._run_folder.logs,
            policy=self._policy,
            report=self._report,
            changed=self._changed,
        )
        self._tasks.append(asyncio.create_task(managed.run(), name=process.name))
        if self._state_task is None:
            self._state_task = asyncio.create_task(self._keep_state())
        return managed


async def _all_ready(layer: Sequence[ManagedProcess]) -> None:
    for managed in layer:
        await managed.ready.wait()


def _state_of(managed: ManagedProcess) -> dict[str, object]:
    return {
        "name": managed.process.name,
        "address": managed.process.address,
        "health": managed.health,
        "trouble": managed.trouble if managed.health != "healthy" else None,
        "pid": managed.pid,
        "memory_bytes": resident_bytes(managed.pid) if managed.pid else None,
        "restarts": managed.restarts,
        "log": str(managed.log),
    }
