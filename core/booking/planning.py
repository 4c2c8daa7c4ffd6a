"""The one answer to "can this be had then?": offering and booking both ask the planner."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from core.booking.busy import BusyTimes
from core.booking.demand import Demand, DemandItem, Need, is_shared
from core.booking.errors import (
    InThePast,
    OffStep,
    OpeningTaken,
    OutsideHours,
    TimeRefused,
    TooFar,
    TooSoon,
)
from core.booking.requests import Opening, PlannedAllocation, PlannedItem
from core.catalog.hours import ClosedBecause
from core.catalog.intervals import contains
from core.catalog.snapshot import CatalogResource, CatalogSnapshot
from core.kit.ids import BookingId, BranchId

DAY = timedelta(days=1)
MINUTE = 60

type Stretch = tuple[int, int]


class Planner:
    """Openings of a demand against what is taken; pure, everything is in memory."""

    def __init__(
        self,
        catalog: CatalogSnapshot,
        demand: Demand,
        busy: BusyTimes,
        *,
        now: datetime,
        preferred: Collection[UUID] = (),
    ) -> None:
        self._catalog = catalog
        self._hours = catalog.hours
        self._demand = demand
        self._busy = busy
        self._now = int(now.timestamp())
        self._preferred = frozenset(preferred)
        self._today = self._hours.local_date(self._now)
        self._dates: dict[int, date] = {}
        self._loads: dict[tuple[UUID, date], int] = {}

    def opening_at(self, start: int) -> Opening | None:
        """The opening that begins then, resources chosen, or None when it cannot be booked."""
        if self._time_refusal(start) is not None:
            return None
        return self._assigned(start)

    def refusal_at(self, start: int) -> TimeRefused | OpeningTaken | None:
        """Why `opening_at` gives nothing."""
        refusal = self._time_refusal(start)
        if refusal is not None:
            return refusal
        if self._assigned(start) is not None:
            return None
        if any(self._is_staffed(items, start) for _, items in self._demand.by_branch):
            return OpeningTaken(_instant(start))
        return OutsideHours(_instant(start), self._closed_because(start))

    def openings(
        self, first: date, last: date, within: tuple[datetime, datetime] | None = None
    ) -> Iterator[Opening]:
        """Every opening that begins on these dates, in order.

        `within` leaves those out that begin earlier or not earlier than its end; a stay counts by
        its date alone.
        """
        if within is None or self._demand.nights is not None:
            earliest, latest = -math.inf, math.inf
        else:
            earliest, latest = (moment.timestamp() for moment in within)
        for day in range((last - first).days + 1):
            for start in self.starts_on(first + day * DAY):
                if not earliest <= start < latest:
                    continue
                opening = self.opening_at(start)
                if opening is not None:
                    yield opening

    def starts_on(self, on_date: date) -> list[int]:
        """The instants of a date at which something could begin."""
        if self._demand.nights is not None:
            return [self._check_in(on_date)]
        return self._hours.grid(on_date, self._demand.step_minutes)

    def normalized(self, starts_at: datetime) -> int:
        """The start a wish means: for a stay the check-in of its date."""
        start = int(starts_at.timestamp())
        if self._demand.nights is None:
            return start
        return self._check_in(self._date_of(start))

    @property
    def overdue(self) -> Set[BookingId]:
        """Holds that ran out and must be expired before their time is written again."""
        return self._busy.overdue

    @property
    def first_date(self) -> date:
        """The first date that can be booked."""
        return self._hours.local_date(self._now + self._demand.notice_minutes * MINUTE)

    @property
    def last_date(self) -> date:
        """The last date that can be booked."""
        return self._today + self._demand.horizon_days * DAY

    def _check_in(self, on_date: date) -> int:
        return self._hours.seconds(on_date, self._catalog.settings.booking.check_in)

    def _date_of(self, start: int) -> date:
        on_date = self._dates.get(start)
        if on_date is None:
            on_date = self._dates[start] = self._hours.local_date(start)
        return on_date

    def _time_refusal(self, start: int) -> TimeRefused | None:
        on_date = self._date_of(start)
        # A guest may arrive at any hour of the day of check-in.
        is_stay = self._demand.nights is not None
        latest_begin = self._hours.seconds(on_date + DAY, time.min) - MINUTE if is_stay else start
        if latest_begin < self._now:
            return InThePast(_instant(start))
        earliest = self._now + self._demand.notice_minutes * MINUTE
        if latest_begin < earliest:
            return TooSoon(_instant(start), _instant(earliest))
        if on_date > self.last_date:
            end = self._hours.seconds(self.last_date + DAY, time.min)
            return TooFar(_instant(start), _instant(end - MINUTE))
        return None if self._is_on_step(start, on_date) else OffStep(_instant(start))

    def _is_on_step(self, start: int, on_date: date) -> bool:
        if self._demand.nights is not None:
            return start == self._check_in(on_date)
        local = datetime.fromtimestamp(start, self._catalog.zone)
        minutes = local.hour * 60 + local.minute
        # The second 02:30 of an autumn night cannot be told from the first.
        return not (local.second or local.fold or minutes % self._demand.step_minutes)

    def _assigned(self, start: int) -> Opening | None:
        for branch_id, items in self._demand.by_branch:
            allocations = self._allocations(items, start)
            if allocations is not None:
                return self._opening(branch_id, items, start, allocations)
        return None

    def _allocations(
        self, items: tuple[DemandItem, ...], start: int
    ) -> list[PlannedAllocation] | None:
        free: dict[tuple[int, str], list[CatalogResource]] = {}
        for item in items:
            stretch = self._stretch(item, start)
            for need in item.needs:
                able = [c for c in need.candidates if self._is_available(c, item, need, stretch)]
                if len(able) < need.count:
                    return None
                free[item.position, need.kind] = able
        return self._chosen(items, start, free)

    def _chosen(
        self,
        items: tuple[DemandItem, ...],
        start: int,
        free: dict[tuple[int, str], list[CatalogResource]],
    ) -> list[PlannedAllocation] | None:
        chosen: dict[tuple[int, UUID], PlannedAllocation] = {}
        engaged: dict[UUID, list[DemandItem]] = {}
        current: set[UUID] = set()
        for item in sorted(items, key=partial(_choice_order, free=free)):
            for need in item.needs:
                planned = {}
                for one in free[item.position, need.kind]:
                    others = engaged.get(one.id, ())
                    if not self._is_left(one, item, need, others=others, start=start):
                        continue
                    other = chosen.get((item.offset, one.id))
                    taken = self._planned(other, one, item, need, start)
                    if taken is not None:
                        planned[one] = taken
                if len(planned) < need.count:
                    return None
                ranked = sorted(
                    planned,
                    key=partial(self._rank, item=item, start=start, free=free, current=current),
                )
                for resource in ranked[: need.count]:
                    current.add(resource.id)
                    engaged.setdefault(resource.id, []).append(item)
                    chosen[item.offset, resource.id] = planned[resource]
        return sorted(chosen.values(), key=_position)

    def _is_left(
        self,
        resource: CatalogResource,
        item: DemandItem,
        need: Need,
        *,
        others: Collection[DemandItem],
        start: int,
    ) -> bool:
        """Whether what others of the party have it for meanwhile, begun before, leaves enough."""
        first, last = item.offset, item.offset + item.length
        still = [each for each in others if each.offset < first < each.offset + each.length]
        if not still or not is_shared(resource, item.service):
            return not still
        units = sum(one.units for each in still for one in each.needs if one.kind == need.kind)
        begin, end = start + first - item.before, start + last + item.after
        free = self._busy.free_units(resource.id, begin, end, capacity=resource.capacity)
        return free >= units + need.units

    def _planned(
        self,
        other: PlannedAllocation | None,
        resource: CatalogResource,
        item: DemandItem,
        need: Need,
        start: int,
    ) -> PlannedAllocation | None:
        """What the item takes of a resource, together with what begins there at the same time.

        None where that leaves too little of it.
        """
        begin, end = self._stretch(item, start)
        shared = is_shared(resource, item.service)
        planned = PlannedAllocation(
            item_position=item.position,
            resource_id=resource.id,
            starts_at=_instant(begin - item.before),
            ends_at=_instant(end + item.after),
            units=need.units if shared else 1,
            is_exclusive=not shared,
        )
        return planned if other is None else self._joined(other, planned, resource)

    def _joined(
        self, other: PlannedAllocation, planned: PlannedAllocation, resource: CatalogResource
    ) -> PlannedAllocation | None:
        both = replace(
            other,
            starts_at=min(other.starts_at, planned.starts_at),
            ends_at=max(other.ends_at, planned.ends_at),
            units=other.units + planned.units,
            is_exclusive=other.is_exclusive or planned.is_exclusive,
        )
        begin, end = int(both.starts_at.timestamp()), int(both.ends_at.timestamp())
        free = self._busy.free_units(resource.id, begin, end, capacity=resource.capacity)
        return None if both.is_exclusive or free < both.units else both

    def _rank(
        self,
        resource: CatalogResource,
        *,
        item: DemandItem,
        start: int,
        free: dict[tuple[int, str], list[CatalogResource]],
        current: Collection[UUID],
    ) -> tuple[bool, bool, int, int, int, int, str]:
        """Same person as before, who can do most of it, smallest that fits, least loaded."""
        covered = sum(
            resource in able
            for (position, kind), able in free.items()
            if kind == resource.kind and position > item.position
        )
        size = 0 if is_shared(resource, item.service) else resource.capacity
        return (
            resource.id not in current,
            resource.id not in self._preferred,
            -covered,
            size,
            self._load(resource.id, start),
            resource.sort,
            resource.name,
        )

    def _load(self, resource_id: UUID, start: int) -> int:
        """Seconds taken on the date, so that work is spread fairly."""
        on_date = self._date_of(start)
        known = self._loads.get((resource_id, on_date))
        if known is None:
            begin = self._hours.seconds(on_date, time.min)
            end = self._hours.seconds(on_date + DAY, time.min)
            known = self._busy.seconds_taken(resource_id, begin, end)
            self._loads[resource_id, on_date] = known
        return known

    def _is_available(
        self, resource: CatalogResource, item: DemandItem, need: Need, stretch: Stretch
    ) -> bool:
        if not self._works(resource, stretch):
            return False
        start, end = stretch[0] - item.before, stretch[1] + item.after
        if is_shared(resource, item.service):
            free = self._busy.free_units(resource.id, start, end, capacity=resource.capacity)
            return free >= need.units
        return self._busy.is_free(resource.id, start, end)

    def _works(self, resource: CatalogResource, stretch: Stretch) -> bool:
        start, end = stretch
        on_date = self._date_of(start)
        if self._demand.nights is None:
            return contains(self._hours.open_around(resource.id, on_date), start, end)
        last = on_date + self._demand.nights * DAY
        return contains(self._hours.unblocked_around(resource.id, on_date, last), start, end)

    def _is_staffed(self, items: tuple[DemandItem, ...], start: int) -> bool:
        return all(
            sum(self._works(c, self._stretch(item, start)) for c in need.candidates) >= need.count
            for item in items
            for need in item.needs
        )

    def _stretch(self, item: DemandItem, start: int) -> Stretch:
        if self._demand.nights is None:
            return start + item.offset, start + item.offset + item.length
        leaves_on = self._date_of(start) + self._demand.nights * DAY
        return start, self._hours.seconds(leaves_on, self._catalog.settings.booking.check_out)

    def _closed_because(self, start: int) -> ClosedBecause | None:
        if self._demand.nights is not None:
            return ClosedBecause("closure")
        on_date = self._date_of(start)
        because: ClosedBecause | None = None
        for branch_id, _ in self._demand.by_branch:
            because = self._hours.closed_because(branch_id, on_date)
            if because is None:
                return None
        return because

    def _opening(
        self,
        branch_id: BranchId,
        items: tuple[DemandItem, ...],
        start: int,
        allocations: list[PlannedAllocation],
    ) -> Opening:
        planned = tuple(
            PlannedItem(
                position=item.position,
                service_id=item.service.id,
                quantity=item.quantity,
                starts_at=_instant(self._stretch(item, start)[0]),
                ends_at=_instant(self._stretch(item, start)[1]),
                person=item.person,
            )
            for item in items
        )
        return Opening(
            starts_at=planned[0].starts_at,
            ends_at=max(item.ends_at for item in planned),
            branch_id=branch_id,
            items=planned,
            allocations=tuple(allocations),
        )


def _choice_order(
    item: DemandItem, free: Mapping[tuple[int, str], Sequence[CatalogResource]]
) -> tuple[int, int, int]:
    """In the order of time; of those who begin together, who can be served by the fewest first."""
    fewest = min((len(free[item.position, need.kind]) for need in item.needs), default=0)
    return item.offset, fewest, item.position


def _position(allocation: PlannedAllocation) -> int:
    return allocation.item_position


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
