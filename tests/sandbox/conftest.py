"""The sandbox and a receiver of its webhooks, each as a real HTTP server in a thread."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.app import create_app
from sandbox.models import Business
from sandbox.settings import SandboxSettings
from tests.fixtures.servers import free_port, served, wait_for

__all__ = ["wait_for"]

SECRET = "an-app-secret"
BUSINESS = "106540352242922"
CUSTOMER = "254712345678"
SHORTCODE = "174379"


@dataclass
class Received:
    """One request that reached the receiver."""

    path: str
    body: bytes
    headers: dict[str, str]
    at: float


@dataclass
class Receiver:
    """What the sandbox posts to; `statuses` are the replies to give next, then 200."""

    url: str
    received: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    turns: Response | None = None

    def to(self, path: str) -> list[Received]:
        """What arrived at a path."""
        return [request for request in self.received if request.path == path]

    def clear(self) -> None:
        self.received.clear()
        self.statuses.clear()
        self.turns = None


@pytest.fixture(scope="session")
def receiver_server() -> Iterator[Receiver]:
    receiver = Receiver(url=f"http://127.0.0.1:{free_port()}")

    async def take(request: Request) -> Response:
        received = Received(
            request.url.path, await request.body(), dict(request.headers), time.monotonic()
        )
        receiver.received.append(received)
        status = receiver.statuses.pop(0) if receiver.statuses else 200
        if request.method == "GET" and request.url.path == "/webhooks/whatsapp":
            return Response(request.query_params["hub.challenge"])
        if request.url.path == "/trace/turns":
            return receiver.turns or JSONResponse({"turns": []})
        return Response(status_code=status)

    app = Starlette(routes=[Route("/{path:path}", take, methods=["GET", "POST"])])
    with served(app, int(receiver.url.rpartition(":")[2])):
        yield receiver


@pytest.fixture(scope="session")
def sandbox_url(receiver_server: Receiver) -> Iterator[str]:
    port = free_port()
    settings = SandboxSettings(
        public_url=receiver_server.url,
        meta_app_secret=SECRET,
        trace_token="a-trace-token",
        sandbox_port=port,
        sandbox_state=None,
        sandbox_businesses=[
            Business(
                phone_number_id=BUSINESS,
                display_phone_number="+254 700 123 456",
                name="Glow Salon",
                vertical="salon",
                shortcode=SHORTCODE,
            )
        ],
    )
    with served(create_app(settings), port) as url:
        yield url


@pytest.fixture
def receiver(receiver_server: Receiver) -> Receiver:
    """The receiver, with nothing received yet."""
    receiver_server.clear()
    return receiver_server


class Api:
    """A client of the sandbox as Ratiba and as a test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=10, trust_env=False)

    def control(self, method: str, path: str, body: Any = None, expect: int | None = None) -> Any:
        reply = self.http.request(method, f"/control{path}", json=body)
        assert reply.status_code == expect if expect else reply.is_success, reply.text
        return reply.json()

    def behave(self, **layers: Any) -> None:
        """Set behaviors: `next=`, `numbers=`, `defaults=`."""
        self.control("POST", "/behaviors", layers)

    def write(self, text: str = "hi", **more: Any) -> dict[str, Any]:
        """Send a customer's message and wait until it was delivered."""
        message = {"phone_number_id": BUSINESS, "customer": CUSTOMER, "text": text, "wait": True}
        answer: dict[str, Any] = self.control("POST", "/messages", {**message, **more})
        return answer

    def send(self, body: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send as the business."""
        message = {"messaging_product": "whatsapp", "to": f"+{CUSTOMER}", "type": "text"}
        content = body or {"text": {"body": "hello"}}
        headers = {"Authorization": "Bearer a-token"}
        return self.http.post(
            f"/meta/v26.0/{BUSINESS}/messages", json={**message, **content, **more}, headers=headers
        )

    def conversation(self, sender: str | None = None) -> list[dict[str, Any]]:
        query = f"?sender={sender}" if sender else ""
        answer = self.control("GET", f"/conversations/{BUSINESS}/{CUSTOMER}/messages{query}")
        messages: list[dict[str, Any]] = answer["messages"]
        return messages


@pytest.fixture
def api(sandbox_url: str, receiver: Receiver) -> Iterator[Api]:
    """The sandbox as after a first start."""
    client = Api(sandbox_url)
    client.control("POST", "/reset")
    receiver.clear()
    yield client
    client.control("POST", "/reset")
    client.http.close()
