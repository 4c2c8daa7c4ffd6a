"""What language models cost each business, month by month."""

import sqlalchemy as sa
from alembic import op

from migrations.security import secure_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counts = [
        sa.Column(name, kind(), server_default="0", nullable=False)
        for name, kind in {
            "asked": sa.Integer,
            "tokens_in": sa.BigInteger,
            "tokens_out": sa.BigInteger,
            "cost_micros": sa.BigInteger,
        }.items()
    ]
    op.create_table(
        "llm_months",
        sa.Column("month", sa.Date(), nullable=False),
        *counts,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_llm_months_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_llm_months")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_llm_months_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "month", name=op.f("uq_llm_months_tenant_id_month")),
    )
    secure_table("llm_months")


def downgrade() -> None:
    op.drop_table("llm_months")
