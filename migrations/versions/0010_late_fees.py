"""What canceling cost when a booking was moved late."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "bookings", sa.Column("late_fee_minor", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_check_constraint(op.f("ck_bookings_late_fee"), "bookings", "late_fee_minor >= 0")


def downgrade() -> None:
    op.drop_column("bookings", "late_fee_minor")
