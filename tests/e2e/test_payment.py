"""What customers are told when a payment goes wrong or late, and that the next step works."""

from typing import Any

import pytest

from tests.e2e.days import OpenDay, free_day
from tests.e2e.rows import Rows
from tests.e2e.visitor import Visitor, behave, visitor
from tests.e2e.wording import LANGUAGES
from tests.fixtures.phone import text_of
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

FAILURES: dict[str, dict[str, tuple[str, str, str]]] = {
    "wrong_pin": {
        "en": ("That M-Pesa PIN was not right", "nothing was charged", "Send it again"),
        "sw": ("PIN ya M-Pesa haikuwa sahihi", "hujakatwa pesa", "Tuma tena"),
    },
    "canceled": {
        "en": ("The M-Pesa prompt was cancelled", "nothing was charged", "Send it again"),
        "sw": ("Ombi la M-Pesa limefutwa", "hujakatwa pesa", "Tuma tena"),
    },
    "no_answer": {
        "en": ("M-Pesa got no answer from", "nothing was charged", "Send it again"),
        "sw": ("M-Pesa haikupata jibu kutoka", "hujakatwa pesa", "Tuma tena"),
    },
    "insufficient": {
        "en": ("There was not enough money in M-Pesa", "nothing was charged", "Try again"),
        "sw": ("Salio la M-Pesa halikutosha", "hujakatwa pesa", "Jaribu tena"),
    },
}
"""Per answer of the customer's phone: how the news starts, its relief, the button to go on."""

AGAIN = {"en": ("say that again", "try again"), "sw": ("rudia tafadhali", "nitumie tena")}


def paid_booking(rows: Rows, customer: Visitor) -> dict[str, Any]:
    """The one booking of a customer: confirmed, paid once, its ledger closed."""
    booking = rows.booking(customer.phone.number)
    assert booking["status"] == "confirmed"
    assert [row["state"] for row in rows.payments(booking["id"])].count("paid") == 1
    entries = rows.ledger(booking["id"])
    assert sorted(row["amount_minor"] for row in entries) == [-50_000, 50_000]
    return booking


@pytest.mark.parametrize("language", LANGUAGES)
class TestFailedPayment:
    @pytest.mark.parametrize("answer", FAILURES)
    def test_is_explained_and_another_prompt_pays(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str, answer: str
    ) -> None:
        customer = visitor(stack, language)
        starts, relief, again = FAILURES[answer][language]
        customer.pay(customer.hold(day))
        customer.answer_prompt(answer)
        news = customer.hear(starts)
        assert relief in text_of(news)
        booking = rows.booking(customer.phone.number)
        assert booking["status"] == "held"
        assert rows.ledger(booking["id"]) == []

        customer.tap(news, again, customer.words.asking)
        customer.answer_prompt()
        customer.hear(customer.words.confirmed)

        paid_booking(rows, customer)
        assert rows.payments(booking["id"])[0]["reason"] == answer

    def test_typing_the_button_is_tapping_it(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        starts, _, again = FAILURES["wrong_pin"][language]
        customer.pay(customer.hold(day))
        customer.answer_prompt("wrong_pin")
        customer.hear(starts)
        customer.say(again.lower(), customer.words.asking)
        customer.answer_prompt()
        customer.hear(customer.words.confirmed)
        paid_booking(rows, customer)

    def test_is_said_again_and_trying_again_pays(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        starts, _, _ = FAILURES["wrong_pin"][language]
        say_again, try_again = AGAIN[language]
        customer.pay(customer.hold(day))
        customer.answer_prompt("wrong_pin")
        first = text_of(customer.hear(starts))
        assert text_of(customer.say(say_again, starts)) == first
        customer.say(try_again, customer.words.asking)
        customer.answer_prompt()
        confirmed = text_of(customer.hear(customer.words.confirmed))
        paid_booking(rows, customer)
        assert text_of(customer.say(say_again, customer.words.confirmed)) == confirmed

    def test_says_until_when_the_time_is_kept(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        customer.pay(customer.hold(day))
        customer.answer_prompt("wrong_pin")
        news = text_of(customer.hear(FAILURES["wrong_pin"][language][0]))

        until = rows.booking(customer.phone.number)["held_until"].astimezone(day.at(0).tzinfo)
        said = {"en": f"{until.hour % 12 or 12}:{until:%M %p}", "sw": f"({until:%H:%M})"}
        assert said[language] in news
        assert "  " not in news

    def test_letting_go_frees_the_opening(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        customer.pay(customer.hold(day))
        customer.answer_prompt("canceled")
        news = customer.hear(FAILURES["canceled"][language][0])
        titles = {"en": "Let it go", "sw": "Achilia nafasi"}
        customer.tap(news, titles[language], customer.words.released)

        assert rows.booking(customer.phone.number)["status"] == "canceled"
        visitor(stack, language).hold(day)


class TestSlowCallback:
    def test_the_query_confirms_and_the_receipt_follows_once(
        self, stack: Stack, rows: Rows
    ) -> None:
        customers = begin_payments(stack, {"delay_ms": 24_000})

        for customer in customers:
            assert customer.words.receipt not in customer.everything_heard()[-1]
            customer.hear(customer.words.confirmed)
        for customer in customers:
            news = text_of(customer.hear(customer.words.receipt))
            booking = paid_booking(rows, customer)
            receipt = rows.payments(booking["id"])[0]["receipt"]
            assert receipt
            assert receipt in news
            texts = customer.everything_heard()
            assert sum(customer.words.confirmed in text for text in texts) == 1


class TestLostCallback:
    def test_the_query_confirms(self, stack: Stack, rows: Rows) -> None:
        customers = begin_payments(stack, {"drop": True})

        for customer in customers:
            customer.hear(customer.words.confirmed)
            paid_booking(rows, customer)


class TestRepeatedCallback:
    def test_pays_and_confirms_once(self, stack: Stack, rows: Rows) -> None:
        customers = begin_payments(stack, {"copies": 3, "copy_gap_ms": 50})

        for customer in customers:
            customer.hear(customer.words.confirmed)
            customer.say(
                "asante" if customer.language == "sw" else "thank you",
                "Karibu sana" if customer.language == "sw" else "You are welcome",
            )
            paid_booking(rows, customer)
            texts = customer.everything_heard()
            assert sum(customer.words.confirmed in text for text in texts) == 1


def begin_payments(stack: Stack, callback: dict[str, Any]) -> list[Visitor]:
    """A customer of each language who typed the right PIN; their callbacks behave like this."""
    customers = []
    for language in LANGUAGES:
        customer = visitor(stack, language)
        with stack.connect() as connection:
            day = free_day(connection)
        behave(stack, {"numbers": {customer.phone.number: {"daraja.callback": callback}}})
        customer.pay(customer.hold(day))
        customer.answer_prompt()
        customers.append(customer)
    return customers
