"""What is taken already, resource by resource, in epoch seconds."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from core.kit.ids import BookingId


@dataclass(frozen=True, slots=True)
class BusyStretch:
    """An allocation that stands, buffers included; `is_overdue`: its hold ran out unnoticed."""

    resource_id: UUID
    start: int
    end: int
    units: int
    is_exclusive: bool
    booking_id: BookingId
    is_overdue: bool = False


class BusyTimes:
    """Taken time; holds that ran out count as free and are named in `overdue`."""

    def __init__(self, stretches: Iterable[BusyStretch]) -> None:
        self.overdue: set[BookingId] = set()
        self._by_resource: dict[UUID, list[BusyStretch]] = defaultdict(list)
        self._longest = 0
        for stretch in stretches:
            if stretch.is_overdue:
                self.overdue.add(stretch.booking_id)
                continue
            self._by_resource[stretch.resource_id].append(stretch)
            self._longest = max(self._longest, stretch.end - stretch.start)
        for found in self._by_resource.values():
            found.sort(key=_start)

    def is_free(self, resource_id: UUID, start: int, end: int) -> bool:
        """Whether nothing at all stands in [start, end)."""
        return not self._overlapping(resource_id, start, end)

    def free_units(self, resource_id: UUID, start: int, end: int, *, capacity: int) -> int:
        """How many units of a shared resource are free all through [start, end)."""
        taken = self._overlapping(resource_id, start, end)
        if any(stretch.is_exclusive for stretch in taken):
            return 0
        changes = sorted(
            change
            for stretch in taken
            for change in (
                (max(stretch.start, start), stretch.units),
                (min(stretch.end, end), -stretch.units),
            )
        )
        used = most = 0
        for _, units in changes:
            used += units
            most = max(most, used)
        return capacity - most

    def seconds_taken(self, resource_id: UUID, start: int, end: int) -> int:
        """How much of [start, end) is taken, each booking for itself."""
        return sum(
            min(stretch.end, end) - max(stretch.start, start)
            for stretch in self._overlapping(resource_id, start, end)
        )

    def _overlapping(self, resource_id: UUID, start: int, end: int) -> list[BusyStretch]:
        found = self._by_resource.get(resource_id)
        if found is None:
            return []
        first = bisect_left(found, start - self._longest, key=_start)
        last = bisect_left(found, end, lo=first, key=_start)
        return [stretch for stretch in found[first:last] if stretch.end > start]


def _start(stretch: BusyStretch) -> int:
    return stretch.start
