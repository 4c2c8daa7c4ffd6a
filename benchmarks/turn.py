"""A text turn, side by side in one run: stock Rasa's form bot and our whole path.

`python -m benchmarks.turn [--quick] [--rasa N]` prints p50, p95 and throughput at 1, 8 and 32
conversations, memory, the ratios, whether the cost stays flat, and where each millisecond goes.
Stock is measured from REST request to REST answer, ours from signed webhook to provider call.
"""

import argparse
import asyncio
import os
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from benchmarks.support.figures import Run, percentile, table
from benchmarks.support.ours import REPO, Ratiba, load_ours, ratiba
from benchmarks.support.stock import load_stock, stock_bot

LEVELS = (1, 8, 32)
STORED_MESSAGES = 200_000


async def measure_stock(home: Path, rounds: dict[int, int]) -> tuple[list[Run], float]:
    async with stock_bot(home) as bot:
        await load_stock(bot, conversations=2, rounds=2, tag="warm")
        runs = [
            await load_stock(bot, conversations=level, rounds=rounds[level], tag=f"c{level}")
            for level in LEVELS
        ]
        return runs, bot.memory_mib()


async def measure_ours(
    system: Ratiba, rounds: dict[int, int]
) -> tuple[list[Run], dict[str, float]]:
    """The runs, and milliseconds of processor time per turn by process in the widest one."""
    await load_ours(system, conversations=4, rounds=3, tag=0)
    runs = []
    before: dict[str, float] = {}
    for level in LEVELS:
        before = system.processor_seconds()
        runs.append(await load_ours(system, conversations=level, rounds=rounds[level], tag=level))
    turns = len(runs[-1].milliseconds)
    after = system.processor_seconds()
    return runs, {name: (after[name] - before[name]) / turns * 1000 for name in after}


async def long_conversation(system: Ratiba, turns: int) -> float:
    """How much dearer the last turns of one long conversation are than the first."""
    texts = ("I want to book a haircut", "tomorrow", "actually on Friday", "how much is it?")
    times = [
        await system.turn("254790000001", texts[number % len(texts)]) for number in range(turns)
    ]
    part = max(1, turns // 4 // len(texts)) * len(texts)

    def cost(some: list[float]) -> float:
        # Each text has its own cost, so they are compared text by text.
        return sum(median(some[each :: len(texts)]) for each in range(len(texts)))

    return cost(times[-part:]) / cost(times[part : 2 * part])


async def with_stored_messages(system: Ratiba) -> float:
    """How much dearer a turn is once the tables hold many messages."""
    before = await steady_p50(system, tag=60)
    fill(owner_url(system))
    return await steady_p50(system, tag=70) / before


async def steady_p50(system: Ratiba, tag: int) -> float:
    """The middle p50 of several passes, so that one busy moment of the machine counts little."""
    passes = range(tag, tag + 7)
    runs = [await load_ours(system, conversations=1, rounds=8, tag=each) for each in passes]
    return median(run.p50 for run in runs)


def owner_url(system: Ratiba) -> str:
    """The database of the running system."""
    url: str = system.state()["database_url"]
    return url


def fill(url: str) -> None:
    """Store many handled messages in one quiet conversation and in the busy ones."""
    with psycopg.connect(url) as connection:
        connection.execute(
            """
            INSERT INTO inbound_messages (id, tenant_id, conversation_id, channel_id, external_id,
                                          kind, text, sent_at, handled_at)
            SELECT gen_random_uuid(), c.tenant_id, c.id, c.channel_id, 'fill-' || n, 'text',
                   'how much is a haircut', now() - interval '1 day', now()
            FROM generate_series(1, %s) n
            JOIN LATERAL (SELECT * FROM conversations ORDER BY id OFFSET n %% 40 LIMIT 1) c ON true
            """,
            (STORED_MESSAGES,),
        )
        connection.commit()
        connection.autocommit = True
        # What the filling leaves to be written and cleaned belongs to no turn.
        connection.execute("VACUUM (ANALYZE) inbound_messages")
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")


def steps_of(url: str) -> list[tuple[str, float, float]]:
    """Name, p50 and p95 in milliseconds of every step that turns recorded."""
    times: dict[str, list[float]] = defaultdict(list)
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT steps FROM turns WHERE state = 'handled'").fetchall()
    steps: Any
    for (steps,) in rows:
        for step in steps:
            times[step["name"]].append(float(step["ms"]))
    return [(name, median(values), percentile(values, 95)) for name, values in times.items()]


def compare(stock: list[Run], ours: list[Run]) -> str:
    """One row per level: both sides and the ratios."""
    rows = [
        (
            s.concurrency, f"{s.p50:.1f}", f"{o.p50:.1f}", f"{o.p50 / s.p50:.2f}x",
            f"{s.p95:.1f}", f"{o.p95:.1f}", f"{s.per_second:.1f}", f"{o.per_second:.1f}",
            f"{o.per_second / s.per_second:.2f}x",
        )
        for s, o in zip(stock, ours, strict=True)
    ]  # fmt: skip
    head = ("conversations", "stock p50", "ours p50", "ratio", "stock p95", "ours p95",
            "stock/s", "ours/s", "ratio")  # fmt: skip
    return table(head, rows)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no long runs")
    parser.add_argument("--rasa", type=int, default=1, help="Rasa processes on our side")
    options = parser.parse_args()
    rounds = {1: 10, 8: 3, 32: 1} if options.quick else {1: 40, 8: 12, 32: 5}
    environments = Path(os.environ.get("RATIBA_HOME", REPO / ".ratiba"))
    stock, stock_memory = await measure_stock(environments, rounds)
    home = Path(tempfile.mkdtemp(prefix="ratiba-benchmark-"))
    for name in ("venv", "venv-rasa", "models"):
        (home / name).symlink_to(environments / name)
    try:
        async with ratiba(home, rasa=options.rasa) as system:
            ours, processor = await measure_ours(system, rounds)
            print(compare(stock, ours))
            own, engines = (system.memory_mib(engines=which) for which in (False, True))
            print(
                f"\nmemory: stock {stock_memory:.0f} MiB, ours {own:.0f} MiB"
                f" + PostgreSQL and Redis {engines:.0f} MiB"
            )
            print(f"\nprocessor time per turn with {LEVELS[-1]} conversations:")
            print(table(("process", "ms"), [(n, f"{ms:.1f}") for n, ms in processor.items()]))
            print("\nwhere our milliseconds go (all levels):")
            head = ("step", "p50 ms", "p95 ms")
            steps = steps_of(owner_url(system))
            rows = [(name, f"{p50:.1f}", f"{p95:.1f}") for name, p50, p95 in steps]
            print(table(head, rows))
            if not options.quick:
                flat = await long_conversation(system, 200)
                print(f"\n200-turn conversation, end / start: {flat:.2f}x")
                filled = await with_stored_messages(system)
                print(f"over {STORED_MESSAGES:,} stored messages: {filled:.2f}x")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main())
