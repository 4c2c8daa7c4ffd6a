"""A visit on the phone page: chat, PIN, confirmation, calendar entry, and the rows after."""

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.e2e.days import NAIROBI, OpenDay, free_day
from tests.e2e.rows import Rows
from tests.e2e.visitor import Visitor, visitor
from tests.e2e.wording import LANGUAGES
from tests.fixtures.chromium import PATIENCE_MS, Chromium
from tests.fixtures.phone import until
from tests.fixtures.system import Stack

pytestmark = pytest.mark.browser

AMINA = "254711000101"
PIN = "1234"
SPOKEN_TIME = {"en": "3:00 PM", "sw": "saa tisa alasiri (15:00)"}
SPOKEN_DEPOSIT = {"en": "Paid now: KES 500", "sw": "Umelipa: KES 500"}
MONEY = re.compile(r"\(M-Pesa ([A-Z0-9]{10})\)")
REFERENCE = re.compile(r"BK-[A-Z0-9]{5}")


@dataclass(frozen=True)
class Visit:
    """What a customer saw on the phone page from the first word to the confirmation."""

    customer: Visitor
    day: OpenDay
    bubbles: list[str]
    confirmation: str
    calendar_link: str
    turns: list[dict[str, str]]

    @property
    def reference(self) -> str:
        return _found(REFERENCE, self.confirmation)[0]

    @property
    def receipt(self) -> str:
        return _found(MONEY, self.confirmation)[1]


@pytest.fixture(scope="module", params=LANGUAGES)
def visit(request: pytest.FixtureRequest, stack: Stack, chromium: Chromium) -> Visit:
    """A customer of each language books and pays in the browser."""
    customer = visitor(stack, request.param)
    with stack.connect() as connection:
        day = free_day(connection)
    url = f"{stack.url('sandbox')}/?customer={customer.phone.number}"
    visit: Visit = chromium.run(url, lambda page: book(page, customer, day))
    return visit


@pytest.fixture
def rows(stack: Stack) -> Rows:
    """The database, to check afterwards."""
    return Rows(stack)


def book(page: Page, customer: Visitor, day: OpenDay) -> Visit:
    """Type the wish and the name, tap Pay, enter the PIN, and read the confirmation."""
    words = customer.words
    write(page, words.wish.format(day=day.asked(customer.language)))
    answer(page, words.asks_name)
    write(page, customer.name)
    answer(page, words.held)
    page.get_by_test_id("reply-button").filter(has_text=words.pay).click()
    answer(page, words.asking)
    prompt = page.get_by_test_id("stk-prompt")
    expect(prompt).to_contain_text("KES 500", timeout=PATIENCE_MS)
    for digit in PIN:
        page.get_by_test_id(f"stk-pin-{digit}").click()
    page.get_by_test_id("stk-ok").click()
    confirmation = answer(page, words.confirmed)
    link = confirmation.get_by_test_id("ics-link").get_attribute("href")
    turns = page.get_by_test_id("trace-turn")
    expect(turns).to_have_count(3, timeout=PATIENCE_MS)
    expect(turns.locator(".total").first).to_contain_text("ms", timeout=PATIENCE_MS)
    return Visit(
        customer,
        day,
        page.get_by_test_id("bubble-in").all_inner_texts(),
        confirmation.inner_text(),
        str(link),
        [traced(turn) for turn in turns.all()],
    )


def write(page: Page, text: str) -> None:
    """Type a message and send it."""
    page.get_by_test_id("message-input").fill(text)
    page.get_by_test_id("send").click()


def answer(page: Page, words: str) -> Locator:
    """The bubble with these words, once it is there."""
    bubble = page.get_by_test_id("bubble-in").filter(has_text=words)
    expect(bubble).to_have_count(1, timeout=PATIENCE_MS)
    return bubble


def traced(turn: Locator) -> dict[str, str]:
    """What the trace shows of one turn, opened if it is closed."""
    intent = turn.get_by_test_id("trace-intent")
    return {"intent": intent.text_content() or "", "text": turn.text_content() or ""}


def _found(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.search(text)
    assert found, text
    return found


class TestBookingInTheBrowser:
    def test_the_confirmation_says_everything(self, visit: Visit) -> None:
        language, words = visit.customer.language, visit.customer.words
        expected = (
            words.service,
            "Amina",
            visit.day.said(language),
            SPOKEN_TIME[language],
            words.price,
            SPOKEN_DEPOSIT[language],
            visit.reference,
            visit.receipt,
        )
        for piece in expected:
            assert piece in visit.confirmation

    def test_every_word_is_of_the_customers_language(self, visit: Visit) -> None:
        for bubble in visit.bubbles:
            strange = [word for word in visit.customer.words.foreign if word in bubble]
            assert strange == [], bubble

    def test_the_calendar_entry_is_at_the_booked_time(self, visit: Visit) -> None:
        answer = httpx.get(visit.calendar_link, trust_env=False, timeout=30)
        assert answer.headers["content-type"].startswith("text/calendar")
        (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
        assert event.decoded("dtstart").astimezone(NAIROBI) == visit.day.at(15)
        assert event.decoded("dtend").astimezone(NAIROBI) == visit.day.at(17)
        assert visit.customer.words.service in event["summary"]
        assert "Zuri Hair Studio" in event["summary"]
        assert visit.reference in event["description"]
        assert event["status"] == "CONFIRMED"

    def test_the_trace_shows_each_turn(self, visit: Visit) -> None:
        intents = [turn["intent"] for turn in visit.turns]
        assert sorted(intents) == ["affirm", "book_service", "inform"]
        by_intent = {turn["intent"]: turn["text"] for turn in visit.turns}
        assert "validate_booking_form" in by_intent["book_service"]
        assert "action_hold_opening" in by_intent["inform"]
        assert visit.reference in by_intent["inform"]
        assert "action_start_payment" in by_intent["affirm"]
        for text in by_intent.values():
            assert re.search(r"\d+(\.\d+)?\s*ms", text)

    def test_the_rows_stand_afterwards(self, visit: Visit, rows: Rows) -> None:
        booking = rows.booking(visit.customer.phone.number)
        assert booking["status"] == "confirmed"
        assert booking["reference"] == visit.reference
        assert booking["starts_at"] == visit.day.at(15)
        assert (booking["price_minor"], booking["deposit_minor"]) == (250_000, 50_000)
        taken = rows.resources(booking["id"])
        assert [row["kind"] for row in taken] == ["chair", "staff"]
        assert taken[1]["name"] == "Amina"
        assert {row["status"] for row in taken} == {"confirmed"}
        (payment,) = rows.payments(booking["id"])
        assert (payment["state"], payment["amount_minor"]) == ("paid", 50_000)
        assert payment["receipt"] == visit.receipt
        entries = rows.ledger(booking["id"])
        assert len(entries) == 2
        assert sum(entry["amount_minor"] for entry in entries) == 0

    def test_the_staff_member_is_told_by_sms(self, visit: Visit, stack: Stack) -> None:
        def told() -> list[dict[str, Any]]:
            inbox = stack.sandbox.get(f"/control/sms/{AMINA}").json()["sms"]
            return [sms for sms in inbox if visit.reference in sms["text"]]

        (sms,) = until(told, 60, "an SMS to Amina")
        for piece in (visit.customer.name, visit.day.said("sw"), SPOKEN_TIME["sw"]):
            assert piece in sms["text"]

    def test_the_receipt_is_on_the_phone_too(self, visit: Visit) -> None:
        assert any(visit.receipt in sms["text"] for sms in visit.customer.phone.sms())
