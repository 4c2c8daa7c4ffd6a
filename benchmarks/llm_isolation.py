"""Whether conversations that wait for a slow language model hold up those that need none.

`python -m benchmarks.llm_isolation [--quick]` starts the whole system with the simulated provider
answering after 2 s. Conversations that need no model are timed three ways: alone; beside 20 that
each wait for the model; beside 20 that write as often and need no model. The ratio of the last two
is what waiting costs; the ratio to the first also holds what 20 more people cost.

All of it is measured twice. First the timed conversations pause before each message: the
processors have room, and what is seen is who holds up whom. Then they write the moment a reply
comes: that takes all of two processors, so whatever else runs is taken from them, and the ratio to
the first kind is how much of the machine 20 more people need.

A ratio is of two passes that follow each other, and the figure is the middle one of all passes:
what else the machine does meanwhile meets both, and one bad moment moves nothing. The order of the
kinds changes from pass to pass. The processor time per turn, less that of the timed turns, is
told by process: it says the same on a busy machine.

Then the provider answers nonsense of every kind, and every message must still get a reply.
"""

import argparse
import asyncio
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
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
Say = Callable[[int, int], Awaitable[None]]
_KINDS = ("alone", "beside 20 that wait", "beside 20 that do not")


@dataclass(frozen=True, slots=True)
class Load:
    """How the timed conversations write."""

    name: str
    pause_seconds: float
    rounds: int
    passes: int


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


async def measured(system: Ratiba, tag: int, load: Load) -> list[float]:
    """Milliseconds of every turn of conversations that need no model."""
    times: list[float] = []

    async def converse(number: str) -> None:
        for _ in range(load.rounds):
            for text in SCRIPT:
                # Not in step with each other.
                await asyncio.sleep(load.pause_seconds * random.uniform(0.5, 1.5))
                times.append(await system.turn(number, text))

    async with asyncio.TaskGroup() as group:
        for index in range(MEASURED):
            group.create_task(converse(f"2547{tag:02d}{index:06d}"))
    return times


@contextlib.asynccontextmanager
async def beside(say: Say) -> AsyncIterator[None]:
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


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of one kind: its turns in milliseconds, and what it took of the processors."""

    milliseconds: tuple[float, ...]
    beside: int
    used: Mapping[str, float]

    @property
    def p95(self) -> float:
        return percentile(self.milliseconds, 95)


async def one_pass(system: Ratiba, tag: int, load: Load, say: Say | None) -> Pass:
    """Time the conversations that need no model, beside 20 where they `say` something."""
    said = 0

    async def counted(index: int, turn: int) -> None:
        nonlocal said
        if say is not None:
            await say(index, turn)
        said += 1

    async with beside(counted) if say else contextlib.nullcontext():
        said, before = 0, system.processor_seconds()
        times = await measured(system, tag, load)
        after = system.processor_seconds()
    used = {name: after[name] - spent for name, spent in before.items()}
    return Pass(tuple(times), said, used)


async def compare(system: Ratiba, provider: Model, load: Load, first_tag: int) -> None:
    """Measure the three kinds in turns, each pass in another order, and print them."""

    async def strange(index: int, turn: int) -> None:
        await system.turn(f"2547900{index:05d}", f"{_STRANGE} {turn}")

    async def local(index: int, turn: int) -> None:
        started = time.perf_counter()
        await system.turn(f"2547910{index:05d}", _LOCAL)
        await asyncio.sleep(max(0.0, MODEL_SECONDS - (time.perf_counter() - started)))

    said: dict[str, Say | None] = dict(zip(_KINDS, (None, strange, local), strict=True))
    found: dict[str, list[Pass]] = {kind: [] for kind in _KINDS}
    print(f"\nconversations that write {load.name}:", flush=True)
    calls = await provider.asked()
    for number in range(load.passes):
        turned = number % len(_KINDS)
        for at, kind in enumerate((*_KINDS[turned:], *_KINDS[:turned])):
            before = await provider.asked()
            tag = first_tag + number * len(_KINDS) + at
            found[kind].append(await one_pass(system, tag, load, said[kind]))
            if said[kind] is not strange and await provider.asked() != before:
                raise SystemExit("conversations that need no model had one: no figure holds")
    _print_times(found)
    print(f"\nmodel calls meanwhile: {await provider.asked() - calls}")
    _print_processors(found)


def _print_times(found: Mapping[str, Sequence[Pass]]) -> None:
    rows = []
    for kind, passes in found.items():
        times = [each for one in passes for each in one.milliseconds]
        middle = median(one.p95 for one in passes)
        figures = (percentile(times, 50), percentile(times, 95), middle)
        rows.append((kind, len(times), *(f"{each:.1f}" for each in figures)))
    print(
        table(("conversations without a model", "turns", "p50 ms", "p95 ms", "p95 of passes"), rows)
    )
    alone, waiting, busy = ([one.p95 for one in passes] for passes in found.values())
    print()
    for name, base in (("those that do not", busy), ("alone", alone)):
        ratios = sorted(mine / other for mine, other in zip(waiting, base, strict=True))
        print(
            f"p95 beside 20 that wait / {name}: {median(ratios):.2f}x"
            f" (passes {ratios[0]:.2f}x to {ratios[-1]:.2f}x; floor 1.20x)"
        )


def _print_processors(found: Mapping[str, Sequence[Pass]]) -> None:
    """Processor time per turn; the measured turns' own share is that of the passes alone."""
    alone = found[_KINDS[0]]
    turns = sum(len(one.milliseconds) for one in alone)
    names = [name for name in alone[0].used if sum(one.used[name] for one in alone) > 0]
    own = {name: sum(one.used[name] for one in alone) / turns for name in names}
    rows: list[tuple[str, ...]] = [_spent("a measured turn", own)]
    for kind, what in ((_KINDS[1], "a turn that waits"), (_KINDS[2], "one that does not")):
        passes = found[kind]
        measured_turns = sum(len(one.milliseconds) for one in passes)
        others = sum(one.beside for one in passes)
        rest = {
            name: (sum(one.used[name] for one in passes) - own[name] * measured_turns) / others
            for name in names
        }
        rows.append(_spent(what, rest))
    print("\nprocessor ms per turn:")
    print(table(("of", *names, "all"), rows))


def _spent(what: str, seconds: Mapping[str, float]) -> tuple[str, ...]:
    figures = [*seconds.values(), sum(seconds.values())]
    return (what, *(f"{each * 1000:.1f}" for each in figures))


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
    passes = 1 if options.quick else 7
    loads = (
        Load("after a pause", pause_seconds=0.25, rounds=8, passes=passes),
        Load("at once", pause_seconds=0.0, rounds=12, passes=passes),
    )
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
                await measured(system, 1, Load("warm up", 0.0, 2, 1))
                for number, load in enumerate(loads):
                    await compare(system, provider, load, first_tag=10 + 40 * number)
                await withstand(system, provider)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main())
