"""Busy time that row-level security can index, and a tenant version that every catalog edit moves."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CATALOG_TABLES = (
    "branches", "services", "resources", "service_resources", "working_hours", "closures",
    "special_hours",
)  # fmt: skip

TOUCH = """
CREATE FUNCTION catalog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tenants SET updated_at = clock_timestamp()
        WHERE id IN (SELECT tenant_id FROM changed_rows);
    RETURN NULL;
END $$
"""
CHANGES = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def upgrade() -> None:
    for column, bound in (("starts_at", "lower"), ("ends_at", "upper")):
        op.add_column(
            "allocations",
            sa.Column(
                column,
                sa.DateTime(timezone=True),
                sa.Computed(f"{bound}(during)", persisted=True),
                nullable=False,
            ),
        )
    op.drop_index("ix_allocations_resource_during", table_name="allocations")
    op.create_index(
        "ix_allocations_resource_busy",
        "allocations",
        ["tenant_id", "resource_id", "ends_at"],
        postgresql_where=sa.text("status IN ('held', 'confirmed')"),
    )
    op.execute(TOUCH)
    for table in CATALOG_TABLES:
        for change, rows in CHANGES.items():
            op.execute(
                f"CREATE TRIGGER catalog_changed_{change.lower()} AFTER {change} ON {table}"
                f" REFERENCING {rows} TABLE AS changed_rows"
                " FOR EACH STATEMENT EXECUTE FUNCTION catalog_changed()"
            )


def downgrade() -> None:
    for table in CATALOG_TABLES:
        for change in CHANGES:
            op.execute(f"DROP TRIGGER catalog_changed_{change.lower()} ON {table}")
    op.execute("DROP FUNCTION catalog_changed()")
    op.drop_index("ix_allocations_resource_busy", table_name="allocations")
    op.create_index(
        "ix_allocations_resource_during",
        "allocations",
        ["resource_id", "during"],
        postgresql_using="gist",
        postgresql_where=sa.text("status IN ('held', 'confirmed')"),
    )
    op.drop_column("allocations", "ends_at")
    op.drop_column("allocations", "starts_at")
