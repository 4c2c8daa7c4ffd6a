"""A picture with words: the words are answered, and the picture is kept for the team."""

import pytest

from tests.e2e.days import OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import visitor
from tests.e2e.wording import LANGUAGES
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

KEPT = {"en": "I have kept that for the team", "sw": "nimehifadhi hiyo kwa timu"}
_STORED = "SELECT kind, content FROM inbound_messages WHERE id = %s"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["image", "document"])
class TestCaption:
    def test_is_a_wish_to_book(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str, kind: str
    ) -> None:
        customer = visitor(stack, language)
        wish = customer.words.wish.format(day=day.asked(language))
        customer.phone.send(type=kind, text=wish)
        customer.hear(KEPT[language])
        customer.hear(customer.words.asks_name)
        (inbound,) = rows.inbound(customer.phone.number)
        (stored,) = rows.find(_STORED, inbound["id"])
        assert stored["kind"] == kind
        assert stored["content"][kind]["id"]
        customer.say(customer.name, customer.words.held)
