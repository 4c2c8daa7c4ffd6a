import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from connectors.worker.dispatcher import Dispatcher
from connectors.worker.health import health_app
from connectors.worker.listener import WakeUpListener
from connectors.worker.receipts import Receipts
from core.conversations.outbound import OutboundMessage
from core.kit.db import DatabaseSettings
from core.kit.wakeups import KeyedWork
from tests.fixtures.messages import FrontDesk, Json, says, until

pytestmark = pytest.mark.db


async def clear_others(desk: FrontDesk) -> None:
    """Take away what other tests left waiting: a worker works for every tenant."""
    leftovers = (
        "UPDATE inbound_messages SET handled_at = now() WHERE handled_at IS NULL",
        "UPDATE outbound_messages SET state = 'canceled' WHERE is_unsent",
    )
    async with desk.database.platform_transaction(reason="test") as session:
        for statement in leftovers:
            await session.execute(
                text(f"{statement} AND tenant_id <> :tenant"), {"tenant": desk.tenant_id}
            )


@asynccontextmanager
async def worker(
    desk: FrontDesk, owner: str = "worker-1", *, listens: bool = True
) -> AsyncIterator[Dispatcher]:
    """A running worker without its job queue; it finds no work of other tests."""
    await clear_others(desk)
    dispatcher = Dispatcher(
        desk.database,
        desk.worker(owner),
        desk.sender,
        Receipts({"whatsapp": desk.channel}, desk.accesses),
        turns_at_once=16,
        sends_at_once=16,
        sweep_seconds=0.3,
    )
    listener = WakeUpListener(
        DatabaseSettings().database_app_url,
        on_inbox=dispatcher.inbox.wake,
        on_outbox=dispatcher.outbox.wake,
        on_connect=dispatcher.sweep_soon,
    )
    parts = [dispatcher.run_sweeps(), dispatcher.run_heartbeats()]
    tasks = [asyncio.create_task(part) for part in parts]
    if listens:
        tasks.append(asyncio.create_task(listener.run()))
    yield dispatcher
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await dispatcher.close(5.0)


async def sent(desk: FrontDesk, count: int, seconds: float = 30.0) -> None:
    async def are_sent() -> bool:
        return len(desk.channel.sent) >= count

    await until(are_sent, seconds)
    await asyncio.sleep(0.1)
    assert len(desk.channel.sent) == count


class TestWakeUps:
    async def test_a_stored_message_is_answered_at_once(self, desk: FrontDesk) -> None:
        async with worker(desk):
            await asyncio.sleep(0.2)
            await desk.write("I want braids tomorrow at 3pm")
            await sent(desk, 1)
        assert (await desk.outbox())[0]["state"] == "sent"

    async def test_without_a_wake_up_the_sweep_finds_it(self, desk: FrontDesk) -> None:
        async with worker(desk, listens=False):
            await desk.write("I want braids tomorrow at 3pm")
            await sent(desk, 1)

    async def test_what_was_waiting_before_the_start_is_answered(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        async with worker(desk):
            await sent(desk, 1)

    async def test_a_cut_off_listener_listens_again(self, desk: FrontDesk) -> None:
        async with worker(desk):
            await asyncio.sleep(0.3)
            async with desk.database.app.connect() as connection:
                await connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE query LIKE 'LISTEN%' AND usename = current_user"
                    )
                )
            await desk.write("I want braids tomorrow at 3pm")
            await sent(desk, 1)

    async def test_a_burst_is_one_turn(self, desk: FrontDesk) -> None:
        async with worker(desk):
            await asyncio.sleep(0.2)
            for body in ("Hi", "I want to", "book braids tomorrow at 3pm"):
                await desk.write(body)
                await asyncio.sleep(0.05)
            await sent(desk, 1)
        assert desk.rasa.texts == ["Hi\nI want to\nbook braids tomorrow at 3pm"]

    async def test_two_workers_answer_each_message_once(self, desk: FrontDesk) -> None:
        async with worker(desk), worker(desk, "worker-2"):
            await asyncio.sleep(0.2)
            for number in range(10):
                await desk.write(f"do you open on Sunday, question {number}?")
                await sent(desk, number + 1)
        asked = [line for request in desk.rasa.texts for line in request.splitlines()]
        assert len(asked) == len(set(asked)) == 10


class TestRecovery:
    async def test_a_dead_workers_messages_are_answered_when_its_lease_ends(
        self, desk: FrontDesk
    ) -> None:
        async def die(request: Json) -> Json:
            raise KeyboardInterrupt

        desk.rasa.script = [die]
        await desk.write("I want braids tomorrow at 3pm")
        with pytest.raises(KeyboardInterrupt):
            await desk.take_turn(desk.worker("dead-worker"))
        await desk.change(
            "UPDATE conversations SET lease_expires_at = clock_timestamp() + interval '1 second'"
        )
        async with worker(desk):
            await sent(desk, 1, 3.0)
        assert desk.rasa.requests[0]["message_id"] == desk.rasa.requests[1]["message_id"]

    async def test_a_long_turn_keeps_its_lease(self, desk: FrontDesk) -> None:
        async def take_long(request: Json) -> Json:
            await asyncio.sleep(5)
            return says("done")

        desk.rasa.script = [take_long]
        async with worker(desk), worker(desk, "worker-2"):
            await asyncio.sleep(0.2)
            await desk.write("I want braids tomorrow at 3pm")
            await asyncio.sleep(4)
            await desk.change(
                "UPDATE conversations SET lease_expires_at = clock_timestamp()"
                " WHERE lease_expires_at < clock_timestamp() + interval '5 seconds'"
            )
            await sent(desk, 1)
        assert len(desk.rasa.requests) == 1

    async def test_shutting_down_ends_what_runs_and_gives_leases_back(
        self, desk: FrontDesk
    ) -> None:
        async def slowly(_: OutboundMessage) -> None:
            await asyncio.sleep(0.5)

        desk.channel.script = [slowly]
        async with worker(desk):
            await asyncio.sleep(0.2)
            await desk.write("I want braids tomorrow at 3pm")
            await asyncio.sleep(0.25)
        (row,) = await desk.rows("SELECT lease_owner, outbox_lease_owner FROM conversations")
        assert row == {"lease_owner": None, "outbox_lease_owner": None}
        assert [row["state"] for row in await desk.outbox()] == ["sent"]


class TestReceipts:
    async def test_a_message_is_marked_read_when_it_is_answered(self, desk: FrontDesk) -> None:
        async with worker(desk):
            await asyncio.sleep(0.2)
            message = await desk.write("I want braids tomorrow at 3pm")
            await sent(desk, 1)
            await asyncio.sleep(0.1)
        assert desk.channel.read == [message["id"]]


class TestHealth:
    async def _status(self, desk: FrontDesk, oldest: float) -> int:
        app = health_app(desk.database, oldest)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://worker") as client:
            assert (await client.get("/metrics")).status_code == 200
            return (await client.get("/healthz")).status_code

    async def test_a_message_that_waits_too_long_makes_it_unhealthy(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await asyncio.sleep(0.2)
        assert await self._status(desk, 3600.0) == 200
        assert await self._status(desk, 0.1) == 503


class TestKeyedWork:
    async def test_a_failure_is_logged_with_the_ids_of_its_key(self) -> None:
        failed = asyncio.Event()

        async def work(key: int) -> float | None:
            failed.set()
            raise ValueError

        keyed = KeyedWork[int](
            "test", work, most_at_once=1, ids=lambda key: {"conversation_id": str(key)}
        )
        with capture_logs(processors=[merge_contextvars]) as lines:
            keyed.wake(7)
            await failed.wait()
            await keyed.close(1)
        assert (lines[0]["event"], lines[0]["conversation_id"]) == ("work_failed", "7")

    async def test_a_key_is_never_worked_on_twice_at_once_and_no_wake_up_is_lost(self) -> None:
        runs: list[int] = []
        running = 0

        async def work(key: int) -> float | None:
            nonlocal running
            running += 1
            assert running == 1
            runs.append(key)
            await asyncio.sleep(0.01)
            running -= 1
            return None

        keyed = KeyedWork[int]("test", work, most_at_once=8)
        keyed.wake(7)
        await asyncio.sleep(0.005)
        for _ in range(5):
            keyed.wake(7)
        await asyncio.sleep(0.1)
        assert runs == [7, 7]

    async def test_wake_ups_while_a_key_stands_in_line_make_one_run(self) -> None:
        runs, goes_on = list[str](), asyncio.Event()

        async def work(key: str) -> float | None:
            runs.append(key)
            await goes_on.wait()
            return None

        keyed = KeyedWork[str]("test", work, most_at_once=1)
        for key in ("first", "in line", "in line", "in line"):
            keyed.wake(key)
            await asyncio.sleep(0)
        goes_on.set()
        await asyncio.sleep(0.05)
        assert runs == ["first", "in line"]

    async def test_a_look_around_wakes_only_what_is_not_worked_on(self) -> None:
        runs, goes_on = list[int](), asyncio.Event()

        async def work(key: int) -> float | None:
            runs.append(key)
            await goes_on.wait()
            return 30.0 if len(runs) == 1 else None

        keyed = KeyedWork[int]("test", work, most_at_once=1)
        keyed.wake_idle(7)
        await asyncio.sleep(0)
        keyed.wake_idle(7)
        goes_on.set()
        await asyncio.sleep(0.02)
        assert runs == [7]
        keyed.wake_idle(7)
        await asyncio.sleep(0.02)
        assert runs == [7, 7]
        keyed.wake_idle(7)
        await asyncio.sleep(0.02)
        assert runs == [7, 7, 7]

    async def test_work_that_fails_is_repeated(self) -> None:
        outcomes: list[Any] = [ValueError(), ValueError(), None]

        async def work(key: int) -> float | None:
            outcome = outcomes.pop(0)
            if outcome is not None:
                raise outcome
            return None

        keyed = KeyedWork[int]("test", work, most_at_once=8)

        async def is_done() -> bool:
            return not outcomes

        keyed.wake(7)
        await until(is_done)

    async def test_no_more_than_allowed_run_at_once(self) -> None:
        running, most, left = 0, 0, 12

        async def work(key: int) -> float | None:
            nonlocal running, most, left
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running, left = running - 1, left - 1
            return None

        async def is_done() -> bool:
            return not left

        keyed = KeyedWork[int]("test", work, most_at_once=3)
        for key in range(12):
            keyed.wake(key)
        await until(is_done)
        assert most == 3

    async def test_who_stands_aside_leaves_the_place_to_others(self) -> None:
        answered, seen = asyncio.Event(), list[str]()

        async def work(key: str) -> float | None:
            if key == "waits":
                async with keyed.aside():
                    await answered.wait()
            seen.append(key)
            return None

        keyed = KeyedWork[str]("test", work, most_at_once=1)

        async def others_are_done() -> bool:
            return seen == ["one", "two"]

        keyed.wake("waits")
        await asyncio.sleep(0.01)
        for key in ("one", "two"):
            keyed.wake(key)
        await until(others_are_done)
        answered.set()
        await keyed.close(1.0)
        assert seen == ["one", "two", "waits"]
        assert keyed.running == 0

    async def test_who_comes_back_waits_for_a_place(self) -> None:
        running, most, left = 0, 0, 8

        async def work(key: int) -> float | None:
            nonlocal running, most, left
            async with keyed.aside():
                await asyncio.sleep(0.01)
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running, left = running - 1, left - 1
            return None

        async def is_done() -> bool:
            return not left

        keyed = KeyedWork[int]("test", work, most_at_once=2)
        for key in range(8):
            keyed.wake(key)
        await until(is_done)
        assert most == 2
