"""Stores a webhook's items with their tenants; what belongs to nobody is kept apart."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import psycopg
from sqlalchemy import insert, select
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
from core.tenancy.models import Channel

_ITEMS = counter("webhook_items", "Items of webhooks, by kind", ["channel", "kind"])
_UNROUTED = counter("unrouted_payloads", "Items that belong to no tenant, by why", ["reason"])
_UNSTORABLE = counter("unstorable_items", "Items the database refused")
_DUPLICATES = counter("duplicate_messages", "Messages that were already stored", ["channel"])
_MALFORMED = "malformed_json"
_LONGEST_KEPT = 100_000


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
        by_number: dict[str, list[ReceivedItem]] = {}
        unrouted: list[tuple[str, dict[str, Any]]] = []
        traceparent = current_traceparent()
        for routed in items:
            if routed.phone_number_id is None:
                unrouted.append((_reason(routed.item), _facts(routed.item)))
            else:
                of_number = by_number.setdefault(routed.phone_number_id, [])
                of_number.append(_traced(routed.item, traceparent))
        for number, of_number in by_number.items():
            unrouted += await self._store_for(number, of_number, only)
        if unrouted:
            await self.keep_unrouted(unrouted)

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

    async def keep_malformed(
        self, raw: str, numbers: Iterable[str], *, only: TenantId | None = None
    ) -> None:
        """Keep a signed body that cannot be read, with the tenant whose numbers it names.

        Of one that names none, or those of several tenants, nothing is kept that somebody wrote:
        nobody could erase it.
        """
        found = [await self._routes.find(self._channel_type, number) for number in numbers]
        refs = [ref for ref in found if ref is not None and only in (None, ref.tenant_id)]
        if len({ref.tenant_id for ref in refs}) == 1 and await self._is_kept(
            refs[0], _MALFORMED, {"raw": raw[:_LONGEST_KEPT]}
        ):
            return
        digest = hashlib.sha256(raw.encode()).hexdigest()
        await self.keep_unrouted([(_MALFORMED, {"characters": len(raw), "sha256": digest})])

    async def _store_for(
        self, number: str, items: list[ReceivedItem], only: TenantId | None
    ) -> list[tuple[str, dict[str, Any]]]:
        """Store what a number received; what is to be kept apart when it belongs to no tenant."""
        ref = await self._routes.find(self._channel_type, number)
        while ref is not None and only in (None, ref.tenant_id):
            if await self._is_stored(ref, items):
                for item in items:
                    _ITEMS.labels(self._channel_type, type(item).__name__).inc()
                return []
            # The tenant was erased, and perhaps put back, since its route was kept.
            ref = await self._routes.find_anew(self._channel_type, number)
        return [("unknown_channel", _traces(item)) for item in items]

    async def _is_stored(self, ref: ChannelRef, items: list[ReceivedItem]) -> bool:
        """Store items of a channel; False when that channel is no more."""
        try:
            left = await store_quickly(self._quick, ref, items)
        except psycopg.DatabaseError:
            left = items
        try:
            if left:
                await self._store_together(ref, left)
        except (DataError, IntegrityError) as problem:
            if not await self._is_there(ref):
                return False
            logger.warning("webhook_items_stored_one_by_one", error=type(problem).__name__)
            for item in left:
                await self._store_alone(ref, item)
        return True

    async def _is_there(self, ref: ChannelRef) -> bool:
        async with self._database.tenant_transaction(ref.tenant_id) as session:
            found = select(Channel.id).where(Channel.id == ref.channel_id, Channel.is_active)
            return await session.scalar(found) is not None

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
            await self._keep_unstorable(ref, item)

    async def _keep_unstorable(self, ref: ChannelRef, item: ReceivedItem) -> None:
        """Keep it with its tenant, so that it is erased with the tenant."""
        if not await self._is_kept(ref, "unstorable", {"item": repr(item)[:_LONGEST_KEPT]}):
            await self.keep_unrouted([("unstorable", _traces(item))])

    async def _is_kept(self, ref: ChannelRef, reason: str, body: dict[str, Any]) -> bool:
        """Keep something with its tenant; False when that tenant is no more."""
        try:
            async with self._database.tenant_transaction(ref.tenant_id) as session:
                await Inbox(session, ref).keep(reason, body)
        except (DataError, IntegrityError):
            return False
        return True


def _traced(item: ReceivedItem, traceparent: str | None) -> ReceivedItem:
    """The message with the trace that its turn goes on with."""
    if traceparent is None or not isinstance(item, ReceivedMessage):
        return item
    return replace(item, content={**item.content, "traceparent": traceparent})


def _reason(item: ReceivedItem) -> str:
    return item.reason if isinstance(item, Remark) else "no_channel_id"


def _facts(item: ReceivedItem) -> dict[str, Any]:
    return item.content if isinstance(item, Remark) else _traces(item)


def _traces(item: ReceivedItem) -> dict[str, Any]:
    """What finds an item again at the provider, without who wrote it and what: nobody owns it."""
    traces = {name: getattr(item, name, None) for name in ("external_id", "kind", "state")}
    at = getattr(item, "sent_at", None) or getattr(item, "at", None)
    found = {name: value for name, value in traces.items() if value is not None}
    return {"item": type(item).__name__, **found, **({"at": at.isoformat()} if at else {})}
