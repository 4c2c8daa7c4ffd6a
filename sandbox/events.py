"""News for the open phone pages."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

_QUEUE_LIMIT = 500


class EventHub:
    """Fans events out to every page; a page that falls behind is told to load afresh."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[dict[str, Any]]] = set()

    def publish(self, kind: str, **facts: Any) -> None:
        """Put an event into every page's queue without waiting."""
        event = {"event": kind, **facts}
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                event = {"event": "reload"}
            queue.put_nowait(event)

    @property
    def has_listeners(self) -> bool:
        """True while at least one page is open."""
        return bool(self._queues)

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[dict[str, Any]]]:
        """The events from now on."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(_QUEUE_LIMIT)
        self._queues.add(queue)
        try:
            yield self._drain(queue)
        finally:
            self._queues.discard(queue)

    @staticmethod
    async def _drain(queue: asyncio.Queue[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
        while True:
            yield await queue.get()
