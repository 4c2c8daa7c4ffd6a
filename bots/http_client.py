"""JSON posts to one server over kept-alive connections, each request one write.

A turn makes one or two of these calls; a general client costs as much as the rest of the turn.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import httptools

_IDLE_SECONDS = 30.0
_MOST_IDLE = 32


class ConnectionLost(ConnectionError):
    """The server hung up before it answered."""


@dataclass(frozen=True)
class Address:
    """Where to connect and what to ask for."""

    host: str
    port: int
    path: str
    is_secure: bool

    @classmethod
    def of(cls, url: str) -> Address:
        """The address of an http or https URL."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"Not an http address: {url}")
        is_secure = parts.scheme == "https"
        path = parts.path or "/"
        return cls(
            parts.hostname,
            parts.port or (443 if is_secure else 80),
            f"{path}?{parts.query}" if parts.query else path,
            is_secure,
        )


class _Connection(asyncio.Protocol):
    """One connection; answers one request at a time."""

    def __init__(self) -> None:
        self.idle_since = 0.0
        self.is_reusable = True
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._parts: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(ConnectionLost(type(error).__name__))

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(ConnectionLost("closed"))

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self.is_reusable = self.is_reusable and self._parser.should_keep_alive()
        if self._answer and not self._answer.done():
            self._answer.set_result((self._parser.get_status_code(), b"".join(self._parts)))

    async def exchange(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        if not self.is_reusable or self._transport is None:
            raise ConnectionLost("closed")
        self._parts.clear()
        self._parser = httptools.HttpResponseParser(self)
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._answer
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        self.is_reusable = False
        if self._transport is not None:
            self._transport.close()

    def _fail(self, error: Exception) -> None:
        self.is_reusable = False
        if self._answer and not self._answer.done():
            self._answer.set_exception(error)


class HttpClient:
    """Posts JSON; connections are kept per address and event loop."""

    def __init__(self) -> None:
        self._idle: dict[Address, list[_Connection]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def post(
        self, address: Address, body: bytes, headers: dict[str, str], timeout: float
    ) -> tuple[int, bytes]:
        """Status and body; raises OSError when there is no server, TimeoutError after `timeout`.

        A kept connection that the server closed meanwhile is replaced once: the caller's requests
        must be safe to repeat.
        """
        return await asyncio.wait_for(self._post(address, _head(address, body, headers)), timeout)

    async def _post(self, address: Address, request: bytes) -> tuple[int, bytes]:
        kept = self._kept(address)
        if kept is not None:
            try:
                return await self._exchange(address, kept, request)
            except ConnectionLost:
                self._drop(address)
        return await self._exchange(address, await self._connect(address), request)

    async def close(self) -> None:
        """Hang up everywhere."""
        for address in list(self._idle):
            self._drop(address)

    async def _exchange(
        self, address: Address, connection: _Connection, request: bytes
    ) -> tuple[int, bytes]:
        answer = await connection.exchange(request)
        idle = self._idle.setdefault(address, [])
        if connection.is_reusable and len(idle) < _MOST_IDLE:
            connection.idle_since = asyncio.get_running_loop().time()
            idle.append(connection)
        else:
            connection.close()
        return answer

    async def _connect(self, address: Address) -> _Connection:
        context = ssl.create_default_context() if address.is_secure else None
        _, connection = await asyncio.get_running_loop().create_connection(
            _Connection, address.host, address.port, ssl=context
        )
        return connection

    def _kept(self, address: Address) -> _Connection | None:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._idle, self._loop = {}, loop
        idle = self._idle.get(address) or []
        while idle:
            connection = idle.pop()
            if connection.is_reusable and loop.time() - connection.idle_since < _IDLE_SECONDS:
                return connection
            connection.close()
        return None

    def _drop(self, address: Address) -> None:
        for connection in self._idle.pop(address, []):
            connection.close()


def _head(address: Address, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [
        f"POST {address.path} HTTP/1.1",
        f"Host: {address.host}:{address.port}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
