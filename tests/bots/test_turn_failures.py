"""What a turn does when something it needs is gone: 503, tracker unsaved, the same id succeeds."""

from __future__ import annotations

import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bots.fixtures.stack import (
    Dialogue,
    Postgres,
    Rasa,
    Server,
    rasa_server,
    start_actions,
)

# A busy machine takes a minute to train and start what the first test needs.
pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

RECOVERY_SECONDS = 10


def row(postgres: Postgres, dialogue: Dialogue) -> list[tuple[object, ...]]:
    """The dialogue's row as it is stored."""
    return postgres.query(
        "SELECT version, events FROM dialogue.trackers WHERE dialogue_id = %s", dialogue.id
    )


class TestActionServer:
    @pytest.fixture
    def actions_down(self, rasa: Rasa, actions: Server) -> Iterator[Server]:
        actions.end(signal.SIGKILL)
        yield actions
        if actions.process is None:
            start_actions(actions)

    def test_unreachable_aborts_unsaved_and_the_same_id_succeeds_later(
        self, dialogue: Dialogue, postgres: Postgres, actions_down: Server
    ) -> None:
        dialogue.say("hello")
        before = row(postgres, dialogue)
        refused = dialogue.request("please book", message_id="m-1")
        assert refused.status_code == 503
        assert refused.json() == {"error": "action_server_unreachable"}
        assert row(postgres, dialogue) == before
        start_actions(actions_down)
        answer = dialogue.say("please book", message_id="m-1")
        assert (answer["repeated"], answer["requested_slot"]) == (False, "service")

    def test_a_turn_without_actions_needs_no_action_server(
        self, dialogue: Dialogue, actions_down: Server
    ) -> None:
        assert dialogue.say("hello")["outcome"] == "handled"

    def test_an_exception_in_an_action_aborts_unsaved(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        refused = dialogue.request("where are you located explode")
        assert refused.status_code == 503
        assert refused.json()["error"] == "action_failed"
        assert row(postgres, dialogue) == []

    def test_an_exception_in_a_form_validation_aborts_unsaved(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        dialogue.say("please book", payload="/book_service")
        before = row(postgres, dialogue)
        reading = {"entities": {"service": "Braids"}}
        assert dialogue.request("explode braids", reading=reading).status_code == 503
        assert row(postgres, dialogue) == before

    def test_a_response_nobody_wrote_aborts_unsaved(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        refused = dialogue.request("where are you located unheard")
        assert refused.json()["error"] == "response_missing"
        assert row(postgres, dialogue) == []

    def test_actions_without_end_are_not_worth_asking_again(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        refused = dialogue.request("where are you located endless")
        assert (refused.status_code, refused.json()) == (422, {"error": "action_limit_passed"})
        assert row(postgres, dialogue) == []

    def test_a_restarted_action_server_gets_the_domain_again(
        self, dialogue: Dialogue, actions_down: Server
    ) -> None:
        start_actions(actions_down)
        assert dialogue.say("please book")["requested_slot"] == "service"


class TestDeadline:
    def test_a_slow_action_is_cut_off_at_the_deadline(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        started = time.monotonic()
        refused = dialogue.request("where are you located sleep", deadline=time.time() + 0.5)
        assert refused.json() == {"error": "deadline_passed"}
        assert time.monotonic() - started < 2, "the action was waited for"
        assert row(postgres, dialogue) == []

    def test_a_deadline_in_the_past_runs_nothing(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        refused = dialogue.request("hello", deadline=time.time() - 1)
        assert (refused.status_code, refused.json()) == (503, {"error": "deadline_passed"})
        assert row(postgres, dialogue) == []


class TestDatabase:
    def test_killed_and_restarted_a_form_goes_on(
        self, rasa: Rasa, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        dialogue.say("please book", payload="/book_service")
        postgres.server.end(signal.SIGKILL)
        reading = {"entities": {"service": "Braids"}}
        refused = dialogue.request("braids", message_id="m-1", reading=reading)
        assert (refused.status_code, refused.json()) == (503, {"error": "database_unavailable"})
        assert httpx.get(f"{rasa.address}/healthz").status_code == 503
        time.sleep(4)
        postgres.start()
        answer = until_handled(dialogue, "braids", message_id="m-1", reading=reading)
        assert answer["requested_slot"] == "date"
        assert httpx.get(f"{rasa.address}/healthz").status_code == 200

    def test_a_restart_between_turns_costs_at_most_one_turn_per_connection(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        dialogue.say("hello")
        postgres.server.end(signal.SIGINT)
        postgres.start()
        first = dialogue.request("hello", message_id="m-2")
        assert first.status_code in (200, 503)
        assert until_handled(dialogue, "hello", message_id="m-2")["outcome"] == "handled"
        assert dialogue.request("hello").status_code == 200


class TestFence:
    def test_a_tracker_that_changed_meanwhile_is_not_overwritten(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        from concurrent.futures import ThreadPoolExecutor

        dialogue.say("hello")
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(dialogue.request, "where are you located sleep", message_id="m-1")
            time.sleep(1)
            postgres.query(
                "UPDATE dialogue.trackers SET version = version + 1 WHERE dialogue_id = %s",
                dialogue.id,
            )
            refused = slow.result()
        assert (refused.status_code, refused.json()) == (503, {"error": "tracker_changed"})
        [(version, _)] = row(postgres, dialogue)
        assert version == 2
        answer = dialogue.say("where are you located", message_id="m-1")
        assert answer["repeated"] is False


class TestTwoServers:
    def test_the_second_continues_what_the_first_began(
        self, dialogue: Dialogue, surroundings: dict[str, str], tmp_path: Path
    ) -> None:
        dialogue.say("please book", message_id="m-1", payload="/book_service")
        second = rasa_server(surroundings, tmp_path / "rasa.log")
        second.start()
        try:
            there = Dialogue(second, dialogue.id)
            assert there.say("please book", message_id="m-1")["repeated"] is True
            reading = {"entities": {"service": "Braids"}}
            assert there.say("braids", reading=reading)["requested_slot"] == "date"
        finally:
            second.server.end()
        reading = {"entities": {"date": "2026-11-22"}}
        assert dialogue.say("kesho", reading=reading)["requested_slot"] == "time"


class TestLongDialogue:
    def test_it_stays_small_and_keeps_slots_and_form(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        dialogue.say("please book", payload="/book_service")
        dialogue.say("braids", reading={"entities": {"service": "Braids"}})
        for _ in range(45):
            answer = dialogue.say("zxqv wvut")
        assert answer["slots"]["service"] == "Braids"
        assert (answer["active_loop"], answer["requested_slot"]) == ("booking_form", "date")
        [(_, events)] = row(postgres, dialogue)
        assert len(events) < 10_000
        done = dialogue.say("kesho", reading={"entities": {"date": "2026-11-22"}})
        assert done["requested_slot"] == "time"


def until_handled(dialogue: Dialogue, text: str, **given: object) -> dict[str, object]:
    """The first 200 to this message within the recovery time."""
    end = time.monotonic() + RECOVERY_SECONDS
    while True:
        response = dialogue.request(text, **given)
        if response.status_code == 200:
            answer: dict[str, object] = response.json()
            return answer
        assert time.monotonic() < end, response.text
        time.sleep(0.2)


def test_message_ids_are_per_dialogue(rasa: Rasa) -> None:
    message_id = uuid.uuid4().hex
    one, other = Dialogue(rasa), Dialogue(rasa)
    assert one.say("hello", message_id=message_id)["repeated"] is False
    assert other.say("hello", message_id=message_id)["repeated"] is False
