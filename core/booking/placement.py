"""Putting a booking where it is wanted while others want the same."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.booking.availability import Availability
from core.booking.errors import OpeningTaken, ResourceBusy
from core.booking.repository import BookingRepository
from core.booking.requests import Opening, OpeningRequest, PlannedAllocation
from core.catalog.snapshot import CatalogSnapshot
from core.kit.clock import Clock
from core.kit.errors import Conflict
from core.kit.ids import BookingId

MOST_ATTEMPTS = 60
LOST_RACE = ("23P01", "40P01")
LOCK_TIMED_OUT = "55P03"
REFERENCE_UNIQUE = "uq_bookings_tenant_id_reference"
KEY_UNIQUE = "uq_bookings_tenant_id_idempotency_key"

type Write = Callable[[Opening], Awaitable[None]]


class KeyUsed(Conflict):
    """Another transaction has written a booking with this idempotency key."""

    code = "idempotency_key_used"


class Placement:
    """Writes openings; the database has the last word on who was first."""

    def __init__(self, session: AsyncSession, catalog: CatalogSnapshot, clock: Clock) -> None:
        self._session = session
        self._catalog = catalog
        self._clock = clock
        self._repository = BookingRepository(session)
        self._audit = AuditLog(session)
        self._availability = Availability(session, catalog, clock)

    async def place(
        self,
        request: OpeningRequest,
        starts_at: datetime,
        write: Write,
        *,
        moving: BookingId | None = None,
        preferred: Collection[UUID] = (),
        leaving: Collection[UUID] = (),
    ) -> Opening:
        """Write the request then, with the next candidate whenever one is lost to somebody faster.

        `leaving` are resources the booking gives up. Raises what `explain` gives.
        """
        for _ in range(MOST_ATTEMPTS):
            planner, start = await self._availability.planner_at(
                request, starts_at, moving=moving, preferred=preferred
            )
            opening = planner.opening_at(start)
            if opening is None:
                break
            await self.expire(planner.overdue)
            if await self._try(opening.allocations, leaving, partial(write, opening), moving):
                return opening
        refusal = await self._availability.explain(request, starts_at, moving=moving)
        raise refusal or OpeningTaken(starts_at)

    async def restore(
        self,
        booking_id: BookingId,
        allocations: Collection[PlannedAllocation],
        write: Callable[[], Awaitable[None]],
    ) -> bool:
        """Write a booking back onto the very resources it had; False when they are taken."""
        busy = await self._repository.busy_times(
            [taken.resource_id for taken in allocations],
            min(taken.starts_at for taken in allocations),
            max(taken.ends_at for taken in allocations),
            now=self._clock(),
            moving=booking_id,
        )
        await self.expire(busy.overdue)
        return await self._try(allocations, (), write, booking_id)

    async def expire(self, booking_ids: Iterable[BookingId]) -> None:
        """Expire the holds among these that ran out."""
        ids = list(booking_ids)
        if not ids:
            return
        for booking_id, reference in await self._repository.expire_overdue(ids, self._clock()):
            await self._audit.record(
                "hold_expired",
                "bookings",
                booking_id,
                {"summary": f"{reference} expired", "change": "updated"},
                actor="system",
            )

    async def _try(
        self,
        allocations: Collection[PlannedAllocation],
        leaving: Collection[UUID],
        write: Callable[[], Awaitable[None]],
        moving: BookingId | None,
    ) -> bool:
        try:
            async with self._session.begin_nested():
                await self._repository.lock_resources(
                    [*(taken.resource_id for taken in allocations), *leaving]
                )
                await self._check_shared(allocations, moving)
                await write()
        except OpeningTaken:
            return False
        except DBAPIError as error:
            return _lost(error)
        return True

    async def _check_shared(
        self, allocations: Collection[PlannedAllocation], moving: BookingId | None
    ) -> None:
        """Count again what no constraint can count, now that nobody else can write."""
        capacities = {r.id: r.capacity for r in self._catalog.resources if r.capacity > 1}
        shared = [taken for taken in allocations if taken.resource_id in capacities]
        if not shared:
            return
        busy = await self._repository.busy_times(
            [taken.resource_id for taken in shared],
            min(taken.starts_at for taken in shared),
            max(taken.ends_at for taken in shared),
            # A hold somebody is changing right now still counts, run out or not.
            now=datetime.min.replace(tzinfo=self._clock().tzinfo),
            moving=moving,
        )
        for taken in shared:
            start, end = int(taken.starts_at.timestamp()), int(taken.ends_at.timestamp())
            capacity = capacities[taken.resource_id]
            free = busy.free_units(taken.resource_id, start, end, capacity=capacity)
            if free < (capacity if taken.is_exclusive else taken.units):
                raise OpeningTaken(taken.starts_at)


def _lost(error: DBAPIError) -> bool:
    """False: try again; anything that trying again cannot mend is raised."""
    sqlstate = getattr(error.orig, "sqlstate", None)
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if sqlstate == LOCK_TIMED_OUT:
        raise ResourceBusy("the wait for other bookings was too long") from error
    if constraint == KEY_UNIQUE:
        raise KeyUsed("idempotency key") from error
    if sqlstate in LOST_RACE or constraint == REFERENCE_UNIQUE:
        return False
    raise error
