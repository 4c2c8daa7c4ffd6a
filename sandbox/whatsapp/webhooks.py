"""Signed webhooks, delivered as Meta delivers them."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx

from sandbox.behaviors import WebhookBehavior
from sandbox.models import Delivery
from sandbox.posting import post_once

OnAttempt = Callable[[Delivery], None]


def encode(payload: dict[str, Any], *, escape_slashes: bool = True) -> bytes:
    r"""The payload in the form Meta signs: non-ASCII as `\uXXXX`, `/` as `\/`."""
    text = json.dumps(payload, ensure_ascii=True, separators=(",", ":"))
    return (text.replace("/", "\\/") if escape_slashes else text).encode()


def sign(secret: str, body: bytes) -> str:
    """The value of `X-Hub-Signature-256` for a raw body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class WebhookSender:
    """Posts webhooks to one URL, again and again while it does not answer with 2xx."""

    def __init__(self, client: httpx.AsyncClient, url: str, secret: str) -> None:
        self._client, self._url, self._secret = client, url, secret

    def prepare(
        self, payload: dict[str, Any], behavior: WebhookBehavior
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a delivery."""
        body = encode(payload, escape_slashes=behavior.escape_slashes)
        if behavior.corrupt == "truncate":
            body = body[: len(body) // 2]
        elif behavior.corrupt == "not_json":
            body = b"<html>not json</html>"
        elif behavior.corrupt == "empty":
            body = b""
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if behavior.signature == "right":
            headers["X-Hub-Signature-256"] = sign(self._secret, body)
        elif behavior.signature == "wrong":
            headers["X-Hub-Signature-256"] = sign(self._secret + "x", body)
        if behavior.signature in ("right", "sha1_only"):
            sha1 = hmac.new(self._secret.encode(), body, hashlib.sha1).hexdigest()
            headers["X-Hub-Signature"] = f"sha1={sha1}"
        return body, headers

    async def deliver(
        self, payload: dict[str, Any], behavior: WebhookBehavior, on_attempt: OnAttempt
    ) -> bool:
        """Deliver with all copies; True when every copy was accepted."""
        if behavior.delay_ms:
            await asyncio.sleep(behavior.delay_ms / 1000)
        if behavior.drop:
            return False
        body, headers = self.prepare(payload, behavior)
        copies = (
            self._deliver_one(body, headers, behavior, on_attempt) for _ in range(behavior.copies)
        )
        return all(await asyncio.gather(*copies))

    async def _deliver_one(
        self, body: bytes, headers: dict[str, str], behavior: WebhookBehavior, told: OnAttempt
    ) -> bool:
        for attempt, delay_ms in enumerate([0, *behavior.retry_delays_ms], start=1):
            await asyncio.sleep(delay_ms / 1000)
            delivery = await post_once(
                self._client, self._url, body, headers, seconds=behavior.timeout_ms / 1000
            )
            delivery.attempt = attempt
            told(delivery)
            if delivery.http_status is not None and 200 <= delivery.http_status < 300:
                return True
        return False
