import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from core.llm.bounded import bounded_client

pytestmark = pytest.mark.unit

AT_ONCE = 24


@pytest.fixture
async def provider() -> AsyncIterator[tuple[str, set[str]]]:
    """A slow provider's address, and the connections that it saw."""
    connections: set[str] = set()
    together = asyncio.Barrier(AT_ONCE)

    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        connections.add(str(request.transport.get_extra_info("peername")))
        await together.wait()
        return web.json_response({})

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    yield f"http://127.0.0.1:{port}/", connections
    await runner.cleanup()


class TestBoundedClient:
    async def test_a_connection_of_every_question_at_once_is_kept_for_the_next(
        self, provider: tuple[str, set[str]]
    ) -> None:
        url, connections = provider
        client = bounded_client(most_bytes=1000, most_connections=AT_ONCE, seconds=10)
        async with client, asyncio.timeout(30):
            for _ in range(3):
                await asyncio.gather(*(client.get(url) for _ in range(AT_ONCE)))
        assert len(connections) == AT_ONCE
