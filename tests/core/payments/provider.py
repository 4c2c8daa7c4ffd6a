"""The simulated provider on a real port, and a port that answers from a script."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.app import create_app
from sandbox.settings import SandboxSettings


@dataclass
class Provider:
    """The sandbox, with its switches at hand."""

    url: str
    http: httpx.AsyncClient

    @property
    def daraja_url(self) -> str:
        return f"{self.url}/daraja"

    async def next(self, operation: str, **behavior: Any) -> None:
        """Behave like this for the next request."""
        await self._behave(next={operation: behavior})

    async def always(self, operation: str, **behavior: Any) -> None:
        """Behave like this from now on."""
        await self._behave(defaults={operation: behavior})

    async def answer(self, phone: str, answer: str) -> None:
        """Let the customer answer the prompt on a phone as soon as it is there."""
        for _ in range(100):
            reply = await self.http.post(
                f"{self.url}/control/stk/answer/{phone}", json={"answer": answer}
            )
            if reply.status_code == 200:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("no prompt came")

    async def prompts(self) -> list[dict[str, Any]]:
        """Every prompt so far."""
        reply = await self.http.get(f"{self.url}/control/stk")
        return list(reply.json()["prompts"])

    async def requests(self, operation: str) -> list[dict[str, Any]]:
        """What the provider received."""
        reply = await self.http.get(f"{self.url}/control/requests", params={"operation": operation})
        return list(reply.json()["requests"])

    async def expire_tokens(self) -> None:
        """End every access token."""
        await self.http.post(f"{self.url}/control/daraja/expire-tokens")

    async def _behave(self, **layers: Any) -> None:
        reply = await self.http.post(f"{self.url}/control/behaviors", json=layers)
        assert reply.status_code == 200, reply.text


@pytest.fixture(scope="module")
def sandbox_url() -> Iterator[str]:
    """A sandbox in a thread of its own."""
    server, listener = _server(create_app(SandboxSettings()))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield _address(listener)
    server.should_exit = True
    thread.join(5)


@pytest.fixture
async def provider(sandbox_url: str) -> AsyncIterator[Provider]:
    """The sandbox as if it had just started."""
    async with httpx.AsyncClient(verify=False) as http:
        await http.post(f"{sandbox_url}/control/reset")
        yield Provider(sandbox_url, http)


sandbox_fixtures = (sandbox_url, provider)
"""What a module takes on to use the sandbox: `sandbox_url, provider = sandbox_fixtures`."""


@dataclass
class Script:
    """A server that answers each request with the next of its replies, the last one for ever."""

    replies: list[Response | Callable[[Request], Awaitable[Response]]]
    seen: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        self.seen.append((request.method, request.url.path, await request.body()))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        response = reply if isinstance(reply, Response) else await reply(request)
        await response(scope, receive, send)


@asynccontextmanager
async def serve(app: ASGIApp) -> AsyncIterator[str]:
    """An application on a free port of this machine; gives its address."""
    server, listener = _server(app)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if running.done():
            running.result()
        await asyncio.sleep(0.005)
    try:
        yield _address(listener)
    finally:
        server.should_exit = True
        await running


class _QuietServer(uvicorn.Server):
    """Leaves the signals of the test run alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: ASGIApp) -> tuple[uvicorn.Server, socket.socket]:
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    return _QuietServer(config), socket.create_server(("127.0.0.1", 0))


def _address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"
