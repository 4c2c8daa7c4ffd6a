"""Stores a webhook's items with their tenants; what belongs to nobody is kept apart."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

import psycopg
from sqlalchemy import insert
from sqlalchemy.exc import DataError, IntegrityError

from connectors.routes import ChannelRoutes
from connectors.whatsapp.webhook import RoutedItem
from core.conversations.inbox import Inbox
from core.conversations.models import UnroutedPayload
from core.conversations.quick_inbox import store_quickly
from core.conversations.received import ChannelRef, ReceivedItem, ReceivedMessage, Remark
from core.kit.db import Database
from core.kit.ids import TenantId, new_id
from core.kit.logs import logger
from core.kit.metrics import counter
from core.kit.quick import QuickDatabase
from core.kit.tracing import current_traceparent

_ITEMS = counter("webhook_items", "Items of webhooks, by kind", ["channel", "kind"])
_UNROUTED = counter("unrouted_payloads", "Items that belong to no tenant, by why", ["reason"])
_UNSTORABLE = counter("unstorable_items", "Items the database refused")
_DUPLICATES = counter("duplicate_messages", "Messages that were already stored", ["channel"])


class Intake:
    """Stores items of one channel type, tenant by tenant, each in a transaction of its own."""

    def __init__(
        self, database: Database, quick: QuickDatabase, routes: ChannelRoutes, channel_type: str
    ) -> None:
        self._database, self._quick = database, quick
        self._routes, self._channel_type = routes, channel_type

    async def store(self, items: Sequence[RoutedItem], *, only: TenantId | None = None) -> None:
        """Store every item, or raise when the database is away.

        `only` is the tenant whose own app signed the body: its signature speaks for nobody else.
        """
        by_channel: dict[ChannelRef, list[ReceivedItem]] = {}
        unrouted: list[tuple[str, ReceivedItem]] = []
        traceparent = current_traceparent()
        for routed in items:
            if routed.phone_number_id is None:
                unrouted.append((_reason(routed.item), routed.item))
                continue
            ref = await self._routes.find(self._channel_type, routed.phone_number_id)
            if ref is None or (only is not None and ref.tenant_id != only):
                unrouted.append(("unknown_channel", routed.item))
            else:
                by_channel.setdefault(ref, []).append(_traced(routed.item, traceparent))
        for ref, of_channel in by_channel.items():
            await self._store_for(ref, of_channel)
        if unrouted:
            await self.keep_unrouted([(reason, _facts(item)) for reason, item in unrouted])

    async def keep_unrouted(self, payloads: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Keep payloads that belong to no tenant, for whoever looks after the installation."""
        rows = [
            {"id": new_id(), "source": self._channel_type, "reason": reason, "body": body}
            for reason, body in payloads
        ]

        async def write() -> None:
            async with self._database.untenanted_transaction() as session:
                await session.execute(insert(UnroutedPayload), rows)

        await write()
        for row in rows:
            _UNROUTED.labels(row["reason"]).inc()

    async def _store_for(self, ref: ChannelRef, items: list[ReceivedItem]) -> None:
        try:
            left = await store_quickly(self._quick, ref, items)
        except psycopg.DatabaseError:
            left = items
        if left:
            await self._store_fully(ref, left)
        for item in items:
            _ITEMS.labels(self._channel_type, type(item).__name__).inc()

    async def _store_fully(self, ref: ChannelRef, items: list[ReceivedItem]) -> None:
        try:
            await self._store_together(ref, items)
        except (DataError, IntegrityError) as problem:
            logger.warning("webhook_items_stored_one_by_one", error=type(problem).__name__)
            for item in items:
                await self._store_alone(ref, item)

    async def _store_together(self, ref: ChannelRef, items: list[ReceivedItem]) -> None:
        async with self._database.tenant_transaction(ref.tenant_id) as session:
            await Inbox(session, ref).store(items)

    async def _store_alone(self, ref: ChannelRef, item: ReceivedItem) -> None:
        try:
            await self._store_together(ref, [item])
        except (DataError, IntegrityError) as problem:
            # Refused for good: answering anything but 200 would bring it back for days.
            _UNSTORABLE.inc()
            logger.error("webhook_item_unstorable", error=type(problem).__name__)
            await self.keep_unrouted([("unstorable", {"item": repr(item)[:100_000]})])


def _traced(item: ReceivedItem, traceparent: str | None) -> ReceivedItem:
    """The message with the trace that its turn goes on with."""
    if traceparent is None or not isinstance(item, ReceivedMessage):
        return item
    return replace(item, content={**item.content, "traceparent": traceparent})


def _reason(item: ReceivedItem) -> str:
    return item.reason if isinstance(item, Remark) else "no_channel_id"


def _facts(item: ReceivedItem) -> dict[str, Any]:
    return item.content if isinstance(item, Remark) else asdict(item)
