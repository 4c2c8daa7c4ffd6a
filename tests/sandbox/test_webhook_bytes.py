"""The bytes of webhooks: escaping, signature, damage."""

import asyncio
import hashlib
import hmac
import json

import httpx
import pytest

from sandbox.behaviors import WebhookBehavior
from sandbox.models import Delivery
from sandbox.whatsapp.webhooks import WebhookSender, encode, sign

pytestmark = pytest.mark.unit

CLIENT = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
PAYLOAD = {"text": "Habari yako, é 😀 <a/b>"}


class TestEncode:
    def test_non_ascii_is_escaped_as_meta_escapes_it(self) -> None:
        body = encode(PAYLOAD)

        assert body.isascii()
        assert rb"\u00e9 \ud83d\ude00" in body
        assert rb"<a\/b>" in body

    def test_the_escaped_form_reads_back_the_same(self) -> None:
        assert json.loads(encode(PAYLOAD)) == PAYLOAD

    def test_slashes_can_be_left_alone(self) -> None:
        assert b"<a/b>" in encode(PAYLOAD, escape_slashes=False)


class TestSign:
    def test_the_signature_is_the_hmac_of_the_raw_bytes(self) -> None:
        body = encode(PAYLOAD)
        expected = hmac.new(b"secret", body, hashlib.sha256).hexdigest()

        assert sign("secret", body) == f"sha256={expected}"

    def test_re_encoding_the_json_breaks_it(self) -> None:
        body = encode(PAYLOAD)
        again = json.dumps(json.loads(body), ensure_ascii=False).encode()

        assert sign("secret", again) != sign("secret", body)


class TestPrepare:
    def _prepare(self, **settings: object) -> tuple[bytes, dict[str, str]]:
        sender = WebhookSender(CLIENT, "http://nowhere", "secret")
        return sender.prepare(PAYLOAD, WebhookBehavior.model_validate(settings))

    def test_a_wrong_signature_is_well_formed_but_wrong(self) -> None:
        body, headers = self._prepare(signature="wrong")

        assert len(headers["X-Hub-Signature-256"]) == len("sha256=") + 64
        assert headers["X-Hub-Signature-256"] != sign("secret", body)

    def test_a_missing_signature_leaves_no_header(self) -> None:
        _, headers = self._prepare(signature="missing")

        assert not [name for name in headers if "Signature" in name]

    def test_sha1_only_has_the_old_header_alone(self) -> None:
        _, headers = self._prepare(signature="sha1_only")

        assert headers["X-Hub-Signature"].startswith("sha1=")
        assert "X-Hub-Signature-256" not in headers

    @pytest.mark.parametrize("corrupt", ["truncate", "not_json", "empty"])
    def test_a_damaged_body_is_not_json_but_rightly_signed(self, corrupt: str) -> None:
        body, headers = self._prepare(corrupt=corrupt)

        assert headers["X-Hub-Signature-256"] == sign("secret", body)
        with pytest.raises(json.JSONDecodeError):
            json.loads(body)


class TestDeliver:
    @pytest.mark.parametrize(
        "problem",
        [httpx.ConnectError("refused"), RuntimeError("the handler is closed")],
    )
    async def test_a_transport_that_breaks_is_tried_again(self, problem: Exception) -> None:
        problems = [problem]

        def handle(_: httpx.Request) -> httpx.Response:
            if problems:
                raise problems.pop()
            return httpx.Response(200)

        client = httpx.AsyncClient(transport=httpx.MockTransport(handle))
        told: list[Delivery] = []

        sender = WebhookSender(client, "http://localhost/hook", "secret")
        taken = await sender.deliver(PAYLOAD, WebhookBehavior(retry_delays_ms=[1]), told.append)

        assert taken
        assert [(one.error, one.http_status) for one in told] == [
            (type(problem).__name__, None),
            (None, 200),
        ]

    async def test_a_server_that_hangs_is_left_after_the_timeout(self) -> None:
        async def handle(_: httpx.Request) -> httpx.Response:
            await asyncio.sleep(60)
            return httpx.Response(200)

        client = httpx.AsyncClient(transport=httpx.MockTransport(handle))
        told: list[Delivery] = []

        sender = WebhookSender(client, "http://localhost/hook", "secret")
        behavior = WebhookBehavior(retry_delays_ms=[], timeout_ms=20)
        taken = await sender.deliver(PAYLOAD, behavior, told.append)

        assert not taken
        assert [one.error for one in told] == ["TimeoutError"]
