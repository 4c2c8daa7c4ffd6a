"""The bytes of webhooks: escaping, signature, damage."""

import hashlib
import hmac
import json

import httpx
import pytest

from sandbox.behaviors import WebhookBehavior
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
