"""How fast status queries come in."""

import time


class PollRates:
    """Remembers the last query of each request."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def is_too_fast(self, checkout_request_id: str, min_interval_ms: int) -> bool:
        """True when the previous query is more recent than the interval allows."""
        now = time.monotonic()
        last = self._last.get(checkout_request_id)
        self._last[checkout_request_id] = now
        return last is not None and now - last < min_interval_ms / 1000

    def clear(self) -> None:
        """Forget all queries."""
        self._last.clear()
