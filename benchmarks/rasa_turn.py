"""Rasa alone, stock against ours, side by side in one run on this machine.

    python -m benchmarks.rasa_turn [--seconds 8] [--conversations 1 8 32]

Both run the same model (the test bot: one form of four slots, a validation action) against the same
action server. Stock is `rasa run` with its REST channel and its in-memory trackers; ours is
`bots.server` with the turn channel and trackers in PostgreSQL. A run is the same eight-message
dialogue again and again, one dialogue per conversation at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from launcher.engines import PostgresEngine
from tests.bots.fixtures.stack import (
    BOT,
    RASA_PYTHON,
    SERVICES_PYTHON,
    TOKEN,
    TRAINING,
    Postgres,
    Server,
    answers,
    free_port,
    rasa_server,
    start_actions,
    table_ddl,
    wait_until,
)

MESSAGES: Sequence[tuple[str, dict[str, Any]]] = (
    ("hello", {}),
    ("I want to book", {}),
    ("braids", {"service": "Braids"}),
    ("tomorrow", {"date": "2026-11-22"}),
    ("3pm", {"time": "15:00"}),
    ("nothing else", {}),
    ("where are you located", {}),
    ("thank you", {}),
)


@dataclass
class Side:
    """One of the two, with its address and how a message is put."""

    name: str
    server: Server
    port: int
    path: str
    body: Callable[[str, str, dict[str, Any]], dict[str, Any]]
    milliseconds: dict[int, list[float]] = field(default_factory=dict)
    throughput: dict[int, float] = field(default_factory=dict)
    cpu_ms: float = 0.0
    rss_mb: float = 0.0
    start_seconds: float = 0.0


def turn_body(dialogue: str, text: str, entities: dict[str, Any]) -> dict[str, Any]:
    """A message on the turn channel."""
    return {
        "dialogue_id": dialogue,
        "message_id": uuid.uuid4().hex,
        "text": text,
        "language": "en",
        "reading": {"entities": entities},
        "seed_slots": {"business_name": "Zuri"},
        "deadline": time.time() + 30,
    }


def rest_body(dialogue: str, text: str, entities: dict[str, Any]) -> dict[str, Any]:
    """The same message on Rasa's REST channel."""
    turn = {"reading": {"entities": entities}}
    return {"sender": dialogue, "message": text, "metadata": {"turn": turn}}


class Connection:
    """One kept-alive HTTP connection, so that the client costs next to nothing."""

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {TOKEN}\r\nContent-Length: "
        ).encode()

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def post(self, body: dict[str, Any]) -> bytes:
        """The body of a 200; anything else ends the benchmark."""
        payload = json.dumps(body).encode()
        self._writer.write(self._head + str(len(payload)).encode() + b"\r\n\r\n" + payload)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        answer = await self._reader.readexactly(length)
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise SystemExit(f"{head!r} {answer[:300]!r}")
        return answer

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def converse(side: Side, until: float, timings: list[float]) -> None:
    """Dialogues until the time is up."""
    connection = Connection(side.port, side.path)
    await connection.open()
    while time.perf_counter() < until:
        dialogue = str(uuid.uuid4())
        for text, entities in MESSAGES:
            started = time.perf_counter()
            await connection.post(side.body(dialogue, text, entities))
            timings.append((time.perf_counter() - started) * 1000)
    connection.close()


async def load(side: Side, conversations: int, seconds: float) -> None:
    """Measure one side at one number of conversations."""
    timings: list[float] = []
    started = time.perf_counter()
    running: list[Awaitable[None]] = [
        converse(side, started + seconds, timings) for _ in range(conversations)
    ]
    await asyncio.gather(*running)
    side.milliseconds[conversations] = timings
    side.throughput[conversations] = len(timings) / (time.perf_counter() - started)


async def growth(side: Side, turns: int) -> tuple[float, float]:
    """Median milliseconds of the first and of the last turns of one long dialogue."""
    connection = Connection(side.port, side.path)
    await connection.open()
    dialogue, timings = str(uuid.uuid4()), []
    for number in range(turns):
        text, entities = MESSAGES[number % len(MESSAGES)]
        started = time.perf_counter()
        await connection.post(side.body(dialogue, text, entities))
        timings.append((time.perf_counter() - started) * 1000)
    connection.close()
    part = len(MESSAGES) * 3
    return statistics.median(timings[:part]), statistics.median(timings[-part:])


def stock(environment: dict[str, str], folder: Path) -> Side:
    """`rasa run` as it is, with the REST channel."""
    port = free_port()
    credentials, endpoints = folder / "credentials.yml", folder / "endpoints.yml"
    credentials.write_text("rest:\n")
    endpoints.write_text(f"action_endpoint:\n  url: {environment['ACTIONS_URL']}\n")
    models = Path(environment["RATIBA_HOME"]) / "models"
    command = (
        *(str(RASA_PYTHON), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port)),
        *("--model", str(models), "--credentials", str(credentials)),
        *("--endpoints", str(endpoints)),
    )
    server = Server(command, folder / "stock.log", {**environment, "RASA_TELEMETRY_ENABLED": "0"})
    return Side("stock", server, port, "/webhooks/rest/webhook", rest_body)


def ours(environment: dict[str, str], folder: Path) -> Side:
    """Our server."""
    rasa = rasa_server(environment, folder / "ours.log")
    return Side("ours", rasa.server, rasa.port, "/webhooks/turn/turns", turn_body)


def measure(side: Side, probe: str, arguments: argparse.Namespace) -> tuple[float, float]:
    """Start one side, load it, stop it."""
    started = time.perf_counter()
    side.server.start()
    wait_until(lambda: answers(f"http://127.0.0.1:{side.port}{probe}"), 180, side.name)
    side.start_seconds = time.perf_counter() - started
    try:
        asyncio.run(load(side, 2, 2.0))
        del side.milliseconds[2], side.throughput[2]
        spent = cpu_seconds(side.server)
        for conversations in arguments.conversations:
            asyncio.run(load(side, conversations, arguments.seconds))
        turns = sum(len(each) for each in side.milliseconds.values())
        side.cpu_ms = (cpu_seconds(side.server) - spent) * 1000 / turns
        grown = asyncio.run(growth(side, arguments.turns))
        side.rss_mb = resident_mb(side.server)
    finally:
        side.server.end(signal.SIGKILL)
    return grown


def resident_mb(server: Server) -> float:
    """Resident memory of the server's process."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def cpu_seconds(server: Server) -> float:
    """Processor time the server's process has used."""
    assert server.process
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """A percentile of the values."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def report(sides: list[Side], grown: dict[str, tuple[float, float]], turns: int) -> None:
    """Print the two sides next to each other."""
    stock_side, our_side = sides
    print(f"\n{'':24}{'stock':>12}{'ours':>12}{'ours/stock':>12}")

    def line(name: str, left: float, right: float, unit: str) -> None:
        print(f"{name:24}{left:9.1f} {unit:3}{right:8.1f} {unit:3}{right / left:11.2f}x")

    for conversations in stock_side.milliseconds:
        both = [side.milliseconds[conversations] for side in sides]
        for label, share in (("p50", 0.5), ("p95", 0.95)):
            left, right = (percentile(each, share) for each in both)
            line(f"{label} at {conversations}", left, right, "ms")
        left, right = (side.throughput[conversations] for side in sides)
        line(f"turns/s at {conversations}", left, right, "")
    line("processor per turn", stock_side.cpu_ms, our_side.cpu_ms, "ms")
    line("memory", stock_side.rss_mb, our_side.rss_mb, "MB")
    line("start until healthy", stock_side.start_seconds, our_side.start_seconds, "s")
    for side in sides:
        first, last = grown[side.name]
        print(f"{side.name}: turn {turns} of one dialogue costs {last / first:.2f}x of the first")


def options() -> argparse.Namespace:
    """How long, how many at once, and how long a dialogue."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--conversations", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--turns", type=int, default=200)
    return parser.parse_args()


def main() -> None:
    """Run both sides one after the other."""
    arguments = options()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        engine = PostgresEngine(folder, free_port(), "benchmark")
        engine.prepare()
        postgres = Postgres(
            engine, Server(tuple(engine.user.wrap(list(engine.command()))), folder / "pg.log")
        )
        port = free_port()
        actions = Server(
            (str(SERVICES_PYTHON), str(BOT / "actions.py"), str(port)),
            folder / "actions.log",
            {"TEST_ACTIONS_PORT": str(port)},
        )
        try:
            postgres.start()
            engine.create_database()
            with psycopg.connect(postgres.url, autocommit=True) as connection:
                connection.execute(table_ddl().encode())
            start_actions(actions)
            environment = {
                **TRAINING,
                "DATABASE_RASA_URL": postgres.url,
                "ACTIONS_URL": f"http://127.0.0.1:{port}/webhook",
            }
            train(environment)
            sides = [stock(environment, folder), ours(environment, folder)]
            grown = {
                side.name: measure(side, probe, arguments)
                for side, probe in zip(sides, ("/", "/healthz"), strict=True)
            }
            report(sides, grown, arguments.turns)
        finally:
            actions.end()
            postgres.server.end(signal.SIGINT)


def train(environment: dict[str, str]) -> None:
    """The test bot's model, made when stale."""
    training = Server((str(RASA_PYTHON), "-m", "bots.training"), Path(os.devnull), environment)
    training.start()
    assert training.process
    if training.process.wait() != 0:
        sys.exit("training failed")


if __name__ == "__main__":
    main()
