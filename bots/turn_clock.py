"""The deadline and the measurements of the turn that is running in this task."""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field

from bots.errors import DeadlinePassed


@dataclass
class ActionCall:
    """One call to the action server."""

    name: str
    ms: float


@dataclass
class TurnClock:
    """What is left of a turn's time and where the rest went."""

    deadline: float
    traceparent: str | None = None
    started: float = field(default_factory=time.perf_counter)
    actions: list[ActionCall] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=dict)

    def remaining(self) -> float:
        """Seconds until the deadline; raises once it has passed."""
        left = self.deadline - time.time()
        if left <= 0:
            raise DeadlinePassed
        return left

    def add(self, step: str, seconds: float) -> None:
        """Count time towards a step."""
        self.spent[step] = self.spent.get(step, 0.0) + seconds

    def add_action(self, name: str, seconds: float) -> None:
        """Count one call to the action server."""
        self.actions.append(ActionCall(name, round(seconds * 1000, 2)))
        self.add("actions", seconds)

    def timing(self) -> dict[str, float]:
        """Milliseconds per step, as the turn protocol names them."""
        steps = {f"{step}_ms": round(self.spent.get(step, 0.0) * 1000, 2) for step in STEPS}
        return {**steps, "total_ms": round((time.perf_counter() - self.started) * 1000, 2)}


STEPS = ("lock", "parse", "actions", "tracker")

current_turn: ContextVar[TurnClock | None] = ContextVar("current_turn", default=None)
