from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.kit.db import TenantRow, tenant_row_args


class AuditEntry(TenantRow):
    """Who changed what, and in which turn; never edited."""

    __tablename__ = "audit_entries"
    __table_args__ = tenant_row_args(
        Index(None, "tenant_id", "subject_table", "subject_id"),
        Index(None, "tenant_id", "turn_id"),
    )

    actor: Mapped[str]
    action: Mapped[str]
    subject_table: Mapped[str]
    subject_id: Mapped[UUID]
    turn_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
