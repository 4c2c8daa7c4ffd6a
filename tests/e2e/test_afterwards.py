"""What customers do besides a plain booking: cancel what they paid, book two things, ask for us."""

import json

import pytest

from tests.e2e.days import OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import visitor
from tests.fixtures.phone import text_of
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

SEVERAL = {
    "en": "Hi, braids and a manicure {day} at 2pm please",
    "sw": "nataka kusuka na kucha za mikono {day} saa nane mchana",
}
CANCEL = {
    "en": ("cancel my booking", "KES 500 you paid comes back", "yes", "KES 500 goes back to"),
    "sw": ("nataka kughairi booking yangu", "KES 500 uliyolipa itarudishwa", "ndio", "KES 500"),
}


@pytest.mark.parametrize("language", ["en", "sw"])
class TestAfterwards:
    def test_a_paid_booking_is_canceled_with_its_refund(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        asks, terms, yes, done = CANCEL[language]
        customer.pay(customer.hold(day))
        customer.answer_prompt()
        customer.hear(customer.words.confirmed)

        customer.say(asks, terms)
        customer.say(yes, done)

        assert rows.booking(customer.phone.number)["status"] == "canceled"
        shown = stack.run("show", "refunds", "--business", "zuri-hair", "--json")
        mine = [
            row for row in json.loads(shown.stdout) if row["payer_phone"] == customer.phone.number
        ]
        assert [(row["amount_minor"], row["state"]) for row in mine] == [(50_000, "requested")]

    def test_two_services_in_one_message_are_one_booking(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        customer.say(SEVERAL[language].format(day=day.asked(language)), customer.words.asks_name)
        summary = text_of(customer.say(customer.name, customer.words.held))
        for fact in ("KES 2,500", "KES 1,500", "KES 4,000", "KES 800"):
            assert fact in summary
        assert rows.booking(customer.phone.number)["status"] == "held"


class TestHandedOver:
    def test_the_owner_gives_it_back_at_the_command_line(self, stack: Stack) -> None:
        customer = visitor(stack)
        handed_over = text_of(customer.say("I want to talk to a person", 'write "start over"'))
        listed = stack.run("conversations", "list", "--business", "zuri-hair", "--json")
        (mine,) = [
            row
            for row in json.loads(listed.stdout)
            if row["contact_phone"] == customer.phone.number
        ]
        assert mine["reference"] in handed_over
        released = stack.run(
            "conversations", "release", "--business", "zuri-hair", mine["reference"]
        )
        assert mine["reference"] in released.stdout
        customer.say("where are you?", "Kilimani")

    def test_in_the_middle_of_a_booking_nothing_more_is_asked(self, stack: Stack) -> None:
        customer = visitor(stack)
        customer.say("I want braids", customer.words.asks_day)
        customer.say("let me talk to a person instead", 'write "start over"')
        customer.say("start over", "Let us start afresh")
        asked = [text for text in customer.everything_heard() if customer.words.asks_day in text]
        assert len(asked) == 1

    def test_the_customer_comes_back_by_the_button(self, stack: Stack) -> None:
        customer = visitor(stack)
        handed_over = customer.say("can I speak to a human please", 'write "start over"')
        customer.tap(handed_over, "Back to assistant", "Let us start afresh")
