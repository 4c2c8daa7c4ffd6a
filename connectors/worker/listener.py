"""Wake-ups from the database: a connection of its own that listens, and comes back when cut off."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import psycopg

from core.conversations.waiting import ConversationKey
from core.kit.ids import ConversationId, TenantId
from core.kit.logs import logger
from core.kit.metrics import counter

INBOX, OUTBOX = "ratiba_inbox", "ratiba_outbox"
_WAKE_UPS = counter("wake_ups", "Notifications from the database", ["channel"])
_RECONNECT_SECONDS = 0.25


class WakeUpListener:
    """Calls back for each notified conversation; `on_connect` runs after every (re)connection."""

    def __init__(
        self,
        url: str,
        *,
        on_inbox: Callable[[ConversationKey], None],
        on_outbox: Callable[[ConversationKey], None],
        on_connect: Callable[[], None],
    ) -> None:
        self._url, self._on_connect = url, on_connect
        self._is_listening = True
        self._callbacks = {INBOX: on_inbox, OUTBOX: on_outbox}

    async def run(self) -> None:
        """Listen until canceled."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as problem:
                if self._is_listening:
                    logger.warning("listener_cut_off", error=type(problem).__name__)
                self._is_listening = False
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5, keepalives_idle=10
        )
        async with connection:
            for channel in self._callbacks:
                await connection.execute(f"LISTEN {channel}")
            self._is_listening = True
            # What was notified while nobody listened is found by a sweep.
            self._on_connect()
            async for notification in connection.notifies():
                key = _key_of(notification.payload)
                if key is not None:
                    _WAKE_UPS.labels(notification.channel).inc()
                    self._callbacks[notification.channel](key)


def _key_of(payload: str) -> ConversationKey | None:
    tenant_id, _, conversation_id = payload.partition(":")
    try:
        return TenantId(UUID(tenant_id)), ConversationId(UUID(conversation_id))
    except ValueError:
        return None
