"""Turns wake-ups into turns and sends, and keeps the leases of what runs."""

import asyncio

from connectors.sender import Claimed, Sender
from connectors.worker.receipts import Receipts
from core.conversations.lease import HEARTBEAT_SECONDS, extend_leases, release_leases
from core.conversations.waiting import ConversationKey, sweep
from core.kit.db import Database
from core.kit.ids import ConversationId
from core.kit.logs import logger
from core.kit.tracing import span
from core.kit.wakeups import KeyedWork
from core.workflows.turns import Turns, TurnTaken

_RETRY_SECONDS = 1.0
_BUSY_TURNS = 3


class Dispatcher:
    """The running turns and sends of this process."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        sender: Sender,
        receipts: Receipts,
        *,
        turns_at_once: int,
        sends_at_once: int,
        sweep_seconds: float,
    ) -> None:
        self._database, self._turns, self._sender = database, turns, sender
        self._receipts = receipts
        self._sweep_seconds = sweep_seconds
        self._sweep_now = asyncio.Event()
        self._held: set[ConversationId] = set()
        self._sends: set[asyncio.Task[None]] = set()
        self.inbox = KeyedWork[ConversationKey](
            "turn", self._turn, most_at_once=turns_at_once, ids=_ids
        )
        self.outbox = KeyedWork[ConversationKey](
            "send", self._send, most_at_once=sends_at_once, ids=_ids
        )

    def sweep_soon(self) -> None:
        """Look for waiting work now, not at the next interval."""
        self._sweep_now.set()

    async def run_sweeps(self) -> None:
        """Wake what no wake-up reached, every so often, until canceled."""
        pause = 0.0
        while True:
            try:
                async with asyncio.timeout(pause):
                    await self._sweep_now.wait()
            except TimeoutError:
                pass
            self._sweep_now.clear()
            pause = await self._sweep()

    async def run_heartbeats(self) -> None:
        """Keep the leases of what runs, until canceled."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            turns, senders = list(self._held), dict(self._sender.held)
            if not turns and not senders:
                continue
            try:
                async with self._database.platform_transaction(reason="keep leases") as session:
                    await extend_leases(session, self._turns.owner, turns, senders)
            except Exception as problem:
                logger.warning("leases_not_kept", error=type(problem).__name__)

    async def close(self, seconds: float) -> None:
        """Let what runs end, cut off what takes too long, give the leases back."""
        await self.inbox.close(seconds)
        await self.outbox.close(seconds)
        if self._sends:
            await asyncio.wait(self._sends, timeout=seconds)
        held = list(self._held)
        if held:
            async with self._database.platform_transaction(reason="release leases") as session:
                await release_leases(session, self._turns.owner, held)

    async def _sweep(self) -> float:
        try:
            async with self._database.platform_transaction(reason="find waiting work") as session:
                found = await sweep(session, self._turns.owner)
        except Exception as problem:
            logger.warning("sweep_failed", error=type(problem).__name__)
            return _RETRY_SECONDS
        for key in found.inbox:
            self.inbox.wake_idle(key)
        for key in found.outbox:
            self.outbox.wake_idle(key)
        # A dead worker's lease is taken over when it ends, not up to an interval later.
        soonest = found.next_free_in if found.next_free_in is not None else self._sweep_seconds
        return min(self._sweep_seconds, soonest + 0.02)

    async def _turn(self, key: ConversationKey) -> float | None:
        tenant_id, conversation_id = key
        self._held.add(conversation_id)
        receipt = self._receipts.start(tenant_id, is_busy=self.inbox.running > _BUSY_TURNS)
        try:
            taken = await self._turns.take_turn(
                tenant_id, conversation_id, on_begin=receipt.begin, aside=self.inbox.aside
            )
        finally:
            self._held.discard(conversation_id)
            receipt.end()
        if taken.outbox_token is not None:
            self._send_reply(key, taken)
        return 0.0 if taken.has_more else taken.wait_seconds

    def _send_reply(self, key: ConversationKey, taken: TurnTaken) -> None:
        first = None
        if taken.first is not None:
            first = Claimed(taken.channel_type, taken.first)
        task = asyncio.create_task(self._reply(key, taken, first))
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _reply(self, key: ConversationKey, taken: TurnTaken, first: Claimed | None) -> None:
        try:
            with span("replies", taken.traceparent):
                due_in = await self._sender.run(*key, token=taken.outbox_token, first=first)
        except Exception as problem:
            logger.error("reply_not_sent_yet", exc_info=problem)
            due_in = 0.0
        if due_in is not None:
            self.outbox.wake(key)

    async def _send(self, key: ConversationKey) -> float | None:
        return await self._sender.run(*key)


def _ids(key: ConversationKey) -> dict[str, str]:
    tenant_id, conversation_id = key
    return {"tenant_id": str(tenant_id), "conversation_id": str(conversation_id)}
