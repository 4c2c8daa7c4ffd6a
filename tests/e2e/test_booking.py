"""A booking from the first word to the confirmed row, without a browser."""

import pytest

from tests.e2e.days import OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import reference_in, titles_of, visitor
from tests.e2e.wording import LANGUAGES
from tests.fixtures.phone import text_of
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

ANSWERS = {
    "en": {"hello": "Hello", "service": "braids", "time": "3pm"},
    "sw": {"hello": "Habari", "service": "kusuka", "time": "saa tisa mchana"},
}


@pytest.mark.parametrize("language", LANGUAGES)
class TestOneQuestionAtATime:
    def test_ends_in_a_paid_booking(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer, answers = visitor(stack, language), ANSWERS[language]
        words = customer.words

        greeting = customer.say(answers["hello"], "Zuri Hair Studio")
        services = customer.tap(greeting, "Book", words.asks_service)
        assert words.service in titles_of(services)
        customer.say(answers["service"], words.asks_day)
        times = customer.say(day.asked(language), words.asks_time)
        assert len(titles_of(times)) > 1
        customer.say(answers["time"], words.asks_name)
        summary = customer.say(customer.name, words.held)
        assert words.service in text_of(summary)
        assert words.price in text_of(summary)
        assert day.said(language) in text_of(summary)
        customer.pay(summary)
        customer.answer_prompt()
        confirmation = customer.hear(words.confirmed)

        booking = rows.booking(customer.phone.number)
        assert booking["status"] == "confirmed"
        assert booking["reference"] == reference_in(confirmation)
        assert booking["starts_at"] == day.at(15)
        assert booking["contact_name"] == customer.name
        (payment,) = rows.payments(booking["id"])
        assert payment["state"] == "paid"
        assert payment["receipt"] in text_of(confirmation)

    def test_every_word_is_of_the_customers_language(
        self, stack: Stack, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        customer.pay(customer.hold(day))
        customer.answer_prompt()
        customer.hear(customer.words.confirmed)

        for text in customer.everything_heard():
            strange = [word for word in customer.words.foreign if word in text]
            assert strange == [], text
