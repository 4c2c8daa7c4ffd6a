"""Reversals: the whole of a received payment goes back, and the result comes by callback."""

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from sandbox.behaviors import ReversalBehavior
from sandbox.daraja.body import json_body
from sandbox.daraja.callbacks import new_receipt
from sandbox.daraja.errors import DarajaError, error_response, invalid
from sandbox.identifiers import EAT, conversation_id, merchant_request_id
from sandbox.models import Customer, Sms, StkPrompt
from sandbox.posting import post_once
from sandbox.replies import early_reply, late_reply
from sandbox.root import Sandbox, get_sandbox
from sandbox.store import Store

router = APIRouter(prefix="/daraja")
Root = Annotated[Sandbox, Depends(get_sandbox)]

_REQUIRED = (
    "Initiator", "SecurityCredential", "CommandID", "TransactionID", "Amount", "ReceiverParty",
    "RecieverIdentifierType", "ResultURL", "QueueTimeOutURL", "Remarks",
)  # fmt: skip
_FAILED_RECEIPT = "SKE0000000"
_DESCRIPTIONS: dict[str, str] = {
    "0": "The service request is processed successfully.",
    "1": "The balance is insufficient for the transaction.",
    "11": "The DebitParty is in an invalid state.",
    "21": "The initiator is not allowed to initiate this request.",
    "2001": "The initiator information is invalid.",
    "2006": "Declined due to account rule: the account status does not allow this transaction.",
    "2028": "The request is not permitted according to product assignment.",
    "8006": "The security credential is locked.",
    "R000001": "The transaction has already been reversed.",
    "R000002": "The OriginalTransactionID is invalid.",
}


@router.post("/mpesa/reversal/v1/request")
async def reverse_payment(request: Request, sandbox: Root) -> Response:
    """Accept a reversal; whether it happened is told to ResultURL."""
    sandbox.accounts.check_token(request.headers.get("authorization", ""))
    body = await json_body(request)
    sandbox.store.log_request("daraja.reversal", body)
    prompt = _prompt_of(sandbox.store, str(body.get("TransactionID", "")))
    behavior = sandbox.behaviors.effective(
        "daraja.reversal", ReversalBehavior, prompt.phone if prompt else ""
    )
    early = await early_reply(behavior)
    refusal = early or (error_response(behavior.error) if behavior.error else None)
    if refusal is not None and not behavior.do_it_anyway:
        return refusal
    _check(body, prompt)
    ids = {
        "OriginatorConversationID": merchant_request_id(),
        "ConversationID": conversation_id(datetime.now(UTC)),
    }
    if behavior.response_code == "0":
        desk = ReversalDesk(sandbox.store, sandbox.client)
        sandbox.background.start(desk.run(body, prompt, ids, behavior))
    acknowledgement = {
        **ids,
        "ResponseCode": behavior.response_code,
        "ResponseDescription": "Accept the service request successfully.",
    }
    return await late_reply(behavior, refusal or JSONResponse(acknowledgement))


def _prompt_of(store: Store, receipt: str) -> StkPrompt | None:
    for prompt in store.prompts.values():
        if receipt and prompt.receipt == receipt:
            return prompt
    return None


def _check(body: dict[str, Any], prompt: StkPrompt | None) -> None:
    for field in _REQUIRED:
        if body.get(field) in (None, ""):
            raise invalid(field)
    if body["CommandID"] != "TransactionReversal":
        raise invalid("CommandID")
    if str(body["RecieverIdentifierType"]) != "11":
        raise invalid("RecieverIdentifierType")
    if not 2 <= len(str(body["Remarks"])) <= 100:
        raise invalid("Remarks")
    if not str(body["Amount"]).isdigit() or int(body["Amount"]) < 1:
        raise DarajaError("invalid_amount")
    if prompt is not None and int(body["Amount"]) != prompt.amount:
        raise DarajaError("invalid_amount")


class ReversalDesk:
    """Moves the money back and reports the result."""

    def __init__(self, store: Store, client: httpx.AsyncClient) -> None:
        self._store, self._client = store, client

    async def run(
        self,
        body: dict[str, Any],
        prompt: StkPrompt | None,
        ids: dict[str, str],
        behavior: ReversalBehavior,
    ) -> None:
        """Let a reversal take its course."""
        await asyncio.sleep(behavior.result_ms / 1000)
        if behavior.outcome == "nothing":
            return
        if behavior.outcome == "timeout":
            payload = {"Result": {"ResultType": 1, "ResultCode": 1, **ids}}
            await self._post(str(body["QueueTimeOutURL"]), payload, prompt)
            return
        code = behavior.result_code if behavior.result_code is not None else _code_of(prompt)
        receipt = _FAILED_RECEIPT
        if str(code) == "0" and prompt is not None:
            receipt = self._give_back(prompt)
        payload = {"Result": _result(code, receipt, ids, prompt, behavior=behavior)}
        for _ in range(behavior.copies):
            await self._post(str(body["ResultURL"]), payload, prompt)

    def _give_back(self, prompt: StkPrompt) -> str:
        prompt.reversal_receipt = new_receipt()
        customer = self._store.customer(prompt.phone)
        customer.balance += prompt.amount
        self._store.wallet_changed(customer)
        self._store.prompt_changed(prompt)
        self._store.add_sms(_reversal_sms(prompt, customer))
        return prompt.reversal_receipt

    async def _post(self, url: str, payload: dict[str, Any], prompt: StkPrompt | None) -> None:
        headers = {"Content-Type": "application/json"}
        delivery = await post_once(self._client, url, json.dumps(payload).encode(), headers)
        outcome = delivery.error or str(delivery.http_status)
        self._store.counters[f"reversal_result.{outcome}"] += 1
        if prompt is not None:
            prompt.reversals.append(delivery)


def _code_of(prompt: StkPrompt | None) -> int | str:
    if prompt is None:
        return "R000002"
    return "R000001" if prompt.reversal_receipt else 0


def _result(
    code: int | str,
    receipt: str,
    ids: dict[str, str],
    prompt: StkPrompt | None,
    *,
    behavior: ReversalBehavior,
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ResultType": 0,
        "ResultCode": str(code) if behavior.code_as_string else code,
        "ResultDesc": _DESCRIPTIONS.get(str(code), "Unknown result."),
        **ids,
        "TransactionID": receipt,
        "ReferenceData": {"ReferenceItem": {"Key": "QueueTimeoutURL"}},
    }
    if str(code) == "0" and prompt is not None:
        items = _parameters(prompt)
        parameter: Any = items[0] if behavior.single_item else items
        result["ResultParameters"] = {"ResultParameter": parameter}
    return result


def _parameters(prompt: StkPrompt) -> list[dict[str, Any]]:
    now = int(datetime.now(EAT).strftime("%Y%m%d%H%M%S"))
    return [
        {"Key": "Amount", "Value": prompt.amount},
        {"Key": "DebitAccountBalance", "Value": "Utility Account|KES|98250.00|98250.00|0.00|0.00"},
        {"Key": "TransCompletedTime", "Value": now},
        {"Key": "OriginalTransactionID", "Value": prompt.receipt},
        {"Key": "Charge"},
        {"Key": "CreditPartyPublicName", "Value": f"{prompt.phone} - CUSTOMER"},
        {"Key": "DebitPartyPublicName", "Value": f"{prompt.shortcode} - {prompt.business_name}"},
    ]


def _reversal_sms(prompt: StkPrompt, customer: Customer) -> Sms:
    now = datetime.now(EAT)
    clock = now.strftime("%I:%M %p").lstrip("0")
    text = (
        f"{prompt.reversal_receipt} Confirmed. Transaction {prompt.receipt} has been reversed on "
        f"{now.day}/{now.month}/{now:%y} at {clock} and Ksh{prompt.amount:,.2f} is credited to "
        f"your M-PESA account. New M-PESA balance is Ksh{customer.balance:,.2f}."
    )
    return Sms(
        id=f"mpesa-{prompt.reversal_receipt}",
        phone=prompt.phone,
        sender="MPESA",
        text=text,
        at=time.time(),
        source="mpesa",
    )
