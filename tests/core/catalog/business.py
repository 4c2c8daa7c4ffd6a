"""A business for tests, in memory or in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from core.catalog.holidays import PublicHolidays
from core.catalog.models import (
    Branch,
    Closure,
    Resource,
    Service,
    ServiceResource,
    SpecialHours,
    WorkingHours,
)
from core.catalog.snapshot import (
    CatalogBranch,
    CatalogClosure,
    CatalogResource,
    CatalogService,
    CatalogSnapshot,
    DateHours,
    WeeklyHours,
)
from core.kit.db import Database
from core.kit.ids import BranchId, ResourceId, ServiceId, TenantId, new_id
from core.tenancy.models import Tenant
from core.tenancy.settings import BusinessSettings

type Hours = Mapping[int, Sequence[tuple[str, str]]]

EVERY_DAY: Hours = {weekday: [("09:00", "17:00")] for weekday in range(7)}


class PinnedClock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@dataclass
class Business:
    """A catalog described step by step; `snapshot` and `store` give the same business."""

    zone: str = "Africa/Nairobi"
    settings: dict[str, Any] = field(default_factory=dict)
    currency: str = "KES"
    hours: Hours = field(default_factory=lambda: EVERY_DAY)
    tenant_id: TenantId = field(default_factory=lambda: TenantId(new_id()))
    branches: list[CatalogBranch] = field(default_factory=list)
    resources: list[CatalogResource] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    links: list[tuple[ServiceId, ResourceId]] = field(default_factory=list)
    weekly: list[WeeklyHours] = field(default_factory=list)
    closures: list[CatalogClosure] = field(default_factory=list)
    special: list[DateHours] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.branch = self.add_branch("Main", self.hours)

    def add_branch(self, name: str, hours: Hours) -> BranchId:
        branch_id = BranchId(new_id())
        self.branches.append(CatalogBranch(branch_id, name, f"{name} street", None, True))
        self.add_hours(hours, branch=branch_id)
        return branch_id

    def add_service(self, name: str, by: Sequence[ResourceId] = (), **values: Any) -> ServiceId:
        service_id = ServiceId(new_id())
        defaults: dict[str, Any] = {
            "names": {},
            "synonyms": (),
            "description": {},
            "kind": "service",
            "unit": "appointment",
            "duration_minutes": 60,
            "price_kind": "fixed",
            "price_minor": 100_000,
            "deposit_kind": "none",
            "deposit_value": 0,
            "buffer_before_minutes": 0,
            "buffer_after_minutes": 0,
            "min_party": 1,
            "max_party": 1,
            "step_minutes": 30,
            "notice_minutes": 0,
            "horizon_days": None,
            "fields": (),
            "sort": len(self.services),
            "is_active": True,
        }
        self.services.append({"id": service_id, "name": name, **defaults, **values})
        self.links += [(service_id, resource_id) for resource_id in by]
        return service_id

    def add(
        self,
        name: str,
        kind: str = "staff",
        *,
        branch: BranchId | None = None,
        hours: Hours | None = None,
        capacity: int = 1,
        is_active: bool = True,
    ) -> ResourceId:
        resource = CatalogResource(
            id=ResourceId(new_id()),
            branch_id=branch or self.branch,
            kind=kind,
            name=name,
            synonyms=(),
            capacity=capacity,
            phone=None,
            language=None,
            sort=len(self.resources),
            is_active=is_active,
        )
        self.resources.append(resource)
        self.add_hours(hours or {}, branch=resource.branch_id, resource=resource.id)
        return resource.id

    def add_hours(
        self,
        hours: Hours,
        *,
        branch: BranchId | None = None,
        resource: ResourceId | None = None,
        kind: str = "open",
    ) -> None:
        for weekday, spans in hours.items():
            for opens, closes in spans:
                times = time.fromisoformat(opens), time.fromisoformat(closes)
                row = WeeklyHours(branch or self.branch, resource, kind, weekday, *times)
                self.weekly.append(row)

    def close(
        self, starts: datetime, ends: datetime, *, resource: ResourceId | None = None
    ) -> None:
        self.closures.append(CatalogClosure(self.branch, resource, starts, ends, "stocktaking"))

    def add_special(self, on_date: date, opens: str | None, closes: str | None) -> None:
        times = [time.fromisoformat(part) if part else None for part in (opens, closes)]
        self.special.append(DateHours(self.branch, on_date, times[0], times[1], None))

    def snapshot(self) -> CatalogSnapshot:
        settings = BusinessSettings.model_validate(self.settings)
        country = settings.holidays.country
        return CatalogSnapshot(
            tenant_id=self.tenant_id,
            version=datetime(2026, 1, 1, tzinfo=UTC),
            slug="test",
            name="Test business",
            vertical="salon",
            zone=ZoneInfo(self.zone),
            currency=self.currency,
            languages=("en", "sw"),
            settings=settings,
            all_services=tuple(self._service(values) for values in self.services),
            all_resources=tuple(self.resources),
            all_branches=tuple(self.branches),
            weekly_hours=tuple(self.weekly),
            closures=tuple(self.closures),
            special_hours=tuple(self.special),
            holidays=PublicHolidays(country if settings.holidays.is_closed else None),
        )

    def local(self, written: str) -> datetime:
        """An instant from the wall clock of the business, "2026-11-23 15:00"."""
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    async def store(self, database: Database) -> TenantId:
        """Write the business into the database."""
        async with database.tenant_transaction(self.tenant_id) as session:
            tenant = {
                "id": self.tenant_id,
                "slug": f"test-{self.tenant_id}",
                "name": "Test business",
                "vertical": "salon",
                "time_zone": self.zone,
                "currency": self.currency,
                "languages": ["en", "sw"],
                "settings": self.settings,
            }
            await session.execute(insert(Tenant), [tenant])
            for model, rows in self._rows():
                if rows:
                    owner = {"tenant_id": self.tenant_id}
                    await session.execute(
                        insert(model), [{"id": new_id(), **row, **owner} for row in rows]
                    )
        return self.tenant_id

    def _rows(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        services = [
            values | {"synonyms": list(values["synonyms"]), "fields": list(values["fields"])}
            for values in self.services
        ]
        resources = [asdict(one) | {"synonyms": list(one.synonyms)} for one in self.resources]
        links = [{"service_id": s, "resource_id": r} for s, r in self.links]
        return [
            (Branch, [asdict(one) for one in self.branches]),
            (Service, services),
            (Resource, resources),
            (ServiceResource, links),
            (WorkingHours, [asdict(one) for one in self.weekly]),
            (Closure, [asdict(one) for one in self.closures]),
            (SpecialHours, [asdict(one) for one in self.special]),
        ]

    def _service(self, values: dict[str, Any]) -> CatalogService:
        by_id = {resource.id: resource for resource in self.resources}
        linked: dict[str, tuple[CatalogResource, ...]] = {}
        for service_id, resource_id in self.links:
            if service_id == values["id"]:
                resource = by_id[resource_id]
                linked[resource.kind] = (*linked.get(resource.kind, ()), resource)
        return CatalogService(**values, resources=linked)
