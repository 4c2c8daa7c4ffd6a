from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.kit.db import TenantRow, belongs_to, tenant_row_args


class Branch(TenantRow):
    __tablename__ = "branches"
    __table_args__ = tenant_row_args(UniqueConstraint("tenant_id", "name"))

    name: Mapped[str]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default="true")


class Service(TenantRow):
    """What can be booked. `unit` says what duration and price count: an appointment or a night."""

    __tablename__ = "services"
    __table_args__ = tenant_row_args(
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("unit IN ('appointment', 'night')", name="unit"),
        CheckConstraint("price_kind IN ('fixed', 'per_person', 'free')", name="price_kind"),
        CheckConstraint(
            "deposit_kind IN ('none', 'fixed', 'percent', 'full')", name="deposit_kind"
        ),
        CheckConstraint("duration_minutes > 0", name="duration_is_positive"),
        CheckConstraint("price_minor >= 0 AND deposit_value >= 0", name="amounts_are_not_negative"),
        CheckConstraint("min_party >= 1 AND max_party >= min_party", name="party"),
    )

    name: Mapped[str]
    names: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    description: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    kind: Mapped[str] = mapped_column(server_default="service")
    unit: Mapped[str] = mapped_column(server_default="appointment")
    duration_minutes: Mapped[int]
    price_kind: Mapped[str] = mapped_column(server_default="fixed")
    price_minor: Mapped[int] = mapped_column(server_default="0")
    deposit_kind: Mapped[str] = mapped_column(server_default="none")
    deposit_value: Mapped[int] = mapped_column(server_default="0")
    buffer_before_minutes: Mapped[int] = mapped_column(server_default="0")
    buffer_after_minutes: Mapped[int] = mapped_column(server_default="0")
    min_party: Mapped[int] = mapped_column(server_default="1")
    max_party: Mapped[int] = mapped_column(server_default="1")
    step_minutes: Mapped[int] = mapped_column(server_default="30")
    notice_minutes: Mapped[int | None]
    horizon_days: Mapped[int | None]
    fields: Mapped[list[Any]] = mapped_column(server_default="[]")
    sort: Mapped[int] = mapped_column(server_default="0")
    is_active: Mapped[bool] = mapped_column(server_default="true")


class Resource(TenantRow):
    """What a booking occupies: a staff member, room, chair, table or unit.

    A `capacity` above one is shared, except of a table, and of a room booked by the night: there it
    is the number of people it is made for.
    """

    __tablename__ = "resources"
    __table_args__ = tenant_row_args(
        belongs_to("branch_id", "branches"),
        UniqueConstraint("tenant_id", "kind", "name"),
        CheckConstraint("kind IN ('staff', 'room', 'chair', 'table', 'unit')", name="kind"),
        CheckConstraint("capacity >= 1", name="capacity"),
    )

    branch_id: Mapped[UUID]
    kind: Mapped[str]
    name: Mapped[str]
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    capacity: Mapped[int] = mapped_column(server_default="1")
    phone: Mapped[str | None]
    language: Mapped[str | None]
    sort: Mapped[int] = mapped_column(server_default="0")
    is_active: Mapped[bool] = mapped_column(server_default="true")


class ServiceResource(TenantRow):
    """A resource that can serve a service; one of each kind is taken for a booking."""

    __tablename__ = "service_resources"
    __table_args__ = tenant_row_args(
        belongs_to("service_id", "services"),
        belongs_to("resource_id", "resources"),
        UniqueConstraint("tenant_id", "service_id", "resource_id"),
        Index(None, "tenant_id", "resource_id"),
    )

    service_id: Mapped[UUID]
    resource_id: Mapped[UUID]


class WorkingHours(TenantRow):
    """Weekly hours of a branch (no resource) or of one resource; `kind` 'break' takes time away.

    `weekday` counts from Monday = 0; `closes_at` not after `opens_at` ends on the next day.
    """

    __tablename__ = "working_hours"
    __table_args__ = tenant_row_args(
        belongs_to("branch_id", "branches"),
        belongs_to("resource_id", "resources"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("kind IN ('open', 'break')", name="kind"),
        Index(None, "tenant_id", "branch_id"),
    )

    branch_id: Mapped[UUID]
    resource_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(server_default="open")
    weekday: Mapped[int]
    opens_at: Mapped[time]
    closes_at: Mapped[time]


class Closure(TenantRow):
    """A blocked stretch of a branch (no resource) or of one resource."""

    __tablename__ = "closures"
    __table_args__ = tenant_row_args(
        belongs_to("branch_id", "branches"),
        belongs_to("resource_id", "resources"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(None, "tenant_id", "branch_id", "starts_at"),
    )

    branch_id: Mapped[UUID]
    resource_id: Mapped[UUID | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str | None]


class SpecialHours(TenantRow):
    """Hours of one date that replace the branch's weekly ones, breaks too (no times: closed)."""

    __tablename__ = "special_hours"
    __table_args__ = tenant_row_args(
        belongs_to("branch_id", "branches"),
        UniqueConstraint("tenant_id", "branch_id", "on_date", "opens_at"),
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="both_or_neither"),
    )

    branch_id: Mapped[UUID]
    on_date: Mapped[date]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    reason: Mapped[str | None]
