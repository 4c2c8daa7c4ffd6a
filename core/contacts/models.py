from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.kit.db import TenantRow, tenant_row_args


class Contact(TenantRow):
    """A person who writes, calls, or works for the tenant (`is_staff`)."""

    __tablename__ = "contacts"
    __table_args__ = tenant_row_args(Index(None, "tenant_id", "phone"))

    name: Mapped[str | None]
    phone: Mapped[str | None]
    is_phone_verified: Mapped[bool] = mapped_column(server_default="false")
    email: Mapped[str | None]
    language: Mapped[str | None]
    is_staff: Mapped[bool] = mapped_column(server_default="false")
    opted_out_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None]


class Identity(TenantRow):
    """One address of a contact on one kind of channel; replies go to the identity that wrote."""

    __tablename__ = "identities"
    __table_args__ = tenant_row_args(
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]),
        UniqueConstraint("tenant_id", "channel_type", "external_id"),
        Index(None, "tenant_id", "contact_id"),
    )

    contact_id: Mapped[UUID]
    channel_type: Mapped[str]
    external_id: Mapped[str]
    phone: Mapped[str | None]
    profile_name: Mapped[str | None]
    is_reachable: Mapped[bool] = mapped_column(server_default="true")


class IdentityAlias(TenantRow):
    """Another id that a channel used for the same identity (a phone, a rotated user id)."""

    __tablename__ = "identity_aliases"
    __table_args__ = tenant_row_args(
        ForeignKeyConstraint(
            ["tenant_id", "identity_id"], ["identities.tenant_id", "identities.id"]
        ),
        UniqueConstraint("tenant_id", "channel_type", "external_id"),
        Index(None, "tenant_id", "identity_id"),
    )

    identity_id: Mapped[UUID]
    channel_type: Mapped[str]
    external_id: Mapped[str]
