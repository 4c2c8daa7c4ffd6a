"""A demo that asks a language model: understood once, never believed, always answered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.days import OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import visitor
from tests.fixtures.phone import Phone, choices_of, text_of, until
from tests.fixtures.system import Stack, running_demo

pytestmark = pytest.mark.e2e

# Words of no language: with a word that is known it is plainly out of scope.
STRANGE = "zxqv wvut jqwk"
WRONG = ("garbage", "null", "nulls", "echo", "foreign_ids", "unknown_intent", "huge")
_CONTACT = "SELECT * FROM contacts WHERE phone = %s"
_TURNS = """
    SELECT t.* FROM turns t JOIN conversations c ON c.id = t.conversation_id
    JOIN identities i ON i.id = c.identity_id WHERE i.phone = %s ORDER BY t.created_at"""


@pytest.fixture(scope="module")
def stack(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own, whose language model is played by its sandbox."""
    home = tmp_path_factory.mktemp("asking")
    settings = {"ANTHROPIC_API_KEY": "sandbox", "LLM_FAILURES_TO_OPEN": "1000"}
    with running_demo(home, trained_model, more_shift=25, **settings) as started:
        yield started


@pytest.fixture
def model(stack: Stack) -> Iterator[httpx.Client]:
    """The sandbox, whose model behaves again afterwards."""
    yield stack.sandbox
    stack.sandbox.delete("/control/behaviors").raise_for_status()
    stack.sandbox.put("/control/llm/answers", json={"answers": []}).raise_for_status()


def script(model: httpx.Client, text: str, intent: str, *entities: dict[str, Any]) -> None:
    answer = {"intent": intent, "entities": list(entities)}
    body = {"answers": [{"text": text, "answer": answer}]}
    model.put("/control/llm/answers", json=body).raise_for_status()


def behave(model: httpx.Client, **behavior: Any) -> None:
    body = {"defaults": {"llm.anthropic": behavior}}
    model.post("/control/behaviors", json=body).raise_for_status()


def titles(phone: Phone) -> list[str]:
    return [choice["title"] for _, choice in choices_of(phone.received()[-1])]


class TestUnderstood:
    def test_what_the_model_understands_goes_on_like_any_message(
        self, stack: Stack, model: httpx.Client, rows: Rows
    ) -> None:
        text = f"{STRANGE} xtwisty kklong"
        entity = {"entity": "service", "quote": "xtwisty kklong", "meaning": "Braids"}
        script(model, text, "book_service", entity)
        phone = stack.phone()
        phone.say(text)
        (turn,) = rows.find(_TURNS, phone.number)
        assert turn["outcome"]["intent"] == {
            "name": "book_service",
            "confidence": 1.0,
            "source": "llm",
        }
        assert turn["outcome"]["active_loop"] == "booking_form"
        assert turn["outcome"]["slots"]["service"]
        assert turn["interpretation"]["cost_micros"] > 0

    def test_a_message_everybody_understands_is_not_asked_about(
        self, stack: Stack, model: httpx.Client, rows: Rows
    ) -> None:
        phone = stack.phone()
        phone.say("I want to book braids")
        (turn,) = rows.find(_TURNS, phone.number)
        assert turn["interpretation"] is None


class TestAnythingAtAll:
    @pytest.mark.parametrize("mode", WRONG)
    def test_gets_an_answer_and_causes_nothing(
        self, stack: Stack, model: httpx.Client, rows: Rows, mode: str
    ) -> None:
        behave(model, mode=mode)
        phone = stack.phone()
        # Another text each time: an answer that is known is not asked for again.
        assert phone.say(f"{STRANGE} kqzv{'qxzjvwk'[WRONG.index(mode)]}")
        (turn,) = rows.find(_TURNS, phone.number)
        assert turn["state"] == "handled"
        assert turn["interpretation"]["status"] == "none"
        assert turn["outcome"]["active_loop"] is None
        assert rows.bookings(phone.number) == []
        assert rows.find(_CONTACT, phone.number)[0]["opted_out_at"] is None

    @pytest.mark.parametrize("status", [401, 429, 500, 529])
    def test_a_provider_that_refuses_is_no_reason_for_silence(
        self, stack: Stack, model: httpx.Client, status: int
    ) -> None:
        behave(model, http_status=status)
        assert stack.phone().say(f"{STRANGE} {status}")

    def test_a_provider_that_never_answers_is_given_up_in_time(
        self, stack: Stack, model: httpx.Client, rows: Rows
    ) -> None:
        behave(model, delay_ms=30_000)
        phone = stack.phone()
        assert phone.say(f"{STRANGE} wols", seconds=15)
        (turn,) = rows.find(_TURNS, phone.number)
        assert turn["interpretation"]["reason"] == "timeout"
        assert turn["attempts"] == 1


class TestAskedBack:
    def test_leaving_is_a_button_until_it_is_pressed(
        self, stack: Stack, model: httpx.Client, rows: Rows
    ) -> None:
        script(model, STRANGE, "opt_out")
        phone = stack.phone()
        phone.say(f"{STRANGE} fjvq")
        assert titles(phone) == ["No more messages"]
        assert rows.find(_CONTACT, phone.number)[0]["opted_out_at"] is None
        phone.tap("No more messages")
        assert rows.find(_CONTACT, phone.number)[0]["opted_out_at"] is not None

    def test_a_yes_of_the_model_asks_for_no_money(
        self, stack: Stack, model: httpx.Client, rows: Rows, day: OpenDay
    ) -> None:
        customer = visitor(stack, "en")
        customer.hold(day)
        phone = customer.phone
        script(model, STRANGE, "affirm")
        answer = phone.say(f"{STRANGE} kqzv")
        assert "Is this what you mean?" in text_of(answer[0])
        assert titles(phone) == ["Yes", "No"]
        booking = rows.booking(phone.number)
        assert booking["status"] == "held"
        assert rows.payments(booking["id"]) == []
        phone.tap("Yes")
        assert len(rows.payments(booking["id"])) == 1


class TestKilled:
    def test_a_worker_killed_while_it_waits_leaves_one_answer(
        self, stack: Stack, model: httpx.Client, rows: Rows
    ) -> None:
        script(model, STRANGE, "greet")
        behave(model, delay_ms=1500)
        phone = stack.phone()
        phone.send(text=f"{STRANGE} dellik")
        until(lambda: rows.find(_TURNS, phone.number), 10, "the turn began")
        stack.kill("worker")
        behave(model, delay_ms=0)
        assert len(phone.next_messages(seconds=30, quiet=2.0)) == 1
        (turn,) = rows.find(_TURNS, phone.number)
        assert (turn["state"], turn["attempts"]) == ("handled", 2)
        stack.wait_healthy(30)
