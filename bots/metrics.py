"""What the Rasa process counts, in Prometheus' text format."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest

_SECONDS = (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12)


class Metrics:
    """Counters and histograms of this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._turns = Counter(
            "ratiba_rasa_turns",
            "Turns by outcome or error code.",
            ["outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "ratiba_rasa_turn_seconds",
            "Duration of a turn.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._action_seconds = Histogram(
            "ratiba_rasa_action_seconds",
            "Duration of a call to the action server.",
            ["action"],
            buckets=_SECONDS,
            registry=self.registry,
        )

    def count_turn(self, body: dict[str, Any], seconds: float) -> None:
        """Count one answered turn."""
        outcome = "repeated" if body.get("repeated") else body.get("outcome") or body["error"]
        self._turns.labels(outcome).inc()
        self._seconds.observe(seconds)

    def count_action(self, name: str, seconds: float) -> None:
        """Count one call to the action server."""
        self._action_seconds.labels(name).observe(seconds)

    def text(self) -> bytes:
        """The exposition."""
        return generate_latest(self.registry)


METRICS = Metrics()
