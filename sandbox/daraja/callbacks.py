"""Results on their way to the business: one callback per settled prompt, and how it goes wrong."""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from sandbox.background import Background
from sandbox.behaviors import CallbackBehavior
from sandbox.daraja.results import describe
from sandbox.identifiers import EAT, receipt
from sandbox.models import Delivery, StkPrompt
from sandbox.posting import post_once

_HTML = "<html><body>Service unavailable</body></html>"


def callback_body(
    prompt: StkPrompt, code: int | str, behavior: CallbackBehavior, balance: int
) -> dict[str, Any]:
    """The JSON of a callback."""
    callback: dict[str, Any] = {
        "MerchantRequestID": prompt.merchant_request_id,
        "CheckoutRequestID": prompt.checkout_request_id,
        "ResultCode": str(code) if behavior.as_strings else code,
        "ResultDesc": describe(code),
    }
    if behavior.corrupt == "wrong_merchant":
        callback["MerchantRequestID"] = "00000-00000000-0"
    if behavior.corrupt == "unknown_checkout":
        callback["CheckoutRequestID"] = "ws_CO_01012020000000000000000000"
    if str(code) == "0" and behavior.corrupt != "no_metadata":
        callback["CallbackMetadata"] = {"Item": _items(prompt, behavior, balance)}
    return {"Body": {"stkCallback": callback}}


def _items(prompt: StkPrompt, behavior: CallbackBehavior, balance: int) -> list[dict[str, Any]]:
    settled = datetime.fromtimestamp(prompt.settled_at or time.time(), UTC)
    amount = prompt.amount + (1 if behavior.corrupt == "wrong_amount" else 0)
    amounts: dict[str, Any] = {
        "integer": amount,
        "float": float(amount),
        "string": str(amount),
        "decimal_string": f"{amount}.00",
    }
    date: int | str = int(settled.astimezone(EAT).strftime("%Y%m%d%H%M%S"))
    items: list[dict[str, Any]] = [
        {"Name": "Amount", "Value": amounts[behavior.amount_style]},
        {"Name": "MpesaReceiptNumber", "Value": behavior.receipt or prompt.receipt},
    ]
    if behavior.balance == "bare":
        items.append({"Name": "Balance"})
    elif behavior.balance == "blob":
        blob = f"{{Amount={{BasicAmount={balance}.00, CurrencyCode=KES}}}}"
        items.append({"Name": "Balance", "Value": blob})
    items.append({"Name": "TransactionDate", "Value": date})
    if behavior.phone != "absent":
        items.append({"Name": "PhoneNumber", "Value": _phone(prompt.phone, behavior.phone)})
    if behavior.as_strings:
        items = [{k: str(v) if k == "Value" else v for k, v in item.items()} for item in items]
    return items


def _phone(phone: str, style: str) -> int | str:
    if style == "masked":
        return f"{phone[:5]}****{phone[-3:]}"
    if style == "hashed":
        return hashlib.sha256(phone.encode()).hexdigest()
    return int(phone)


def callback_wire(payload: dict[str, Any], corrupt: str) -> tuple[bytes, str]:
    """The bytes and content type of a callback, damaged as told."""
    text = json.dumps(payload)
    match corrupt:
        case "truncate":
            return text[: len(text) // 2].encode(), "application/json"
        case "html":
            return _HTML.encode(), "text/html"
        case "empty":
            return b"", "application/json"
        case "form":
            return f"data={text}".encode(), "application/x-www-form-urlencoded"
        case _:
            return text.encode(), "application/json"


class CallbackSender:
    """Posts callbacks; holds some back to change their order."""

    def __init__(self, client: httpx.AsyncClient, background: Background) -> None:
        self._client, self._background = client, background
        self._held: list[Callable[[], Any]] = []

    def clear(self) -> None:
        """Drop the callbacks that are held back."""
        self._held.clear()

    async def send(
        self,
        prompt: StkPrompt,
        code: int | str,
        behavior: CallbackBehavior,
        *,
        balance: int,
        told: Callable[[Delivery], None],
    ) -> None:
        """Deliver one result as its behavior says."""
        await asyncio.sleep(behavior.delay_ms / 1000)
        if behavior.drop:
            return
        payload = callback_body(prompt, code, behavior, balance)

        async def post_copies() -> None:
            for copy in range(behavior.copies):
                if copy and behavior.copy_gap_ms:
                    await asyncio.sleep(behavior.copy_gap_ms / 1000)
                await self._post(prompt.callback_url, payload, behavior, told)

        if behavior.reorder:
            self._held.append(post_copies)
            return
        await post_copies()
        held, self._held = self._held, []
        for later in held:
            await later()

    async def _post(
        self,
        url: str,
        payload: dict[str, Any],
        behavior: CallbackBehavior,
        told: Callable[[Delivery], None],
    ) -> None:
        content, content_type = callback_wire(payload, behavior.corrupt)
        headers = {"Content-Type": content_type}
        if behavior.source_ip is not None:
            headers["X-Forwarded-For"] = behavior.source_ip
        for attempt, delay_ms in enumerate([0, *behavior.retry_delays_ms], start=1):
            await asyncio.sleep(delay_ms / 1000)
            delivery = await post_once(self._client, url, content, headers)
            delivery.attempt = attempt
            told(delivery)
            if delivery.http_status is not None and delivery.http_status < 300:
                return


def new_receipt() -> str:
    """A receipt number of now."""
    return receipt(datetime.now(UTC))
