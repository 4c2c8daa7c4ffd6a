"""All SQL of bookings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.busy import BusyStretch, BusyTimes
from core.booking.details import BookingDetails, details_of
from core.booking.models import Allocation, Booking, BookingItem
from core.booking.requests import PlannedAllocation
from core.booking.statements import (
    BOOKING_COLUMNS,
    BUSY_TIMES,
    INSERT_BOOKING,
    INSERT_PARTS,
    LOCK_RESOURCES,
)
from core.kit.db import tenant_of
from core.kit.ids import BookingId, ContactId, ConversationId, ResourceId, new_id

STANDING = ("held", "confirmed")
LOCK_WAIT = "5s"

_BOOKINGS = cast(Table, Booking.__table__)
_ITEMS = cast(Table, BookingItem.__table__)
_ALLOCATIONS = cast(Table, Allocation.__table__)


class BookingRepository:
    """The booking tables of the transaction's tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def busy_times(
        self,
        resource_ids: Sequence[ResourceId],
        start: datetime,
        end: datetime,
        *,
        now: datetime,
        moving: BookingId | None = None,
        counting: Collection[BookingId] | None = (),
    ) -> BusyTimes:
        """What stands on these resources in [start, end), the booking being moved left out.

        Holds among `counting` (None: all of them) count as taken even when they ran out.
        """
        rows = await self._session.execute(
            BUSY_TIMES,
            {
                "resource_ids": list(resource_ids),
                "start": start,
                "end": end,
                "now": now,
                "moving": moving,
                "counting": list(counting or ()),
                "counts_all": counting is None,
            },
        )
        return BusyTimes(BusyStretch(*row) for row in rows)

    async def lock_resources(self, resource_ids: Iterable[UUID]) -> None:
        """Wait for everyone who is booking these resources now; held until the savepoint ends."""
        ids = {"resource_ids": sorted(set(resource_ids)), "wait": LOCK_WAIT}
        await self._session.execute(LOCK_RESOURCES, ids)

    async def expire_overdue(
        self, booking_ids: Iterable[BookingId], now: datetime
    ) -> dict[BookingId, str]:
        """Expire the holds among these that ran out; the references of those that did, by id.

        A hold that another transaction is changing right now is left to it.
        """
        overdue = (
            select(Booking.id)
            .where(
                Booking.id.in_(sorted(booking_ids)),
                Booking.status == "held",
                Booking.held_until <= now,
            )
            .order_by(Booking.id)
            .with_for_update(skip_locked=True)
            .cte("overdue")
        )
        values = {"status": "expired", "held_until": None, "updated_at": now}
        rows = await self._session.execute(
            self._changed(Booking.id.in_(select(overdue.c.id)), values)
        )
        return {BookingId(row.id): row.reference for row in rows}

    async def change_status(
        self,
        booking_id: BookingId,
        origins: Iterable[str],
        values: Mapping[str, Any],
        now: datetime,
    ) -> bool:
        """Move a booking and its allocations to `values["status"]`; False from another status."""
        is_there = and_(Booking.id == booking_id, Booking.status.in_(list(origins)))
        rows = await self._session.execute(self._changed(is_there, {**values, "updated_at": now}))
        return rows.first() is not None

    async def lock(self, booking_id: BookingId) -> str | None:
        """Lock a booking and return its status; None when there is no such booking."""
        return await self._session.scalar(
            select(Booking.status).where(Booking.id == booking_id).with_for_update(key_share=True)
        )

    async def status_of(self, booking_id: BookingId) -> str | None:
        return await self._session.scalar(select(Booking.status).where(Booking.id == booking_id))

    async def insert(
        self, booking: BookingDetails, allocations: Sequence[PlannedAllocation]
    ) -> None:
        """Wait for the resources and write a booking in one statement.

        Whoever loses (IntegrityError, 23P01) has let go of the resources by then.
        """
        await self._session.execute(
            INSERT_BOOKING,
            {
                "wait": LOCK_WAIT,
                "resource_ids": sorted({taken.resource_id for taken in allocations}),
                "booking": {column: getattr(booking, column) for column in BOOKING_COLUMNS}
                | {"tenant_id": tenant_of(self._session)},
                **self._parts(booking, allocations),
            },
        )

    async def update_booking(self, booking_id: BookingId, values: Mapping[str, Any]) -> None:
        await self._session.execute(
            update(_BOOKINGS).where(_BOOKINGS.c.id == booking_id).values(**values)
        )

    async def insert_parts(
        self, booking: BookingDetails, allocations: Sequence[PlannedAllocation]
    ) -> None:
        """Write the services and allocations of a booking; raises IntegrityError like `insert`."""
        await self._session.execute(INSERT_PARTS, self._parts(booking, allocations))

    def _parts(
        self, booking: BookingDetails, allocations: Sequence[PlannedAllocation]
    ) -> dict[str, list[dict[str, Any]]]:
        owner = {"tenant_id": tenant_of(self._session), "booking_id": booking.id}
        return {
            "items": [{**owner, **asdict(item), "id": new_id()} for item in booking.items],
            "allocations": [
                {
                    **owner,
                    "id": new_id(),
                    "item_position": taken.item_position,
                    "resource_id": taken.resource_id,
                    "during": f"[{taken.starts_at.isoformat()},{taken.ends_at.isoformat()})",
                    "is_exclusive": taken.is_exclusive,
                    "units": taken.units,
                    "status": booking.status,
                }
                for taken in allocations
            ],
        }

    async def allocations_of(self, booking_id: BookingId) -> list[PlannedAllocation]:
        """The resources a booking takes, or took."""
        rows = await self._session.execute(
            select(
                Allocation.item_position,
                Allocation.resource_id,
                Allocation.starts_at,
                Allocation.ends_at,
                Allocation.units,
                Allocation.is_exclusive,
            ).where(Allocation.booking_id == booking_id)
        )
        return [
            PlannedAllocation(position, ResourceId(resource_id), start, end, units, is_exclusive)
            for position, resource_id, start, end, units, is_exclusive in rows
        ]

    async def delete_parts(self, booking_id: BookingId) -> None:
        """Take the services and allocations of a booking away, to write new ones."""
        for table in (_ALLOCATIONS, _ITEMS):
            await self._session.execute(delete(table).where(table.c.booking_id == booking_id))

    async def get(self, criterion: ColumnElement[bool]) -> BookingDetails | None:
        """The one booking the criterion names."""
        found = (await self._session.execute(_DETAILS.where(criterion))).mappings().first()
        return None if found is None else details_of(found)

    async def upcoming_of(self, contact_id: ContactId, now: datetime) -> list[BookingDetails]:
        """Bookings of a contact that stand and are not over, the next one first."""
        rows = await self._session.execute(
            _DETAILS.where(
                Booking.contact_id == contact_id,
                Booking.ends_at > now,
                (Booking.status == "confirmed")
                | and_(Booking.status == "held", Booking.held_until > now),
            ).order_by(Booking.starts_at, Booking.id)
        )
        return [details_of(row) for row in rows.mappings()]

    async def last_of(self, contact_id: ContactId) -> BookingDetails | None:
        """What a contact booked last, whether it is over or still to come."""
        return await self.get(
            Booking.id
            == select(Booking.id)
            .where(Booking.contact_id == contact_id, Booking.confirmed_at.is_not(None))
            .order_by(Booking.confirmed_at.desc())
            .limit(1)
            .scalar_subquery()
        )

    async def lapsed_of(
        self, contact_id: ContactId, since: datetime, now: datetime
    ) -> BookingDetails | None:
        """The contact's hold that ran out last, if it was since then and is still to come."""
        return await self.get(
            Booking.id
            == select(Booking.id)
            .where(
                Booking.contact_id == contact_id,
                Booking.status == "expired",
                Booking.updated_at >= since,
                Booking.starts_at > now,
            )
            .order_by(Booking.updated_at.desc())
            .limit(1)
            .scalar_subquery()
        )

    async def is_holding_in(self, conversation_id: ConversationId, now: datetime) -> bool:
        """Whether something is held in a conversation and waits for its payment."""
        held = select(Booking.id).where(
            Booking.conversation_id == conversation_id,
            Booking.status == "held",
            Booking.held_until > now,
        )
        return bool(await self._session.scalar(select(held.exists())))

    def _changed(self, criterion: ColumnElement[bool], values: Mapping[str, Any]) -> Select[Any]:
        changed = (
            update(Booking)
            .where(criterion)
            .values(**values)
            .returning(Booking.id, Booking.reference)
            .cte("changed")
        )
        allocations = (
            update(Allocation)
            .where(Allocation.booking_id.in_(select(changed.c.id)))
            .values(status=values["status"])
            .returning(literal(1))
            .cte("allocations_changed")
        )
        return select(changed.c.id, changed.c.reference).add_cte(allocations)


def _parts_json(table: Table, names: str) -> ColumnElement[Any]:
    columns = table.c
    pairs = [part for name in names.split() for part in (text(f"'{name}'"), columns[name])]
    parts = func.json_agg(func.json_build_object(*pairs))
    return (
        select(func.coalesce(parts, text("'[]'::json")))
        .where(columns.booking_id == Booking.id)
        .correlate(Booking)
        .scalar_subquery()
    )


_DETAILS: Select[Any] = select(
    *_BOOKINGS.c,
    _parts_json(_ITEMS, "position service_id quantity starts_at ends_at price_minor person").label(
        "items"
    ),
    _parts_json(_ALLOCATIONS, "item_position resource_id").label("resources"),
)
