"""What the database itself must enforce, read from its catalogs."""

from collections.abc import Iterator

import psycopg
import pytest

import core.models
from tests.fixtures.engines import DatabaseUrls

pytestmark = pytest.mark.db

TENANT_TABLES = sorted(
    table.name for table in core.models.metadata.tables.values() if "tenant_id" in table.columns
)


@pytest.fixture(scope="module")
def catalog(database_urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_urls.owner, autocommit=True) as connection:
        yield connection


def names(catalog: psycopg.Connection, query: str, *parameters: object) -> set[str]:
    return {row[0] for row in catalog.execute(query, parameters)}


class TestRowLevelSecurity:
    def test_is_forced_on_every_table_of_tenants(self, catalog: psycopg.Connection) -> None:
        forced = names(
            catalog,
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity",
        )
        assert set(TENANT_TABLES) | {"tenants"} <= forced

    def test_policies_compare_with_the_bound_tenant(self, catalog: psycopg.Connection) -> None:
        rows = catalog.execute(
            "SELECT tablename, qual, with_check FROM pg_policies"
            " WHERE 'ratiba_app' = ANY (roles) AND tablename <> 'unrouted_payloads'"
        ).fetchall()
        assert {row[0] for row in rows} == set(TENANT_TABLES) | {"tenants"}
        for table, using, with_check in rows:
            assert "app.tenant_id" in using, table
            assert "app.tenant_id" in with_check, table

    def test_no_table_is_without_any(self, catalog: psycopg.Connection) -> None:
        open_tables = names(
            catalog,
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND relkind = 'r' AND NOT relrowsecurity",
        )
        assert {t for t in open_tables if not t.startswith("procrastinate_")} == {"alembic_version"}


class TestReferences:
    def test_between_tables_of_tenants_are_composite(self, catalog: psycopg.Connection) -> None:
        rows = catalog.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, a.attname"
            " FROM pg_constraint c JOIN LATERAL unnest(conkey) k ON true"
            " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k"
            " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        ).fetchall()
        columns: dict[tuple[str, str], set[str]] = {}
        for table, target, column in rows:
            if table in TENANT_TABLES and target in TENANT_TABLES:
                columns.setdefault((table, target), set()).add(column)
        assert columns, "the schema has references"
        assert [pair for pair, found in columns.items() if "tenant_id" not in found] == []

    def test_every_table_can_be_referred_to_by_the_pair(self, catalog: psycopg.Connection) -> None:
        pairs = names(
            catalog,
            "SELECT conrelid::regclass::text FROM pg_constraint c WHERE contype = 'u' AND ("
            " SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute"
            " WHERE attrelid = conrelid AND attnum = ANY (conkey)) = ARRAY['id', 'tenant_id']",
        )
        assert set(TENANT_TABLES) <= pairs


class TestRoles:
    def test_application_roles_own_nothing_and_cannot_bypass(
        self, catalog: psycopg.Connection
    ) -> None:
        rows = catalog.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname IN ('ratiba_app', 'ratiba_platform', 'ratiba_rasa')"
        ).fetchall()
        assert len(rows) == 3
        assert all(not any(row[1:]) for row in rows)
        owned = names(
            catalog,
            "SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner"
            " WHERE rolname IN ('ratiba_app', 'ratiba_platform', 'ratiba_rasa')",
        )
        assert owned == set()

    def test_the_application_cannot_rewrite_history(self, catalog: psycopg.Connection) -> None:
        for table in ("audit_entries", "ledger_entries"):
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                row = catalog.execute(
                    "SELECT has_table_privilege('ratiba_app', %s, %s)", (table, right)
                ).fetchone()
                assert row == (False,), f"{right} on {table}"

    def test_rasa_reaches_its_trackers_and_nothing_else(self, catalog: psycopg.Connection) -> None:
        reachable = names(
            catalog,
            "SELECT n.nspname || '.' || relname FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
            " AND has_schema_privilege('ratiba_rasa', n.oid, 'USAGE')"
            " AND has_table_privilege('ratiba_rasa', c.oid, 'SELECT')",
        )
        assert reachable == {"dialogue.trackers"}

    def test_the_application_sees_no_job(self, catalog: psycopg.Connection) -> None:
        row = catalog.execute(
            "SELECT has_table_privilege('ratiba_app', 'procrastinate_jobs', 'SELECT')"
        ).fetchone()
        assert row == (False,)


class TestApplicationRole:
    def test_sees_no_row_without_a_tenant(self, database_urls: DatabaseUrls) -> None:
        with psycopg.connect(database_urls.app) as connection:
            for table in TENANT_TABLES:
                row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
                assert row == (0,), table

    def test_cannot_become_another_role(self, database_urls: DatabaseUrls) -> None:
        with (
            psycopg.connect(database_urls.app) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SET ROLE ratiba_platform")
