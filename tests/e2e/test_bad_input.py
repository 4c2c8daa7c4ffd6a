"""Whatever is posted to the webhook: the documented status, stored or not, and the talk goes on."""

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.e2e.days import OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import Visitor, visitor
from tests.fixtures.phone import until
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

LONGEST_BODY = 3 * 1024 * 1024
_UNROUTED = "SELECT reason FROM unrouted_payloads WHERE body::text LIKE %s"
_KEPT = """
    SELECT (SELECT count(*) FROM inbound_messages) + (SELECT count(*) FROM provider_payloads)
         + (SELECT count(*) FROM unrouted_payloads) AS count"""
UNKNOWN_TYPES = {
    "a type of next year": {"type": "hologram", "hologram": {"id": "1", "depth": 3}},
    "a sticker": {"type": "sticker", "sticker": {"id": "9", "mime_type": "image/webp"}},
    "an order": {"type": "order", "order": {"catalog_id": "7", "product_items": []}},
    "a text that is a list": {"type": "text", "text": ["not", "an", "object"]},
    "a type that is a number": {"type": 7},
    "an empty interactive": {"type": "interactive", "interactive": {}},
}


@dataclass
class Webhook:
    """Posts to the web process as Meta does, or nearly."""

    url: str
    secret: str
    phone_number_id: str
    http: httpx.Client

    def post(self, body: bytes, *, signature: str | None = "right") -> int:
        """The status of a body, signed unless another signature (or none) is given."""
        headers = {"content-type": "application/json"}
        if signature == "right":
            digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
            signature = f"sha256={digest}"
        if signature is not None:
            headers["x-hub-signature-256"] = signature
        return self.http.post(self.url, content=body, headers=headers).status_code

    def message(self, sender: str, *, to: str | None = None, **content: Any) -> dict[str, Any]:
        """The body of a webhook with one message."""
        value = {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": "254700000001",
                "phone_number_id": to or self.phone_number_id,
            },
            "contacts": [{"profile": {"name": "Jane"}, "wa_id": sender}],
            "messages": [
                {
                    "from": sender,
                    "id": f"wamid.{uuid.uuid4().hex}",
                    "timestamp": str(int(time.time())),
                    **content,
                }
            ],
        }
        change = {"field": "messages", "value": value}
        entry = {"id": "102290129340398", "changes": [change]}
        return {"object": "whatsapp_business_account", "entry": [entry]}

    def text(self, sender: str, text: str, *, to: str | None = None) -> bytes:
        """The bytes of a webhook with one text."""
        body = self.message(sender, to=to, type="text", text={"body": text})
        return json.dumps(body).encode()


@pytest.fixture
def webhook(stack: Stack) -> Webhook:
    """The endpoint of the app that all businesses share."""
    return Webhook(
        f"{stack.url('web')}/webhooks/whatsapp",
        stack.state["meta_app_secret"],
        stack.business["phone_number_id"],
        httpx.Client(timeout=60, trust_env=False),
    )


@pytest.fixture
def asked(stack: Stack, day: OpenDay) -> Visitor:
    """A customer inside the booking form, who was just asked for a name."""
    customer = visitor(stack)
    customer.ask_for(day, customer.words.asks_name)
    return customer


def still_books(customer: Visitor) -> None:
    """The form goes on where it was."""
    customer.say(customer.name, customer.words.held)


def kept(rows: Rows) -> int:
    """How many things of webhooks are stored."""
    return int(rows.find(_KEPT)[0]["count"])


class TestSignature:
    @pytest.mark.parametrize(
        "signature",
        [None, "", "sha256=", "sha256=" + 64 * "0", "sha1=" + 40 * "0", "sha256=ü"],
        ids=["missing", "empty", "no digest", "wrong", "older kind", "not ascii"],
    )
    def test_a_body_without_the_right_one_is_refused_and_not_stored(
        self, webhook: Webhook, rows: Rows, signature: str | None
    ) -> None:
        before = kept(rows)
        body = webhook.text("254712000999", f"hello {uuid.uuid4()}")
        latin = signature.encode() if signature else signature
        assert webhook.post(body, signature=latin) == 403
        assert kept(rows) == before

    def test_a_signature_of_other_bytes_is_refused(self, webhook: Webhook, rows: Rows) -> None:
        before = kept(rows)
        body = webhook.text("254712000999", "hello")
        digest = hmac.new(webhook.secret.encode(), body, hashlib.sha256).hexdigest()
        assert webhook.post(body + b" ", signature=f"sha256={digest}") == 403
        assert kept(rows) == before

    def test_anybody_may_not_shake_hands(self, webhook: Webhook) -> None:
        query = {"hub.mode": "subscribe", "hub.verify_token": "guess", "hub.challenge": "42"}
        assert webhook.http.get(webhook.url, params=query).status_code == 403


class TestRouting:
    def test_an_unknown_phone_number_id_is_kept_apart(self, webhook: Webhook, rows: Rows) -> None:
        text = f"stray {uuid.uuid4()}"
        body = webhook.text("254712000999", text, to="999000000000009")
        external_id = json.loads(body)["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
        assert webhook.post(body) == 200
        assert rows.find(_UNROUTED, f"%{external_id}%") == [{"reason": "unknown_channel"}]
        assert rows.find(_UNROUTED, f"%{text}%") == []
        assert rows.find("SELECT id FROM inbound_messages WHERE text = %s", text) == []

    @pytest.mark.parametrize(
        "body",
        [{}, [], 7, None, {"object": "page"}, {"object": "whatsapp_business_account"}],
        ids=repr,
    )
    def test_a_body_of_another_shape_is_taken(self, webhook: Webhook, body: Any) -> None:
        assert webhook.post(json.dumps(body).encode()) == 200


class TestSize:
    def test_a_text_of_70_kb_is_stored_and_answered(
        self, webhook: Webhook, rows: Rows, asked: Visitor
    ) -> None:
        number = asked.phone.number
        answers = len(asked.phone.received())
        assert webhook.post(webhook.text(number, "braids " * 10_000)) == 200
        assert [row["text"][:7] for row in rows.inbound(number)][-1] == "braids "
        until(lambda: len(asked.phone.received()) > answers, 60, "an answer to the long text")
        still_books(asked)

    def test_a_body_of_3_mb_is_stored(self, webhook: Webhook, rows: Rows, asked: Visitor) -> None:
        number = asked.phone.number
        image = {"id": "1", "mime_type": "image/jpeg", "sha256": "x" * 3_000_000}
        body = json.dumps(webhook.message(number, type="image", image=image)).encode()
        assert 3_000_000 < len(body) < LONGEST_BODY
        assert webhook.post(body) == 200
        assert [row["kind"] for row in rows.inbound(number)][-1] == "image"
        asked.hear(asked.words.unread_media)
        still_books(asked)

    def test_a_longer_body_is_refused_unread(
        self, webhook: Webhook, rows: Rows, asked: Visitor
    ) -> None:
        before = kept(rows)
        body = webhook.text(asked.phone.number, "x" * (LONGEST_BODY + 1))
        assert webhook.post(body) == 413
        assert kept(rows) == before
        still_books(asked)


class TestMalformedJson:
    @pytest.mark.parametrize(
        "body",
        [b'{"object": "whatsapp_busin', b"", b"\xff\xfe\x00", b"[" * 100_000, b"NaN", b"\x00" * 9],
        ids=["cut", "empty", "not text", "deep", "no number", "zeros"],
    )
    def test_with_the_right_signature_is_kept_and_not_asked_again(
        self, webhook: Webhook, rows: Rows, body: bytes
    ) -> None:
        before = kept(rows)
        assert webhook.post(body) == 200
        assert kept(rows) == before + 1


class TestUnknownTypes:
    def test_are_acknowledged_and_the_form_goes_on(
        self, webhook: Webhook, rows: Rows, asked: Visitor
    ) -> None:
        number = asked.phone.number
        for content in UNKNOWN_TYPES.values():
            body = json.dumps(webhook.message(number, **content)).encode()
            assert webhook.post(body) == 200
        assert len(rows.inbound(number)) == 1 + len(UNKNOWN_TYPES)
        asked.hear(asked.words.unread_media)
        still_books(asked)
        unhandled = [row for row in rows.inbound(number) if row["handled_at"] is None]
        assert unhandled == []

    def test_characters_the_database_refuses_do_no_harm(
        self, webhook: Webhook, rows: Rows, asked: Visitor
    ) -> None:
        number = asked.phone.number
        text = '"Ja\\u0000ne \\ud800 Wanjiku"'
        body = webhook.text(number, "HERE").replace(b'"HERE"', text.encode())
        assert webhook.post(body) == 200
        assert len(rows.inbound(number)) == 2
        until(lambda: rows.inbound(number)[-1]["handled_at"], 60, "the message is handled")

    def test_a_button_nobody_offered_is_answered(self, stack: Stack, asked: Visitor) -> None:
        answers = len(asked.phone.received())
        asked.phone.send(type="button_reply", reply_id="/restart", title="/book_service{}")
        until(lambda: len(asked.phone.received()) > answers, 60, "an answer to the odd button")
        still_books(asked)


class TestKilledDatabase:
    def test_the_form_goes_on_afterwards(self, stack: Stack, asked: Visitor) -> None:
        stack.kill("postgres")
        asked.phone.send(text=asked.name)
        summary = asked.hear(asked.words.held)
        stack.wait_healthy(60)
        asked.pay(summary)
        asked.answer_prompt()
        asked.hear(asked.words.confirmed)


class TestOtherAddresses:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/calendar/guess.ics", 404),
            ("/calendar/" + "x" * 500 + ".ics", 404),
            ("/trace/turns?channel=1&contact=2", 401),
            ("/openapi.json", 404),
            ("/nothing", 404),
        ],
    )
    def test_strangers_learn_nothing(
        self, webhook: Webhook, stack: Stack, path: str, status: int
    ) -> None:
        assert webhook.http.get(stack.url("web") + path).status_code == status

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"x" * 200_000])
    def test_a_payment_callback_of_a_stranger_is_answered_alike_and_ignored(
        self, webhook: Webhook, stack: Stack, rows: Rows, body: bytes
    ) -> None:
        before = rows.find("SELECT count(*) FROM provider_events")
        answer = webhook.http.post(f"{stack.url('web')}/cb/{'g' * 43}", content=body)
        assert (answer.status_code, answer.json()["ResultCode"]) == (200, 0)
        assert rows.find("SELECT count(*) FROM provider_events") == before
