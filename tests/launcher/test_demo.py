import json
import time

import pytest

from tests.fixtures.phone import text_of, until
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e


class TestDemo:
    def test_a_customer_gets_an_answer(self, stack: Stack) -> None:
        answers = stack.phone().say("Hi")
        assert "Zuri" in text_of(answers[0])

    def test_a_second_start_in_the_same_home_is_refused(self, stack: Stack) -> None:
        second = stack.run("demo")
        assert second.returncode == 1
        assert "already running here" in second.stderr
        assert stack.is_healthy()

    @pytest.mark.parametrize(
        "name", ["worker", "web", "actions", "redis", "postgres", "storage", "sandbox"]
    )
    def test_a_killed_process_is_back_in_seconds(self, stack: Stack, name: str) -> None:
        stack.wait_healthy()
        before = stack.kill(name)
        started = time.monotonic()
        while (
            stack.pid(name) == before or not stack.is_healthy()
        ) and time.monotonic() < started + 20:
            time.sleep(0.1)
        assert stack.pid(name) != before
        assert stack.is_healthy()


class TestStatus:
    def test_tells_programs_where_everything_is(self, stack: Stack) -> None:
        until(lambda: stack.run("status", "--json").returncode == 0, 30, "all is told healthy")
        state = json.loads(stack.run("status", "--json").stdout)
        assert state["running"] is True
        assert {row["name"] for row in state["processes"]} == {
            "postgres", "redis", "storage", "rasa", "actions", "web", "worker", "sandbox",
        }  # fmt: skip
        for row in state["processes"]:
            assert row["health"] == "healthy"
            assert row["pid"] > 0
            assert row["memory_bytes"] > 1_000_000
        assert state["database_url"].startswith("postgresql://")

    def test_shows_people_no_passwords(self, stack: Stack) -> None:
        shown = stack.run("status")
        assert "worker" in shown.stdout
        assert ":***@127.0.0.1" in shown.stdout
        assert f"{stack.state['s3_endpoint_url']}/{stack.state['s3_bucket']}" in shown.stdout
        assert stack.state["s3_secret_key"] not in shown.stdout
