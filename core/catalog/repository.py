"""Reads a tenant's catalog."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

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
from core.kit.db import Base, tenant_of
from core.kit.ids import BranchId, ResourceId, ServiceId, TenantId
from core.tenancy.models import Tenant
from core.tenancy.settings import BusinessSettings

# Bookings reach back less than this from the day they are looked at.
PAST = timedelta(days=2)


class CatalogRepository:
    """The catalog tables of the transaction's tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def load(self, *, now: datetime) -> CatalogSnapshot:
        """The whole catalog; closures and special dates that are over are left out."""
        tenant = (
            await self._session.execute(
                select(*Tenant.__table__.c).where(Tenant.id == tenant_of(self._session))
            )
        ).one()
        resources = {row.id: _resource(row) for row in await self._rows(Resource)}
        candidates = await self._candidates(resources)
        settings = BusinessSettings.model_validate(tenant.settings)
        holidays = settings.holidays
        return CatalogSnapshot(
            tenant_id=TenantId(tenant.id),
            version=tenant.updated_at,
            slug=tenant.slug,
            name=tenant.name,
            vertical=tenant.vertical,
            zone=ZoneInfo(tenant.time_zone),
            currency=tenant.currency,
            languages=tuple(tenant.languages),
            settings=settings,
            all_services=tuple(
                _service(row, candidates.get(row.id, {})) for row in await self._rows(Service)
            ),
            all_resources=tuple(sorted(resources.values(), key=_order)),
            all_branches=tuple(
                CatalogBranch(BranchId(row.id), row.name, row.address, row.phone, row.is_active)
                for row in await self._rows(Branch)
            ),
            weekly_hours=await self._weekly_hours(),
            closures=await self._closures(now - PAST),
            special_hours=await self._special_hours(now - PAST),
            holidays=PublicHolidays(holidays.country if holidays.is_closed else None),
        )

    async def _rows(self, model: type[Base]) -> Sequence[Row[Any]]:
        columns = model.__table__.c
        order = [columns[name] for name in ("sort", "name") if name in columns]
        result = await self._session.execute(select(*columns).order_by(*order))
        return result.all()

    async def _candidates(
        self, resources: Mapping[UUID, CatalogResource]
    ) -> Mapping[UUID, Mapping[str, tuple[CatalogResource, ...]]]:
        pairs = await self._session.execute(
            select(ServiceResource.service_id, ServiceResource.resource_id)
        )
        found: dict[UUID, dict[str, list[CatalogResource]]] = defaultdict(lambda: defaultdict(list))
        for service_id, resource_id in pairs:
            resource = resources[resource_id]
            found[service_id][resource.kind].append(resource)
        return {
            service_id: {
                kind: tuple(sorted(members, key=_order)) for kind, members in kinds.items()
            }
            for service_id, kinds in found.items()
        }

    async def _weekly_hours(self) -> tuple[WeeklyHours, ...]:
        rows = await self._session.execute(
            _columns(WorkingHours, "branch_id resource_id kind weekday opens_at closes_at")
        )
        return tuple(WeeklyHours(*row) for row in rows)

    async def _closures(self, since: datetime) -> tuple[CatalogClosure, ...]:
        rows = await self._session.execute(
            _columns(Closure, "branch_id resource_id starts_at ends_at reason").where(
                Closure.ends_at > since
            )
        )
        return tuple(CatalogClosure(*row) for row in rows)

    async def _special_hours(self, since: datetime) -> tuple[DateHours, ...]:
        rows = await self._session.execute(
            _columns(SpecialHours, "branch_id on_date opens_at closes_at reason").where(
                SpecialHours.on_date >= since.date()
            )
        )
        return tuple(DateHours(*row) for row in rows)


def _columns(model: type[Base], names: str) -> Select[Any]:
    return select(*(model.__table__.c[name] for name in names.split()))


def _order(resource: CatalogResource) -> tuple[int, str]:
    return resource.sort, resource.name


def _resource(row: Row[Any]) -> CatalogResource:
    return CatalogResource(
        id=ResourceId(row.id),
        branch_id=BranchId(row.branch_id),
        kind=row.kind,
        name=row.name,
        synonyms=tuple(row.synonyms),
        capacity=row.capacity,
        phone=row.phone,
        language=row.language,
        sort=row.sort,
        is_active=row.is_active,
    )


def _service(row: Row[Any], resources: Mapping[str, tuple[CatalogResource, ...]]) -> CatalogService:
    values = {name: row._mapping[name] for name in _SERVICE_COLUMNS}
    return CatalogService(
        **values,
        id=ServiceId(row.id),
        synonyms=tuple(row.synonyms),
        fields=tuple(row.fields),
        resources=resources,
    )


_SERVICE_COLUMNS = (
    "name", "names", "description", "kind", "unit", "duration_minutes", "price_kind",
    "price_minor", "deposit_kind", "deposit_value", "buffer_before_minutes",
    "buffer_after_minutes", "min_party", "max_party", "step_minutes", "notice_minutes",
    "horizon_days", "sort", "is_active",
)  # fmt: skip
