"""The rules for an STK push."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.daraja.errors import invalid

MAX_AMOUNT = 250_000
_PHONE = re.compile(r"^254[17]\d{8}$")
_REFERENCE = re.compile(r"^[A-Za-z0-9 _.\-/#]{1,12}$")
_BRAND_WORDS = re.compile(r"m-?pesa|safaricom", re.IGNORECASE)
_COMMAND_WORDS = re.compile(r"(?<![a-z0-9])(sql|query|exe|cmd)(?![a-z0-9])", re.IGNORECASE)
_TUNNELS = ("ngrok", "mockbin", "requestbin", "webhook.site")
_DESCRIPTION_LIMIT = 13


@dataclass(frozen=True, slots=True)
class PushRequest:
    """A well-formed STK push."""

    shortcode: str
    transaction_type: str
    amount: int
    phone: str
    party_b: str
    callback_url: str
    account_reference: str
    description: str


def check_push(body: dict[str, Any], *, requires_https: bool) -> PushRequest:
    """The push, or the documented refusal of its first wrong field."""
    kind = body.get("TransactionType")
    if kind not in ("CustomerPayBillOnline", "CustomerBuyGoodsOnline"):
        raise invalid("TransactionType")
    amount = _amount(body.get("Amount"))
    for field in ("PartyA", "PhoneNumber"):
        if not _PHONE.match(str(body.get(field, ""))):
            raise invalid(field)
    if not re.fullmatch(r"\d{5,7}", str(body.get("PartyB", ""))):
        raise invalid("PartyB")
    url = _callback_url(body.get("CallBackURL"), requires_https=requires_https)
    reference = str(body.get("AccountReference", ""))
    if not _REFERENCE.match(reference):
        raise invalid("AccountReference")
    description = str(body.get("TransactionDesc", ""))
    if len(description) > _DESCRIPTION_LIMIT:
        raise invalid("TransactionDesc")
    return PushRequest(
        shortcode=str(body["BusinessShortCode"]),
        transaction_type=kind,
        amount=amount,
        phone=str(body["PhoneNumber"]),
        party_b=str(body["PartyB"]),
        callback_url=url,
        account_reference=reference,
        description=description,
    )


def _amount(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise invalid("Amount")
    if isinstance(value, str) and not value.isascii():
        raise invalid("Amount")
    if isinstance(value, str) and not value.isdigit():
        raise invalid("Amount")
    amount = int(value)
    if not 1 <= amount <= MAX_AMOUNT:
        raise invalid("Amount")
    return amount


def _callback_url(value: object, *, requires_https: bool) -> str:
    url = str(value or "")
    parts = urlsplit(url)
    schemes = ("https",) if requires_https else ("https", "http")
    if parts.scheme not in schemes or not parts.netloc or re.search(r"\s", url):
        raise invalid("CallBackURL")
    if _BRAND_WORDS.search(url) or _COMMAND_WORDS.search(url):
        raise invalid("CallBackURL")
    if any(tunnel in parts.netloc.lower() for tunnel in _TUNNELS):
        raise invalid("CallBackURL")
    return url
