"""The baseline: a stock Rasa form bot, `rasa init`'s pipeline, an action server and REST."""

import asyncio
import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from benchmarks.support.figures import Run

BOT = Path(__file__).parent.parent / "stock_bot"
SCRIPT = ("I want to book a table", "italian", "for four", "outside")


@dataclass(frozen=True)
class StockBot:
    """A running stock bot."""

    url: str
    pids: tuple[int, ...]

    def memory_mib(self) -> float:
        """Resident memory of Rasa and its action server, children included."""
        return memory_mib(self.pids)


def memory_mib(pids: tuple[int, ...]) -> float:
    """Proportional memory of these processes and their children."""
    processes = [psutil.Process(pid) for pid in pids]
    family = {p.pid: p for root in processes for p in (root, *root.children(recursive=True))}
    total: int = sum(p.memory_full_info().pss for p in family.values())
    return total / 2**20


def processor_seconds(pid: int) -> float:
    """User and system time of a process and its living children."""
    root, used = psutil.Process(pid), 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used += times.user + times.system
    return used


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _prepared(home: Path, environment: Path) -> Path:
    """The bot's folder with `rasa init`'s config and a trained model; trains on the first call."""
    digest = hashlib.sha256(
        b"".join(p.read_bytes() for p in sorted(BOT.rglob("*.y*ml")))
    ).hexdigest()
    folder = home / "benchmarks" / f"stock-{digest[:12]}"
    if (folder / "models" / "stock.tar.gz").exists():
        return folder
    shutil.copytree(BOT, folder, dirs_exist_ok=True)
    (config,) = environment.glob("lib/python*/site-packages/rasa/cli/initial_project/config.yml")
    shutil.copy(config, folder)
    print("training the stock bot with the default pipeline (about two minutes, once) ...")
    subprocess.run(
        [str(environment / "bin/rasa"), "train", "--fixed-model-name", "stock", "--quiet"],
        cwd=folder, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return folder


@contextlib.asynccontextmanager
async def stock_bot(home: Path) -> AsyncIterator[StockBot]:
    """Start the stock bot and its action server on loopback; both are stopped at the end."""
    environment = home / "venv-rasa"
    folder = _prepared(home, environment)
    rasa_port, actions_port = free_port(), free_port()
    variables = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "STOCK_ACTIONS_PORT": str(actions_port),
    }
    commands = (
        ["rasa", "run", "actions", "-p", str(actions_port)],
        ["rasa", "run", "-i", "127.0.0.1", "-p", str(rasa_port), "--model", "models"],
    )
    children = [
        subprocess.Popen(
            [str(environment / "bin" / command[0]), *command[1:]],
            cwd=folder, env=variables, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]  # fmt: skip
    try:
        await wait_for(f"http://127.0.0.1:{actions_port}/health")
        bot = StockBot(f"http://127.0.0.1:{rasa_port}", tuple(child.pid for child in children))
        await wait_for(bot.url)
        await _wait_for_answer(bot)
        yield bot
    finally:
        for child in children:
            os.killpg(child.pid, signal.SIGTERM)
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


async def _wait_for_answer(bot: StockBot, seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    async with aiohttp.ClientSession() as http:
        while time.monotonic() < deadline:
            body = {"sender": f"probe-{time.monotonic_ns()}", "message": SCRIPT[0]}
            async with http.post(f"{bot.url}/webhooks/rest/webhook", json=body) as response:
                if await response.json():
                    return
            await asyncio.sleep(0.5)
    raise TimeoutError("the stock bot never answered")


async def wait_for(url: str, seconds: float = 300.0) -> None:
    """Return when the address answers 200."""
    deadline = time.monotonic() + seconds
    async with aiohttp.ClientSession() as http:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(url) as response:
                    if response.status == 200:
                        return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url} did not come up")
            await asyncio.sleep(0.3)


async def load_stock(bot: StockBot, *, conversations: int, rounds: int, tag: str) -> Run:
    """Every conversation says the whole script `rounds` times, one message after the other."""
    milliseconds: list[float] = []

    async def converse(http: aiohttp.ClientSession, sender: str) -> None:
        for repeat in range(rounds):
            for text in SCRIPT:
                started = time.perf_counter()
                body = {"sender": f"{sender}-{repeat}", "message": text}
                async with http.post(f"{bot.url}/webhooks/rest/webhook", json=body) as response:
                    if not await response.json():
                        raise RuntimeError(f"the stock bot did not answer {text!r}")
                milliseconds.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http, asyncio.TaskGroup() as group:
        for number in range(conversations):
            group.create_task(converse(http, f"{tag}-{number}"))
    return Run(conversations, tuple(milliseconds), time.perf_counter() - started)
