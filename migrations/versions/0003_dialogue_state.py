"""What a dialogue is asking, how long it is, and why an operator has a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("handover_cause", sa.String(), nullable=True))
    op.add_column("conversations", sa.Column("handover_turn_id", sa.Uuid(), nullable=True))
    op.add_column("dialogues", sa.Column("active_loop", sa.String(), nullable=True))
    op.add_column("dialogues", sa.Column("requested_slot", sa.String(), nullable=True))
    op.add_column(
        "dialogues", sa.Column("turn_count", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    for column in ("turn_count", "requested_slot", "active_loop"):
        op.drop_column("dialogues", column)
    for column in ("handover_turn_id", "handover_cause"):
        op.drop_column("conversations", column)
