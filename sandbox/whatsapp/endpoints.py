"""`/meta/{version}/...`: the Graph API as far as WhatsApp needs it."""

import time
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from sandbox.behaviors import MediaBehavior, SendBehavior
from sandbox.models import Business
from sandbox.replies import early_reply, late_reply
from sandbox.root import Sandbox, get_sandbox
from sandbox.whatsapp.errors import GraphError
from sandbox.whatsapp.media import MediaFile, check_upload

router = APIRouter(prefix="/meta")
Root = Annotated[Sandbox, Depends(get_sandbox)]


def bearer_of(request: Request) -> str:
    """The bearer token of a request; refuses one without."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip() or request.query_params.get("access_token", "")
    if not token or (scheme and scheme.lower() != "bearer"):
        raise GraphError(190, "An access token is required to request this resource.")
    return token


def authorized_business(sandbox: Sandbox, request: Request, phone_number_id: str) -> Business:
    """The business of a number, when the token fits."""
    token = bearer_of(request)
    if not phone_number_id.isdigit():
        raise GraphError(
            100,
            f"Unsupported request. Object with ID '{phone_number_id}' does not exist",
        )
    business = sandbox.store.business(phone_number_id)
    if business.token is not None and token != business.token:
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
    return business


@router.post("/{version}/{phone_number_id}/messages")
async def send_message(phone_number_id: str, request: Request, sandbox: Root) -> Response:
    """Send a message, mark one as read, or show the typing dots."""
    received_ns = time.monotonic_ns()
    raw = await request.body()
    business = authorized_business(sandbox, request, phone_number_id)
    body = _json_object(raw)
    to = str(body.get("to") or body.get("recipient") or "")
    sandbox.store.log_request(
        "whatsapp.messages", body, phone_number_id=phone_number_id, monotonic_ns=received_ns
    )
    if body.get("status") is not None:
        return _mark_read(sandbox, business, body)
    behavior = sandbox.behaviors.effective("whatsapp.messages", SendBehavior, phone_number_id, to)
    early = await early_reply(behavior)
    if early is not None:
        if behavior.do_it_anyway:
            _take(sandbox, business, body, received_ns)
        return early
    if behavior.error_code is not None:
        if behavior.do_it_anyway:
            _take(sandbox, business, body, received_ns)
        raise GraphError(behavior.error_code, http_status=behavior.http_status)
    reply = _take(sandbox, business, body, received_ns)
    if behavior.message_status is not None:
        reply["messages"][0]["message_status"] = behavior.message_status
    return await late_reply(behavior, JSONResponse(reply))


def _take(
    sandbox: Sandbox, business: Business, body: dict[str, Any], received_ns: int
) -> dict[str, Any]:
    message, reply = sandbox.whatsapp.accept(business, body, received_ns)
    sandbox.store.counters[f"whatsapp.messages.{message.type}"] += 1
    sandbox.whatsapp.show(message)
    return reply


def _mark_read(sandbox: Sandbox, business: Business, body: dict[str, Any]) -> Response:
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    if body["status"] != "read" or not isinstance(body.get("message_id"), str):
        raise GraphError(131009, "status must be read, with a message_id")
    typing = body.get("typing_indicator")
    if typing is not None and typing != {"type": "text"}:
        raise GraphError(131009, "typing_indicator.type must be text")
    sandbox.whatsapp.mark_read(business, body["message_id"], is_typing=typing is not None)
    sandbox.store.counters["whatsapp.typing" if typing else "whatsapp.read"] += 1
    return JSONResponse({"success": True})


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise GraphError(100, "Invalid parameter: the body is not valid JSON") from None
    if not isinstance(body, dict):
        raise GraphError(100, "Invalid parameter: the body must be a JSON object")
    return body


async def _media_reply(sandbox: Sandbox, number: str) -> tuple[MediaBehavior, Response | None]:
    behavior = sandbox.behaviors.effective("whatsapp.media", MediaBehavior, number)
    early = await early_reply(behavior)
    if early is None and behavior.error_code is not None:
        raise GraphError(behavior.error_code, http_status=behavior.http_status)
    return behavior, early


@router.post("/{version}/{phone_number_id}/media")
async def upload_media(phone_number_id: str, request: Request, sandbox: Root) -> Response:
    """Take a file: multipart with `messaging_product`, `type` and `file`."""
    authorized_business(sandbox, request, phone_number_id)
    behavior, early = await _media_reply(sandbox, phone_number_id)
    if early is not None:
        return early
    async with request.form() as form:
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(100, "The parameter messaging_product is required.")
        upload = form.get("file")
        if upload is None or isinstance(upload, str):
            raise GraphError(100, "The parameter file is required.")
        content = await upload.read()
        mime_type = str(form.get("type") or upload.content_type or "")
        filename = upload.filename
    check_upload(mime_type, len(content))
    sandbox.store.log_request(
        "whatsapp.media", {"type": mime_type, "size": len(content)}, phone_number_id=phone_number_id
    )
    file = sandbox.whatsapp.media.put(content, mime_type, phone_number_id, filename)
    return await late_reply(behavior, JSONResponse({"id": file.id}))


@router.get("/{version}/media-files/{key}")
async def download_media(key: str, request: Request, sandbox: Root) -> Response:
    """The bytes behind a media link: needs the bearer token, 404 after five minutes."""
    bearer_of(request)
    file = sandbox.whatsapp.media.follow(key)
    behavior, early = await _media_reply(sandbox, file.phone_number_id if file else "")
    if early is not None:
        return early
    if file is None:
        return Response("Not found", status_code=404, media_type="text/html")
    authorized_business(sandbox, request, file.phone_number_id)
    sandbox.store.counters["whatsapp.media.download"] += 1
    if behavior.redirect_to is not None:
        return Response(status_code=302, headers={"Location": behavior.redirect_to})
    content = file.content[::-1] + b"?" if behavior.damaged else file.content
    return await late_reply(behavior, Response(content, media_type=file.mime_type))


@router.get("/{version}/{object_id}")
async def read_object(object_id: str, request: Request, sandbox: Root) -> Response:
    """A media object's link, or a phone number's facts."""
    bearer_of(request)
    file = sandbox.whatsapp.media.get(object_id)
    if file is not None:
        return await _media_facts(sandbox, file, request)
    business = sandbox.store.businesses.get(object_id)
    if business is None:
        raise GraphError(
            100, f"Unsupported get request. Object with ID '{object_id}' does not exist"
        )
    authorized_business(sandbox, request, object_id)
    return JSONResponse(
        {
            "id": business.phone_number_id,
            "display_phone_number": business.display_phone_number,
            "verified_name": business.name,
            "quality_rating": "GREEN",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "STANDARD"},
        }
    )


async def _media_facts(sandbox: Sandbox, file: MediaFile, request: Request) -> Response:
    number = request.query_params.get("phone_number_id", file.phone_number_id)
    behavior, early = await _media_reply(sandbox, number)
    if early is not None:
        return early
    if number != file.phone_number_id:
        raise GraphError(100, f"Object with ID '{file.id}' does not exist")
    authorized_business(sandbox, request, file.phone_number_id)
    sandbox.store.counters["whatsapp.media.look_up"] += 1
    key = sandbox.whatsapp.media.link(file, is_expired=behavior.url_expired)
    version = request.path_params["version"]
    size = len(file.content) if behavior.size is None else behavior.size
    link = f"{str(request.base_url).rstrip('/')}/meta/{version}/media-files/{key}"
    facts = {
        "url": behavior.link or link,
        "mime_type": file.mime_type,
        "sha256": file.sha256_hex,
        "file_size": str(size) if behavior.size_as_string else size,
        "id": file.id,
        "messaging_product": "whatsapp",
    }
    return await late_reply(behavior, JSONResponse(facts))


@router.delete("/{version}/{object_id}")
async def delete_object(object_id: str, request: Request, sandbox: Root) -> Response:
    """Delete a media object."""
    bearer_of(request)
    if not sandbox.whatsapp.media.delete(object_id):
        raise GraphError(100, f"Object with ID '{object_id}' does not exist")
    return JSONResponse({"success": True})


@router.post("/{version}/{waba_id}/subscribed_apps")
async def subscribe_app(waba_id: str, request: Request, sandbox: Root) -> Response:
    """Subscribe the app to a WhatsApp Business Account's webhooks."""
    bearer_of(request)
    sandbox.store.log_request("whatsapp.subscribed_apps", {}, waba_id=waba_id)
    return JSONResponse({"success": True})
