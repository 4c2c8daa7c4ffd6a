from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.kit.db import Base, TenantRow, tenant_row_args
from core.kit.ids import new_id
from core.kit.secrets import EncryptedJson


class Tenant(Base):
    """A business that signed up. Its `settings` hold policies, texts, tone and holidays."""

    __tablename__ = "tenants"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str]
    name: Mapped[str]
    vertical: Mapped[str]
    time_zone: Mapped[str]
    currency: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    settings: Mapped[dict[str, Any]]
    is_active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.clock_timestamp(), onupdate=func.clock_timestamp()
    )


class Channel(TenantRow):
    """One connected number, page or bot; `external_id` is what providers route by."""

    __tablename__ = "channels"
    __table_args__ = tenant_row_args(
        UniqueConstraint("channel_type", "external_id"),
        CheckConstraint("channel_type = lower(channel_type)", name="type_is_lower"),
    )

    channel_type: Mapped[str]
    external_id: Mapped[str]
    display_address: Mapped[str]
    credentials: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    is_active: Mapped[bool] = mapped_column(server_default="true")


class PaymentAccount(TenantRow):
    """Where a tenant's money arrives, with the provider's credentials."""

    __tablename__ = "payment_accounts"
    __table_args__ = tenant_row_args(UniqueConstraint("tenant_id", "provider"))

    provider: Mapped[str]
    credentials: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    is_active: Mapped[bool] = mapped_column(server_default="true")
