"""HTTP for providers whose answers are not trusted: never more than so many bytes in memory."""

from collections.abc import AsyncIterator

import httpx2

_KEPT_SECONDS = 60.0


class AnswerTooLong(Exception):
    """More came than an answer may have."""


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream, self._most = stream, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise AnswerTooLong
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def bounded_client(*, most_bytes: int, most_connections: int, seconds: float) -> httpx2.AsyncClient:
    """A client that breaks off an answer of more than `most_bytes`, compressed ones at once."""

    async def bound(response: httpx2.Response) -> None:
        # A small compressed body can become a large one.
        if response.headers.get("content-encoding", "identity").casefold() != "identity":
            raise AnswerTooLong
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > most_bytes:
            raise AnswerTooLong
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _BoundedStream(response.stream, most_bytes)

    return httpx2.AsyncClient(
        headers={"Accept-Encoding": "identity"},
        timeout=httpx2.Timeout(seconds, connect=min(2.0, seconds)),
        limits=httpx2.Limits(
            max_connections=most_connections,
            max_keepalive_connections=most_connections,
            keepalive_expiry=_KEPT_SECONDS,
        ),
        event_hooks={"response": [bound]},
        follow_redirects=False,
    )
