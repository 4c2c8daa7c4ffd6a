"""Brings the whole system up, keeps it up, takes it down."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from launcher import steps
from launcher.console import Console, show_error
from launcher.engines import PostgresEngine
from launcher.errors import LauncherError
from launcher.installation import Installation
from launcher.process import RestartPolicy
from launcher.runfolder import RunFolder
from launcher.supervisor import Supervisor
from launcher.table import DEMO_BUSINESS, ProcessTable, Replicas

DEMO_SLUG = "zuri-hair"
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_NEW_MODEL = signal.SIGUSR1
_HINT_SECONDS = 1.0


@dataclass
class System:
    """One run of an installation, from the first engine to the last stop."""

    installation: Installation
    replicas: Replicas
    console: Console

    def run(self) -> int:
        """Run until asked to stop; the exit code for the shell."""
        folder = RunFolder(self.installation.home)
        folder.acquire()
        try:
            return asyncio.run(self._supervise(folder))
        finally:
            folder.release()

    async def _supervise(self, folder: RunFolder) -> int:
        supervisor = Supervisor(folder, report=self.console.step, policy=RestartPolicy())
        stopping = asyncio.Event()
        self._listen(stopping, supervisor)
        work = asyncio.create_task(self._bring_up_and_watch(folder, supervisor))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        error = await _outcome(work)
        self.console.say("\nStopping ...")
        await supervisor.stop()
        if isinstance(error, LauncherError):
            show_error(error)
            return 1
        if error is not None:
            raise error
        self.console.say("Everything is stopped. The data stays for the next start.")
        return 0

    async def _bring_up_and_watch(self, folder: RunFolder, supervisor: Supervisor) -> None:
        self.console.say(f"Starting Ratiba in {self.installation.home} {_estimate(folder)}")
        table = ProcessTable(self.installation, self.replicas)
        for moved in self.installation.ports.moved:
            self.console.step(f"port {moved}")
        supervisor.facts = self._facts(table)
        await self._start_engines(table, supervisor)
        await _all(
            self._open_services(table, supervisor, folder),
            self._open_dialogue(table, supervisor, folder),
        )
        _remember(folder, self.console.elapsed)
        self._welcome(table)
        await supervisor.watch()

    async def _start_engines(self, table: ProcessTable, supervisor: Supervisor) -> None:
        if table.postgres is not None:
            is_new = await asyncio.to_thread(table.postgres.prepare)
            if is_new:
                self.console.step("made a new PostgreSQL data folder")
        if table.redis is not None:
            table.redis.prepare()
        if table.storage is not None:
            table.storage.prepare()
        engines = table.engines()
        if engines:
            await self._with_password_hint(supervisor.start(engines), table.postgres)
            names = ", ".join(engine.name for engine in engines)
            self.console.step(f"{names} ready")
        if table.postgres is not None:
            await asyncio.to_thread(table.postgres.create_database)

    async def _with_password_hint(
        self, starting: Coroutine[Any, Any, None], postgres: PostgresEngine | None
    ) -> None:
        """Wait for the engines; a data folder of another secret is said at once, not at the end."""
        begun = asyncio.create_task(starting)
        try:
            while not begun.done():
                await asyncio.wait({begun}, timeout=_HINT_SECONDS)
                if postgres is not None and not begun.done():
                    with contextlib.suppress(psycopg.OperationalError):
                        await asyncio.to_thread(postgres.check_password)
            begun.result()
        finally:
            begun.cancel()
            await asyncio.gather(begun, return_exceptions=True)

    async def _open_services(
        self, table: ProcessTable, supervisor: Supervisor, folder: RunFolder
    ) -> None:
        environment = table.environment()
        business = DEMO_BUSINESS if self.installation.mode == "demo" else None
        self.console.step(await steps.prepare_database(environment, folder.logs, business=business))
        await supervisor.start(table.services())
        self.console.step("actions, web, worker healthy")

    async def _open_dialogue(
        self, table: ProcessTable, supervisor: Supervisor, folder: RunFolder
    ) -> None:
        environment = table.environment()
        if not environment.get("RASA_MODEL"):
            training = asyncio.create_task(steps.train(environment, folder.logs))
            done, _ = await asyncio.wait({training}, timeout=4)
            if not done:
                self.console.step("training the dialogue model (two minutes; only after changes)")
            self.console.step(await training)
        await supervisor.start(table.dialogue())
        self.console.step("rasa healthy")

    def _listen(self, stopping: asyncio.Event, supervisor: Supervisor) -> None:
        def ask() -> None:
            if stopping.is_set():
                supervisor.kill()
            stopping.set()

        loop = asyncio.get_running_loop()
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, ask)
        loop.add_signal_handler(_NEW_MODEL, supervisor.ask_restart, "rasa")

    def _facts(self, table: ProcessTable) -> dict[str, object]:
        environment = table.environment()
        names = ("DATABASE_APP_URL", "DATABASE_PLATFORM_URL", "DATABASE_RASA_URL")
        facts: dict[str, object] = {
            "mode": self.installation.mode,
            "home": str(self.installation.home),
            "pid": os.getpid(),
            "database_url": table.database_url,
            **{name.lower(): environment[name] for name in names},
            "redis_url": table.redis_url,
            **{name.lower(): value for name, value in table.s3.items()},
            "secret_fingerprint": self.installation.derived("fingerprint"),
            "web_url": f"http://127.0.0.1:{table.web_port}",
            "public_url": table.public_url,
            "rasa_url": environment["RASA_URL"],
        }
        if self.installation.mode == "demo":
            facts["sandbox_url"] = f"http://127.0.0.1:{table.sandbox_port}"
            facts["trace_token"] = environment["TRACE_TOKEN"]
            facts["meta_app_secret"] = environment["META_APP_SECRET"]
            facts["meta_verify_token"] = environment["META_VERIFY_TOKEN"]
        return facts

    def _welcome(self, table: ProcessTable) -> None:
        say = self.console.say
        say(f"\nRatiba is ready ({self.console.elapsed:.0f} s).\n")
        if self.installation.mode == "demo":
            say(f"  Phone page   http://127.0.0.1:{table.sandbox_port}/")
            say("  Try          Hi, I'd like to book braids with Amina tomorrow at 3pm")
            say("  M-Pesa PIN   1234")
            say(f"  Look         ./ratiba show bookings --business {DEMO_SLUG}")
        else:
            say(f"  Webhooks     {table.public_url}/webhooks/whatsapp")
            say("  Businesses   ./ratiba business create FILE.yml")
        say("  How it is    ./ratiba status")
        say("  Stop         Ctrl-C; the data stays\n")


async def _all(*work: Coroutine[Any, Any, None]) -> None:
    """Everything at once; the first failure cancels the rest and is raised as it is."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _outcome(work: "asyncio.Task[None]") -> BaseException | None:
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return None if work.cancelled() else work.exception()


def _estimate(folder: RunFolder) -> str:
    try:
        seconds = json.loads((folder.run / "last-start.json").read_text())["seconds"]
    except (OSError, ValueError, KeyError):
        return "(the first start takes one to two minutes)"
    return f"(the last start took {seconds:.0f} s)"


def _remember(folder: RunFolder, seconds: float) -> None:
    Path(folder.run / "last-start.json").write_text(json.dumps({"seconds": round(seconds, 1)}))
