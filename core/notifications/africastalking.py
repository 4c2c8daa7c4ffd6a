"""Africa's Talking SMS: HTTP 201 does not mean sent, each recipient has its own answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from core.kit.errors import OutcomeUnknown, ProviderError
from core.notifications.settings import AfricasTalkingSettings

SEND_PATH = "/version1/messaging"
MAX_BODY_BYTES = 64 * 1024
ACCEPTED = frozenset({100, 101, 102})
MAY_RETRY = frozenset({405, 500, 501})
RETRY_AFTER_TOP_UP = 600.0

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

DeliveryState = Literal["sent", "delivered", "failed"]
_FINAL_STATES: Mapping[str, DeliveryState] = {
    "success": "delivered",
    "failed": "failed",
    "rejected": "failed",
    "absentsubscriber": "failed",
    "expired": "failed",
}
_PASSING_STATES = frozenset({"sent", "submitted", "buffered"})


@dataclass(frozen=True, slots=True)
class SmsAccount:
    """A tenant's Africa's Talking credentials."""

    username: str
    api_key: str = field(repr=False)
    sender_id: str

    @classmethod
    def from_channel(cls, credentials: Mapping[str, Any], external_id: str) -> "SmsAccount":
        """The account of an `sms` channel, whose external id is the sender people see.

        Raises ProviderError when the credentials are incomplete.
        """
        username = str(credentials.get("username") or "").strip()
        api_key = str(credentials.get("api_key") or "").strip()
        if not username or not api_key:
            raise ProviderError("incomplete SMS credentials", may_retry=False)
        return cls(username, api_key, external_id)


@dataclass(frozen=True, slots=True)
class SmsReport:
    """What became of a sent SMS; `reason` is the provider's word for a failure."""

    external_id: str
    state: DeliveryState
    is_final: bool
    reason: str | None = None


class AfricasTalkingClient:
    """Sends SMS for every tenant; credentials come with each call."""

    def __init__(self, http: httpx.AsyncClient, settings: AfricasTalkingSettings) -> None:
        self._http = http
        self._url = f"{settings.africastalking_url}{SEND_PATH}"
        self._timeout = httpx.Timeout(
            settings.africastalking_read_timeout, connect=settings.africastalking_connect_timeout
        )

    async def send(self, account: SmsAccount, phone: str, text: str) -> str:
        """Send one SMS and get the provider's message id.

        Raises ProviderError when it was not sent, OutcomeUnknown when it may have been: there is
        no idempotency key, so an unknown outcome must not be sent again.
        """
        form = {
            "username": account.username,
            "to": f"+{phone.lstrip('+')}",
            "message": text,
            "bulkSMSMode": "1",
            "enqueue": "1",
            "from": account.sender_id,
        }
        headers = {"apiKey": account.api_key, "Accept": "application/json"}
        try:
            async with self._http.stream(
                "POST", self._url, data=form, headers=headers, timeout=self._timeout
            ) as response:
                raw = bytearray()
                async for chunk in response.aiter_bytes():
                    raw += chunk
                    if len(raw) > MAX_BODY_BYTES:
                        break
        except _NEVER_SENT as error:
            raise ProviderError("SMS provider unreachable", may_retry=True) from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown("no answer from the SMS provider") from error
        return read_send_reply(response.status_code, bytes(raw))


def read_send_reply(status: int, raw: bytes) -> str:
    """The message id of the one recipient; raises ProviderError or OutcomeUnknown."""
    if status in (401, 403):
        raise ProviderError("SMS credentials refused", may_retry=False, provider_code=str(status))
    if status == 429:
        raise ProviderError("SMS provider throttles", may_retry=True, retry_after=30.0)
    if 400 <= status < 500:
        raise ProviderError("SMS refused", may_retry=False, provider_code=str(status))
    data = _object(_object(_load(raw)).get("SMSMessageData"))
    recipients = data.get("Recipients")
    if status >= 500 or not isinstance(recipients, list):
        raise OutcomeUnknown("unreadable answer of the SMS provider")
    if not recipients:
        raise ProviderError(
            "SMS sent to nobody", may_retry=False, provider_code=_word(data.get("Message"))
        )
    recipient = _object(recipients[0])
    code = _number(recipient.get("statusCode"))
    if code in ACCEPTED:
        return _message_id(recipient)
    if code is None:
        raise OutcomeUnknown("the SMS provider named no status")
    raise ProviderError(
        "SMS not sent",
        may_retry=code in MAY_RETRY,
        retry_after=RETRY_AFTER_TOP_UP if code == 405 else None,
        provider_code=str(code),
    )


def read_delivery_report(form: Mapping[str, str]) -> SmsReport | None:
    """What a delivery report says; None when it names no message or no known state."""
    external_id = str(form.get("id") or "").strip()
    status = str(form.get("status") or "").strip().lower().replace(" ", "")
    if not external_id or len(external_id) > 128:
        return None
    if status in _PASSING_STATES:
        return SmsReport(external_id, "sent", is_final=False)
    state = _FINAL_STATES.get(status)
    if state is None:
        return None
    reason = _word(form.get("failureReason")) if state == "failed" else None
    return SmsReport(external_id, state, is_final=True, reason=reason)


def is_opted_out(provider_code: str | None) -> bool:
    """The receiver is on the provider's blacklist; the spelling differs between its answers."""
    return provider_code == "406" or (provider_code or "").lower() == "userinblacklist"


def _message_id(recipient: Mapping[str, Any]) -> str:
    message_id = recipient.get("messageId")
    if not isinstance(message_id, str) or message_id in ("", "None") or len(message_id) > 128:
        raise OutcomeUnknown("the SMS was accepted without an id")
    return message_id


def _load(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int | None:
    text = (
        str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    )
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _word(value: object) -> str | None:
    # Only a bare word: a sentence could name the receiver.
    text = str(value or "").strip()
    return text if text.isalpha() and len(text) <= 40 else None
