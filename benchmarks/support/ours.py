"""Our whole path under load: signed webhook in, provider call out, everything switched on."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.support.figures import Run
from benchmarks.support.stock import free_port, memory_mib, processor_seconds

REPO = Path(__file__).parent.parent.parent
BUSINESS = Path(__file__).parent.parent / "business.yml"
PHONE_NUMBER_ID = "109000000000999"
APP_SECRET = "benchmark-app-secret"
SCRIPT = ("I want to book a haircut", "tomorrow", "3pm", "no, cancel it")


@dataclass
class Provider:
    """The benchmark's own WhatsApp: takes every send and tells when it came."""

    arrivals: dict[str, asyncio.Queue[float]] = field(default_factory=dict)
    sends: int = 0

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        if "to" in body or "recipient" in body:
            self.sends += 1
            number = str(body.get("to") or body["recipient"]).lstrip("+")
            self.arrivals.setdefault(number, asyncio.Queue()).put_nowait(time.perf_counter())
            return web.json_response(
                {
                    "messaging_product": "whatsapp",
                    "contacts": [{"input": number, "wa_id": number}],
                    "messages": [{"id": f"wamid.out{self.sends}"}],
                }
            )
        return web.json_response({"success": True})

    async def arrival(self, number: str, seconds: float = 30.0) -> float:
        """When the next message to this number came."""
        queue = self.arrivals.setdefault(number, asyncio.Queue())
        return await asyncio.wait_for(queue.get(), seconds)

    def forget(self, number: str) -> None:
        self.arrivals.pop(number, None)


@dataclass(frozen=True)
class Ratiba:
    """The running system and its address for webhooks."""

    url: str
    home: Path
    provider: Provider
    http: aiohttp.ClientSession

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.home / "run/state.json").read_text())
        return state

    def memory_mib(self, *, engines: bool) -> float:
        """Proportional memory of our processes; that of the embedded engines when asked for."""
        names = {"postgres", "redis", "storage"}
        pids = [p["pid"] for p in self.state()["processes"] if (p["name"] in names) == engines]
        return memory_mib(tuple(pids))

    def processor_seconds(self) -> dict[str, float]:
        """Processor time used so far by each process with its children, and by this one."""
        used = {p["name"]: processor_seconds(p["pid"]) for p in self.state()["processes"]}
        return {**used, "load": time.process_time()}

    async def send(self, number: str, text: str) -> None:
        """One signed webhook with one text message."""
        external_id = f"wamid.{hashlib.sha1(os.urandom(12)).hexdigest()}"
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "1", "phone_number_id": PHONE_NUMBER_ID},
            "contacts": [{"profile": {"name": "Bench"}, "wa_id": number}],
            "messages": [
                {
                    "from": number,
                    "id": external_id,
                    "timestamp": str(int(time.time())),
                    "type": "text",
                    "text": {"body": text},
                }
            ],
        }
        entry = [{"id": "1", "changes": [{"field": "messages", "value": value}]}]
        raw = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()
        signature = hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        headers = {
            "X-Hub-Signature-256": f"sha256={signature}",
            "Content-Type": "application/json",
        }
        async with self.http.post(
            f"{self.url}/webhooks/whatsapp", data=raw, headers=headers
        ) as response:
            if response.status != 200:
                raise RuntimeError(f"the webhook answered {response.status}")

    async def turn(self, number: str, text: str) -> float:
        """Milliseconds from posting the webhook to the first provider call it caused."""
        self.provider.forget(number)
        started = time.perf_counter()
        await self.send(number, text)
        return (await self.provider.arrival(number) - started) * 1000


@contextlib.asynccontextmanager
async def ratiba(
    home: Path, *, rasa: int = 1, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Ratiba]:
    """Start everything with `./ratiba up` on fresh data; stopped at the end."""
    provider = Provider()
    app = web.Application()
    app.router.add_post("/{tail:.*}", provider.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    provider_port, web_port = free_port(), free_port()
    await web.TCPSite(runner, "127.0.0.1", provider_port).start()
    variables = _variables(home, provider_port, web_port) | (dict(settings) if settings else {})
    log = (home / "up.log").open("w")
    child = subprocess.Popen(
        [str(REPO / "ratiba"), "up", "--rasa", str(rasa)],
        cwd=REPO, env=variables, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        await _wait_until_ready(home, child)
        subprocess.run(
            [str(REPO / "ratiba"), "business", "create", str(BUSINESS)],
            cwd=REPO, env=variables, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            yield Ratiba(f"http://127.0.0.1:{web_port}", home, provider, http)
    finally:
        os.killpg(child.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(30)
        await runner.cleanup()
        log.close()


def _variables(home: Path, provider_port: int, web_port: int) -> dict[str, str]:
    return {
        **os.environ,
        "RATIBA_HOME": str(home),
        "RATIBA_SECRET_KEY": "benchmark-secret-key-of-enough-length",
        "META_GRAPH_URL": f"http://127.0.0.1:{provider_port}",
        "META_APP_SECRET": APP_SECRET,
        "META_VERIFY_TOKEN": "benchmark",
        "DARAJA_URL": f"http://127.0.0.1:{provider_port}",
        "AFRICASTALKING_URL": f"http://127.0.0.1:{provider_port}",
        "PUBLIC_URL": f"http://127.0.0.1:{web_port}",
        "WEB_PORT": str(web_port),
    }


async def _wait_until_ready(home: Path, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while "Ratiba is ready" not in (home / "up.log").read_text(errors="replace"):
        if child.poll() is not None:
            sys.exit(f"./ratiba up ended: see {home / 'up.log'}")
        if time.monotonic() > deadline:
            raise TimeoutError("the system did not become ready")
        await asyncio.sleep(0.3)


async def load_ours(system: Ratiba, *, conversations: int, rounds: int, tag: int) -> Run:
    """Every conversation says the whole script `rounds` times, one message after the other."""
    milliseconds: list[float] = []

    async def converse(number: str) -> None:
        for _ in range(rounds):
            times = [await system.turn(number, text) for text in SCRIPT]
            milliseconds.extend(times)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for index in range(conversations):
            group.create_task(converse(f"2547{tag:02d}{index:06d}"))
    return Run(conversations, tuple(milliseconds), time.perf_counter() - started)
