"""Sink mode: sends are taken with as little work as possible, for measuring Ratiba under load."""

import re
import time
from typing import Any

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.identifiers import wamid

_SEND_PATH = re.compile(r"^/meta/[^/]+/(\d+)/messages$")


class Sink:
    """Records when each send arrived."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Off, and no records."""
        self.is_on = False
        self.records: list[dict[str, Any]] = []

    def take(self, phone_number_id: str, body: bytes, epoch: float, monotonic_ns: int) -> bytes:
        """Record one send; the reply's body."""
        sent = orjson.loads(body)
        record = {
            "n": len(self.records) + 1,
            "phone_number_id": phone_number_id,
            "epoch": epoch,
            "monotonic_ns": monotonic_ns,
            "body": sent,
        }
        self.records.append(record)
        if "status" in sent:
            record["kind"], record["to"] = "read", None
            return b'{"success":true}'
        to = str(sent.get("to") or sent.get("recipient") or "")
        record["kind"], record["to"] = "message", to.lstrip("+")
        record["id"] = message_id = wamid(record["to"])
        return orjson.dumps(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": record["to"]}],
                "messages": [{"id": message_id}],
            }
        )


class SinkGate:
    """Answers sends itself while the sink is on; everything else goes to the application."""

    def __init__(self, app: ASGIApp, sink: Sink) -> None:
        self._app, self._sink = app, sink

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._sink.is_on or scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        path = _SEND_PATH.match(scope["path"])
        if path is None:
            await self._app(scope, receive, send)
            return
        epoch, monotonic_ns = time.time(), time.monotonic_ns()
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        try:
            status, reply = 200, self._sink.take(path[1], body, epoch, monotonic_ns)
        except (orjson.JSONDecodeError, AttributeError, TypeError):
            status, reply = 400, b'{"error":{"code":100,"message":"(#100) Invalid parameter"}}'
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(reply)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": reply})
