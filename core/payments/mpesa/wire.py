"""Reading what Daraja sends: lenient about form, never inventing a value."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

MAX_BODY_BYTES = 64 * 1024
MAX_TEXT = 128


@dataclass(frozen=True, slots=True)
class StkResult:
    """What a callback or a query says about one push; every field may be missing."""

    code: str | None = None
    checkout_id: str | None = None
    merchant_request_id: str | None = None
    amount: Decimal | None = None
    receipt: str | None = None


def read_object(raw: bytes) -> Mapping[str, Any]:
    """The JSON object in `raw`; empty when it is anything else (HTML, nothing, too long)."""
    if len(raw) > MAX_BODY_BYTES:
        return {}
    try:
        value = json.loads(raw, parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def read_text(value: object) -> str | None:
    """A short text or number as text; None for anything else or nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = str(value).strip()
    return text if 0 < len(text) <= MAX_TEXT and text.isprintable() else None


def read_code(value: object) -> str | None:
    """A result or response code as text: 0, "0", 0.0 and " 0 " are all "0"."""
    text = read_text(value)
    if text is None:
        return None
    number = read_number(text)
    if number is not None and number == number.to_integral_value():
        return str(int(number))
    return text


def read_number(value: object) -> Decimal | None:
    """A number given as number or text; None when it is none."""
    text = read_text(value)
    if text is None or len(text) > 20:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def read_callback(raw: bytes) -> StkResult:
    """The result an STK callback carries, as far as it can be read."""
    body = read_object(raw)
    callback = _object(_object(body.get("Body")).get("stkCallback"))
    metadata = dict(_metadata(callback.get("CallbackMetadata")))
    return StkResult(
        code=read_code(callback.get("ResultCode")),
        checkout_id=read_text(callback.get("CheckoutRequestID")),
        merchant_request_id=read_text(callback.get("MerchantRequestID")),
        amount=read_number(metadata.get("Amount")),
        receipt=read_text(metadata.get("MpesaReceiptNumber")),
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _metadata(value: object) -> Iterator[tuple[str, object]]:
    items = _object(value).get("Item")
    for item in items if isinstance(items, list) else [items]:
        name = read_text(_object(item).get("Name"))
        if name is not None:
            yield name, _object(item).get("Value")
