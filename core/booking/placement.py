"""Putting a booking where it is wanted while others want the same."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.booking.availability import Availability, Perspective
from core.booking.errors import OpeningTaken, ResourceBusy
from core.booking.repository import BookingRepository
from core.booking.requests import Opening, OpeningRequest, PlannedAllocation
from core.catalog.snapshot import CatalogSnapshot
from core.kit.clock import Clock
from core.kit.errors import Conflict
from core.kit.ids import BookingId, ResourceId

MOST_ATTEMPTS = 60
LOST_RACE = ("23P01", "40P01")
LOCK_TIMED_OUT = "55P03"
REFERENCE_UNIQUE = "uq_bookings_tenant_id_reference"
KEY_UNIQUE = "uq_bookings_tenant_id_idempotency_key"

SAVEPOINT, ROLLBACK = text("SAVEPOINT placement"), text("ROLLBACK TO SAVEPOINT placement")

type Write = Callable[[Opening], Awaitable[None]]


class KeyUsed(Conflict):
    """Another transaction has written a booking with this idempotency key."""

    code = "idempotency_key_used"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What is written next, the holds in its way that ran out, and what the booking gives up.

    `contested` are holds that ran out but that somebody else is changing at this moment.
    """

    allocations: Collection[PlannedAllocation]
    overdue: Set[BookingId]
    moving: BookingId | None
    leaving: Collection[UUID] = ()
    contested: set[BookingId] = field(default_factory=set)

    @property
    def resource_ids(self) -> Iterable[UUID]:
        return {*(taken.resource_id for taken in self.allocations), *self.leaving}


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
        contested: frozenset[BookingId] = frozenset()
        for _ in range(MOST_ATTEMPTS):
            view = Perspective(moving, frozenset(preferred), contested)
            planner, start = await self._availability.planner_at(request, starts_at, view)
            opening = planner.opening_at(start)
            if opening is None:
                raise await self._availability.refusal(planner, request, starts_at, view)
            attempt = _Attempt(opening.allocations, planner.overdue, moving, leaving)
            if await self._wins(attempt, partial(write, opening)):
                return opening
            contested |= attempt.contested
        raise ResourceBusy("lost to others again and again")

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
        return await self._wins(_Attempt(allocations, busy.overdue, booking_id), write)

    async def expire(self, booking_ids: Collection[BookingId]) -> Collection[BookingId]:
        """Expire the holds among these that ran out; those that did."""
        if not booking_ids:
            return ()
        expired = await self._repository.expire_overdue(booking_ids, self._clock())
        for booking_id, reference in expired.items():
            await self._audit.record(
                "hold_expired",
                "bookings",
                booking_id,
                {"summary": f"{reference} expired", "change": "updated"},
                actor="system",
            )
        return expired.keys()

    async def _wins(self, attempt: _Attempt, write: Callable[[], Awaitable[None]]) -> bool:
        # Never released: the commit does that, without a round trip of its own.
        await self._session.execute(SAVEPOINT)
        try:
            await self._prepare(attempt)
            await write()
        except (OpeningTaken, DBAPIError) as error:
            await self._session.execute(ROLLBACK)
            return isinstance(error, DBAPIError) and _lost(error)
        return True

    async def _prepare(self, attempt: _Attempt) -> None:
        """Lock the resources where more than one insert is to be done under the lock."""
        capacities = {one.id: one.capacity for one in self._catalog.resources if one.capacity > 1}
        shared = [taken for taken in attempt.allocations if taken.resource_id in capacities]
        if not (shared or attempt.overdue or attempt.moving):
            return
        # Before any booking is touched: whoever waits here holds nothing others wait for.
        await self._repository.lock_resources(attempt.resource_ids)
        expired = await self.expire(attempt.overdue)
        attempt.contested.update(attempt.overdue - set(expired))
        if shared:
            await self._check_shared(shared, capacities, attempt.moving)

    async def _check_shared(
        self,
        shared: Collection[PlannedAllocation],
        capacities: Mapping[ResourceId, int],
        moving: BookingId | None,
    ) -> None:
        """Count again what no constraint can count, now that nobody else can write."""
        busy = await self._repository.busy_times(
            [taken.resource_id for taken in shared],
            min(taken.starts_at for taken in shared),
            max(taken.ends_at for taken in shared),
            now=self._clock(),
            moving=moving,
            counting=None,
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
