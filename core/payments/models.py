from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kit.db import TenantRow, belongs_to, tenant_row_args

IN_FLIGHT = "('created', 'requested', 'unknown', 'pending')"


class Payment(TenantRow):
    """One attempt to collect an amount; `paid` is final and never downgraded."""

    __tablename__ = "payments"
    __table_args__ = tenant_row_args(
        belongs_to("booking_id", "bookings"),
        belongs_to("contact_id", "contacts"),
        UniqueConstraint("tenant_id", "idempotency_key"),
        CheckConstraint(
            "state IN ('created', 'requested', 'unknown', 'pending', 'paid', 'not_paid', 'review',"
            " 'reversed')",
            name="state",
        ),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        Index(
            "uq_payments_in_flight_phone",
            "tenant_id",
            "payer_phone",
            unique=True,
            postgresql_where=text(f"state IN {IN_FLIGHT}"),
        ),
        Index(
            "uq_payments_in_flight_booking",
            "tenant_id",
            "booking_id",
            unique=True,
            postgresql_where=text(f"state IN {IN_FLIGHT}"),
        ),
        Index(
            "uq_payments_receipt",
            "provider",
            "receipt",
            unique=True,
            postgresql_where=text("receipt IS NOT NULL"),
        ),
        Index(
            "uq_payments_checkout_id",
            "provider",
            "checkout_id",
            unique=True,
            postgresql_where=text("checkout_id IS NOT NULL"),
        ),
        Index("uq_payments_callback_token", "callback_token", unique=True),
        Index(None, "tenant_id", "booking_id"),
    )

    booking_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    idempotency_key: Mapped[str]
    provider: Mapped[str]
    purpose: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    payer_phone: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="created")
    reason: Mapped[str | None]
    is_soft: Mapped[bool] = mapped_column(server_default="false")
    callback_token: Mapped[str]
    account_reference: Mapped[str]
    checkout_id: Mapped[str | None]
    merchant_request_id: Mapped[str | None]
    receipt: Mapped[str | None]
    queries: Mapped[int] = mapped_column(server_default="0")
    requested_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class ProviderEvent(TenantRow):
    """A fact a payment provider sent or answered, kept raw with what we made of it."""

    __tablename__ = "provider_events"
    __table_args__ = tenant_row_args(
        belongs_to("payment_id", "payments"),
        UniqueConstraint("tenant_id", "payment_id", "dedupe_key"),
        Index(None, "tenant_id", "payment_id"),
    )

    payment_id: Mapped[UUID]
    kind: Mapped[str]
    dedupe_key: Mapped[str]
    body: Mapped[dict[str, Any]]
    verdict: Mapped[str | None]
    weaknesses: Mapped[list[Any]] = mapped_column(server_default="[]")
    handled_at: Mapped[datetime | None]


class Refund(TenantRow):
    """Money to give back; a row of its own that never edits the payment."""

    __tablename__ = "refunds"
    __table_args__ = tenant_row_args(
        belongs_to("payment_id", "payments"),
        UniqueConstraint("tenant_id", "idempotency_key"),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "state IN ('requested', 'approved', 'sent', 'refunded', 'failed')", name="state"
        ),
    )

    payment_id: Mapped[UUID]
    idempotency_key: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="requested")
    reason: Mapped[str]


class LedgerEntry(TenantRow):
    """One leg of a double entry; the legs of a `transaction_id` sum to zero (checked at commit)."""

    __tablename__ = "ledger_entries"
    __table_args__ = tenant_row_args(
        belongs_to("booking_id", "bookings"),
        belongs_to("payment_id", "payments"),
        UniqueConstraint("tenant_id", "transaction_id", "account"),
        Index(None, "tenant_id", "payment_id"),
    )

    transaction_id: Mapped[UUID]
    account: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    booking_id: Mapped[UUID | None]
    payment_id: Mapped[UUID | None]
