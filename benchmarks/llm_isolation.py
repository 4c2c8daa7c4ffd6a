"""Whether conversations that wait for a slow language model hold up those that need none.

`python -m benchmarks.llm_isolation [--quick]` starts the whole system with the simulated provider
answering after 2 s. Conversations that need no model are timed three ways, in turns: alone; beside
20 that each wait for the model; beside 20 that write as often and need no model. The ratio of the
last two is what waiting costs; the ratio to the first also holds what 20 more people cost.
Then the provider answers nonsense of every kind, and every message must still get a reply.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.support.figures import percentile, table
from benchmarks.support.ours import REPO, SCRIPT, Ratiba, ratiba
from benchmarks.support.stock import free_port

WAITING, MEASURED = 20, 4
MODEL_SECONDS = 2.0
WRONG = ("garbage", "null", "nulls", "echo", "foreign_ids", "unknown_intent", "huge")
_STRANGE = "zxqv wvut jqwk"
_LOCAL = "how much is a haircut"
_KINDS = ("alone", "beside 20 that wait", "beside 20 that do not")


@dataclass
class Model:
    """The simulated provider's switches."""

    url: str
    http: aiohttp.ClientSession

    async def behave(self, **behavior: Any) -> None:
        body = {"defaults": {"llm.anthropic": behavior}}
        async with self.http.post(f"{self.url}/control/behaviors", json=body) as reply:
            reply.raise_for_status()

    async def asked(self) -> int:
        """How often a model was called so far."""
        async with self.http.get(f"{self.url}/control/counters") as reply:
            counters: dict[str, int] = await reply.json()
        return counters.get("llm.anthropic", 0)


@contextlib.asynccontextmanager
async def model() -> AsyncIterator[Model]:
    """A sandbox that plays the language model."""
    port = free_port()
    child = subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        cwd=REPO,
        env={**os.environ, "SANDBOX_PORT": str(port), "PYTHONPATH": str(REPO)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as http:
            url = f"http://127.0.0.1:{port}"
            for _ in range(200):
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"{url}/healthz") as reply:
                        if reply.status == 200:
                            break
                await asyncio.sleep(0.1)
            yield Model(url, http)
    finally:
        child.terminate()
        child.wait(10)


async def measured(system: Ratiba, rounds: int, tag: int) -> list[float]:
    """Milliseconds of every turn of conversations that need no model."""
    times: list[float] = []

    async def converse(number: str) -> None:
        for _ in range(rounds):
            times.extend([await system.turn(number, text) for text in SCRIPT])

    async with asyncio.TaskGroup() as group:
        for index in range(MEASURED):
            group.create_task(converse(f"2547{tag:02d}{index:06d}"))
    return times


@contextlib.asynccontextmanager
async def beside(say: Callable[[int, int], Awaitable[None]]) -> AsyncIterator[None]:
    """Twenty conversations that go on for as long as the block takes."""

    async def converse(index: int) -> None:
        # Not all in the same instant: people are not synchronized.
        await asyncio.sleep(index * MODEL_SECONDS / WAITING)
        for turn in range(10_000):
            await say(index, turn)

    tasks = [asyncio.create_task(converse(index)) for index in range(WAITING)]
    await asyncio.sleep(MODEL_SECONDS + 1)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        broken = [each for each in ended if isinstance(each, Exception)]
        if broken:
            raise broken[0]


async def compare(system: Ratiba, provider: Model, rounds: int, passes: int) -> None:
    """Measure the three kinds in turns and print them."""

    async def strange(index: int, turn: int) -> None:
        await system.turn(f"2547900{index:05d}", f"{_STRANGE} {turn}")

    async def local(index: int, turn: int) -> None:
        started = time.perf_counter()
        await system.turn(f"2547910{index:05d}", _LOCAL)
        await asyncio.sleep(max(0.0, MODEL_SECONDS - (time.perf_counter() - started)))

    times: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    await measured(system, 2, 1)
    calls = 0
    for number in range(passes):
        before = await provider.asked()
        times[_KINDS[0]] += await measured(system, rounds, 10 + number)
        if await provider.asked() != before:
            raise SystemExit("the measured conversations need a model: the figures mean nothing")
        async with beside(strange):
            times[_KINDS[1]] += await measured(system, rounds, 30 + number)
        calls += await provider.asked() - before
        async with beside(local):
            times[_KINDS[2]] += await measured(system, rounds, 50 + number)
    rows = [
        (kind, len(found), f"{percentile(found, 50):.1f}", f"{percentile(found, 95):.1f}")
        for kind, found in times.items()
    ]
    print(table(("conversations without a model", "turns", "p50 ms", "p95 ms"), rows))
    alone, waiting, busy = (percentile(found, 95) for found in times.values())
    print(f"\nmodel calls meanwhile: {calls}")
    print(f"p95 beside 20 that wait / beside 20 that do not: {waiting / busy:.2f}x")
    print(f"p95 beside 20 that wait / alone: {waiting / alone:.2f}x (floor 1.20x)")


async def withstand(system: Ratiba, provider: Model) -> None:
    """One message for each kind of nonsense and for each refusal; every one gets a reply."""
    behaviors: list[dict[str, Any]] = [{"mode": mode} for mode in WRONG]
    behaviors += [{"http_status": status} for status in (429, 500, 529)]
    rows = []
    for number, behavior in enumerate(behaviors):
        await provider.behave(
            **{"delay_ms": 0, "mode": "plausible", "http_status": None} | behavior
        )
        milliseconds = await system.turn(f"2547920{number:05d}", f"{_STRANGE} {number}")
        rows.append((*behavior.values(), f"{milliseconds:.0f}"))
    print("\nreplies to a message that the model answers wrongly:")
    print(table(("the model's answer", "reply after ms"), rows))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="one short pass")
    options = parser.parse_args()
    rounds, passes = (4, 1) if options.quick else (12, 3)
    environments = Path(os.environ.get("RATIBA_HOME", REPO / ".ratiba"))
    home = Path(tempfile.mkdtemp(prefix="ratiba-benchmark-"))
    for name in ("venv", "venv-rasa", "models"):
        (home / name).symlink_to(environments / name)
    try:
        async with model() as provider:
            await provider.behave(delay_ms=int(MODEL_SECONDS * 1000))
            settings = {
                "ANTHROPIC_API_KEY": "benchmark",
                "ANTHROPIC_BASE_URL": f"{provider.url}/anthropic",
                "LLM_CACHE_SECONDS": "0",
                "LLM_MONTHLY_BUDGET_CENTS": "100000",
                "LLM_FAILURES_TO_OPEN": "1000",
            }
            async with ratiba(home, settings=settings) as system:
                await compare(system, provider, rounds, passes)
                await withstand(system, provider)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main())
