"""The phone page's live wire: events, and the trace of turns from Ratiba."""

import asyncio
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect
from fastapi.encoders import jsonable_encoder

from sandbox.models import digits_of
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/control")
Root = Annotated[Sandbox, Depends(get_sandbox)]
_TRACE_TIMEOUT = 3.0


@router.get("/trace")
async def read_trace(
    sandbox: Root, phone_number_id: str, customer: str, after: str | None = None, limit: int = 20
) -> dict[str, Any]:
    """Ratiba's trace of turns: `{"state": "ok", "turns": [...]}`.

    Other states: `off` (no token set, or Ratiba has no trace), `refused`, `down`, `error`.
    """
    token = sandbox.settings.trace_token.get_secret_value()
    if not token:
        return {"state": "off", "turns": []}
    params: dict[str, str | int] = {
        "channel": phone_number_id,
        "contact": digits_of(customer),
        "limit": limit,
    }
    if after:
        params["after"] = after
    try:
        reply = await sandbox.client.get(
            f"{sandbox.settings.public_url.rstrip('/')}/trace/turns",
            params=params,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TRACE_TIMEOUT,
        )
    except httpx.HTTPError as problem:
        return {"state": "down", "detail": type(problem).__name__, "turns": []}
    return _trace_answer(reply)


def _trace_answer(reply: httpx.Response) -> dict[str, Any]:
    if reply.status_code in (401, 403):
        return {"state": "refused", "turns": []}
    if reply.status_code == 404:
        return {"state": "off", "turns": []}
    if reply.status_code != 200:
        return {"state": "error", "detail": f"HTTP {reply.status_code}", "turns": []}
    try:
        turns = reply.json()["turns"]
    except (ValueError, KeyError, TypeError):
        return {"state": "error", "detail": "unreadable answer", "turns": []}
    return {"state": "ok", "turns": turns}


@router.websocket("/events")
async def stream_events(socket: WebSocket, sandbox: Root) -> None:
    """Events as JSON: message, typing, stk, sms, customer, business, reload."""
    await socket.accept()
    with sandbox.events.subscribe() as events:

        async def send_all() -> None:
            async for event in events:
                await socket.send_json(jsonable_encoder(event))

        sender = asyncio.ensure_future(send_all())
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            return
        finally:
            sender.cancel()
