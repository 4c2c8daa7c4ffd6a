"""Everything about a business that a turn needs, read once and kept in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.catalog.holidays import PublicHolidays
from core.catalog.hours import BusinessHours
from core.kit.ids import BranchId, ResourceId, ServiceId, TenantId
from core.kit.phones import country_of
from core.tenancy.settings import BusinessSettings
from core.understanding.model import CatalogNames, NamedEntry, ReadingSettings

STAFF = "staff"


@dataclass(frozen=True, slots=True)
class CatalogBranch:
    id: BranchId
    name: str
    address: str | None
    phone: str | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class CatalogResource:
    id: ResourceId
    branch_id: BranchId
    kind: str
    name: str
    synonyms: tuple[str, ...]
    capacity: int
    phone: str | None
    language: str | None
    sort: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class CatalogService:
    """What can be booked; `resources` maps a kind to the resources that serve it, active or not."""

    id: ServiceId
    name: str
    names: Mapping[str, str]
    synonyms: tuple[str, ...]
    description: Mapping[str, str]
    kind: str
    unit: str
    duration_minutes: int
    price_kind: str
    price_minor: int
    deposit_kind: str
    deposit_value: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    min_party: int
    max_party: int
    step_minutes: int
    notice_minutes: int | None
    horizon_days: int | None
    fields: tuple[Mapping[str, Any], ...]
    sort: int
    is_active: bool
    resources: Mapping[str, tuple[CatalogResource, ...]]

    @property
    def is_stay(self) -> bool:
        """It is booked by the night."""
        return self.unit == "night"

    @property
    def staff(self) -> tuple[CatalogResource, ...]:
        """Who can do it now, in the business's order."""
        return tuple(member for member in self.resources.get(STAFF, ()) if member.is_active)

    def name_in(self, language: str) -> str:
        """The name in a language, or the name the business gave it."""
        return self.names.get(language, self.name)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    branch_id: BranchId
    resource_id: ResourceId | None
    kind: str
    weekday: int
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True)
class CatalogClosure:
    branch_id: BranchId
    resource_id: ResourceId | None
    starts_at: datetime
    ends_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class DateHours:
    """Hours of one date; without times the branch is closed then."""

    branch_id: BranchId
    on_date: date
    opens_at: time | None
    closes_at: time | None
    reason: str | None


@dataclass(frozen=True)
class CatalogSnapshot:
    """A business as it stood at `version`; what is no longer active can still be looked up."""

    tenant_id: TenantId
    version: datetime
    slug: str
    name: str
    vertical: str
    zone: ZoneInfo
    currency: str
    languages: tuple[str, ...]
    settings: BusinessSettings
    all_services: tuple[CatalogService, ...]
    all_resources: tuple[CatalogResource, ...]
    all_branches: tuple[CatalogBranch, ...]
    weekly_hours: tuple[WeeklyHours, ...] = ()
    closures: tuple[CatalogClosure, ...] = ()
    special_hours: tuple[DateHours, ...] = ()
    holidays: PublicHolidays = field(default_factory=lambda: PublicHolidays(None))

    @cached_property
    def services(self) -> tuple[CatalogService, ...]:
        """What is offered now, in the business's order."""
        return tuple(service for service in self.all_services if service.is_active)

    @cached_property
    def resources(self) -> tuple[CatalogResource, ...]:
        return tuple(resource for resource in self.all_resources if resource.is_active)

    @cached_property
    def staff(self) -> tuple[CatalogResource, ...]:
        return tuple(resource for resource in self.resources if resource.kind == STAFF)

    @cached_property
    def branches(self) -> tuple[CatalogBranch, ...]:
        return tuple(branch for branch in self.all_branches if branch.is_active)

    def service(self, service_id: UUID) -> CatalogService | None:
        return self._services_by_id.get(service_id)

    def resource(self, resource_id: UUID) -> CatalogResource | None:
        return self._resources_by_id.get(resource_id)

    def branch(self, branch_id: UUID) -> CatalogBranch | None:
        return self._branches_by_id.get(branch_id)

    def staff_among(self, resource_ids: Iterable[UUID]) -> tuple[CatalogResource, ...]:
        """The members of staff among these resources, each once, in the given order."""
        found = (self._resources_by_id.get(resource_id) for resource_id in resource_ids)
        staff = (resource for resource in found if resource is not None and resource.kind == STAFF)
        return tuple(dict.fromkeys(staff))

    @cached_property
    def hours(self) -> BusinessHours:
        """When branches and resources are open, date by date."""
        return BusinessHours(
            self.zone,
            self.all_resources,
            self.weekly_hours,
            self.special_hours,
            self.closures,
            self.holidays,
        )

    @cached_property
    def names(self) -> CatalogNames:
        """What a reading can recognize: the services and members of staff of now."""
        return CatalogNames(
            services=tuple(
                NamedEntry(str(service.id), service.name, service.synonyms, service.names)
                for service in self.services
            ),
            staff=tuple(
                NamedEntry(str(member.id), member.name, member.synonyms) for member in self.staff
            ),
        )

    @cached_property
    def reading_settings(self) -> ReadingSettings:
        """What the business's place and hours say about the meaning of words."""
        return ReadingSettings(
            zone=self.zone,
            open_hours=self._usual_hours(),
            currency=self.currency,
            country=self.country,
        )

    @cached_property
    def country(self) -> str | None:
        """Where the business is, as it says itself or as its time zone does."""
        return self.settings.country or country_of(self.zone)

    @cached_property
    def _services_by_id(self) -> Mapping[UUID, CatalogService]:
        return {service.id: service for service in self.all_services}

    @cached_property
    def _resources_by_id(self) -> Mapping[UUID, CatalogResource]:
        return {resource.id: resource for resource in self.all_resources}

    @cached_property
    def _branches_by_id(self) -> Mapping[UUID, CatalogBranch]:
        return {branch.id: branch for branch in self.all_branches}

    def _usual_hours(self) -> tuple[tuple[tuple[time, time], ...], ...]:
        rows = sorted(
            (row.weekday, row.opens_at, row.closes_at)
            for row in self.weekly_hours
            if row.kind == "open" and row.resource_id is None
        )
        if not rows:
            return ()
        days = {
            weekday: tuple(dict.fromkeys((opens, closes) for _, opens, closes in group))
            for weekday, group in groupby(rows, key=lambda row: row[0])
        }
        return tuple(days.get(weekday, ()) for weekday in range(7))
