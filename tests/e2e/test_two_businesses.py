"""Two businesses, one customer of both: nothing of one is found anywhere in the other."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from psycopg import sql

from tests.e2e.days import OpenDay, free_day
from tests.e2e.rows import Rows
from tests.e2e.visitor import Visitor, reference_in, visitor
from tests.fixtures.phone import Phone, text_of
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

FILE = Path(__file__).parent / "canary.yml"
CANARY_NUMBER = "109000000000555"
DEMO, CANARY = "zuri-hair", "kanarikrill"
CANARIES = (
    "Kanarikrill", "Quokkaville", "Axolotl", "Zebedayo", "Numbat", "Wombat", "pangolin",
    "254799555101", "Mwanakanari",
)  # fmt: skip
"""Words that only the canary business and what was said to it have."""
DEMO_WORDS = ("Zuri", "Kilimani", "Wood Avenue", "Amina", "Cornrows", "254711000101", "Nyanjirika")
DEMO_QUESTIONS = (
    "what are your services and prices?",
    "who works there?",
    "where are you?",
    "what are your hours?",
    "what are my bookings?",
)
OUR_PROCESSES = {"web", "worker", "actions", "rasa"}
SIMULATED = {"sandbox", "supervisor"}
"""The simulated providers, and what `./ratiba demo` itself prints."""
FOREIGN_WISH = "I want to book a wombat facial with Zebedayo tomorrow at 10am"
_TENANT_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attname = 'tenant_id'"""
_TRACKERS = """
    SELECT t.events FROM dialogue.trackers t JOIN dialogues d ON d.id = t.dialogue_id
    WHERE d.tenant_id = %s"""
_JOBS = """
    SELECT args::text AS args FROM procrastinate_jobs WHERE args ->> 'tenant_id' = %s"""


@dataclass
class Pair:
    """A customer of both businesses after booking at each, and what was said and given."""

    demo: Visitor
    canary: Visitor
    demo_reference: str
    canary_reference: str


@pytest.fixture(scope="module")
def pair(stack: Stack) -> Pair:
    """One phone that booked and paid at both, under another name at each."""
    run(stack, "business", "create", str(FILE))
    demo = visitor(stack)
    demo.name = "Nyanjirika Wafula"
    there = Phone(stack.sandbox, demo.phone.number, CANARY_NUMBER)
    canary = Visitor(there, "en", "Mwanakanari Pangolin")
    with stack.connect() as connection:
        day = free_day(connection)
    demo.pay(demo.hold(day))
    demo.answer_prompt()
    booked = demo.hear(demo.words.confirmed)
    return Pair(demo, canary, reference_in(booked), book_at_canary(canary, day))


def book_at_canary(customer: Visitor, day: OpenDay) -> str:
    """Book and pay there; the reference."""
    wish = f"I want a wombat facial {OpenDay(day.date + timedelta(days=1)).asked('en')} at 11am"
    customer.say(wish, customer.words.asks_name)
    summary = customer.say(customer.name, customer.words.held)
    customer.tap(summary, "Pay KES 300", customer.words.asking)
    customer.answer_prompt()
    return reference_in(customer.hear(customer.words.confirmed))


def run(stack: Stack, *arguments: str) -> str:
    """What a command of ./ratiba prints when it succeeds."""
    finished = stack.run(*arguments)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def strangers(text: str, words: tuple[str, ...]) -> list[str]:
    """Which of the words stand in a text."""
    return [word for word in words if word.casefold() in text.casefold()]


def tenant_id(rows: Rows, slug: str) -> str:
    """The id of a business."""
    return str(rows.find("SELECT id FROM tenants WHERE slug = %s", slug)[0]["id"])


class TestReplies:
    def test_neither_names_what_is_the_others(self, pair: Pair) -> None:
        for text in pair.canary.everything_heard():
            assert strangers(text, DEMO_WORDS) == [], text
        for text in pair.demo.everything_heard():
            assert strangers(text, CANARIES) == [], text

    @pytest.mark.parametrize("question", DEMO_QUESTIONS)
    def test_questions_are_answered_from_the_own_business(self, pair: Pair, question: str) -> None:
        answers = pair.demo.phone.say(question, seconds=60)
        assert all(strangers(text_of(answer), CANARIES) == [] for answer in answers)

    def test_the_same_person_is_two_contacts(self, pair: Pair, rows: Rows) -> None:
        found = rows.find(
            "SELECT DISTINCT tenant_id, name FROM contacts WHERE phone = %s",
            pair.demo.phone.number,
        )
        assert sorted(row["name"] for row in found) == [pair.canary.name, pair.demo.name]
        assert len({row["tenant_id"] for row in found}) == 2


@pytest.mark.parametrize(
    ("slug", "foreign"), [(DEMO, CANARIES), (CANARY, DEMO_WORDS)], ids=[DEMO, CANARY]
)
class TestWhatIsKept:
    def test_rows(
        self, pair: Pair, stack: Stack, rows: Rows, slug: str, foreign: tuple[str, ...]
    ) -> None:
        tenant = tenant_id(rows, slug)
        for table in (row["relname"] for row in rows.find(_TENANT_TABLES)):
            found = rows_with(stack, table, tenant, foreign)
            assert found == [], table

    def test_dialogues(self, pair: Pair, rows: Rows, slug: str, foreign: tuple[str, ...]) -> None:
        trackers = rows.find(_TRACKERS, tenant_id(rows, slug))
        assert trackers
        for tracker in trackers:
            assert strangers(zlib.decompress(tracker["events"]).decode(), foreign) == []

    def test_jobs(self, pair: Pair, rows: Rows, slug: str, foreign: tuple[str, ...]) -> None:
        jobs = rows.find(_JOBS, tenant_id(rows, slug))
        assert jobs
        other = tenant_id(rows, CANARY if slug == DEMO else DEMO)
        for job in jobs:
            assert strangers(job["args"], (*CANARIES, *DEMO_WORDS, other)) == []

    def test_export(
        self, pair: Pair, stack: Stack, rows: Rows, tmp_path: Path, slug: str,
        foreign: tuple[str, ...],
    ) -> None:  # fmt: skip
        target = tmp_path / "export.jsonl"
        run(stack, "business", "export", slug, str(target))
        text = target.read_text()
        own, other = (pair.demo_reference, pair.canary_reference)[:: 1 if slug == DEMO else -1]
        assert own in text
        assert strangers(text, (other, tenant_id(rows, CANARY if slug == DEMO else DEMO))) == []
        assert strangers(text, foreign) == []

    def test_trace(self, pair: Pair, stack: Stack, slug: str, foreign: tuple[str, ...]) -> None:
        number = CANARY_NUMBER if slug == CANARY else stack.business["phone_number_id"]
        turns = trace(stack, number, pair.demo.phone.number)
        assert turns
        assert strangers(json.dumps(turns), foreign) == []


class TestWhatAllShare:
    def test_logs_name_nobody(self, pair: Pair, stack: Stack) -> None:
        people = (pair.demo.phone.number, "Mwanakanari", "Nyanjirika", "wombat", "braids")
        secrets = ("pangolin", "canary-secret", "canary-passkey")
        logs = {log.stem: log for log in (stack.home / "logs").glob("*.log")}
        assert logs.keys() >= OUR_PROCESSES
        for log in (logs[name] for name in logs.keys() - SIMULATED):
            for line in log.read_text(errors="replace").splitlines():
                assert strangers(line, people + secrets) == [], f"{log.name}: {line}"

    def test_cache_keys_and_values_name_nobody(self, pair: Pair, stack: Stack) -> None:
        cache = redis.Redis.from_url(stack.state["redis_url"])
        for entry in cached(cache):
            assert strangers(entry, CANARIES + DEMO_WORDS) == [], entry

    def test_the_calendar_link_of_one_shows_only_it(self, pair: Pair, stack: Stack) -> None:
        confirmation = next(
            text for text in pair.canary.everything_heard() if pair.canary_reference in text
        )
        link = next(word for word in confirmation.split() if word.endswith(".ics"))
        file = httpx.get(link, trust_env=False).text
        assert "Wombat" in file
        assert strangers(file, DEMO_WORDS) == []


class TestForeignWords:
    """Last, because what is typed here stays in the rows of the business it was typed to."""

    def test_a_reference_of_the_other_is_unknown(self, pair: Pair) -> None:
        answers = pair.demo.phone.say(f"check booking {pair.canary_reference}", seconds=60)
        said = "\n".join(text_of(answer) for answer in answers)
        assert strangers(said, (*CANARIES, "11:00 AM")) == []
        mine = pair.demo.phone.say(f"check booking {pair.demo_reference}", seconds=60)
        assert any(pair.demo_reference in text_of(answer) for answer in mine)

    def test_names_of_the_other_are_just_words(self, pair: Pair, stack: Stack) -> None:
        answers = pair.demo.phone.say(FOREIGN_WISH, seconds=60)
        assert all(strangers(text_of(answer), CANARIES) == [] for answer in answers)
        turns = trace(stack, str(stack.business["phone_number_id"]), pair.demo.phone.number)
        assert turns[-1]["text"] == FOREIGN_WISH
        assert not {"service", "staff"} & set(turns[-1]["entities"])


def rows_with(stack: Stack, table: str, tenant: str, words: tuple[str, ...]) -> list[str]:
    """Rows of a business in a table in which one of the words stands."""
    query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE tenant_id = %s").format(
        sql.Identifier(table)
    )
    with stack.connect() as connection:
        texts = [row[0] for row in connection.execute(query, [tenant])]
    return [text for text in texts if strangers(text, words)]


def trace(stack: Stack, number: str, contact: str) -> list[dict[str, Any]]:
    """The turns of a customer as the trace view gets them."""
    answer = httpx.get(
        f"{stack.url('web')}/trace/turns",
        params={"channel": number, "contact": contact, "limit": 200},
        headers={"Authorization": f"Bearer {stack.state['trace_token']}"},
        trust_env=False,
    )
    turns: list[dict[str, Any]] = answer.raise_for_status().json()["turns"]
    return turns


def cached(cache: "redis.Redis") -> Iterator[str]:
    """Every key of the cache with what it holds."""
    for key in cache.scan_iter():
        kind = cache.type(key).decode()
        value = cache.get(key) if kind == "string" else json.dumps({"kind": kind})
        yield f"{key.decode()} {value!r}"
