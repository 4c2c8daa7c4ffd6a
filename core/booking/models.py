from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from core.kit.db import TenantRow, belongs_to, tenant_row_args

STATUSES = "('held', 'confirmed', 'canceled', 'completed', 'no_show', 'expired')"


class Booking(TenantRow):
    """What a contact booked. `held_until` is set while it is only held.

    `late_fee_minor` is what canceling cost when it was moved late; moving it does not undo that.
    """

    __tablename__ = "bookings"
    __table_args__ = tenant_row_args(
        belongs_to("contact_id", "contacts"),
        belongs_to("conversation_id", "conversations"),
        belongs_to("branch_id", "branches"),
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "idempotency_key"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("(status = 'held') = (held_until IS NOT NULL)", name="held_until"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("deposit_minor BETWEEN 0 AND price_minor", name="deposit"),
        CheckConstraint("late_fee_minor >= 0", name="late_fee"),
        Index(None, "tenant_id", "contact_id", "starts_at"),
        Index(None, "tenant_id", "starts_at"),
        Index("ix_bookings_held_until", "held_until", postgresql_where=text("status = 'held'")),
    )

    reference: Mapped[str]
    idempotency_key: Mapped[str]
    contact_id: Mapped[UUID]
    conversation_id: Mapped[UUID | None]
    branch_id: Mapped[UUID]
    status: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    party_size: Mapped[int] = mapped_column(server_default="1")
    contact_name: Mapped[str | None]
    price_minor: Mapped[int]
    deposit_minor: Mapped[int] = mapped_column(server_default="0")
    late_fee_minor: Mapped[int] = mapped_column(server_default="0")
    currency: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    source: Mapped[str] = mapped_column(server_default="assistant")
    calendar_token: Mapped[str] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]
    canceled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.clock_timestamp(), onupdate=func.clock_timestamp()
    )


class BookingItem(TenantRow):
    """One service of a booking, in order.

    `person` counts those of a party who have services of their own.
    """

    __tablename__ = "booking_items"
    __table_args__ = tenant_row_args(
        belongs_to("booking_id", "bookings"),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["services.tenant_id", "services.id"]),
        UniqueConstraint("tenant_id", "booking_id", "position"),
    )

    booking_id: Mapped[UUID]
    service_id: Mapped[UUID]
    position: Mapped[int]
    quantity: Mapped[int] = mapped_column(server_default="1")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    price_minor: Mapped[int]
    person: Mapped[int | None]


class Allocation(TenantRow):
    """A resource taken by a booking for a stretch of time, buffers included.

    Exclusive allocations of one resource cannot overlap: the database refuses (23P01).
    """

    __tablename__ = "allocations"
    __table_args__ = tenant_row_args(
        belongs_to("booking_id", "bookings"),
        ForeignKeyConstraint(["tenant_id", "resource_id"], ["resources.tenant_id", "resources.id"]),
        ExcludeConstraint(
            ("resource_id", "="),
            ("booking_id", "<>"),
            ("during", "&&"),
            where=text("is_exclusive AND status IN ('held', 'confirmed')"),
            using="gist",
            name="ex_allocations_no_overlap",
        ),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("units >= 1", name="units"),
        Index(None, "tenant_id", "booking_id"),
        Index(
            "ix_allocations_resource_busy",
            "tenant_id",
            "resource_id",
            "ends_at",
            postgresql_where=text("status IN ('held', 'confirmed')"),
        ),
    )

    booking_id: Mapped[UUID]
    item_position: Mapped[int]
    resource_id: Mapped[UUID]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    # Range operators are not leakproof: under row-level security only plain columns use an index.
    starts_at: Mapped[datetime] = mapped_column(Computed("lower(during)", persisted=True))
    ends_at: Mapped[datetime] = mapped_column(Computed("upper(during)", persisted=True))
    is_exclusive: Mapped[bool] = mapped_column(server_default="true")
    units: Mapped[int] = mapped_column(server_default="1")
    status: Mapped[str]
