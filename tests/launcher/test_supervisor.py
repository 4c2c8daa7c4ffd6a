import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.errors import AlreadyRunning, CrashLoop, NotReady
from launcher.probes import http_probe
from launcher.process import Process
from launcher.runfolder import RunFolder
from launcher.supervisor import Supervisor

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
SERVE = "ready.touch()\ntime.sleep(60)"
Program = Callable[..., Process]


def _row(run_folder: RunFolder, name: str) -> dict[str, object]:
    state = run_folder.read_state()
    assert state is not None
    return next(row for row in state["processes"] if row["name"] == name)


async def _until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


class TestStart:
    async def test_returns_when_every_process_is_healthy(
        self, supervisor: Supervisor, run_folder: RunFolder, program: Program
    ) -> None:
        slow = program("slow", "time.sleep(0.3)\n" + SERVE)
        await supervisor.start([program("quick", SERVE), slow])
        assert supervisor.is_healthy()
        row = _row(run_folder, "slow")
        assert (row["health"], row["restarts"], row["address"]) == ("healthy", 0, "http://slow")
        assert isinstance(row["memory_bytes"], int)
        assert row["memory_bytes"] > 1_000_000
        await supervisor.stop()

    async def test_a_program_that_always_ends_is_given_up_with_its_last_lines(
        self, supervisor: Supervisor, program: Program, reports: list[str]
    ) -> None:
        broken = program("broken", "print('no such table: openings'); sys.exit(3)", hint="migrate")
        with pytest.raises(CrashLoop) as caught:
            await supervisor.start([broken])
        assert "broken ended 4 times" in str(caught.value)
        assert "exit code 3" in str(caught.value)
        assert caught.value.detail == "no such table: openings"
        assert caught.value.hint == "migrate"
        assert len(reports) == 3
        await supervisor.stop()

    async def test_a_program_that_never_becomes_healthy_is_named(
        self, supervisor: Supervisor, program: Program
    ) -> None:
        mute = program("mute", "print('waiting'); time.sleep(60)", ready_seconds=0.3)
        with pytest.raises(NotReady, match=r"mute runs but is not healthy after .* \(not yet\)"):
            await supervisor.start([mute])
        await supervisor.stop()


class TestRestart:
    async def test_a_killed_process_is_back_at_once_and_counted(
        self, supervisor: Supervisor, run_folder: RunFolder, program: Program, reports: list[str]
    ) -> None:
        await supervisor.start([program("worker", SERVE)])
        first = _row(run_folder, "worker")["pid"]
        assert isinstance(first, int)
        os.kill(first, signal.SIGKILL)

        def is_back() -> bool:
            supervisor.write_state()
            row = _row(run_folder, "worker")
            return row["restarts"] == 1 and row["health"] == "healthy"

        await _until(is_back)
        assert reports == ["worker ended (killed by SIGKILL); starting it again now"]
        await supervisor.stop()

    async def test_many_kills_from_outside_are_not_a_crash_loop(
        self, supervisor: Supervisor, run_folder: RunFolder, program: Program
    ) -> None:
        await supervisor.start([program("worker", SERVE)])
        for count in range(1, 8):
            supervisor.write_state()
            pid = _row(run_folder, "worker")["pid"]
            assert isinstance(pid, int)
            os.kill(pid, signal.SIGKILL)

            def is_back(count: int = count) -> bool:
                supervisor.write_state()
                row = _row(run_folder, "worker")
                return row["restarts"] == count and row["health"] == "healthy"

            await _until(is_back)
        await supervisor.stop()

    async def test_a_crash_loop_after_a_good_start_ends_the_watch(
        self, supervisor: Supervisor, program: Program
    ) -> None:
        await supervisor.start([program("flaky", "ready.touch(); time.sleep(0.2); sys.exit(1)")])
        with pytest.raises(CrashLoop, match="flaky") as caught:
            await asyncio.wait_for(supervisor.watch(), 10)
        assert "Mend what it says, then start again. The whole log: " in caught.value.hint
        await supervisor.stop()

    async def test_what_a_dead_leader_left_behind_is_ended(
        self, supervisor: Supervisor, program: Program, tmp_path: Path
    ) -> None:
        body = (
            "import subprocess\n"
            "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
            "Path('grandchild').write_text(str(child.pid))\n" + SERVE
        )
        await supervisor.start([program("leader", body)])
        grandchild = int((tmp_path / "grandchild").read_text())
        await supervisor.stop()
        await _until(lambda: not _is_alive(grandchild))


class TestSilence:
    """A process that lives and does nothing: it is stopped, its port still takes connections."""

    SERVER = (
        "from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer\n"
        "class Answer(BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(503 if Path('troubled').exists() else 200)\n"
        "        self.end_headers()\n"
        "    def log_message(self, *_): pass\n"
        "ThreadingHTTPServer(('127.0.0.1', {port}), Answer).serve_forever()"
    )

    @pytest.fixture
    def server(self, program: Program) -> Process:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        body = self.SERVER.replace("{port}", str(port))
        return program("web", body, probe=http_probe(port, patience=0.2))

    async def test_one_that_keeps_silent_is_killed_and_started_again(
        self, supervisor: Supervisor, run_folder: RunFolder, server: Process, reports: list[str]
    ) -> None:
        await supervisor.start([server])
        stopped = _row(run_folder, "web")["pid"]
        assert isinstance(stopped, int)
        os.kill(stopped, signal.SIGSTOP)

        def is_back() -> bool:
            supervisor.write_state()
            row = _row(run_folder, "web")
            return row["restarts"] == 1 and row["health"] == "healthy"

        await _until(is_back, 10)
        assert not _is_alive(stopped)
        assert re.fullmatch(r"web has not answered for \d+ s\. Killed\.", reports[0])
        assert reports[1:] == ["web ended (killed by SIGKILL); starting it again now"]
        await supervisor.stop()

    async def test_one_that_names_its_trouble_is_left_alone(
        self, supervisor: Supervisor, run_folder: RunFolder, server: Process, tmp_path: Path
    ) -> None:
        await supervisor.start([server])
        (tmp_path / "troubled").touch()
        await asyncio.sleep(1.5)
        supervisor.write_state()
        row = _row(run_folder, "web")
        assert (row["health"], row["trouble"], row["restarts"]) == (
            "unhealthy",
            "answered 503",
            0,
        )
        await supervisor.stop()


class TestStop:
    async def test_the_last_layer_ends_first(
        self, supervisor: Supervisor, program: Program, tmp_path: Path
    ) -> None:
        body = (
            "def end(*_):\n    with open('order', 'a') as file: file.write({name!r} + ' ')\n"
            "    sys.exit()\n"
            "signal.signal(signal.SIGTERM, end)\n" + SERVE
        )
        await supervisor.start([program("engine", body.replace("{name!r}", "'engine'"))])
        await supervisor.start([program("web", body.replace("{name!r}", "'web'"))])
        await supervisor.stop()
        assert (tmp_path / "order").read_text().split() == ["web", "engine"]

    async def test_one_that_ignores_the_signal_is_killed(
        self, supervisor: Supervisor, program: Program, reports: list[str]
    ) -> None:
        deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SERVE
        await supervisor.start([program("deaf", deaf)])
        await supervisor.stop()
        assert reports == ["deaf does not stop by itself; killing it"]

    async def test_processes_end_when_the_supervisor_is_killed(self, tmp_path: Path) -> None:
        script = tmp_path / "starter.py"
        script.write_text(
            "import subprocess, sys, time\nfrom launcher.users import child_prefix\n"
            "sleep = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
            "p = subprocess.Popen([*child_prefix(), *sleep])\n"
            "print(p.pid, flush=True); time.sleep(60)\n"
        )
        starter = subprocess.Popen(
            [sys.executable, str(script)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        await asyncio.sleep(0.3)
        starter.kill()
        starter.wait()
        await _until(lambda: not _is_alive(pid))


class TestRunFolder:
    def test_a_second_supervisor_of_the_same_home_is_refused(self, run_folder: RunFolder) -> None:
        with pytest.raises(AlreadyRunning, match=f"already running here .process {os.getpid()}"):
            RunFolder(run_folder.home).acquire()

    def test_the_home_is_free_again_after_release(self, run_folder: RunFolder) -> None:
        run_folder.release()
        again = RunFolder(run_folder.home)
        again.acquire()
        assert again.is_running()

    def test_state_of_a_dead_supervisor_is_not_believed(self, run_folder: RunFolder) -> None:
        run_folder.write_state({"processes": []})
        assert run_folder.read_state() == {"processes": []}
        run_folder.release()
        assert run_folder.read_state() is None

    def test_state_is_readable_by_its_owner_only(self, run_folder: RunFolder) -> None:
        run_folder.write_state({"processes": [], "database_url": "postgresql://secret"})
        path = run_folder.run / "state.json"
        assert path.stat().st_mode & 0o077 == 0
        assert json.loads(path.read_text())["database_url"] == "postgresql://secret"

    def test_a_left_over_process_is_ended_before_the_next_start(self, tmp_path: Path) -> None:
        home = (tmp_path / "home").resolve()
        old = RunFolder(home)
        old.acquire()
        left = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"],
            env={**os.environ, "RATIBA_HOME": str(home)},
        )
        old.write_state({"processes": [{"pid": left.pid}]})
        old.release()
        RunFolder(home, leftover_seconds=0.3).acquire()
        assert left.wait(1) == -signal.SIGKILL


class TestRestartOnRequest:
    async def test_each_process_of_the_name_is_started_again_one_by_one(
        self, supervisor: Supervisor, program: Program, tmp_path: Path
    ) -> None:
        body = (
            "journal = Path('journal')\n"
            "def note(what):\n"
            "    with journal.open('a') as lines: print(ready.stem, what, file=lines)\n"
            "def end(*_):\n    ready.unlink(); note('ends'); sys.exit(0)\n"
            "signal.signal(signal.SIGTERM, end)\n"
            "note('runs'); ready.touch(); time.sleep(60)"
        )
        names = ("rasa-1", "rasa-2", "web")
        await supervisor.start([program(name, body) for name in names])
        journal = tmp_path / "journal"
        journal.unlink()
        try:
            await supervisor.restart("rasa")
            assert journal.read_text().splitlines() == [
                "rasa-1 ends", "rasa-1 runs", "rasa-2 ends", "rasa-2 runs",
            ]  # fmt: skip
            assert supervisor.is_healthy()
        finally:
            await supervisor.stop()

    async def test_being_asked_often_is_no_crash_loop(
        self, supervisor: Supervisor, program: Program
    ) -> None:
        await supervisor.start([program("rasa", "ready.touch(); time.sleep(60)")])
        watching = asyncio.create_task(supervisor.watch())
        try:
            for _ in range(6):
                await supervisor.restart("rasa")
            assert not watching.done()
        finally:
            await supervisor.stop()
            await watching
