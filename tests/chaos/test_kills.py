"""Customers book and pay while each process, PostgreSQL and Redis are killed in turn.

`RATIBA_CHAOS_CUSTOMERS` sets how many (10 in the gate, 200 for the full run).
"""

import asyncio
import contextlib
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.chaos.aftermath import in_flight, wrongs
from tests.fixtures.crowd import Crowd, Customer, NoReply, open_crowd
from tests.fixtures.phone import choices_of, text_of, until
from tests.fixtures.system import Stack

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

BUSINESS = Path(__file__).parent / "business.yml"
SLUG, NUMBER = "chaos-hall", "109000000000777"
CUSTOMERS = int(os.environ.get("RATIBA_CHAOS_CUSTOMERS", "10"))
KILLED = ("web", "worker", "actions", "rasa", "storage", "redis", "postgres")
BACK_SECONDS = 60.0
PROMPTS = ("Pay", "Send it again", "Try again")


@pytest.fixture(scope="module")
def hall(stack: Stack) -> Stack:
    """The demo system with the business of this test."""
    created = stack.run("business", "create", str(BUSINESS))
    assert created.returncode == 0, created.stderr
    facts = {"phone_number_id": NUMBER, "name": "Chaos Hall", "shortcode": "600777"}
    facts["display_phone_number"] = "+254 700 000 777"
    stack.sandbox.post("/control/businesses", json=facts).raise_for_status()
    return stack


@dataclass
class Day:
    """What happened: how customers fared, and each kill with how soon the system answered again."""

    outcomes: Counter[str] = field(default_factory=Counter)
    kills: dict[str, tuple[int, float]] = field(default_factory=dict)
    silences: list[str] = field(default_factory=list)


async def visit(customer: Customer, wish: str) -> str:
    """One customer's whole visit; how it ended."""
    await customer.say(wish)
    while True:
        reply = await customer.reply()
        text, titles = text_of(reply), [choice["title"] for _, choice in choices_of(reply)]
        if "Reference:" in text:
            return "booked"
        if titles and titles[0].startswith(PROMPTS):
            await customer.tap(reply, titles[0])
            # A worker killed just before its call sends none: the news then offers another.
            with contextlib.suppress(NoReply):
                await customer.pay()
        elif "your name" in text:
            await customer.say("Jane Wanjiku")
        elif titles and (" at " in titles[0] or ":" in titles[0]):
            await customer.tap(reply, titles[0])


async def visits(crowd: Crowd, day: Day, ended: asyncio.Event) -> None:
    """Everybody comes within the first seconds and comes again until the kills are over."""

    async def keep_visiting(index: int) -> None:
        number = 0
        while number == 0 or not ended.is_set():
            customer = await crowd.customer(f"25479{number % 10}{index:06d}", "Jane Wanjiku")
            hour = ("9am", "10:30am", "12:30pm", "2pm", "4:30pm", "7pm")[index % 6]
            what = "braids with Amina" if index % 4 == 0 else "a haircut"
            wish = f"Hi, I want to book {what} tomorrow at {hour}"
            try:
                outcome = await visit(customer, wish)
            except NoReply as silence:
                outcome = "silence"
                day.silences.append(f"{silence}; {await customer.history()}")
            day.outcomes[outcome] += 1
            number += 1

    async with asyncio.TaskGroup() as group:
        for index in range(CUSTOMERS):
            group.create_task(keep_visiting(index))
            await asyncio.sleep(0.02)


async def kill_each(stack: Stack, day: Day, ended: asyncio.Event) -> None:
    """Kill every process once while turns are running, and wait until it is back."""
    try:
        for name in KILLED:
            await asyncio.sleep(1.5)
            running = await asyncio.to_thread(wait_for_traffic, stack)
            started = time.monotonic()
            old = stack.kill(name)
            await asyncio.to_thread(wait_until_back, stack, name, old)
            day.kills[name] = (running, time.monotonic() - started)
    finally:
        ended.set()


def wait_for_traffic(stack: Stack) -> int:
    """How many messages are in work, once there are some."""
    with stack.connect() as connection:
        return int(until(lambda: in_flight(connection, SLUG), 30, "messages are in work"))


def wait_until_back(stack: Stack, name: str, old: int) -> None:
    """Return when another process has the name and the whole system is healthy."""

    def is_back() -> bool:
        return stack.pid(name) != old and stack.is_healthy() and _answers(stack)

    until(is_back, BACK_SECONDS, f"{name} is back")


def _answers(stack: Stack) -> bool:
    try:
        return all(
            httpx.get(f"{stack.url(name)}/healthz", timeout=2).status_code == 200
            for name in ("web", "worker", "rasa", "actions")
        )
    except httpx.HTTPError:
        return False


def settled(stack: Stack) -> dict[str, int]:
    """What is wrong once the last work is done, or after half a minute."""
    with stack.connect() as connection, contextlib.suppress(AssertionError):
        until(lambda: not wrongs(connection, SLUG), 30, "all work is done")
    with stack.connect() as connection:
        return wrongs(connection, SLUG)


class TestKills:
    async def test_nothing_is_lost_doubled_or_left_open(
        self, hall: Stack, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
    ) -> None:
        say = request.config.pluginmanager.get_plugin("terminalreporter").write_line
        day, ended = Day(), asyncio.Event()
        async with open_crowd(str(hall.sandbox.base_url).rstrip("/"), NUMBER) as crowd:
            async with asyncio.TaskGroup() as group:
                group.create_task(visits(crowd, day, ended))
                group.create_task(kill_each(hall, day, ended))
            found = await asyncio.to_thread(settled, hall)
            opaque = Counter(
                message["opaque"]
                for customer in crowd.customers.values()
                for message in customer.received
            )
        with capsys.disabled():
            say(f"\n{CUSTOMERS} customers at a time: {dict(day.outcomes)}")
            for name, (running, seconds) in day.kills.items():
                say(f"  killed {name} with {running} messages in work: back in {seconds:.1f} s")
        assert day.silences == []
        assert found == {}
        assert [key for key, count in opaque.items() if count > 1] == []
        assert day.outcomes["booked"] > 0
        assert set(day.kills) == set(KILLED)
        assert all(running > 0 for running, _ in day.kills.values())
