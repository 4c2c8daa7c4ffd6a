"""Row-level security, routing functions, jobs, trackers and the checks that money needs."""

from alembic import op
from procrastinate.schema import SchemaManager

from migrations.security import secure_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "channels", "payment_accounts", "contacts", "identities", "identity_aliases", "conversations",
    "dialogues", "inbound_messages", "turns", "outbound_messages", "provider_payloads", "branches",
    "services", "resources", "service_resources", "working_hours", "closures", "special_hours",
    "bookings", "booking_items", "allocations", "payments", "provider_events", "refunds",
)  # fmt: skip
APPEND_ONLY_TABLES = ("audit_entries", "ledger_entries")

# Each answers one question about one exact key and nothing else, for a caller that has no tenant yet.
ROUTES = {
    "channel_route(p_channel_type text, p_external_id text)": (
        "SELECT tenant_id, id FROM channels"
        " WHERE channel_type = p_channel_type AND external_id = p_external_id AND is_active"
    ),
    "dialogue_route(p_dialogue_id uuid)": (
        "SELECT tenant_id, conversation_id FROM dialogues WHERE id = p_dialogue_id"
    ),
    "payment_route(p_callback_token text)": (
        "SELECT tenant_id, id FROM payments WHERE callback_token = p_callback_token"
    ),
    "calendar_route(p_calendar_token text)": (
        "SELECT tenant_id, id FROM bookings WHERE calendar_token = p_calendar_token"
    ),
}

LEDGER_SUM = """
CREATE FUNCTION ledger_transaction_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount_minor) FROM ledger_entries
        WHERE tenant_id = NEW.tenant_id AND transaction_id = NEW.transaction_id) <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_sums_to_zero AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_sums_to_zero();
"""

PAID_IS_FINAL = """
CREATE FUNCTION payment_paid_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'paid' AND NEW.state NOT IN ('paid', 'reversed') THEN
        RAISE EXCEPTION 'a paid payment cannot become %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_paid_is_final BEFORE UPDATE OF state ON payments
    FOR EACH ROW EXECUTE FUNCTION payment_paid_is_final();
"""

TRACKERS = """
CREATE SCHEMA dialogue;
CREATE TABLE dialogue.trackers (
    dialogue_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    events bytea NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT USAGE ON SCHEMA dialogue TO ratiba_rasa, ratiba_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON dialogue.trackers TO ratiba_rasa;
GRANT SELECT, INSERT, DELETE ON dialogue.trackers TO ratiba_platform;
"""

JOBS = """
ALTER FUNCTION procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[])
    SECURITY DEFINER SET search_path = public, pg_temp;
REVOKE ALL ON FUNCTION procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[])
    TO ratiba_app, ratiba_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,
    procrastinate_workers, procrastinate_periodic_defers TO ratiba_platform;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ratiba_platform;
"""


def upgrade() -> None:
    op.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    op.execute("GRANT USAGE ON SCHEMA public TO ratiba_app, ratiba_platform")
    secure_table("tenants", column="id")
    for table in TENANT_TABLES:
        secure_table(table)
    for table in APPEND_ONLY_TABLES:
        secure_table(table, append_only=True)
    op.execute("ALTER TABLE unrouted_payloads ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY store ON unrouted_payloads FOR INSERT TO ratiba_app WITH CHECK (true)"
    )
    op.execute("CREATE POLICY platform ON unrouted_payloads TO ratiba_platform USING (true)")
    op.execute("GRANT INSERT ON unrouted_payloads TO ratiba_app")
    op.execute("GRANT SELECT, INSERT, DELETE ON unrouted_payloads TO ratiba_platform")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ratiba_app")
    for signature, query in ROUTES.items():
        op.execute(
            f"CREATE FUNCTION {signature} RETURNS TABLE (tenant_id uuid, subject_id uuid)"
            " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
            f" AS $$ {query} $$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO ratiba_app, ratiba_platform")
    op.execute(LEDGER_SUM)
    op.execute(PAID_IS_FINAL)
    op.execute(TRACKERS)
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(JOBS)


def downgrade() -> None:
    raise NotImplementedError("the first schema is not taken back: restore a backup")
