"""The phone page in Chromium, against the sandbox alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.responses import JSONResponse

from tests.fixtures.chromium import LAPTOP, Chromium, Steps
from tests.sandbox.conftest import CUSTOMER, Api, Receiver, wait_for
from tests.sandbox.daraja import Till

pytestmark = pytest.mark.browser

SMALL = {"width": 390, "height": 844}
BUTTONS = {
    "type": "interactive",
    "interactive": {
        "type": "button",
        "body": {"text": "Shall I hold *Sunday 3 PM*?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "yes", "title": "Yes"}},
                {"type": "reply", "reply": {"id": "no", "title": "No"}},
            ]
        },
    },
}
LIST = {
    "type": "interactive",
    "interactive": {
        "type": "list",
        "body": {"text": "Openings"},
        "action": {
            "button": "See openings",
            "sections": [{"title": "Amina", "rows": [{"id": "o1", "title": "Sun 9 AM"}]}],
        },
    },
}
SERVICE_ID = "01a1fbc1-9d85-7bf6-a4ab-ca81b4a9c490"
TURN = {
    "id": "t1",
    "started_at": "2026-11-21T09:00:00+00:00",
    "text": "nataka kusuka",
    "language": "sw",
    "state": "handled",
    "total_ms": 51.2,
    "reading": {"language": "sw", "entities": {"service": {"ids": ["1"], "text": "kusuka"}}},
    "intent": {"name": "book_service", "confidence": 0.97, "source": "local"},
    "entities": {},
    "slots": {"service": SERVICE_ID, "amount": 150000},
    "names": {SERVICE_ID: "Braids"},
    "active_loop": "booking_form",
    "requested_slot": "starts_at",
    "actions": [{"name": "action_hold_opening", "ms": 14.2}],
    "changes": [{"table": "bookings", "change": "inserted", "summary": "BK-7F3K2 held"}],
    "steps": [
        {"name": "wait", "ms": 0.1},
        {"name": "claim", "ms": 2.0},
        {"name": "read", "ms": 3.0},
        {"name": "prepare", "ms": 6.0},
        {"name": "rasa", "ms": 30.0},
        {"name": "rasa parse", "ms": 8.0},
        {"name": "rasa actions", "ms": 20.0},
        {"name": "send", "ms": 10.0},
    ],
    "replies": ["Sawa!"],
}

RunOnPage = Callable[..., Any]


@pytest.fixture
def on_page(chromium: Chromium, api: Api) -> RunOnPage:
    """Runs steps on the freshly opened phone page of the first customer."""

    def run(steps: Steps, viewport: dict[str, int] = LAPTOP) -> Any:
        return chromium.run(f"{api.url}/?customer={CUSTOMER}", steps, viewport)

    return run


def by_customer(api: Api) -> list[dict[str, Any]]:
    """What the customer sent, once there is something."""
    return wait_for(lambda: api.conversation("customer"))


class TestChat:
    def test_enter_sends_and_the_ticks_show_the_delivery(self, on_page: RunOnPage) -> None:
        def steps(page: Page) -> None:
            page.get_by_test_id("message-input").fill("Habari, nataka kubook")
            page.keyboard.press("Enter")
            bubble = page.get_by_test_id("bubble-out")
            expect(bubble).to_contain_text("Habari, nataka kubook")
            expect(bubble.get_by_test_id("ticks")).to_have_attribute("data-status", "delivered")
            expect(page.get_by_test_id("message-input")).to_have_value("")

        on_page(steps)

    def test_markup_in_messages_stays_text(self, on_page: RunOnPage, api: Api) -> None:
        attack = "<img src=x onerror=\"document.title='owned'\"><b>x</b> javascript:alert(1)"
        api.write(attack)
        api.send({"text": {"body": attack}})

        def steps(page: Page) -> None:
            expect(page.get_by_test_id("bubble-in")).to_contain_text(attack)
            expect(page.get_by_test_id("bubble-out")).to_contain_text(attack)
            assert page.locator(".messages img, .messages b, .messages a").count() == 0
            assert page.title() != "owned"

        on_page(steps)

    def test_marks_and_links_are_shown_as_whatsapp_does(self, on_page: RunOnPage, api: Api) -> None:
        api.write()
        text = "*BK-7F3K2* action_hold_opening https://a.example/b/x.ics, https://b.example/q."
        api.send({"text": {"body": text}})

        def steps(page: Page) -> None:
            bubble = page.get_by_test_id("bubble-in")
            expect(bubble.locator("strong").first).to_have_text("BK-7F3K2")
            expect(bubble.locator("em")).to_have_count(0)
            links = [link.get_attribute("href") for link in bubble.locator("a").all()]
            assert links == ["https://a.example/b/x.ics", "https://b.example/q"]
            expect(bubble.get_by_test_id("ics-link")).to_contain_text("Add to calendar")

        on_page(steps)

    def test_a_calendar_link_is_called_as_the_message_calls_it(
        self, on_page: RunOnPage, api: Api
    ) -> None:
        api.write()
        text = "Asante!\nIweke kwenye kalenda yako: https://a.example/b/x.ics"
        api.send({"text": {"body": text}})

        def steps(page: Page) -> None:
            bubble = page.get_by_test_id("bubble-in")
            chip = bubble.get_by_test_id("ics-link")
            expect(chip.locator("strong")).to_have_text("Iweke kwenye kalenda yako")
            assert bubble.inner_text().count("kalenda") == 1
            expect(bubble).to_contain_text("Asante!")

        on_page(steps)

    def test_a_reply_button_answers_once(self, on_page: RunOnPage, api: Api) -> None:
        api.write()
        message_id = api.send(BUTTONS).json()["messages"][0]["id"]

        def steps(page: Page) -> None:
            page.get_by_test_id("reply-button").first.click()
            expect(page.get_by_test_id("bubble-out").last).to_contain_text("Yes")
            expect(page.get_by_test_id("reply-button").last).to_be_disabled()

        on_page(steps)

        answer = by_customer(api)[-1]
        reply = {"type": "button_reply", "button_reply": {"id": "yes", "title": "Yes"}}
        assert answer["content"]["interactive"] == reply
        assert answer["context_id"] == message_id

    def test_a_list_row_is_picked_from_the_sheet(self, on_page: RunOnPage, api: Api) -> None:
        api.write()
        api.send(LIST)

        def steps(page: Page) -> None:
            page.get_by_test_id("list-open").click()
            page.get_by_test_id("list-row").click()
            expect(page.get_by_test_id("list-sheet")).to_have_count(0)
            expect(page.get_by_test_id("bubble-out").last).to_contain_text("Sun 9 AM")

        on_page(steps)

        assert by_customer(api)[-1]["content"]["interactive"]["list_reply"]["id"] == "o1"

    def test_typing_dots_go_when_the_reply_comes(self, on_page: RunOnPage, api: Api) -> None:
        message_id = api.write()["id"]
        read = {"status": "read", "message_id": message_id, "typing_indicator": {"type": "text"}}

        def steps(page: Page) -> None:
            api.send(read)
            expect(page.get_by_test_id("typing")).to_be_visible()
            expect(page.get_by_test_id("ticks")).to_have_attribute("data-status", "read")
            api.send()
            expect(page.get_by_test_id("bubble-in")).to_contain_text("hello")
            expect(page.get_by_test_id("typing")).to_have_count(0)

        on_page(steps)

    def test_the_chat_survives_a_reload(self, on_page: RunOnPage, api: Api) -> None:
        def steps(page: Page) -> None:
            page.get_by_test_id("quick-start").first.click()
            expect(page.get_by_test_id("bubble-out")).to_have_count(1)
            page.reload()
            expect(page.get_by_test_id("bubble-out")).to_have_count(1)
            expect(page.get_by_test_id("customer-select")).to_have_value(CUSTOMER)

        on_page(steps)

    def test_each_customer_has_a_chat_of_their_own(self, on_page: RunOnPage, api: Api) -> None:
        api.write("from Wanjiru")

        def steps(page: Page) -> None:
            expect(page.get_by_test_id("bubble-out")).to_have_count(1)
            page.get_by_test_id("customer-select").select_option("254722908114")
            expect(page.get_by_test_id("bubble-out")).to_have_count(0)
            expect(page.get_by_test_id("quick-start").first).to_contain_text("Nataka")

        on_page(steps)

    def test_a_new_customer_can_be_made(self, on_page: RunOnPage, api: Api) -> None:
        def steps(page: Page) -> None:
            page.get_by_test_id("customer-select").select_option("new")
            page.get_by_test_id("new-customer-name").fill("Jane Wanjiku")
            page.get_by_test_id("new-customer-phone").fill("0799 123 456")
            page.get_by_test_id("new-customer-save").click()
            expect(page.get_by_test_id("customer-select")).to_have_value("254799123456")

        on_page(steps)


class TestPayment:
    @pytest.mark.parametrize(("pin", "code"), [("1234", 0), ("9999", 2001)])
    def test_the_pin_decides(
        self, on_page: RunOnPage, api: Api, receiver: Receiver, pin: str, code: int
    ) -> None:
        till = Till(api, receiver)
        checkout = till.pushed()

        def steps(page: Page) -> None:
            prompt = page.get_by_test_id("stk-prompt")
            expect(prompt).to_contain_text("Pay KES 500 to Glow Salon, account BK-7F3K2")
            expect(page.get_by_test_id("stk-ok")).to_be_disabled()
            for digit in pin:
                page.get_by_test_id(f"stk-pin-{digit}").click()
            page.get_by_test_id("stk-ok").click()
            expect(prompt).to_have_count(0)
            wait_for(lambda: till.prompt(checkout)["state"] == "settled")
            page.get_by_test_id("sms-app").click()
            expect(page.get_by_test_id("sms-item")).to_have_count(1 if code == 0 else 0)

        on_page(steps)

        assert till.callbacks()[0]["ResultCode"] == code

    def test_cancel_and_the_keyboard(
        self, on_page: RunOnPage, api: Api, receiver: Receiver
    ) -> None:
        till = Till(api, receiver)
        canceled = till.pushed()

        def steps(page: Page) -> None:
            page.get_by_test_id("stk-cancel").click()
            wait_for(lambda: till.prompt(canceled)["state"] == "settled")
            till.pushed()
            expect(page.get_by_test_id("stk-prompt")).to_be_visible()
            page.keyboard.type("1234")
            page.keyboard.press("Enter")
            expect(page.get_by_test_id("stk-prompt")).to_have_count(0)

        on_page(steps)

        assert [callback["ResultCode"] for callback in till.callbacks(2)] == [1032, 0]

    def test_a_what_if_holds_for_the_next_payment(
        self, on_page: RunOnPage, api: Api, receiver: Receiver
    ) -> None:
        till = Till(api, receiver)

        def steps(page: Page) -> None:
            page.get_by_test_id("payment-scenario").select_option("insufficient")
            wait_for(lambda: api.control("GET", "/behaviors")["next"].get("daraja.prompt"))
            till.pushed()
            expect(page.get_by_test_id("stk-prompt")).to_be_visible()
            expect(page.get_by_test_id("payment-scenario")).to_have_value("normal")
            page.keyboard.type("1234")
            page.keyboard.press("Enter")

        on_page(steps)

        assert till.callbacks()[0]["ResultCode"] == 1


class TestTrace:
    def test_shows_a_turn(self, on_page: RunOnPage, receiver: Receiver) -> None:
        receiver.turns = JSONResponse({"turns": [TURN]})

        def steps(page: Page) -> None:
            turn = page.get_by_test_id("trace-turn")
            expect(turn.get_by_test_id("trace-intent")).to_have_text("book_service")
            for text in (
                "97.0 %",
                "kusuka",
                "Braids",
                "KES 1,500",
                "action_hold_opening",
                "BK-7F3K2 held",
                "51.2 ms",
            ):
                expect(turn).to_contain_text(text)
            rows = turn.locator(".waterfall li").all_inner_texts()
            names = [row.split("\n")[0].strip() for row in rows]
            assert names == [
                "prepare",
                "claim",
                "read",
                "rasa",
                "parse",
                "actions",
                "other",
                "send",
            ]

        on_page(steps)

    def test_says_what_is_wrong(self, on_page: RunOnPage, receiver: Receiver) -> None:
        receiver.turns = JSONResponse({}, status_code=401)

        def steps(page: Page) -> None:
            expect(page.locator("#trace-state")).to_have_text("Not allowed")

        on_page(steps)


class TestLayout:
    @pytest.mark.parametrize("viewport", [LAPTOP, SMALL], ids=["laptop", "small"])
    def test_nothing_is_wider_or_higher_than_the_window(
        self, on_page: RunOnPage, receiver: Receiver, viewport: dict[str, int]
    ) -> None:
        receiver.turns = JSONResponse({"turns": [{**TURN, "id": str(n)} for n in range(20)]})

        def steps(page: Page) -> dict[str, int]:
            page.get_by_test_id("trace-turn").first.wait_for(state="attached")
            size: dict[str, int] = page.evaluate(
                "({width: document.documentElement.scrollWidth,"
                " height: document.documentElement.scrollHeight})"
            )
            expect(page.get_by_test_id("send")).to_be_in_viewport()
            expect(page.get_by_test_id("sms-app")).to_be_in_viewport()
            return size

        assert on_page(steps, viewport) == viewport

    def test_the_trace_is_a_drawer_on_a_small_screen(
        self, on_page: RunOnPage, receiver: Receiver
    ) -> None:
        receiver.turns = JSONResponse({"turns": [TURN]})

        def steps(page: Page) -> None:
            turn = page.get_by_test_id("trace-turn")
            expect(turn).not_to_be_visible()
            page.get_by_role("button", name="Trace").first.click()
            expect(turn).to_be_visible()
            page.keyboard.press("Escape")
            expect(turn).not_to_be_visible()

        on_page(steps, SMALL)

    def test_a_second_business_can_be_chosen(self, on_page: RunOnPage, api: Api) -> None:
        def steps(page: Page) -> None:
            expect(page.get_by_test_id("business-select")).not_to_be_visible()
            api.control("POST", "/businesses", {"phone_number_id": "777", "name": "Mama Njeri"})
            page.get_by_test_id("business-select").select_option("777")
            page.get_by_test_id("message-input").fill("meza ya wawili")
            page.get_by_test_id("send").click()
            expect(page.get_by_test_id("bubble-out")).to_have_count(1)

        on_page(steps)

        assert api.conversation() == []
