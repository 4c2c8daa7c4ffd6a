"""Ids in the shapes the providers use."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta, timezone

EAT = timezone(timedelta(hours=3), "EAT")
_RECEIPT_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_MONTHS = "ABCDEFGHIJKL"
_DAYS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
_FIRST_RECEIPT_YEAR = 2006


def wamid(phone: str) -> str:
    """A WhatsApp message id: opaque, base64, with the phone inside as Meta's have."""
    head = b"\x1d\x0c" + phone.encode() + b"\x15\x02\x00\x11\x18\x12"
    return "wamid." + base64.b64encode(head + secrets.token_hex(10).upper().encode()).decode()


def business_scoped_user_id(portfolio: str, phone: str) -> str:
    """The BSUID of a person for one business portfolio: stable, unlike any phone number."""
    digest = hashlib.sha256(f"{portfolio}:{phone}".encode()).digest()
    return "KE." + str(int.from_bytes(digest[:9], "big")).zfill(20)[:20]


def media_id() -> str:
    """A media id as Meta's: a long number."""
    return str(secrets.randbelow(9 * 10**15) + 10**15)


def fbtrace_id() -> str:
    """The id Meta puts into error bodies."""
    return "A" + secrets.token_urlsafe(16)


def receipt(now: datetime) -> str:
    """An M-Pesa receipt number: ten upper-case characters that begin with the date."""
    local = now.astimezone(EAT)
    year = chr(ord("A") + (local.year - _FIRST_RECEIPT_YEAR) % 26)
    tail = "".join(secrets.choice(_RECEIPT_ALPHABET) for _ in range(7))
    return f"{year}{_MONTHS[local.month - 1]}{_DAYS[local.day]}{tail}"


def checkout_request_id(now: datetime, phone: str) -> str:
    """`ws_CO_`, the time in East Africa to the millisecond, the last nine digits of the phone."""
    local = now.astimezone(EAT)
    stamp = local.strftime("%d%m%Y%H%M%S") + f"{local.microsecond // 1000:03d}"
    return f"ws_CO_{stamp}{phone[-9:]}"


def merchant_request_id() -> str:
    """A MerchantRequestID in the newer of its two shapes."""
    return "-".join(secrets.token_hex(size) for size in (2, 2, 2, 6))


def conversation_id(now: datetime) -> str:
    """A Daraja ConversationID."""
    return f"AG_{now.astimezone(EAT):%Y%m%d}_{secrets.token_hex(10)}"


def sms_id() -> str:
    """An Africa's Talking message id."""
    return "ATXid_" + secrets.token_hex(16)
