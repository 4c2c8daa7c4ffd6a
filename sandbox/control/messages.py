"""Customers' messages to businesses, and what both sides said."""

import asyncio
import contextlib
import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from pydantic import BaseModel, Field

from sandbox.control.content import CustomerMessage, WireContent
from sandbox.models import Message, digits_of
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/control")
Root = Annotated[Sandbox, Depends(get_sandbox)]


class Batch(BaseModel):
    """Messages, of one or several businesses, in one webhook."""

    messages: list[CustomerMessage] = Field(min_length=1, max_length=1000)
    copies: int = Field(default=1, ge=1, le=50)
    wait: bool = False


def _new_message(sandbox: Sandbox, body: CustomerMessage) -> Message:
    business = sandbox.store.business(body.phone_number_id)
    customer = sandbox.store.customer(body.customer)
    kind, content = WireContent(sandbox.whatsapp.media, sandbox.settings.own_url).of(body)
    context_id = None if kind == "reaction" else body.context_id
    return sandbox.whatsapp.new_inbound(
        business, customer, kind, content, id=body.id, at=body.at, context_id=context_id
    )


@router.post("/messages", status_code=201)
async def send_customer_message(body: CustomerMessage, sandbox: Root) -> dict[str, Any]:
    """Send a message as a customer: `{"id": wamid, "at": epoch, "monotonic_ns": int}`.

    With `wait` also `"delivered": bool` and `"deliveries": [...]`.
    """
    message = _new_message(sandbox, body)
    reply: dict[str, Any] = {
        "id": message.id,
        "at": time.time(),
        "monotonic_ns": time.monotonic_ns(),
    }
    delivery = sandbox.whatsapp.deliver([message], copies=body.copies)
    if not body.wait:
        sandbox.background.start(delivery)
        return reply
    reply["delivered"] = await delivery
    reply["deliveries"] = [attempt.model_dump() for attempt in message.deliveries]
    return reply


@router.post("/batches", status_code=201)
async def send_batch(batch: Batch, sandbox: Root) -> dict[str, Any]:
    """Send several messages in one webhook: `{"ids": [...]}`, with `wait` also `delivered`."""
    messages = [_new_message(sandbox, body) for body in batch.messages]
    reply: dict[str, Any] = {"ids": [message.id for message in messages]}
    delivery = sandbox.whatsapp.deliver(messages, copies=batch.copies)
    if not batch.wait:
        sandbox.background.start(delivery)
        return reply
    reply["delivered"] = await delivery
    return reply


@router.post("/webhooks", status_code=202)
async def send_raw_webhook(payload: dict[str, Any], sandbox: Root) -> dict[str, Any]:
    """Sign and deliver any webhook body as it is: `{"delivered": bool}`."""
    return {"delivered": await sandbox.whatsapp.post(payload)}


@router.get("/conversations")
async def list_conversations(sandbox: Root) -> list[dict[str, Any]]:
    """Every conversation with its number of messages and the last one."""
    return [
        {
            "phone_number_id": key[0],
            "customer": key[1],
            "count": len(messages),
            "last": messages[-1].model_dump(),
        }
        for key, messages in sandbox.store.conversations.items()
    ]


@router.get("/conversations/{phone_number_id}/{phone}/messages")
async def read_conversation(
    phone_number_id: str,
    phone: str,
    sandbox: Root,
    after: str | None = None,
    sender: Literal["customer", "business"] | None = None,
    above: int = 0,
    seconds: Annotated[float, Query(ge=0, le=20)] = 0,
) -> dict[str, Any]:
    """The messages of both sides in order: `{"messages": [Message]}`; `after` is a message id.

    With `seconds` the answer waits until there are more than `above`, at most so long.
    """
    customer = digits_of(phone)

    def chosen() -> list[Message]:
        messages = sandbox.store.conversations.get((phone_number_id, customer), [])
        position = next((i for i, m in enumerate(messages) if m.id == after), -1) if after else -1
        return [m for m in messages[position + 1 :] if sender is None or m.sender == sender]

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while len(chosen()) <= above:
                await sandbox.store.next_message(phone_number_id, customer)
    return {"messages": [m.model_dump() for m in chosen()]}


@router.get("/messages/{message_id}")
async def read_message(message_id: str, sandbox: Root) -> dict[str, Any]:
    """One message with its statuses and deliveries."""
    message = sandbox.store.messages.get(message_id)
    if message is None:
        raise HTTPException(404, "no such message")
    return message.model_dump()


@router.get("/media/{file_id}")
async def read_media(file_id: str, sandbox: Root) -> Response:
    """The bytes of a file, for the phone page."""
    file = sandbox.whatsapp.media.get(file_id)
    if file is None:
        raise HTTPException(404, "no such file")
    return Response(file.content, media_type=file.mime_type)


@router.get("/sms/{phone}")
async def read_sms(phone: str, sandbox: Root) -> dict[str, Any]:
    """The SMS inbox of a phone, oldest first: `{"sms": [Sms]}`."""
    return {"sms": [sms.model_dump() for sms in sandbox.store.sms.get(digits_of(phone), [])]}


@router.get("/handshake")
async def try_handshake(
    sandbox: Root, verify_token: Annotated[str, Query(min_length=0)]
) -> dict[str, Any]:
    """Subscribe as Meta does: GET on the webhook address with a challenge."""
    challenge = "1158201444"
    reply = await sandbox.client.get(
        sandbox.settings.whatsapp_webhook_url,
        params={
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": verify_token,
        },
    )
    return {
        "status": reply.status_code,
        "body": reply.text,
        "is_right": reply.status_code == 200 and reply.text == challenge,
    }
