"""Planners of test businesses, and what they offer."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from core.booking.busy import BusyStretch, BusyTimes
from core.booking.demand import demand_of
from core.booking.planning import Planner
from core.booking.requests import Opening, OpeningRequest
from core.kit.ids import BookingId, ResourceId, new_id
from tests.core.booking.desk import NOW
from tests.core.catalog.business import Business

MONDAY = date(2026, 11, 23)


def taken(
    business: Business,
    resource: ResourceId,
    start: str,
    end: str,
    *,
    units: int = 1,
    is_exclusive: bool = True,
    is_overdue: bool = False,
) -> BusyStretch:
    times = (int(business.local(written).timestamp()) for written in (start, end))
    owner = BookingId(new_id())
    return BusyStretch(resource, *times, units, is_exclusive, owner, is_overdue)


def planner(
    business: Business,
    request: OpeningRequest,
    busy: Sequence[BusyStretch] = (),
    *,
    now: str = NOW,
    preferred: Sequence[ResourceId] = (),
) -> Planner:
    catalog = business.snapshot()
    demand = demand_of(request, catalog)
    times = BusyTimes(busy)
    return Planner(catalog, demand, times, now=business.local(now), preferred=preferred)


def openings(
    business: Business,
    request: OpeningRequest,
    busy: Sequence[BusyStretch] = (),
    on_date: date = MONDAY,
) -> list[Opening]:
    return list(planner(business, request, busy).openings(on_date, on_date))


def starts(
    business: Business,
    request: OpeningRequest,
    busy: Sequence[BusyStretch] = (),
    on_date: date = MONDAY,
) -> list[str]:
    zone = ZoneInfo(business.zone)
    found = openings(business, request, busy, on_date)
    return [f"{opening.starts_at.astimezone(zone):%H:%M}" for opening in found]


def refusal(
    business: Business, request: OpeningRequest, at: str, busy: Sequence[BusyStretch] = ()
) -> object:
    return planner(business, request, busy).refusal_at(int(business.local(at).timestamp()))
