"""Read receipts and typing dots: shown while a turn takes its time, never in its way."""

import asyncio
from collections.abc import Mapping

from connectors.accesses import Accesses, ChannelNotFound
from connectors.channel import Channel
from core.conversations.turn_rows import ClaimedConversation
from core.kit.errors import ProviderError
from core.kit.ids import TenantId
from core.kit.metrics import counter

_RECEIPTS = counter("receipts", "Read receipts and typing indicators, by result", ["result"])
_TYPING_AFTER_SECONDS = 0.2


class Receipts:
    """Receipts of this process; left out while it is busy with turns."""

    def __init__(self, channels: Mapping[str, Channel], accesses: Accesses) -> None:
        self._channels, self._accesses = channels, accesses
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, tenant_id: TenantId, *, is_busy: bool) -> "Receipt":
        """The receipt of a turn that is about to be taken."""
        return Receipt(self, tenant_id, is_busy=is_busy)

    def show(self, tenant_id: TenantId, claimed: ClaimedConversation, *, is_typing: bool) -> None:
        """Send a receipt for the latest message of a turn, in the background."""
        task = asyncio.create_task(self._show(tenant_id, claimed, is_typing=is_typing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _show(
        self, tenant_id: TenantId, claimed: ClaimedConversation, *, is_typing: bool
    ) -> None:
        channel = self._channels.get(claimed.channel_type)
        if channel is None or not channel.capabilities.shows_receipts:
            return
        try:
            access = await self._accesses.get(tenant_id, claimed.channel_id)
            await channel.mark_read(claimed.messages[-1].external_id, access, is_typing=is_typing)
        except (ProviderError, ChannelNotFound):
            _RECEIPTS.labels("failed").inc()
            return
        _RECEIPTS.labels("typing" if is_typing else "read").inc()


class Receipt:
    """One turn's receipt: typing dots when it is slow, a plain read mark when it was quick."""

    def __init__(self, receipts: Receipts, tenant_id: TenantId, *, is_busy: bool) -> None:
        self._receipts, self._tenant_id, self._is_busy = receipts, tenant_id, is_busy
        self._claimed: ClaimedConversation | None = None
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, claimed: ClaimedConversation) -> None:
        """The turn begins now."""
        self._claimed = claimed
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_TYPING_AFTER_SECONDS, self._type)

    def end(self) -> None:
        """The turn is over."""
        if self._timer is None or self._claimed is None:
            return
        self._timer.cancel()
        if not self._is_busy:
            self._receipts.show(self._tenant_id, self._claimed, is_typing=False)

    def _type(self) -> None:
        if self._claimed is not None:
            self._receipts.show(self._tenant_id, self._claimed, is_typing=True)
            self._claimed = None
