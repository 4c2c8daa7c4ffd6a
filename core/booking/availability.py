"""The openings of a business."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.busy import BusyTimes
from core.booking.demand import Demand, demand_of
from core.booking.errors import BookingRefused, OpeningTaken, TimeRefused
from core.booking.planning import Planner
from core.booking.repository import BookingRepository
from core.booking.requests import Opening, OpeningRequest
from core.catalog.snapshot import CatalogSnapshot
from core.kit.clock import Clock, utc_now
from core.kit.ids import BookingId

DAY = timedelta(days=1)
DAYS_AT_ONCE = 14
# How far alternatives are looked for, in days to both sides; most are found in the first look.
REACHES = (2, 10, 45, 730)
ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Perspective:
    """Who looks at what is taken: the own time of `moving` is free, and `preferred` resources win.

    Holds that ran out are free unless they are among `counting`: somebody is changing those now.
    """

    moving: BookingId | None = None
    preferred: frozenset[UUID] = frozenset()
    counting: frozenset[BookingId] = frozenset()


class Availability:
    """What can be booked, by the same planner that books it."""

    def __init__(
        self, session: AsyncSession, catalog: CatalogSnapshot, clock: Clock = utc_now
    ) -> None:
        self._catalog = catalog
        self._clock = clock
        self._repository = BookingRepository(session)

    async def find_openings(
        self,
        request: OpeningRequest,
        *,
        earliest: datetime,
        latest: datetime,
        limit: int = 20,
        moving: BookingId | None = None,
    ) -> list[Opening]:
        """The first openings that begin from `earliest` on and before `latest`.

        A stay counts by the date of its check-in. The own time of the booking `moving` is free.
        """
        demand = demand_of(request, self._catalog)
        first, end = self._dates(demand, earliest, latest)
        found: list[Opening] = []
        while first <= end and len(found) < limit:
            last = min(end, first + (DAYS_AT_ONCE - 1) * DAY)
            planner = await self._planner_between(demand, first, last, Perspective(moving))
            openings = planner.openings(first, last, (earliest, latest))
            found += islice(openings, limit - len(found))
            first = last + DAY
        return found

    async def open_days(
        self,
        request: OpeningRequest,
        within: Sequence[tuple[datetime, datetime]],
        *,
        limit: int,
        moving: BookingId | None = None,
    ) -> list[date]:
        """The local dates of the first of these stretches in which something can be booked."""
        demand = demand_of(request, self._catalog)
        found: list[date] = []
        for at in range(0, len(within), DAYS_AT_ONCE):
            block = within[at : at + DAYS_AT_ONCE]
            first, last = self._dates(demand, block[0][0], block[-1][1])
            if first > last:
                continue
            planner = await self._planner_between(demand, first, last, Perspective(moving))
            for start, end in block:
                days = self._dates(demand, start, end)
                if next(planner.openings(*days, (start, end)), None) is not None:
                    found.append(self._catalog.hours.local_date(int(start.timestamp())))
                    if len(found) == limit:
                        return found
        return found

    async def nearest_openings(
        self,
        request: OpeningRequest,
        *,
        around: datetime,
        limit: int = ALTERNATIVES,
        moving: BookingId | None = None,
    ) -> list[Opening]:
        """The openings closest to a time, the earlier one first when two are equally close."""
        return await self._nearest(request, around, limit, Perspective(moving))

    async def explain(
        self, request: OpeningRequest, starts_at: datetime, *, moving: BookingId | None = None
    ) -> BookingRefused | TimeRefused | OpeningTaken | None:
        """Why the request cannot be booked then, with alternatives; None when it can."""
        perspective = Perspective(moving)
        try:
            planner, start = await self.planner_at(request, starts_at, perspective)
        except BookingRefused as refusal:
            return refusal
        if planner.opening_at(start) is not None:
            return None
        return await self.refusal(planner, request, starts_at, perspective)

    async def refusal(
        self,
        planner: Planner,
        request: OpeningRequest,
        starts_at: datetime,
        perspective: Perspective,
    ) -> TimeRefused | OpeningTaken:
        """Why a planner has no opening at a time, with alternatives computed afresh."""
        refusal = planner.refusal_at(planner.normalized(starts_at)) or OpeningTaken(starts_at)
        alternatives = await self._nearest(request, starts_at, ALTERNATIVES, perspective)
        refusal.alternatives = tuple(alternatives)
        return refusal

    async def planner_at(
        self, request: OpeningRequest, starts_at: datetime, perspective: Perspective
    ) -> tuple[Planner, int]:
        """A planner that knows what is taken around a time, and the start that the time means."""
        demand = demand_of(request, self._catalog)
        start = self._planner(demand, BusyTimes(())).normalized(starts_at)
        on_date = self._catalog.hours.local_date(start)
        return await self._planner_between(demand, on_date, on_date, perspective), start

    async def _nearest(
        self, request: OpeningRequest, around: datetime, limit: int, perspective: Perspective
    ) -> list[Opening]:
        demand = demand_of(request, self._catalog)
        bounds = self._planner(demand, BusyTimes(()))
        start = bounds.normalized(around)
        center = self._catalog.hours.local_date(start)
        center = min(max(center, bounds.first_date), bounds.last_date)
        found: list[Opening] = []
        for reach in REACHES:
            first = max(center - reach * DAY, bounds.first_date)
            last = min(center + reach * DAY, bounds.last_date)
            planner = await self._planner_between(demand, first, last, perspective)
            found = list(islice(_by_distance(planner, start, first, last), limit))
            if len(found) >= limit or (first, last) == (bounds.first_date, bounds.last_date):
                break
        return found

    def _dates(self, demand: Demand, earliest: datetime, latest: datetime) -> tuple[date, date]:
        """The first and last date between two moments that can be booked at all."""
        hours, bounds = self._catalog.hours, self._planner(demand, BusyTimes(()))
        last = hours.local_date(int((latest - timedelta(seconds=1)).timestamp()))
        first = hours.local_date(int(earliest.timestamp()))
        return max(first, bounds.first_date), min(last, bounds.last_date)

    async def _planner_between(
        self,
        demand: Demand,
        first: date,
        last: date,
        perspective: Perspective,
    ) -> Planner:
        hours = self._catalog.hours
        margin = max(item.before for _, items in demand.by_branch for item in items)
        longest = max(
            item.offset + item.length + item.after
            for _, items in demand.by_branch
            for item in items
        )
        end = last + (1 + (demand.nights or 0)) * DAY
        busy = await self._repository.busy_times(
            [resource.id for resource in demand.resources],
            datetime.fromtimestamp(hours.seconds(first, time.min) - margin, UTC),
            datetime.fromtimestamp(hours.seconds(end, time.min) + longest, UTC),
            now=self._clock(),
            moving=perspective.moving,
            counting=perspective.counting,
        )
        return self._planner(demand, busy, perspective.preferred)

    def _planner(
        self, demand: Demand, busy: BusyTimes, preferred: Collection[UUID] = ()
    ) -> Planner:
        return Planner(self._catalog, demand, busy, now=self._clock(), preferred=preferred)


def _by_distance(planner: Planner, start: int, first: date, last: date) -> Iterator[Opening]:
    days = ((first + day * DAY) for day in range((last - first).days + 1))
    starts = [instant for day in days for instant in planner.starts_on(day)]
    for instant in sorted(starts, key=lambda one: (abs(one - start), one)):
        opening = planner.opening_at(instant)
        if opening is not None:
            yield opening
