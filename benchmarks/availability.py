"""Finding and holding openings, beside the way it is usually done, in one run on one database.

`python -m benchmarks.availability` starts an embedded PostgreSQL of its own. The baseline is the
loop of most booking tutorials: for each step of the day and each member of staff ask the database
whether something overlaps; to book, lock the bookings table, look again, insert. It has one service
and one kind of resource, no holds that run out and no audit; ours does all of that.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.support.figures import Run, table
from core.booking.requests import OpeningRequest
from core.kit.db import Database, DatabaseSettings
from core.kit.errors import CoreError
from core.kit.ids import ResourceId, new_id
from launcher.access import embedded_database
from launcher.installation import ROOT, Installation
from launcher.ports import Ports
from tests.core.booking.desk import Desk, open_desk, wish
from tests.core.catalog.business import Business

STAFF = 5
BOOKED_DAYS = 1500
CUSTOMERS = 64
FIND_LIMIT_MS, HOLD_LIMIT_MS = 5.0, 10.0

# Half of every staff member's day is booked, for years back and two months ahead.
FILL = text("""
WITH made AS (
    INSERT INTO bookings (id, tenant_id, reference, idempotency_key, contact_id, branch_id, status,
        starts_at, ends_at, price_minor, deposit_minor, currency, calendar_token)
    SELECT gen_random_uuid(), :tenant, 'OLD-' || r || '-' || day || '-' || hour,
        'old-' || r || '-' || day || '-' || hour, :contact, :branch, 'confirmed',
        CAST(:first AS timestamptz) + day * interval '1 day' + hour * interval '2 hours',
        CAST(:first AS timestamptz) + day * interval '1 day' + hour * interval '2 hours'
            + interval '1 hour',
        0, 0, 'KES', gen_random_uuid()::text
    FROM generate_series(1, :staff) r, generate_series(0, :days) day, generate_series(0, 3) hour
    RETURNING id, reference, starts_at, ends_at
)
INSERT INTO allocations (id, tenant_id, booking_id, item_position, resource_id, during, status)
SELECT gen_random_uuid(), :tenant, id, 0,
    (CAST(:resources AS uuid[]))[split_part(reference, '-', 2)::int],
    tstzrange(starts_at, ends_at), 'confirmed'
FROM made
""")

IS_FREE = text("""
SELECT NOT EXISTS (
    SELECT 1 FROM allocations WHERE resource_id = :resource AND status IN ('held', 'confirmed')
    AND during && tstzrange(:start, :end)
)
""")
NAIVE_BOOKING = text("""
INSERT INTO bookings (id, tenant_id, reference, idempotency_key, contact_id, branch_id, status,
    starts_at, ends_at, held_until, price_minor, deposit_minor, currency, calendar_token)
VALUES (:id, :tenant, CAST(:id AS text), CAST(:id AS text), :contact, :branch, 'held', :start, :end,
    CAST(:start AS timestamptz), 0, 0, 'KES', CAST(:id AS text))
""")
NAIVE_ALLOCATION = text("""
INSERT INTO allocations (id, tenant_id, booking_id, item_position, resource_id, during, status)
VALUES (:id, :tenant, :id, 0, :resource, tstzrange(:start, :end), 'held')
""")


class Naive:
    """The baseline: one question to the database for each step and each member of staff."""

    def __init__(self, desk: Desk, staff: list[ResourceId]) -> None:
        self.desk, self.staff = desk, staff

    async def find(self, first: datetime, last: datetime) -> list[datetime]:
        found = []
        async with self.desk.database.tenant_transaction(self.desk.tenant_id) as session:
            start = first
            while start + timedelta(hours=1) <= last:
                for resource in self.staff:
                    end = start + timedelta(hours=1)
                    values = {"resource": resource, "start": start, "end": end}
                    if await session.scalar(IS_FREE, values):
                        found.append(start)
                        break
                start += timedelta(minutes=30)
        return found

    async def hold(self, start: datetime) -> bool:
        end = start + timedelta(hours=1)
        async with self.desk.database.tenant_transaction(self.desk.tenant_id) as session:
            await session.execute(text("LOCK TABLE bookings IN SHARE ROW EXCLUSIVE MODE"))
            for resource in self.staff:
                values = {"resource": resource, "start": start, "end": end}
                if await session.scalar(IS_FREE, values):
                    owner = {"id": new_id(), "tenant": self.desk.tenant_id}
                    whose = {
                        "contact": self.desk.contact_id,
                        "branch": self.desk.business.branch,
                    }
                    await session.execute(
                        NAIVE_BOOKING, {**owner, **whose, "start": start, "end": end}
                    )
                    await session.execute(NAIVE_ALLOCATION, {**owner, **values})
                    return True
        return False


async def timed(calls: list[Callable[[], Awaitable[Any]]], concurrency: int = 1) -> Run:
    """Milliseconds of each call, at most so many at once."""
    gate = asyncio.Semaphore(concurrency)

    async def one(call: Callable[[], Awaitable[Any]]) -> float:
        async with gate:
            started = time.perf_counter()
            await call()
            return (time.perf_counter() - started) * 1000

    started = time.perf_counter()
    milliseconds = await asyncio.gather(*(one(call) for call in calls))
    return Run(concurrency, tuple(milliseconds), time.perf_counter() - started)


@contextmanager
def own_database() -> Iterator[None]:
    """A migrated embedded PostgreSQL, named in the environment."""
    with tempfile.TemporaryDirectory(prefix="ratiba-benchmark-") as folder:
        Path(folder).chmod(0o755)
        secret = {"RATIBA_SECRET_KEY": "a secret for this benchmark only, thrown away"}
        ports = Ports({"RATIBA_PORT_SHIFT": str(os.getpid() % 5000 - 34000)})
        installation = Installation(Path(folder), "demo", secret, ports=ports)
        with embedded_database(installation, Path(folder) / "logs") as url:
            os.environ.update({"DATABASE_URL": url, **secret, **installation.role_urls(url)})
            subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT,
                           check=True, capture_output=True)  # fmt: skip
            yield


async def salon(database: Database) -> tuple[Desk, OpeningRequest, list[ResourceId]]:
    """Five people, five chairs, and a long history of bookings."""
    business = Business(hours={day: [("09:00", "17:30")] for day in range(7)})
    staff = [business.add(f"Staff {number}") for number in range(STAFF)]
    chairs = [business.add(f"Chair {number}", "chair") for number in range(STAFF)]
    braids = business.add_service("Braids", [*staff, *chairs], horizon_days=400)
    desk = await open_desk(database, business)
    first = desk.at("2026-11-21 09:00") - timedelta(days=BOOKED_DAYS - 60)
    values = {
        "tenant": desk.tenant_id, "contact": desk.contact_id, "branch": business.branch,
        "first": first, "staff": STAFF, "days": BOOKED_DAYS, "resources": staff,
    }  # fmt: skip
    async with database.tenant_transaction(desk.tenant_id) as session:
        await session.execute(text("SET LOCAL statement_timeout = '120s'"))
        await session.execute(FILL, values)
    return desk, wish(braids), staff


async def bare_query(database: Database, rounds: int) -> Run:
    """What one round trip to the database costs on this machine at this moment."""
    async with database.untenanted_transaction() as session:

        async def ask() -> None:
            await session.execute(text("SELECT 1"))

        return await timed([ask] * rounds)


async def measure(rounds: int) -> tuple[Run, list[tuple[str, Run, Run]]]:
    database = Database(DatabaseSettings(database_pool_size=16))  # type: ignore[call-arg]
    desk, request, staff = await salon(database)
    naive = Naive(desk, staff)
    day = desk.at("2026-12-07 09:00")
    end = day + timedelta(hours=8, minutes=30)

    async def find() -> None:
        async with desk.availability() as availability:
            await availability.find_openings(request, earliest=day, latest=end)

    async def hold(start: datetime) -> None:
        try:
            await desk.hold(request, start)
        except CoreError:
            return

    def free_starts(month: str) -> list[datetime]:
        """Starts beyond what is booked, each another hour."""
        first = desk.at(f"2027-{month}-01 09:00")
        return [first + timedelta(days=n // 8, hours=n % 8) for n in range(rounds)]

    for _ in range(10):
        await find()
        await naive.find(day, end)
    await timed([lambda s=s: hold(s) for s in free_starts("06")[:10]])  # type: ignore[misc]
    results = [
        ("find a day's openings", await timed([find] * rounds),
         await timed([lambda: naive.find(day, end)] * rounds)),
        ("hold, one at a time", await timed([lambda s=s: hold(s) for s in free_starts("03")]),  # type: ignore[misc]
         await timed([lambda s=s: naive.hold(s) for s in free_starts("04")])),  # type: ignore[misc]
        (f"hold, {CUSTOMERS} want the same hour",
         await timed([lambda: hold(desk.at("2027-08-02 10:00"))] * CUSTOMERS, CUSTOMERS),
         await timed([lambda: naive.hold(desk.at("2027-08-03 10:00"))] * CUSTOMERS, CUSTOMERS)),
    ]  # fmt: skip
    query = await bare_query(database, rounds)
    await database.dispose()
    return query, results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    with own_database():
        query, results = asyncio.run(measure(rounds))
    head = ("", "ours p50 ms", "ours p95 ms", "naive p50 ms", "naive p95 ms", "ratio p50")
    rows = [
        (what, f"{ours.p50:.1f}", f"{ours.p95:.1f}", f"{naive.p50:.1f}", f"{naive.p95:.1f}",
         f"{ours.p50 / naive.p50:.2f}")
        for what, ours, naive in results
    ]  # fmt: skip
    print(f"{STAFF} staff, {STAFF} chairs, {STAFF * 4 * (BOOKED_DAYS + 1):,} bookings stored")
    print(table(head, rows))
    print(f"a bare SELECT 1 here and now: {query.p50:.2f} ms at p50")
    is_met = results[0][1].p50 <= FIND_LIMIT_MS and results[1][1].p50 <= HOLD_LIMIT_MS
    print(f"floor: find <= {FIND_LIMIT_MS:g} ms, hold <= {HOLD_LIMIT_MS:g} ms at p50:",
          "met" if is_met else "MISSED")  # fmt: skip
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
