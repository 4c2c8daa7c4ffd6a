"""A business of its own for one line of conversations, and what its rows say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from psycopg.rows import dict_row

from launcher.installation import ROOT
from tests.fixtures.phone import Phone, until
from tests.fixtures.system import Stack

Row = dict[str, Any]
DEMO = ROOT / "launcher" / "demo" / "salon.yml"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BOOKINGS = """
    SELECT b.*, ARRAY(
        SELECT s.name FROM booking_items i JOIN services s ON s.id = i.service_id
        WHERE i.booking_id = b.id ORDER BY i.position) AS services,
      ARRAY(
        SELECT DISTINCT r.name FROM allocations a JOIN resources r ON r.id = a.resource_id
        WHERE a.booking_id = b.id AND r.kind = 'staff' AND a.status = b.status) AS staff
    FROM bookings b JOIN contacts c ON c.id = b.contact_id JOIN tenants t ON t.id = b.tenant_id
    WHERE t.slug = %s AND c.phone = %s ORDER BY b.created_at"""
_PAYMENTS = """
    SELECT p.* FROM payments p JOIN bookings b ON b.id = p.booking_id
    JOIN contacts c ON c.id = b.contact_id JOIN tenants t ON t.id = b.tenant_id
    WHERE t.slug = %s AND c.phone = %s ORDER BY p.created_at"""
_CONVERSATION = """
    SELECT v.id, v.answered_by, c.opted_out_at, c.name FROM conversations v
    JOIN contacts c ON c.id = v.contact_id JOIN tenants t ON t.id = v.tenant_id
    WHERE t.slug = %s AND c.phone = %s"""
_AT_WORK = """
    SELECT EXISTS (SELECT FROM inbound_messages
                   WHERE conversation_id = %(id)s AND handled_at IS NULL)
        OR EXISTS (SELECT FROM outbound_messages WHERE conversation_id = %(id)s AND is_unsent)"""
_RELEASE = (
    """UPDATE allocations SET status = 'canceled' WHERE status IN ('held', 'confirmed')
       AND tenant_id = (SELECT id FROM tenants WHERE slug = %s)""",
    """UPDATE bookings SET status = 'canceled', held_until = NULL
       WHERE status IN ('held', 'confirmed')
       AND tenant_id = (SELECT id FROM tenants WHERE slug = %s)""",
)


class Salon:
    """The demo business once more, under a number of its own: nobody else books here."""

    def __init__(self, stack: Stack, number: int, folder: Path) -> None:
        self._stack = stack.for_another_thread()
        self._slug = f"scenario-salon-{number}"
        self.phone_number_id = f"1080000{number:08d}"
        self.facts: Row = yaml.safe_load(DEMO.read_text("utf-8"))
        self._create(folder, number)
        self._database = stack.connect()

    def close(self) -> None:
        self._database.close()
        self._stack.sandbox.close()

    def phone(self, language: str) -> Phone:
        """A customer nobody has seen, whose M-Pesa is quick."""
        spoken = "en" if language == "en" else "sw"
        phone = self._stack.phone("Profile Name", spoken, business=self.phone_number_id)
        quick = {"daraja.prompt": {"delay_ms": 50}, "daraja.callback": {"delay_ms": 100}}
        self._post("/control/behaviors", {"numbers": {phone.number: quick}})
        return phone

    def wait_until_answered(self, phone: Phone, *, seconds: float = 40.0) -> None:
        """Wait until every message of this customer is handled and every answer has left."""
        found = until(lambda: self.conversation(phone), seconds, f"{phone.number} is heard")

        def is_done() -> bool:
            row = self._rows(_AT_WORK, {"id": found["id"]})[0]
            return not next(iter(row.values()))

        until(is_done, seconds, f"an answer to {phone.number}")

    def bookings(self, phone: Phone) -> list[Row]:
        """Every booking of a customer with its services and staff, oldest first."""
        return self._rows(_BOOKINGS, (self._slug, phone.number))

    def payments(self, phone: Phone) -> list[Row]:
        """Every payment of a customer, oldest first."""
        return self._rows(_PAYMENTS, (self._slug, phone.number))

    def conversation(self, phone: Phone) -> Row | None:
        """Who answers a customer, and whether he opted out."""
        return next(iter(self._rows(_CONVERSATION, (self._slug, phone.number))), None)

    def release_all(self) -> None:
        """Free every opening for the next conversation."""
        for statement in _RELEASE:
            self._database.execute(statement, (self._slug,))

    def service(self, name: str) -> Row:
        """A service as the business file describes it, by its name in any language."""
        for each in self.facts["services"]:
            if name.casefold() in {n.casefold() for n in (each["name"], each["names"]["sw"])}:
                return dict(each)
        raise KeyError(name)

    def staff_of(self, service: str) -> list[str]:
        """Who does a service."""
        return [each["name"] for each in self.facts["staff"] if service in each["services"]]

    def weekdays_of(self, staff: str | None) -> list[int]:
        """The weekdays, Monday to Saturday, on which somebody works."""
        hours: Mapping[str, str] = {}
        for each in self.facts["staff"]:
            if each["name"] == staff:
                hours = each.get("hours") or {}
        found = [day for span in hours for day in _days_of(span) if day < 6]
        return found or list(range(6))

    def _create(self, folder: Path, number: int) -> None:
        facts = {**self.facts, "slug": self._slug}
        shortcode = f"6{number:05d}"
        whatsapp = {
            "type": "whatsapp",
            "id": self.phone_number_id,
            "display": self._display(number),
        }
        facts["channels"] = [{**whatsapp, "secrets": {"access_token": f"token-{number}"}}]
        facts["payments"] = [
            {
                "provider": "mpesa",
                "secrets": dict.fromkeys(
                    ("consumer_key", "consumer_secret", "passkey"), "scenario"
                ),
                "settings": {"shortcode": shortcode, "type": "paybill", "party_b": shortcode},
            }
        ]
        path = folder / f"{self._slug}.yml"
        path.write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")
        made = self._stack.run("business", "create", str(path))
        assert made.returncode == 0, made.stdout + made.stderr
        known = {"phone_number_id": self.phone_number_id, "name": facts["name"]}
        known |= {"display_phone_number": self._display(number), "shortcode": shortcode}
        self._post("/control/businesses", known)

    @staticmethod
    def _display(number: int) -> str:
        return f"+254 701 {number // 1000:03d} {number % 1000:03d}"

    def _rows(self, query: str, values: Any) -> list[Row]:
        with self._database.cursor(row_factory=dict_row) as rows:
            return rows.execute(query, values).fetchall()

    def _post(self, path: str, body: Row) -> None:
        self._stack.sandbox.post(path, json=body).raise_for_status()


def _days_of(span: str) -> range:
    first, _, last = span.partition("-")
    return range(_WEEKDAYS.index(first), _WEEKDAYS.index(last or first) + 1)
