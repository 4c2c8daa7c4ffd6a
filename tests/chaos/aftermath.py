"""What must be true of the rows whatever was killed, whenever."""

from typing import Any

import psycopg

# Each query finds what must not be; `%(slug)s` is the business.
FORBIDDEN = {
    "messages nobody handled": """
        SELECT count(*) FROM inbound_messages m JOIN tenants t ON t.id = m.tenant_id
        WHERE t.slug = %(slug)s AND m.handled_at IS NULL""",
    "turns that did not end well": """
        SELECT count(*) FROM turns r JOIN tenants t ON t.id = r.tenant_id
        WHERE t.slug = %(slug)s AND r.state NOT IN ('handled', 'silent')""",
    "turns without an answer": """
        SELECT count(*) FROM turns r JOIN tenants t ON t.id = r.tenant_id
        WHERE t.slug = %(slug)s AND r.state = 'handled' AND NOT EXISTS (
            SELECT FROM outbound_messages o
            WHERE o.tenant_id = r.tenant_id AND o.turn_id = r.id)""",
    "messages answered by two turns": """
        SELECT count(*) FROM (
            SELECT r.conversation_id, count(*) turns,
                (SELECT count(*) FROM inbound_messages m
                 WHERE m.tenant_id = r.tenant_id AND m.conversation_id = r.conversation_id) messages
            FROM turns r JOIN tenants t ON t.id = r.tenant_id WHERE t.slug = %(slug)s
            GROUP BY r.tenant_id, r.conversation_id) c WHERE turns > messages""",
    "answers that did not leave": """
        SELECT count(*) FROM outbound_messages o JOIN tenants t ON t.id = o.tenant_id
        WHERE t.slug = %(slug)s AND o.state NOT IN ('sent', 'delivered', 'read')""",
    "openings booked twice": """
        SELECT count(*) FROM allocations a JOIN allocations b
            ON a.resource_id = b.resource_id AND a.booking_id < b.booking_id
            AND a.during && b.during
        JOIN tenants t ON t.id = a.tenant_id
        WHERE t.slug = %(slug)s AND a.is_exclusive AND b.is_exclusive
            AND a.status IN ('held', 'confirmed') AND b.status IN ('held', 'confirmed')""",
    "paid bookings that are not confirmed": """
        SELECT count(*) FROM payments p JOIN tenants t ON t.id = p.tenant_id
        JOIN bookings b ON b.tenant_id = p.tenant_id AND b.id = p.booking_id
        WHERE t.slug = %(slug)s AND p.state = 'paid' AND b.status <> 'confirmed'""",
    "bookings paid twice": """
        SELECT count(*) FROM (
            SELECT booking_id FROM payments p JOIN tenants t ON t.id = p.tenant_id
            WHERE t.slug = %(slug)s AND p.state = 'paid'
            GROUP BY booking_id HAVING count(*) > 1) twice""",
    "paid payments without one capture in the ledger": """
        SELECT count(*) FROM payments p JOIN tenants t ON t.id = p.tenant_id
        WHERE t.slug = %(slug)s AND p.state = 'paid' AND 1 <> (
            SELECT count(DISTINCT transaction_id) FROM ledger_entries l
            WHERE l.tenant_id = p.tenant_id AND l.payment_id = p.id)""",
    "ledger transactions that do not sum to zero": """
        SELECT count(*) FROM (
            SELECT transaction_id FROM ledger_entries l JOIN tenants t ON t.id = l.tenant_id
            WHERE t.slug = %(slug)s GROUP BY transaction_id HAVING sum(amount_minor) <> 0) open""",
}


def wrongs(connection: "psycopg.Connection[Any]", slug: str) -> dict[str, int]:
    """How many of each forbidden thing there are; empty when all is well."""
    found = {}
    for what, query in FORBIDDEN.items():
        row = connection.execute(query, {"slug": slug}).fetchone()
        assert row is not None
        if row[0]:
            found[what] = int(row[0])
    return found


def in_flight(connection: "psycopg.Connection[Any]", slug: str) -> int:
    """Messages that arrived and are not handled yet."""
    query = FORBIDDEN["messages nobody handled"]
    row = connection.execute(query, {"slug": slug}).fetchone()
    assert row is not None
    return int(row[0])
