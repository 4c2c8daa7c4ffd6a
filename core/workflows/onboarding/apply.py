"""Writes a business file into the database; running it again updates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.catalog.models import (
    Branch,
    Closure,
    Resource,
    Service,
    ServiceResource,
    SpecialHours,
    WorkingHours,
)
from core.kit.db import Base, Database
from core.kit.errors import Conflict
from core.kit.ids import TenantId, new_id
from core.kit.secrets import SecretSettings
from core.notifications.reports import report_path
from core.tenancy.models import Channel, PaymentAccount, Tenant
from core.tenancy.settings import BusinessSettings
from core.workflows.onboarding.business_parts import (
    BranchPart,
    BusinessFile,
    ChannelPart,
    ResourcePart,
    ServicePart,
    TimeOff,
)
from core.workflows.onboarding.values import Span, minor_units


class ChannelBelongsToAnother(Conflict):
    code = "channel_belongs_to_another"


@dataclass(frozen=True)
class OnboardedBusiness:
    """What the owner needs next: the id, whether it is new, and where providers send to."""

    tenant_id: TenantId
    slug: str
    is_new: bool
    webhooks: Mapping[str, str]


async def apply_business_file(
    database: Database, business: BusinessFile, *, public_url: str
) -> OnboardedBusiness:
    """Create or update the business in one transaction; what the file leaves out is deactivated.

    Raises ChannelBelongsToAnother when a channel id is connected to another business.
    """
    async with database.platform_transaction(reason="find a business by its slug") as session:
        known = await session.scalar(select(Tenant.id).where(Tenant.slug == business.slug))
    tenant_id = TenantId(known or new_id())
    async with database.tenant_transaction(tenant_id) as session:
        await _Writer(session, tenant_id, business).write()
    webhooks: dict[str, str] = {
        channel.type: public_url.rstrip("/") + _webhook_path(channel)
        for channel in business.channels
    }
    return OnboardedBusiness(tenant_id, business.slug, known is None, webhooks)


def _webhook_path(channel: ChannelPart) -> str:
    if channel.type == "sms":
        return report_path(SecretSettings().ratiba_secret_key, channel.id)
    return f"/webhooks/{channel.type}"


class _Writer:
    def __init__(self, session: AsyncSession, tenant_id: TenantId, business: BusinessFile) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._business = business
        self._zone = ZoneInfo(business.time_zone)

    async def write(self) -> None:
        await self._write_tenant()
        branch_ids = await self._write_branches()
        service_ids = await self._write_services()
        await self._write_resources(branch_ids, service_ids)
        await self._write_accounts()
        await AuditLog(self._session).record(
            "business_file_applied", "tenants", self._tenant_id, {}, actor="owner"
        )

    async def _write_tenant(self) -> None:
        file = self._business
        settings = BusinessSettings(
            country=file.country,
            booking=file.booking,
            cancellation=file.cancellation,
            payment=file.payment,
            holidays=file.holidays,
            voice=file.voice,
            staff_notices=file.staff_notices,
            handover=file.handover,
            language_model=file.language_model,
            texts=file.texts,
        )
        values = {
            "slug": file.slug,
            "name": file.name,
            "vertical": file.vertical,
            "time_zone": file.time_zone,
            "currency": file.currency,
            "languages": list(file.languages),
            "settings": settings.model_dump(mode="json"),
            "is_active": True,
            "updated_at": func.clock_timestamp(),
        }
        await self._session.execute(
            insert(Tenant)
            .values(id=self._tenant_id, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )

    async def _upsert(
        self, model: type[Base], keys: tuple[str, ...], rows: Iterable[Mapping[str, Any]]
    ) -> list[UUID]:
        """The ids of the rows written, in order; rows that are not among them become inactive."""
        table: Table = model.__table__  # type: ignore[assignment]
        await self._session.execute(update(table).values(is_active=False))
        ids: list[UUID] = []
        for row in rows:
            values = {**row, "is_active": True}
            statement = (
                insert(table)
                .values(id=new_id(), tenant_id=self._tenant_id, **values)
                .on_conflict_do_update(index_elements=keys, set_=values)
                .returning(table.c.id)
            )
            ids.append((await self._session.execute(statement)).scalar_one())
        return ids

    async def _write_branches(self) -> dict[str, UUID]:
        for model in (WorkingHours, Closure, SpecialHours, ServiceResource):
            await self._session.execute(delete(model))
        written = await self._upsert(
            Branch,
            ("tenant_id", "name"),
            [
                {"name": branch.name, "address": branch.address, "phone": branch.phone}
                for branch in self._business.branches
            ],
        )
        ids = dict(zip((b.name for b in self._business.branches), written, strict=True))
        for branch in self._business.branches:
            await self._write_branch_times(ids[branch.name], branch)
        return ids

    async def _write_branch_times(self, branch_id: UUID, branch: BranchPart) -> None:
        await self._write_week(branch_id, None, "open", branch.hours)
        await self._write_week(branch_id, None, "break", branch.breaks)
        await self._write_time_off(branch_id, None, branch.blocked)
        for on_date, spans in branch.special_hours.items():
            pairs: list[tuple[Any, Any]] = list(spans) or [(None, None)]
            for opens_at, closes_at in pairs:
                self._add(SpecialHours, branch_id=branch_id, on_date=on_date,
                          opens_at=opens_at, closes_at=closes_at, reason=None)  # fmt: skip

    async def _write_week(
        self,
        branch_id: UUID,
        resource_id: UUID | None,
        kind: str,
        week: Mapping[int, tuple[Span, ...]],
    ) -> None:
        for weekday, spans in week.items():
            for opens_at, closes_at in spans:
                self._add(WorkingHours, branch_id=branch_id, resource_id=resource_id, kind=kind,
                          weekday=weekday, opens_at=opens_at, closes_at=closes_at)  # fmt: skip

    async def _write_time_off(
        self, branch_id: UUID, resource_id: UUID | None, spans: Iterable[TimeOff]
    ) -> None:
        for span in spans:
            self._add(Closure, branch_id=branch_id, resource_id=resource_id,
                      starts_at=self._instant(span.starts), ends_at=self._instant(span.ends),
                      reason=span.reason)  # fmt: skip

    async def _write_services(self) -> dict[str, UUID]:
        currency = self._business.currency
        rows = [
            _service_row(service, position, currency)
            for position, service in enumerate(self._business.services)
        ]
        ids = await self._upsert(Service, ("tenant_id", "name"), rows)
        return dict(zip((s.name for s in self._business.services), ids, strict=True))

    async def _write_resources(
        self, branch_ids: Mapping[str, UUID], service_ids: Mapping[str, UUID]
    ) -> None:
        default_branch = branch_ids[self._business.branches[0].name]
        parts: list[ResourcePart] = [*self._business.staff, *self._business.resources]
        rows: list[dict[str, Any]] = [
            {
                "branch_id": branch_ids[part.branch] if part.branch else default_branch,
                "synonyms": part.also_called,
                "capacity": part.capacity,
                "phone": part.phone,
                "language": part.language,
                "sort": position,
                "kind": part.kind,
                "name": part.name,
            }
            for position, part in enumerate(parts)
        ]
        ids = await self._upsert(Resource, ("tenant_id", "kind", "name"), rows)
        for part, row, resource_id in zip(parts, rows, ids, strict=True):
            branch_id = row["branch_id"]
            names = service_ids if part.services == "all" else part.services
            for name in names:
                self._add(ServiceResource, service_id=service_ids[name], resource_id=resource_id)
            await self._write_week(branch_id, resource_id, "open", part.hours or {})
            await self._write_week(branch_id, resource_id, "break", part.breaks)
            await self._write_time_off(branch_id, resource_id, part.away)

    async def _write_accounts(self) -> None:
        rows = [_channel_row(channel) for channel in self._business.channels]
        try:
            await self._upsert(Channel, ("channel_type", "external_id"), rows)
        except ProgrammingError as error:
            # The conflicting row is another tenant's: row-level security refuses to update it.
            if getattr(error.orig, "sqlstate", None) == "42501":
                ids = ", ".join(f"{each.type} {each.id}" for each in self._business.channels)
                raise ChannelBelongsToAnother(
                    f"channels: {ids}: connected to another business already; a number, page or"
                    " sender belongs to one business"
                ) from None
            raise
        await self._upsert(
            PaymentAccount,
            ("tenant_id", "provider"),
            [
                {"provider": p.provider, "credentials": p.secrets, "settings": p.settings}
                for p in self._business.payments
            ],
        )

    def _add(self, model: type[Base], **values: Any) -> None:
        self._session.add(model(id=new_id(), tenant_id=self._tenant_id, **values))

    def _instant(self, value: datetime) -> datetime:
        return value.replace(tzinfo=self._zone) if value.tzinfo is None else value


def _service_row(service: ServicePart, position: int, currency: str) -> dict[str, Any]:
    deposit_kind, deposit = service.deposit
    is_amount = deposit_kind == "fixed"
    kinds = {"appointment": "fixed", "person": "per_person", "night": "fixed"}
    return {
        "names": service.names,
        "synonyms": service.also_called,
        "description": service.description,
        "kind": service.kind,
        "unit": "night" if service.price_per == "night" else "appointment",
        "duration_minutes": service.duration,
        "price_kind": "free" if service.price == 0 else kinds[service.price_per],
        "price_minor": minor_units(service.price, currency),
        "deposit_kind": deposit_kind,
        "deposit_value": minor_units(deposit, currency) if is_amount else int(deposit),
        "buffer_before_minutes": service.buffer_before,
        "buffer_after_minutes": service.buffer_after,
        "min_party": service.min_party,
        "max_party": service.max_party,
        "step_minutes": service.every,
        "notice_minutes": service.notice_minutes,
        "horizon_days": service.horizon_days,
        "fields": [field.model_dump(mode="json") for field in service.fields],
        "sort": position,
        "name": service.name,
    }


def _channel_row(channel: ChannelPart) -> dict[str, Any]:
    return {
        "channel_type": channel.type,
        "display_address": channel.display,
        "credentials": channel.secrets,
        "settings": channel.settings,
        "external_id": channel.id,
    }
