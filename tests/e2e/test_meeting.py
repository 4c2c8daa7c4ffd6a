"""A meeting with a member of staff, from the first word to the canceled row."""

from datetime import timedelta

import pytest

from tests.e2e.days import NAIROBI, OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import reference_in, titles_of, visitor
from tests.fixtures.phone import text_of, until
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

WORDS = {
    "en": {
        "meet": "can we have a meeting {day} at 10am?",
        "asks_whom": "Who would you like to meet?",
        "asks_matter": "What would you like to talk about?",
        "matter": "colours for my sister",
        "set": "Your meeting is set, nothing to pay",
        "about": "About: colours for my sister",
        "takes": "Takes: 20",
        "move": "move my meeting to 2pm",
        "asks_move": "to",
        "yes": "yes",
        "moved": "is now on",
        "check": "what bookings do I have?",
        "listed": "Your bookings:",
        "cancel": "cancel my booking",
        "asks_cancel": "Cancel Consultation",
        "canceled": "is canceled",
        "book": "book braids {day}",
        "instead": "I want a meeting instead please",
    },
    "sw": {
        "meet": "naomba tukutane kwa mkutano {day} saa nne asubuhi",
        "asks_whom": "Ungependa kukutana na nani?",
        "asks_matter": "Ungependa tuzungumzie nini?",
        "matter": "rangi za dada yangu",
        "set": "Mkutano wako umepangwa, hakuna malipo",
        "about": "Kuhusu: rangi za dada yangu",
        "takes": "Muda: dakika 20",
        "move": "hamisha booking yangu iwe saa nane mchana",
        "asks_move": "Nihamishe booking yako ya Ushauri",
        "yes": "ndio",
        "moved": "sasa ni",
        "check": "nina booking gani?",
        "listed": "Booking zako:",
        "cancel": "ghairi booking yangu",
        "asks_cancel": "Nighairi booking yako ya Ushauri",
        "canceled": "imeghairiwa",
        "book": "nataka kusuka {day}",
        "instead": "nataka mkutano badala yake",
    },
}


@pytest.mark.parametrize("language", ["en", "sw"])
class TestMeeting:
    def test_is_set_moved_shown_and_called_off(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer, words = visitor(stack, language), WORDS[language]

        people = customer.say(words["meet"].format(day=day.asked(language)), words["asks_whom"])
        assert titles_of(people)[:2] == ["Amina", "Grace"]
        customer.tap(people, "Grace", customer.words.asks_name)
        customer.say(customer.name, words["asks_matter"])
        said = customer.say(words["matter"], words["set"])
        assert words["about"] in text_of(said)
        assert words["takes"] in text_of(said)
        assert "/calendar/" in text_of(said)

        booking = rows.booking(customer.phone.number)
        assert booking["reference"] == reference_in(said)
        assert (booking["status"], booking["price_minor"]) == ("confirmed", 0)
        assert (booking["starts_at"], booking["fields"]["topic"]) == (day.at(10), words["matter"])
        assert booking["ends_at"] - booking["starts_at"] == timedelta(minutes=20)
        assert [row["name"] for row in rows.resources(booking["id"])] == ["Grace"]
        assert rows.payments(booking["id"]) == []

        customer.say(words["move"], words["asks_move"])
        customer.say(words["yes"], words["moved"])
        moved = rows.booking(customer.phone.number)
        assert moved["starts_at"].astimezone(NAIROBI) == day.at(14)
        assert booking["reference"] in text_of(customer.say(words["check"], words["listed"]))
        customer.say(words["cancel"], words["asks_cancel"])
        customer.say(words["yes"], words["canceled"])
        assert rows.booking(customer.phone.number)["status"] == "canceled"

    def test_takes_the_place_of_a_booking_that_is_being_made(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer, words = visitor(stack, language), WORDS[language]

        customer.say(words["book"].format(day=day.asked(language)), customer.words.asks_time)
        people = customer.say(words["instead"], words["asks_whom"])
        times = customer.tap(people, "Amina", customer.words.asks_time)

        assert len(titles_of(times)) > 1
        assert rows.bookings(customer.phone.number) == []

    def test_the_staff_hear_of_it(self, stack: Stack, day: OpenDay, language: str) -> None:
        customer, words = visitor(stack, language), WORDS[language]
        amina = stack.phone("Amina")
        amina.number = "254711000101"
        before = len(amina.sms())

        people = customer.say(words["meet"].format(day=day.asked(language)), words["asks_whom"])
        customer.tap(people, "Amina", customer.words.asks_name)
        customer.say(customer.name, words["asks_matter"])
        said = customer.say(words["matter"], words["set"])

        def told() -> bool:
            new = amina.sms()[before:]
            return any(reference_in(said) in str(each) for each in new)

        until(told, 20, "an SMS to Amina")
