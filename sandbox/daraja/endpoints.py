"""`/daraja/...`: OAuth, STK push, STK query; anything else is answered as Daraja does."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from sandbox.behaviors import PushBehavior, QueryBehavior, TokenBehavior
from sandbox.daraja.body import json_body
from sandbox.daraja.desk import StkDesk
from sandbox.daraja.errors import DarajaError, error_response, invalid
from sandbox.daraja.results import describe
from sandbox.daraja.validation import PushRequest, check_push
from sandbox.models import StkPrompt
from sandbox.replies import early_reply, late_reply
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/daraja")
Root = Annotated[Sandbox, Depends(get_sandbox)]


@router.get("/oauth/v1/generate")
async def generate_token(request: Request, sandbox: Root) -> Response:
    """A new access token; the app's previous one ends."""
    sandbox.store.log_request("daraja.token", None)
    behavior = sandbox.behaviors.effective("daraja.token", TokenBehavior)
    early = await early_reply(behavior)
    if early is not None:
        return early
    if behavior.error is not None:
        raise DarajaError(behavior.error)
    token = sandbox.accounts.issue_token(
        request.headers.get("authorization", ""),
        request.query_params.get("grant_type", ""),
        behavior,
    )
    expires = behavior.expires_in
    body = {
        "access_token": token,
        "expires_in": expires if behavior.expires_in_as_number else str(expires),
    }
    return await late_reply(behavior, JSONResponse(body))


@router.post("/mpesa/stkpush/v1/processrequest")
async def push_payment(request: Request, sandbox: Root) -> Response:
    """Ask a customer to pay: accepted means queued, never paid."""
    received_ns = time.monotonic_ns()
    sandbox.accounts.check_token(request.headers.get("authorization", ""))
    body = await json_body(request)
    sandbox.store.log_request("daraja.push", body, monotonic_ns=received_ns)
    phone = str(body.get("PhoneNumber", ""))
    behavior = sandbox.behaviors.effective("daraja.push", PushBehavior, phone)
    early = await early_reply(behavior)
    refusal = early or (error_response(behavior.error) if behavior.error else None)
    if refusal is not None:
        if behavior.do_it_anyway:
            push = _checked(sandbox, body, behavior)
            sandbox.desk.start(sandbox.desk.new_prompt(push), push)
        return await late_reply(behavior, refusal)
    push = _checked(sandbox, body, behavior)
    if behavior.response_code != "0":
        return await late_reply(behavior, JSONResponse(_acceptance(None, behavior)))
    return await _accept(sandbox.desk, push, behavior)


def _checked(sandbox: Sandbox, body: dict[str, Any], behavior: PushBehavior) -> PushRequest:
    sandbox.accounts.check_password(
        body.get("BusinessShortCode"), body.get("Password"), body.get("Timestamp")
    )
    push = check_push(body, requires_https=behavior.requires_https)
    if behavior.locks_subscriber and sandbox.desk.open_prompt_of(push.phone) is not None:
        raise DarajaError("locked")
    return push


async def _accept(desk: StkDesk, push: PushRequest, behavior: PushBehavior) -> Response:
    prompt = desk.new_prompt(push)
    life = desk.start(prompt, push)
    if behavior.callback_first:
        await life
    return await late_reply(behavior, JSONResponse(_acceptance(prompt, behavior)))


def _acceptance(prompt: StkPrompt | None, behavior: PushBehavior) -> dict[str, str]:
    is_accepted = behavior.response_code == "0"
    text = "Success. Request accepted for processing" if is_accepted else "Request not accepted"
    return {
        "MerchantRequestID": prompt.merchant_request_id if prompt else "",
        "CheckoutRequestID": prompt.checkout_request_id if prompt else "",
        "ResponseCode": behavior.response_code,
        "ResponseDescription": text,
        "CustomerMessage": text,
    }


@router.post("/mpesa/stkpushquery/v1/query")
async def query_payment(request: Request, sandbox: Root) -> Response:
    """What became of a push: a result code, or one of the forms of pending."""
    sandbox.accounts.check_token(request.headers.get("authorization", ""))
    body = await json_body(request)
    sandbox.store.log_request("daraja.query", body)
    sandbox.accounts.check_password(
        body.get("BusinessShortCode"), body.get("Password"), body.get("Timestamp")
    )
    prompt = sandbox.store.prompts.get(str(body.get("CheckoutRequestID", "")))
    behavior = sandbox.behaviors.effective(
        "daraja.query", QueryBehavior, prompt.phone if prompt else ""
    )
    early = await early_reply(behavior)
    if early is not None:
        return early
    if behavior.error is not None:
        raise DarajaError(behavior.error)
    if prompt is None:
        raise invalid("CheckoutRequestID")
    if sandbox.polls.is_too_fast(prompt.checkout_request_id, behavior.min_interval_ms):
        raise DarajaError("spike")
    prompt.queries += 1
    return await late_reply(behavior, _query_reply(prompt, behavior))


def _query_reply(prompt: StkPrompt, behavior: QueryBehavior) -> Response:
    code = prompt.result_code if prompt.state == "settled" else None
    if behavior.result_code is not None:
        code = behavior.result_code
    if code is None or behavior.stays_pending:
        return _pending_reply(prompt, behavior.pending_form)
    return JSONResponse(_answer(prompt, code if behavior.code_as_number else str(code)))


def _pending_reply(prompt: StkPrompt, form: str) -> Response:
    if form == "code_4999":
        return JSONResponse(_answer(prompt, "4999"))
    if form == "no_code":
        body = _answer(prompt, "")
        del body["ResultCode"], body["ResultDesc"]
        return JSONResponse(body)
    reply = error_response("processing")
    if form == "http_200":
        reply.status_code = 200
    return reply


def _answer(prompt: StkPrompt, code: int | str) -> dict[str, Any]:
    return {
        "ResponseCode": "0",
        "ResponseDescription": "The service request has been accepted successfully",
        "MerchantRequestID": prompt.merchant_request_id,
        "CheckoutRequestID": prompt.checkout_request_id,
        "ResultCode": code,
        "ResultDesc": describe(code),
    }
