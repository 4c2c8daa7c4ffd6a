"""A stored business and its bookings, at a pinned time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.models import AuditEntry
from core.booking.availability import Availability
from core.booking.details import BookingDetails
from core.booking.models import Allocation
from core.booking.requests import ItemRequest, Opening, OpeningRequest
from core.booking.service import BookingService
from core.catalog.cache import CatalogCache
from core.contacts.models import Contact
from core.kit.db import Database
from core.kit.ids import BookingId, ContactId, ServiceId, TenantId, new_id
from tests.core.catalog.business import Business, PinnedClock

NOW = "2026-11-21 08:00"


@dataclass
class Desk:
    """What a test does at the front desk; each call is a transaction of its own."""

    database: Database
    business: Business
    tenant_id: TenantId
    contact_id: ContactId
    clock: PinnedClock
    catalogs: CatalogCache = field(init=False)

    def __post_init__(self) -> None:
        self.catalogs = CatalogCache(self.clock)

    def at(self, written: str) -> datetime:
        return self.business.local(written)

    @asynccontextmanager
    async def bookings(self) -> AsyncIterator[BookingService]:
        async with self.database.tenant_transaction(self.tenant_id) as session:
            yield await self.service(session)

    @asynccontextmanager
    async def availability(self) -> AsyncIterator[Availability]:
        async with self.database.tenant_transaction(self.tenant_id) as session:
            yield Availability(session, await self.catalogs.get(session), self.clock)

    async def service(self, session: AsyncSession) -> BookingService:
        return BookingService(session, await self.catalogs.get(session), self.clock)

    async def hold(
        self, request: OpeningRequest, at: str | datetime, **values: Any
    ) -> BookingDetails:
        async with self.bookings() as bookings:
            return await hold(bookings, self, request, at, **values)

    async def confirmed(self, request: OpeningRequest, at: str | datetime) -> BookingDetails:
        async with self.bookings() as bookings:
            held = await hold(bookings, self, request, at)
            return await bookings.confirm(held.id)

    async def get(self, booking_id: BookingId) -> BookingDetails:
        async with self.bookings() as bookings:
            return await bookings.get(booking_id)

    async def openings(
        self, request: OpeningRequest, first: str, last: str, **values: Any
    ) -> list[Opening]:
        async with self.availability() as availability:
            return await availability.find_openings(
                request, earliest=self.at(first), latest=self.at(last), **values
            )

    async def can_hold(self, request: OpeningRequest, opening: Opening) -> bool:
        """Whether the opening is bookable right now; takes its hold back."""
        async with self.database.tenant_transaction(self.tenant_id) as session:
            savepoint = await session.begin_nested()
            held = await hold(await self.service(session), self, request, opening.starts_at)
            await savepoint.rollback()
        return held.starts_at == opening.starts_at

    async def statuses(self, booking_id: BookingId) -> Sequence[str]:
        """The statuses of a booking's allocations."""
        async with self.database.tenant_transaction(self.tenant_id) as session:
            return list(
                await session.scalars(
                    select(Allocation.status).where(Allocation.booking_id == booking_id)
                )
            )

    async def summaries(self, booking_id: UUID) -> list[tuple[str, str, str]]:
        """Actor, action and summary of what the audit says about a booking, in order."""
        async with self.database.tenant_transaction(self.tenant_id) as session:
            rows = await session.execute(
                select(AuditEntry.actor, AuditEntry.action, AuditEntry.facts)
                .where(AuditEntry.subject_id == booking_id)
                .order_by(AuditEntry.created_at)
            )
            return [(actor, action, facts["summary"]) for actor, action, facts in rows]


async def hold(
    bookings: BookingService,
    desk: Desk,
    request: OpeningRequest,
    at: str | datetime,
    **values: Any,
) -> BookingDetails:
    """Hold an opening for the desk's contact."""
    defaults: dict[str, Any] = {
        "contact_id": desk.contact_id,
        "conversation_id": None,
        "contact_name": "Jane",
        "fields": {},
        "idempotency_key": str(new_id()),
    }
    starts_at = desk.at(at) if isinstance(at, str) else at
    return await bookings.hold_opening(request, starts_at, **{**defaults, **values})


async def open_desk(database: Database, business: Business, now: str = NOW) -> Desk:
    """Store a business with one contact."""
    tenant_id = await business.store(database)
    contact_id = ContactId(new_id())
    async with database.tenant_transaction(tenant_id) as session:
        await session.execute(insert(Contact), [{"id": contact_id, "tenant_id": tenant_id}])
    return Desk(database, business, tenant_id, contact_id, PinnedClock(business.local(now)))


def wish(*services: ServiceId, **parts: Any) -> OpeningRequest:
    """A request for services, with anyone."""
    return OpeningRequest(items=tuple(ItemRequest(one) for one in services), **parts)
