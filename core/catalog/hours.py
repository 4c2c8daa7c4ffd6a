"""When a business is open: weekly hours, special dates, public holidays, breaks and closures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from core.catalog.holidays import PublicHolidays
from core.catalog.intervals import Interval, common, merged, without
from core.kit.ids import BranchId, ResourceId

if TYPE_CHECKING:
    from core.catalog.snapshot import CatalogClosure, CatalogResource, DateHours, WeeklyHours

DAY = timedelta(days=1)
MINUTE = 60


@dataclass(frozen=True, slots=True)
class ClosedBecause:
    """Why a branch is closed on a date; `name` is the holiday or the reason the business gave."""

    cause: Literal["holiday", "closure", "weekly"]
    name: str | None = None


class BusinessHours:
    """Open time of branches and resources in epoch seconds; what was computed is remembered."""

    def __init__(
        self,
        zone: ZoneInfo,
        resources: Iterable["CatalogResource"],
        weekly: Iterable["WeeklyHours"],
        special: Iterable["DateHours"],
        closures: Iterable["CatalogClosure"],
        holidays: PublicHolidays,
    ) -> None:
        self._zone = zone
        self._holidays = holidays
        self._branch_of = {resource.id: resource.branch_id for resource in resources}
        self._weekly: dict[tuple[BranchId | ResourceId, str, int], list[tuple[time, time]]] = (
            defaultdict(list)
        )
        self._has_own_hours: set[ResourceId] = set()
        for row in weekly:
            owner = row.branch_id if row.resource_id is None else row.resource_id
            self._weekly[owner, row.kind, row.weekday].append((row.opens_at, row.closes_at))
            if row.resource_id is not None and row.kind == "open":
                self._has_own_hours.add(row.resource_id)
        self._special: dict[tuple[BranchId, date], list[DateHours]] = defaultdict(list)
        for on in special:
            self._special[on.branch_id, on.on_date].append(on)
        self._closures: dict[BranchId | ResourceId, list[CatalogClosure]] = defaultdict(list)
        for closure in closures:
            self._closures[closure.resource_id or closure.branch_id].append(closure)
        self._remembered: dict[tuple[ResourceId, date], tuple[Interval, ...]] = {}

    def seconds(self, on_date: date, at: time) -> int:
        """The instant of a local wall time; a skipped one counts from before the clock change."""
        return int(datetime.combine(on_date, at, tzinfo=self._zone).timestamp())

    def local_date(self, seconds: int) -> date:
        return datetime.fromtimestamp(seconds, self._zone).date()

    def open_around(self, resource_id: ResourceId, on_date: date) -> tuple[Interval, ...]:
        """When a resource can be booked on a date, the evening before and the day after."""
        key = (resource_id, on_date)
        known = self._remembered.get(key)
        if known is None:
            known = self._remembered[key] = self._compute(resource_id, on_date)
        return known

    def is_open_on(self, resource_id: ResourceId, on_date: date) -> bool:
        """Whether a resource can be booked at any time of a date."""
        start, end = self.seconds(on_date, time.min), self.seconds(on_date + DAY, time.min)
        return any(
            first < end and last > start for first, last in self.open_around(resource_id, on_date)
        )

    def unblocked_around(
        self, resource_id: ResourceId, first: date, last: date
    ) -> tuple[Interval, ...]:
        """All time of these dates that no closure takes, whatever the hours: what a stay needs."""
        branch_id = self._branch_of[resource_id]
        whole = (self.seconds(first, time.min), self.seconds(last + DAY, time.min))
        closed = (*self._closed(branch_id), *self._closed(resource_id))
        return without((whole,), closed)

    def grid(self, on_date: date, step_minutes: int) -> list[int]:
        """The instants of a date at which its wall clock shows a multiple of the step."""
        start, end = self.seconds(on_date, time.min), self.seconds(on_date + DAY, time.min)
        if end - start == 24 * 60 * MINUTE:
            return list(range(start, end, step_minutes * MINUTE))
        minutes = range(0, 24 * 60, step_minutes)
        instants = [self.seconds(on_date, time(m // 60, m % 60)) for m in minutes]
        return [
            instant
            for minute, instant in zip(minutes, instants, strict=True)
            if self._shows(instant, minute)
        ]

    def closed_because(self, branch_id: BranchId, on_date: date) -> ClosedBecause | None:
        """Why the branch has no hours at all on a date, or None when it has some."""
        day = self._own_hours(branch_id, on_date)
        if day and without(day, self._closed(branch_id)):
            return None
        special = self._special.get((branch_id, on_date))
        if day or special:
            return ClosedBecause("closure", self._closure_reason(branch_id, on_date))
        holiday = self._holidays.name_of(on_date)
        return ClosedBecause("holiday", holiday) if holiday else ClosedBecause("weekly")

    def _compute(self, resource_id: ResourceId, on_date: date) -> tuple[Interval, ...]:
        branch_id = self._branch_of[resource_id]
        days = (on_date - DAY, on_date, on_date + DAY)
        hours = merged(span for day in days for span in self._own_hours(branch_id, day))
        if resource_id in self._has_own_hours:
            own = merged(span for day in days for span in self._spans(resource_id, "open", day))
            hours = common(hours, own)
        breaks = [span for day in days for span in self._spans(resource_id, "break", day)]
        return without(hours, (*breaks, *self._closed(branch_id), *self._closed(resource_id)))

    def _own_hours(self, branch_id: BranchId, on_date: date) -> tuple[Interval, ...]:
        special = self._special.get((branch_id, on_date))
        if special is not None:
            return merged(
                self._span(on_date, row.opens_at, row.closes_at)
                for row in special
                if row.opens_at is not None and row.closes_at is not None
            )
        if self._holidays.name_of(on_date) is not None:
            return ()
        hours = merged(self._spans(branch_id, "open", on_date))
        return without(hours, self._spans(branch_id, "break", on_date))

    def _spans(self, owner: BranchId | ResourceId, kind: str, on_date: date) -> list[Interval]:
        rows: Sequence[tuple[time, time]] = self._weekly.get((owner, kind, on_date.weekday()), ())
        return [self._span(on_date, opens_at, closes_at) for opens_at, closes_at in rows]

    def _span(self, on_date: date, opens_at: time, closes_at: time) -> Interval:
        ends_on = on_date if closes_at > opens_at else on_date + DAY
        return self.seconds(on_date, opens_at), self.seconds(ends_on, closes_at)

    def _closed(self, owner: BranchId | ResourceId) -> list[Interval]:
        return [
            (int(row.starts_at.timestamp()), int(row.ends_at.timestamp()))
            for row in self._closures.get(owner, ())
        ]

    def _closure_reason(self, branch_id: BranchId, on_date: date) -> str | None:
        start = datetime.combine(on_date, time.min, tzinfo=self._zone).astimezone(UTC)
        end = datetime.combine(on_date + DAY, time.min, tzinfo=self._zone).astimezone(UTC)
        reasons = [row.reason for row in self._special.get((branch_id, on_date), ())]
        reasons += [
            row.reason
            for row in self._closures.get(branch_id, ())
            if row.starts_at < end and start < row.ends_at
        ]
        return next((reason for reason in reasons if reason), None)

    def _shows(self, instant: int, minute: int) -> bool:
        local = datetime.fromtimestamp(instant, self._zone)
        return local.hour * 60 + local.minute == minute
