"""Dialogues in PostgreSQL: one row each, read by one SELECT, written by one fenced UPSERT."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bots import tracker_codec
from bots.errors import DatabaseUnavailable, TrackerChanged
from bots.turn_clock import current_turn

TABLE_DDL = """
CREATE SCHEMA IF NOT EXISTS dialogue;
CREATE TABLE dialogue.trackers (
    dialogue_id uuid NOT NULL,
    version bigint NOT NULL,
    events bytea NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_trackers PRIMARY KEY (dialogue_id),
    CONSTRAINT ck_trackers_version_positive CHECK (version > 0)
) WITH (fillfactor = 70);
ALTER TABLE dialogue.trackers ALTER COLUMN events SET STORAGE EXTERNAL;
"""

_SELECT = """
SELECT version, updated_at,
       CASE WHEN (version, updated_at) IS DISTINCT FROM (%s, %s) THEN events END
FROM dialogue.trackers WHERE dialogue_id = %s
"""
_UPSERT = """
INSERT INTO dialogue.trackers AS stored (dialogue_id, version, events, updated_at)
VALUES (%s, 1, %s, now())
ON CONFLICT (dialogue_id) DO UPDATE
SET version = stored.version + 1, events = excluded.events, updated_at = now()
WHERE stored.version = %s
RETURNING version, updated_at
"""
_POOL_WAIT_SECONDS = 3.0
_REMEMBERED_DIALOGUES = 512


class DialogueTrackerStore(TrackerStore):
    """Rasa's tracker store on an asynchronous pool; a failure is raised, never papered over."""

    def __init__(
        self,
        domain: Domain | None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        pool_size: int = 6,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        if not host:
            raise ValueError("The tracker store needs `url` in endpoints.yml (DATABASE_RASA_URL)")
        self._conninfo = host
        self._pool_size = pool_size
        self._pool: AsyncConnectionPool | None = None
        self._opening = asyncio.Lock()
        # Events never change, so those of a version need not be read and decoded again.
        self._remembered: OrderedDict[str, tuple[int, datetime, Sequence[Event]]] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The stored tracker with its version, or None when the dialogue is new."""
        version, updated_at, events = self._remembered.pop(sender_id, (0, None, ()))
        async with self._connection() as connection:
            parameters = (version, updated_at, UUID(sender_id))
            cursor = await connection.execute(_SELECT, parameters, binary=True)
            row = await cursor.fetchone()
        if row is None:
            return None
        tracker = self.init_tracker(sender_id)
        tracker.version, updated_at, stored = row
        told = events if stored is None else tracker_codec.decode(stored)
        self._remember(sender_id, (tracker.version, updated_at, told))
        tracker.events.extend(_known(told, self.domain))
        tracker.replay_events()
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the tracker unless somebody else did since it was read."""
        events = tracker_codec.shortened(tracker)
        stored = tracker_codec.encode(events)
        expected = getattr(tracker, "version", 0)
        async with self._connection() as connection:
            cursor = await connection.execute(_UPSERT, (UUID(tracker.sender_id), stored, expected))
            row = await cursor.fetchone()
        if row is None:
            raise TrackerChanged(f"expected version {expected}")
        tracker.version = row[0]
        self._remember(tracker.sender_id, (*row, events))

    async def keys(self) -> Iterable[str]:
        """The ids of all dialogues."""
        async with self._connection() as connection:
            cursor = await connection.execute("SELECT dialogue_id FROM dialogue.trackers")
            return [str(row[0]) for row in await cursor.fetchall()]

    async def check(self) -> None:
        """Raise DatabaseUnavailable unless the trackers can be read."""
        async with self._connection() as connection:
            await connection.execute("SELECT 1 FROM dialogue.trackers LIMIT 1")

    async def close(self) -> None:
        """Give the connections back."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    def _remember(self, sender_id: str, row: tuple[int, datetime, Sequence[Event]]) -> None:
        self._remembered[sender_id] = row
        if len(self._remembered) > _REMEMBERED_DIALOGUES:
            self._remembered.popitem(last=False)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        clock = current_turn.get()
        wait = min(_POOL_WAIT_SECONDS, clock.remaining()) if clock else _POOL_WAIT_SECONDS
        pool = await self._opened_pool()
        try:
            async with pool.connection(timeout=wait) as connection:
                yield connection
        except PoolTimeout as error:
            raise DatabaseUnavailable("no connection in time") from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            # A restart breaks every pooled connection at once: drop them all, not one per turn.
            asyncio.get_running_loop().create_task(pool.check())
            raise DatabaseUnavailable(type(error).__name__) from error

    async def _opened_pool(self) -> AsyncConnectionPool:
        async with self._opening:
            if self._pool is None:
                pool: AsyncConnectionPool = AsyncConnectionPool(
                    self._conninfo,
                    min_size=2,
                    max_size=self._pool_size,
                    reconnect_timeout=1.0,
                    kwargs={"autocommit": True},
                    open=False,
                )
                await pool.open()
                self._pool = pool
            return self._pool


def _known(events: Iterable[Event], domain: Domain) -> Iterator[Event]:
    """The events with no form open that this model lacks: a newer one may have opened it."""
    forms = {None, *domain.form_names}
    closed = False
    for event in events:
        if isinstance(event, ActiveLoop) and event.name not in forms:
            closed = True
            yield ActiveLoop(None, timestamp=event.timestamp)
        elif closed and isinstance(event, SlotSet) and event.key == REQUESTED_SLOT:
            yield SlotSet(REQUESTED_SLOT, None, timestamp=event.timestamp)
        else:
            closed = closed and not isinstance(event, ActiveLoop)
            yield event
