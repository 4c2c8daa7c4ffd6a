"""Two people in one booking of a service that takes one at a time."""

import pytest

from tests.e2e.days import OpenDay
from tests.e2e.rows import Row, Rows
from tests.e2e.visitor import Visitor, visitor
from tests.fixtures.phone import text_of
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

_APPOINTMENTS = """
    SELECT i.starts_at, r.name FROM booking_items i
    JOIN allocations a ON a.booking_id = i.booking_id AND a.item_position = i.position
    JOIN resources r ON r.id = a.resource_id AND r.kind = 'staff'
    WHERE i.booking_id = %s ORDER BY i.position, r.name"""
AT_ONCE = {
    "en": ("A wash and blow-dry for me and my sister {day} at 3pm", "All at the same time"),
    "sw": ("Nataka kuosha nywele mimi na dada yangu {day} saa tisa mchana", "kwa wakati mmoja"),
}
IN_TURN = {
    "en": ("Manicure for me and my sister {day} at 2pm", "one after the other", "Yes"),
    "sw": (
        "Nataka kucha za mikono mimi na dada yangu {day} saa nane mchana",
        "mmoja baada ya mwingine",
        "Ndio",
    ),
}
EACH_THEIR_OWN = {
    "en": ("Braids for me and a manicure for my sister {day} at 3pm", "Person 2: *Manicure*"),
    "sw": (
        "Nataka kusuka kwangu na kucha kwa dada yangu {day} saa tisa mchana",
        "Mtu wa 2: *Kucha za mikono*",
    ),
}
SOMEBODY_ELSE = {
    "en": ("and a manicure for my sister", "Person 2: *Manicure*"),
    "sw": ("na dada yangu kucha", "Mtu wa 2: *Kucha za mikono*"),
}
_ITEMS = "SELECT person, starts_at, price_minor FROM booking_items WHERE booking_id = %s"


def booking_of(rows: Rows, customer: Visitor) -> Row:
    booking = rows.booking(customer.phone.number)
    assert booking["party_size"] == 2
    return booking


@pytest.mark.parametrize("language", ["en", "sw"])
class TestTwoPeople:
    def test_are_served_at_once_by_two_of_the_staff(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        wish, at_once = AT_ONCE[language]
        customer.say(wish.format(day=day.asked(language)), customer.words.asks_name)
        booked = customer.say(customer.name, "BK-")
        assert at_once in text_of(booked)
        booking = booking_of(rows, customer)
        taken = rows.find(_APPOINTMENTS, booking["id"])
        assert [row["starts_at"] for row in taken] == [day.at(15)] * 2
        assert {row["name"] for row in taken} == {"Amina", "Grace"}
        assert booking["price_minor"] == 240_000

    def test_are_served_in_turn_by_the_only_one_when_they_agree(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        wish, in_turn, yes = IN_TURN[language]
        question = customer.say(wish.format(day=day.asked(language)), in_turn)
        assert rows.bookings(customer.phone.number) == []
        customer.tap(question, yes, customer.words.asks_name)
        customer.say(customer.name, customer.words.held)
        taken = rows.find(_APPOINTMENTS, booking_of(rows, customer)["id"])
        expected = [(day.at(14), "Njeri"), (day.at(15), "Njeri")]
        assert [(row["starts_at"], row["name"]) for row in taken] == expected

    def test_with_services_of_their_own_have_one_booking(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        wish, line = EACH_THEIR_OWN[language]
        customer.say(wish.format(day=day.asked(language)), customer.words.asks_name)
        customer.say(customer.name, line)
        booking = booking_of(rows, customer)
        items = rows.find(_ITEMS + " ORDER BY person", booking["id"])
        assert [(row["person"], row["starts_at"], row["price_minor"]) for row in items] == [
            (1, day.at(15), 250_000), (2, day.at(15), 150_000),
        ]  # fmt: skip
        assert "Njeri" in {row["name"] for row in rows.find(_APPOINTMENTS, booking["id"])}

    def test_somebody_else_may_be_added_with_another_service(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        customer.hold(day)
        wish, line = SOMEBODY_ELSE[language]
        customer.say(wish, line)
        booking = booking_of(rows, customer)
        items = rows.find(_ITEMS + " ORDER BY person", booking["id"])
        assert [(row["person"], row["price_minor"]) for row in items] == [
            (1, 250_000), (2, 150_000),
        ]  # fmt: skip
