"""The files that come with messages; their bytes are in object storage."""

import sqlalchemy as sa
from alembic import op

from migrations.security import secure_table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    texts = ("external_id", "url", "mime_type", "name", "claimed_sha256", "sha256")
    op.create_table(
        "files",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        *[sa.Column(name, sa.String(), nullable=True) for name in texts],
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), server_default="pending", nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("object_key", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'stored', 'failed', 'expired')", name=op.f("ck_files_state")
        ),
        sa.CheckConstraint(
            "(state = 'stored') = (object_key IS NOT NULL)"
            " AND (state <> 'stored' OR (sha256 IS NOT NULL AND size_bytes IS NOT NULL))",
            name=op.f("ck_files_stored_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_files_tenant_id"), ondelete="CASCADE"
        ),
        *[
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_files_tenant_id_{column}"),
                ondelete="CASCADE",
            )
            for column, table in (("message_id", "inbound_messages"), ("channel_id", "channels"))
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_files_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "message_id", name=op.f("uq_files_tenant_id_message_id")),
    )
    op.create_index("ix_files_history", "files", ["tenant_id", "created_at"])
    op.create_index(
        "ix_files_pending", "files", ["created_at"], postgresql_where=sa.text("state = 'pending'")
    )
    secure_table("files")


def downgrade() -> None:
    op.drop_table("files")
