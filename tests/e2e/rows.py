"""What the database holds about a customer of the demo."""

from typing import Any

from psycopg.rows import dict_row

from tests.fixtures.system import Stack

Row = dict[str, Any]

_BOOKINGS = """
    SELECT b.* FROM bookings b JOIN contacts c ON c.id = b.contact_id
    WHERE c.phone = %s ORDER BY b.created_at"""
_RESOURCES = """
    SELECT r.name, r.kind, a.status FROM allocations a JOIN resources r ON r.id = a.resource_id
    WHERE a.booking_id = %s ORDER BY r.kind, r.name"""
_PAYMENTS = "SELECT * FROM payments WHERE booking_id = %s ORDER BY created_at"
_LEDGER = "SELECT * FROM ledger_entries WHERE booking_id = %s"
_INBOUND = """
    SELECT m.* FROM inbound_messages m
    JOIN conversations c ON c.id = m.conversation_id
    JOIN identities i ON i.id = c.identity_id
    WHERE i.phone = %s ORDER BY m.position"""


class Rows:
    """Reads as the database's owner, past row-level security."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def find(self, query: str, *values: Any) -> list[Row]:
        """The rows of a query."""
        with self._stack.connect() as connection, connection.cursor(row_factory=dict_row) as rows:
            return rows.execute(query, values).fetchall()

    def change(self, query: str, *values: Any) -> int:
        """How many rows a statement changed."""
        with self._stack.connect() as connection:
            return connection.execute(query, values).rowcount

    def bookings(self, phone: str) -> list[Row]:
        """Every booking of a customer, oldest first."""
        return self.find(_BOOKINGS, phone)

    def booking(self, phone: str) -> Row:
        """The one booking of a customer."""
        (only,) = self.bookings(phone)
        return only

    def resources(self, booking_id: Any) -> list[Row]:
        """What a booking takes."""
        return self.find(_RESOURCES, booking_id)

    def payments(self, booking_id: Any) -> list[Row]:
        """Every payment of a booking, oldest first."""
        return self.find(_PAYMENTS, booking_id)

    def ledger(self, booking_id: Any) -> list[Row]:
        """The ledger entries of a booking."""
        return self.find(_LEDGER, booking_id)

    def inbound(self, phone: str) -> list[Row]:
        """Every message of a customer that was stored."""
        return self.find(_INBOUND, phone)
