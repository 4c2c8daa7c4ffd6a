"""What every tenant table gets: forced row-level security and grants."""

from alembic import op

BOUND_TENANT = "(SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid)"


def secure_table(table: str, *, column: str = "tenant_id", append_only: bool = False) -> None:
    """The application role sees the bound tenant's rows; the platform role and the owner all."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant_isolation ON {table} TO ratiba_app"
        f" USING ({column} = {BOUND_TENANT}) WITH CHECK ({column} = {BOUND_TENANT})"
    )
    op.execute(
        f"CREATE POLICY all_tenants ON {table} TO ratiba_platform, CURRENT_USER"
        " USING (true) WITH CHECK (true)"
    )
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    op.execute(f"GRANT {rights} ON {table} TO ratiba_app")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO ratiba_platform")
