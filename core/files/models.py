from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kit.db import TenantRow, belongs_to, tenant_row_args


class File(TenantRow):
    """A file that came with a message; its bytes are in object storage once it is `stored`.

    Until then it is `pending`: fetched again from `due_at` on. What the provider no longer has is
    `expired`, what cannot be taken is `failed`; `reason` is why, or why it was put off last.
    """

    __tablename__ = "files"
    __table_args__ = tenant_row_args(
        belongs_to("message_id", "inbound_messages"),
        belongs_to("channel_id", "channels"),
        UniqueConstraint("tenant_id", "message_id"),
        Index("ix_files_history", "tenant_id", "created_at"),
        Index("ix_files_pending", "created_at", postgresql_where=text("state = 'pending'")),
        CheckConstraint("state IN ('pending', 'stored', 'failed', 'expired')", name="state"),
        CheckConstraint(
            "(state = 'stored') = (object_key IS NOT NULL)"
            " AND (state <> 'stored' OR (sha256 IS NOT NULL AND size_bytes IS NOT NULL))",
            name="stored_is_whole",
        ),
    )

    message_id: Mapped[UUID]
    channel_id: Mapped[UUID]
    kind: Mapped[str]
    external_id: Mapped[str | None]
    url: Mapped[str | None]
    mime_type: Mapped[str | None]
    name: Mapped[str | None]
    claimed_sha256: Mapped[str | None]
    sha256: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default="pending")
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime | None]
    object_key: Mapped[str | None]
    settled_at: Mapped[datetime | None]
