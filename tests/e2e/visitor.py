"""A patient customer: says or taps something and waits for the answer that has certain words."""

import re
from dataclasses import dataclass

from tests.e2e.days import OpenDay
from tests.e2e.wording import WORDING, Wording
from tests.fixtures.phone import Message, Phone, choices_of, text_of
from tests.fixtures.system import Stack

PATIENCE = 60.0
NAMES = {"en": "Jane Wanjiku", "sw": "Halima Juma"}


@dataclass
class Visitor:
    """One customer who writes one language."""

    phone: Phone
    language: str
    name: str

    @property
    def words(self) -> Wording:
        return WORDING[self.language]

    def say(self, text: str, expected: str) -> Message:
        """Send a text and give the answer that contains `expected`."""
        self.phone.send(text=text)
        return self.hear(expected)

    def tap(self, message: Message, title: str, expected: str) -> Message:
        """Tap the choice of a message whose title starts so, and give the expected answer."""
        for kind, choice in choices_of(message):
            if choice["title"].startswith(title):
                facts = {"reply_id": choice["id"], "title": choice["title"]}
                self.phone.send(type=kind, context_id=message["id"], **facts)
                return self.hear(expected)
        raise AssertionError(f"nothing to tap is called {title!r}: {titles_of(message)}")

    def hear(self, expected: str, *, seconds: float = PATIENCE) -> Message:
        """Wait for a message that contains `expected`."""
        return self.phone.wait_for(expected, seconds=seconds)

    def ask_for(self, day: OpenDay, expected: str) -> Message:
        """The whole wish in one sentence: braids with Amina at three."""
        return self.say(self.words.wish.format(day=day.asked(self.language)), expected)

    def hold(self, day: OpenDay) -> Message:
        """Get to the summary with its button to pay."""
        self.ask_for(day, self.words.asks_name)
        return self.say(self.name, self.words.held)

    def pay(self, summary: Message) -> None:
        """Tap the button that starts the payment."""
        self.tap(summary, self.words.pay, self.words.asking)

    def answer_prompt(self, answer: str = "paid") -> None:
        """Settle the next M-Pesa prompt as the sandbox can: paid, wrong_pin, canceled ..."""
        self.phone.prompt(seconds=PATIENCE)
        self.phone.answer_prompt(answer=answer)

    def everything_heard(self) -> list[str]:
        """All texts of the business so far."""
        return [text_of(message) for message in self.phone.received()]


def visitor(stack: Stack, language: str = "en") -> Visitor:
    """A customer nobody has seen, whose M-Pesa is quick."""
    phone = stack.phone(NAMES[language], language)
    quick = {"daraja.prompt": {"delay_ms": 50}, "daraja.callback": {"delay_ms": 100}}
    behave(stack, {"numbers": {phone.number: quick}})
    return Visitor(phone, language, NAMES[language])


def behave(stack: Stack, behaviors: dict[str, object]) -> None:
    """Change how the simulated providers behave."""
    stack.sandbox.post("/control/behaviors", json=behaviors).raise_for_status()


def titles_of(message: Message) -> list[str]:
    """What can be tapped under a message."""
    return [choice["title"] for _, choice in choices_of(message)]


def reference_in(message: Message) -> str:
    """The booking reference a message names."""
    found = re.search(r"\bBK-[A-Z0-9]{5}\b", text_of(message))
    assert found, text_of(message)
    return found[0]
