"""`/africastalking/version1/...`: send SMS, read the balance."""

from typing import Annotated, Any
from xml.sax.saxutils import escape

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from sandbox.africastalking.desk import DEFAULT_SENDER, SmsRequest
from sandbox.behaviors import SmsBehavior
from sandbox.replies import early_reply, late_reply
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/africastalking/version1")
Root = Annotated[Sandbox, Depends(get_sandbox)]
_BAD_KEY = "The supplied authentication is invalid"


@router.post("/messaging")
async def send_sms(request: Request, sandbox: Root) -> Response:
    """Send to a comma list of numbers; the reply is 201 and says per number what happened."""
    async with request.form() as form:
        fields = {key: str(value) for key, value in form.items()}
    sandbox.store.log_request("africastalking.send", fields)
    behavior = sandbox.behaviors.effective("africastalking.send", SmsBehavior)
    early = await early_reply(behavior)
    if early is not None:
        return early
    if behavior.bad_key or not request.headers.get("apikey"):
        return Response(_BAD_KEY, status_code=401, media_type="text/plain")
    missing = [name for name in ("username", "to", "message") if not fields.get(name)]
    if missing:
        text = f"Request is missing required form field '{missing[0]}'"
        return Response(text, status_code=400, media_type="text/plain")
    sms = SmsRequest(
        numbers=tuple(n.strip() for n in fields["to"].split(",") if n.strip()),
        text=fields["message"],
        sender=fields.get("from") or DEFAULT_SENDER,
        is_queued=fields.get("enqueue", "1") != "0",
    )
    body = await sandbox.sms.send(sms, behavior)
    wants_json = "application/json" in request.headers.get("accept", "")
    reply = JSONResponse(body, 201) if wants_json else Response(_xml(body), 201)
    if not wants_json:
        reply.headers["content-type"] = "application/xml"
    return await late_reply(behavior, reply)


@router.get("/user")
async def read_balance(request: Request) -> Response:
    """The account's balance."""
    if not request.headers.get("apikey"):
        return Response(_BAD_KEY, status_code=401, media_type="text/plain")
    return JSONResponse({"UserData": {"balance": "KES 1785.5000"}})


def _xml(body: dict[str, Any]) -> str:
    data = body["SMSMessageData"]
    recipients = "".join(
        "<Recipient>"
        + "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in recipient.items())
        + "</Recipient>"
        for recipient in data["Recipients"]
    )
    return (
        "<AfricasTalkingResponse><SMSMessageData>"
        f"<Message>{escape(data['Message'])}</Message><Recipients>{recipients}</Recipients>"
        "</SMSMessageData></AfricasTalkingResponse>"
    )
