"""Whose of a party a booked service is, where each has services of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking_items", sa.Column("person", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("booking_items", "person")
