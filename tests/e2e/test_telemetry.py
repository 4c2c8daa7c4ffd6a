"""One OpenTelemetry trace per turn, over all processes, at a collector that speaks OTLP."""

import json
import time
import uuid

import pytest

from tests.e2e.days import OpenDay
from tests.e2e.visitor import visitor
from tests.fixtures.collector import Collector, KeptSpan
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

PATIENCE = 20.0
ON_THE_WAY = {"webhook", "turn", "rasa turn", "action", "send"}


def spans_of_turn(collector: Collector, turn_id: str) -> list[KeptSpan]:
    """The whole trace that a turn's span belongs to."""
    turn = next(
        (
            span
            for span in collector.spans()
            if span.name == "turn" and span.attributes.get("turn_id") == turn_id
        ),
        None,
    )
    return collector.trace(turn.trace_id) if turn else []


def whole_trace(collector: Collector, turn_id: str) -> list[KeptSpan]:
    """The trace of a turn once every part of it has arrived; each process sends on its own."""
    ends = time.monotonic() + PATIENCE
    while True:
        spans = spans_of_turn(collector, turn_id)
        missing = ON_THE_WAY - {span.name for span in spans}
        if not missing:
            return spans
        arrived = sorted({(span.service, span.name) for span in collector.spans()})
        assert time.monotonic() < ends, f"missing {missing}; arrived at all: {arrived}"
        time.sleep(0.1)


class TestATurnsTrace:
    @pytest.fixture
    def turns(self, stack: Stack, day: OpenDay) -> list[str]:
        """The ids of two turns of one customer."""
        customer = visitor(stack)
        customer.hold(day)
        with stack.connect() as connection:
            rows = connection.execute(
                "SELECT t.id FROM turns t JOIN conversations c ON c.id = t.conversation_id"
                " JOIN identities i ON i.id = c.identity_id WHERE i.phone = %s ORDER BY t.id",
                [customer.phone.number],
            ).fetchall()
        return [str(row[0]) for row in rows]

    def test_goes_through_every_process(self, collector: Collector, turns: list[str]) -> None:
        for turn_id in turns:
            assert {span.service for span in whole_trace(collector, turn_id)} >= {
                "ratiba-web", "ratiba-worker", "ratiba-rasa", "ratiba-actions",
            }  # fmt: skip

    def test_its_log_line_has_its_ids(self, stack: Stack, turns: list[str]) -> None:
        lines = map(json.loads, (stack.home / "logs" / "worker.log").read_text().splitlines())
        taken = {line["turn_id"]: line for line in lines if line["event"] == "turn_taken"}
        for turn_id in turns:
            assert uuid.UUID(taken[turn_id]["tenant_id"])
            assert uuid.UUID(taken[turn_id]["conversation_id"])
            assert taken[turn_id]["process"] == "worker"

    def test_each_part_hangs_on_the_one_that_called_it(
        self, collector: Collector, turns: list[str]
    ) -> None:
        spans = whole_trace(collector, turns[0])
        by_id = {span.span_id: span for span in spans}
        parents = {
            span.name: by_id[span.parent_id].name for span in spans if span.parent_id in by_id
        }
        assert parents["turn"] == "webhook"
        assert parents["rasa turn"] == "turn"
        assert parents["action"] == "rasa turn"
        assert parents["replies"] == "turn"

    def test_different_turns_have_different_traces(
        self, collector: Collector, turns: list[str]
    ) -> None:
        traces = {whole_trace(collector, each)[0].trace_id for each in turns}
        assert len(traces) == len(turns) == 2
