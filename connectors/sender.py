"""Sends what the outbox holds: in order per conversation, each message once.

The step that writes `sending` re-checks takeover and channel window under the row's lock; only then
the provider is called. An answer that never came leaves the message to the provider's statuses.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.accesses import Accesses, ChannelNotFound
from connectors.channel import Channel, SendError
from core.conversations.outbound import OutboundMessage
from core.conversations.sending import SETTLE_SECONDS, NextMessage, SenderStore, record_sent
from core.kit.db import Database
from core.kit.errors import OutcomeUnknown
from core.kit.ids import ConversationId, TenantId, new_id
from core.kit.logs import bind_context, logger
from core.kit.metrics import counter, histogram, observed
from core.kit.quick import QuickDatabase
from core.kit.tracing import span

_SENDS = counter("sends", "Messages handed to a channel, by what came of it", ["channel", "result"])
_SECONDS = histogram("send_seconds", "How long a channel takes to accept a message", ["channel"])
_STOPPED = counter("channel_stops", "Refusals that need somebody to look at the account", ["code"])
_WRITE_PAUSE_SECONDS = 0.25
_TAKEN_RETRY_SECONDS = 0.5
_STOPPED_RETRY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message whose row says `sending`, and the type of the channel it goes through."""

    channel_type: str
    message: OutboundMessage


class Sender:
    """The sender of one process. `held` maps conversations to its tokens, for the heartbeat."""

    def __init__(
        self,
        database: Database,
        quick: QuickDatabase,
        channels: Mapping[str, Channel],
        accesses: Accesses,
    ) -> None:
        self._database, self._quick = database, quick
        self._channels, self._accesses = channels, accesses
        self.held: dict[ConversationId, str] = {}

    async def run(
        self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        *,
        token: str | None = None,
        first: Claimed | None = None,
    ) -> float | None:
        """Send what can be sent; seconds until the next attempt is due, None when nothing waits.

        A turn that made us the sender passes its `token` and the message it claimed.
        """
        run = _Run(
            self._database, self._quick, self._channels, self._accesses, tenant_id, conversation_id
        )
        if token is not None:
            run.token = token
        elif (claim := await run.claim()) != "claimed":
            # Whoever sends now may have looked before this message was there.
            return _TAKEN_RETRY_SECONDS if claim == "taken" else None
        self.held[conversation_id] = run.token
        try:
            with bind_context(tenant_id=str(tenant_id), conversation_id=str(conversation_id)):
                return await run.send_all(first)
        finally:
            self.held.pop(conversation_id, None)


class _Run:
    """One sender's work on one conversation."""

    def __init__(
        self,
        database: Database,
        quick: QuickDatabase,
        channels: Mapping[str, Channel],
        accesses: Accesses,
        tenant_id: TenantId,
        conversation_id: ConversationId,
    ) -> None:
        self._database, self._quick = database, quick.of(tenant_id)
        self._channels, self._accesses = channels, accesses
        self._tenant_id, self._conversation_id = tenant_id, conversation_id
        self.token = str(new_id())

    async def claim(self) -> Literal["claimed", "nothing", "taken"]:
        async with self._database.tenant_transaction(self._tenant_id) as session:
            return await self._store(session).claim()

    async def send_all(self, first: Claimed | None) -> float | None:
        claimed = first
        while True:
            if claimed is None:
                step = await self._next()
                if not isinstance(step, Claimed):
                    return step
                claimed = step
            with bind_context(**_ids(claimed.message)):
                if await self._send(claimed):
                    return None
            claimed = None

    async def _next(self) -> Claimed | float | None:
        """Claim the next message, or give the lease back: until in so many seconds, or for good."""
        async with self._database.tenant_transaction(self._tenant_id) as session:
            store = self._store(session)
            while (found := await store.next()) is not None:
                refusal = self._refusal(found)
                if refusal is None:
                    wait = _wait_seconds(found)
                    if wait <= 0:
                        await store.take(found.message.id)
                        return Claimed(found.channel_type, found.message)
                    await store.release()
                    return wait
                state, code = refusal
                await store.settle(found.message.id, state, error_code=code)
                _SENDS.labels(found.channel_type, code).inc()
            await store.release()
            return None

    def _refusal(self, found: NextMessage) -> tuple[str, str] | None:
        if found.is_sending:
            # It may be on its way: no longer ours to take back.
            return None
        if found.is_taken_over:
            return "canceled", "taken_over"
        channel = self._channels.get(found.channel_type)
        if channel is None:
            return "failed", "no_such_channel"
        window, since = channel.capabilities.reply_window_seconds, found.seconds_since_inbound
        if window is not None and (since is None or since > window):
            return "failed", "window_closed"
        return None

    async def _send(self, claimed: Claimed) -> bool:
        """Send a claimed message and write what came of it; True when nothing else waits."""
        kind, message = claimed.channel_type, claimed.message
        try:
            with observed(_SECONDS.labels(kind)), span("send", **_ids(message)):
                access = await self._accesses.get(self._tenant_id, message.channel_id)
                external_id = await self._channels[kind].send(message, access)
        except ChannelNotFound as problem:
            return await self._settle(claimed, "failed", code=problem.code)
        except OutcomeUnknown as problem:
            logger.warning("send_outcome_unknown")
            return await self._settle(claimed, "unknown", code=problem.code)
        except SendError as problem:
            return await self._refused(claimed, problem)
        _SENDS.labels(kind, "sent").inc()
        return await _until_written(
            lambda: record_sent(self._quick, message, self.token, external_id)
        )

    async def _refused(self, claimed: Claimed, problem: SendError) -> bool:
        code = str(problem.provider_code)
        logger.warning("send_refused", code=code)
        if problem.stops_channel:
            _STOPPED.labels(code).inc()
            self._accesses.forget(claimed.message.channel_id)
            return await self._settle(
                claimed, "pending", code=code, retry_after=_STOPPED_RETRY_SECONDS
            )
        if problem.may_retry:
            return await self._settle(
                claimed, "pending", code=code, retry_after=problem.retry_after
            )
        is_last = await self._settle(claimed, "failed", code=code)
        if problem.is_unreachable:
            await self._written(lambda store: store.give_up_on_channel(claimed.message.id))
        return is_last

    async def _settle(
        self, claimed: Claimed, state: str, *, code: str, retry_after: float | None = None
    ) -> bool:
        _SENDS.labels(claimed.channel_type, state if state != "pending" else "retry").inc()
        await self._written(
            lambda store: store.settle(
                claimed.message.id, state, error_code=code, retry_after=retry_after
            )
        )
        return False

    async def _written(self, write: Callable[[SenderStore], Awaitable[None]]) -> None:
        async def write_once() -> None:
            async with self._database.tenant_transaction(self._tenant_id) as session:
                await write(self._store(session))

        await _until_written(write_once)

    def _store(self, session: AsyncSession) -> SenderStore:
        return SenderStore(session, self._conversation_id, self.token)


def _ids(message: OutboundMessage) -> dict[str, str]:
    """What a log line of a message says; news that no turn said has no turn."""
    turn = {"turn_id": str(message.turn_id)} if message.turn_id is not None else {}
    return {"outbound_id": str(message.id), **turn}


async def _until_written[T](write: Callable[[], Awaitable[T]]) -> T:
    """Write what happened, however long the database is away: only this process knows it."""
    while True:
        try:
            return await write()
        except (OperationalError, InterfaceError, OSError) as problem:
            logger.warning("send_result_not_written_yet", error=type(problem).__name__)
            await asyncio.sleep(_WRITE_PAUSE_SECONDS)


def _wait_seconds(found: NextMessage) -> float:
    if found.is_sending:
        return SETTLE_SECONDS - found.seconds_since_change
    return found.due_in_seconds
