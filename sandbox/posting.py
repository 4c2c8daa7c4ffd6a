"""One POST to the business, and what became of it."""

import asyncio
import time

import httpx

from sandbox.models import Delivery


async def post_once(
    client: httpx.AsyncClient,
    url: str,
    content: bytes,
    headers: dict[str, str],
    *,
    seconds: float = 10,
) -> Delivery:
    """Send it; whatever breaks is the delivery's `error`, never an exception."""
    started, at = time.perf_counter(), time.time()
    delivery = Delivery(attempt=1, at=at, ms=0)
    try:
        # The client's own limits are per step: a server killed between two steps escapes them.
        async with asyncio.timeout(seconds):
            reply = await client.post(url, content=content, headers=headers, timeout=seconds)
        delivery.http_status = reply.status_code
    # A transport that breaks under a request raises more than httpx.HTTPError.
    except Exception as problem:
        delivery.error = type(problem).__name__
    delivery.ms = round((time.perf_counter() - started) * 1000, 2)
    return delivery
