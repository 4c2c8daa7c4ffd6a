"""What people say a misunderstood message means."""

import sqlalchemy as sa
from alembic import op

from migrations.security import secure_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "turn_reviews",
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_turn_reviews_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "turn_id"],
            ["turns.tenant_id", "turns.id"],
            name=op.f("fk_turn_reviews_tenant_id_turn_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_reviews")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_turn_reviews_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "turn_id", name=op.f("uq_turn_reviews_tenant_id_turn_id")),
    )
    secure_table("turn_reviews")


def downgrade() -> None:
    op.drop_table("turn_reviews")
