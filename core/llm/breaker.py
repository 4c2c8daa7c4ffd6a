"""Leaves a provider alone for a while after it failed several times in a row."""

import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed while calls succeed; open for a while after failures; then one call tries again."""

    def __init__(
        self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._seconds, self._clock = failures, seconds, clock
        self._failures = 0
        self._closed_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether calls would be refused now."""
        return self._failures >= self._most and self._clock() < self._closed_at

    def may_call(self) -> bool:
        """Whether to call now; while failures last only one call per period may."""
        if self.is_open:
            return False
        if self._failures >= self._most:
            self._closed_at = self._clock() + self._seconds
        return True

    def succeeded(self) -> None:
        """The provider answered."""
        self._failures = 0

    def failed(self) -> None:
        """The provider did not answer."""
        self._failures += 1
        if self._failures >= self._most:
            self._closed_at = self._clock() + self._seconds
