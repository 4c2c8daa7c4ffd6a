"""`/trace/turns` on the running system: what the phone page shows beside the chat."""

from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.e2e.days import OpenDay
from tests.e2e.visitor import Visitor, visitor
from tests.fixtures.phone import until
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e


def read(stack: Stack, customer: Visitor, token: str | None = None, **query: Any) -> httpx.Response:
    """The answer to whoever asks with this token, else with the right one."""
    channel = stack.business["phone_number_id"]
    return httpx.get(
        f"{stack.url('web')}/trace/turns",
        params={"channel": channel, "contact": customer.phone.number, **query},
        headers={"Authorization": f"Bearer {token or stack.state['trace_token']}"},
        trust_env=False,
        timeout=30,
    )


@pytest.fixture
def holder(stack: Stack, day: OpenDay) -> Visitor:
    """A customer after the summary: two turns."""
    customer = visitor(stack)
    customer.hold(day)
    return customer


class TestTurns:
    def test_show_how_each_was_read_decided_and_stored(
        self, stack: Stack, holder: Visitor, day: OpenDay
    ) -> None:
        first, second = read(stack, holder).json()["turns"]

        assert first["text"] == holder.words.wish.format(day=day.asked("en"))
        assert first["language"] == "en"
        assert first["state"] == "handled"
        assert first["intent"]["name"] == "book_service"
        assert 0 < first["intent"]["confidence"] <= 1
        assert first["intent"]["source"] == "local"
        assert first["reading"]["entities"]["datetime"] == f"{day.at(15):%Y-%m-%dT%H:%M}"
        assert first["entities"]["service"]["text"] == "braids"
        assert first["slots"]["date"] == day.date.isoformat()
        assert (first["active_loop"], first["requested_slot"]) == ("booking_form", "name")
        assert "validate_booking_form" in [action["name"] for action in first["actions"]]
        assert holder.words.asks_name in first["replies"][0]

        assert "action_hold_opening" in [action["name"] for action in second["actions"]]
        changed = [change for change in second["changes"] if change["table"] == "bookings"]
        assert [change["change"] for change in changed] == ["inserted"]
        assert "held until" in changed[0]["summary"]

    def test_account_for_their_milliseconds(self, stack: Stack, holder: Visitor) -> None:
        until(lambda: _has_sent(read(stack, holder).json()["turns"]), 20, "both turns are sent")
        for turn in read(stack, holder).json()["turns"]:
            steps = {step["name"]: step["ms"] for step in turn["steps"]}
            assert {"wait", "claim", "read", "prepare", "rasa", "send"} <= set(steps)
            assert all(ms >= 0 for ms in steps.values())
            assert 0 < steps["rasa actions"] <= steps["rasa"] <= turn["total_ms"]
            assert datetime.fromisoformat(turn["started_at"]).tzinfo is not None

    def test_come_after_the_one_already_seen(self, stack: Stack, holder: Visitor) -> None:
        first, second = read(stack, holder).json()["turns"]
        assert [turn["id"] for turn in read(stack, holder, after=first["id"]).json()["turns"]] == [
            second["id"]
        ]
        assert [turn["id"] for turn in read(stack, holder, limit=1).json()["turns"]] == [
            second["id"]
        ]

    @pytest.mark.parametrize(
        "query", [{"limit": 0}, {"limit": 9999}, {"after": "x"}], ids=["none", "all", "no id"]
    )
    def test_a_wrong_question_is_refused(
        self, stack: Stack, holder: Visitor, query: dict[str, Any]
    ) -> None:
        assert read(stack, holder, **query).status_code == 422

    def test_only_the_token_opens_them(self, stack: Stack, holder: Visitor) -> None:
        assert read(stack, holder, token="a guess").status_code == 401

    def test_nobody_else_stands_in_them(self, stack: Stack, holder: Visitor) -> None:
        stranger = visitor(stack)
        assert read(stack, stranger).json() == {"turns": []}


def _has_sent(turns: list[dict[str, Any]]) -> bool:
    return all("send" in [step["name"] for step in turn["steps"]] for turn in turns)
