"""Replies that no well-behaved server gives."""

import asyncio

from fastapi import Response
from starlette.types import Receive, Scope, Send

from sandbox.behaviors import RequestBehavior


class CutReply(Response):
    """Begins a reply and never ends it, so the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"512")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"', "more_body": True})


async def early_reply(behavior: RequestBehavior) -> Response | None:
    """Wait as told, then the raw reply where one is set."""
    if behavior.delay_ms:
        await asyncio.sleep(behavior.delay_ms / 1000)
    if behavior.raw is None:
        return None
    raw = behavior.raw
    return Response(raw.body, status_code=raw.status, media_type=raw.content_type)


async def late_reply(behavior: RequestBehavior, reply: Response) -> Response:
    """The reply after the delay it was given, or a broken connection."""
    if behavior.delay_reply_ms:
        await asyncio.sleep(behavior.delay_reply_ms / 1000)
    return CutReply() if behavior.cut else reply
