"""WhatsApp's pair rate and throughput limits."""

import time
from collections import deque

from sandbox.behaviors import LimitsBehavior
from sandbox.whatsapp.errors import GraphError

_PAIR_BURST = 45
_PAIR_SECONDS = 6.0


class RateLimits:
    """Counts sends per number and per (number, customer)."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], tuple[float, float]] = {}
        self._sends: dict[str, deque[float]] = {}

    def clear(self) -> None:
        """Forget all counts."""
        self._pairs.clear()
        self._sends.clear()

    def check(self, phone_number_id: str, customer: str, limits: LimitsBehavior) -> None:
        """Count one send; raise when it is over an enforced limit."""
        now = time.monotonic()
        if limits.throughput_per_second:
            self._check_throughput(phone_number_id, limits.throughput_per_second, now)
        if limits.pair_rate:
            self._check_pair((phone_number_id, customer), now)

    def _check_throughput(self, phone_number_id: str, per_second: int, now: float) -> None:
        sends = self._sends.setdefault(phone_number_id, deque())
        while sends and now - sends[0] > 1:
            sends.popleft()
        if len(sends) >= per_second:
            raise GraphError(130429, "Cloud API message throughput has been reached")
        sends.append(now)

    def _check_pair(self, pair: tuple[str, str], now: float) -> None:
        left, since = self._pairs.get(pair, (float(_PAIR_BURST), now))
        left = min(float(_PAIR_BURST), left + (now - since) / _PAIR_SECONDS)
        if left < 1:
            self._pairs[pair] = (left, now)
            raise GraphError(131056, "Too many messages sent from this phone number to this user")
        self._pairs[pair] = (left - 1, now)
