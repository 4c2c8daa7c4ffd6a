"""Binding a transaction to its tenant also tells the version of the tenant's catalog."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION bind_tenant(tenant uuid) RETURNS timestamptz LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM set_config('app.tenant_id', tenant::text, true);
            RETURN (SELECT updated_at FROM tenants WHERE id = tenant);
        END
        $$
        """
    )
    op.execute("REVOKE EXECUTE ON FUNCTION bind_tenant(uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION bind_tenant(uuid) TO ratiba_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION bind_tenant(uuid)")
