"""The calls to Daraja and what their answers mean."""

import base64
import time
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any, Final

import httpx

from core.kit.clock import Clock, utc_now
from core.kit.errors import ProviderError
from core.kit.metrics import histogram, observed
from core.payments.mpesa import codes, wire
from core.payments.mpesa.account import MpesaAccount
from core.payments.mpesa.codes import Meaning, Reason
from core.payments.mpesa.settings import DarajaSettings
from core.payments.mpesa.tokens import REFRESH_EARLY_SECONDS, Token, TokenCache
from core.payments.mpesa.wire import StkResult

EAST_AFRICA_TIME: Final = timezone(timedelta(hours=3))
TOKEN_PATH = "/oauth/v1/generate"
PUSH_PATH = "/mpesa/stkpush/v1/processrequest"
QUERY_PATH = "/mpesa/stkpushquery/v1/query"
REFERENCE_LENGTH = 12
DESCRIPTION_LENGTH = 13
SHORT_PAUSE, LONG_PAUSE = 5.0, 60.0

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)

_SECONDS = histogram("daraja_seconds", "How long Daraja takes to answer", ["call"])


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer as evidence; `status` 0 means that none came."""

    status: int = 0
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class PushRequest:
    amount_shillings: int
    payer_phone: str = field(repr=False)
    callback_url: str = field(repr=False)
    reference: str
    description: str


@dataclass(frozen=True, slots=True)
class PushAccepted:
    """The prompt is queued; nothing is paid yet."""

    checkout_id: str = field(repr=False)
    merchant_request_id: str | None
    reply: Reply


@dataclass(frozen=True, slots=True)
class PushRefused:
    """No prompt was sent and none will be."""

    meaning: Meaning
    reply: Reply


@dataclass(frozen=True, slots=True)
class PushDelayed:
    """No prompt was sent; the same push may be tried again after the pause."""

    retry_after: float
    reply: Reply


@dataclass(frozen=True, slots=True)
class PushUnknown:
    """A prompt may exist: only a callback, a query or time can tell."""

    reply: Reply
    checkout_id: str | None = field(default=None, repr=False)


PushOutcome = PushAccepted | PushRefused | PushDelayed | PushUnknown


@dataclass(frozen=True, slots=True)
class QueryAnswered:
    """The provider named a result; whether it is final is for the code table."""

    result: StkResult
    reply: Reply


@dataclass(frozen=True, slots=True)
class QueryPending:
    """Still being processed, or nothing that says otherwise."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class QueryDelayed:
    """No answer about the payment at all (throttled, unreachable)."""

    retry_after: float
    reply: Reply


QueryOutcome = QueryAnswered | QueryPending | QueryDelayed


class _NotSentError(Exception):
    """The request did not leave, so repeating it is safe."""


class _NoAnswerError(Exception):
    """The request left and no answer came."""


class DarajaClient:
    """Talks to Daraja for every tenant; credentials come with each call."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        tokens: TokenCache,
        settings: DarajaSettings,
        clock: Clock = utc_now,
    ) -> None:
        self._http = http
        self._tokens = tokens
        self._base_url = settings.daraja_url
        self._timeout = httpx.Timeout(
            settings.daraja_read_timeout, connect=settings.daraja_connect_timeout
        )
        self._clock = clock

    async def check(self, account: MpesaAccount) -> None:
        """Raises ProviderError unless the account's keys give a token."""
        await self._token(account)

    async def push(self, account: MpesaAccount, request: PushRequest) -> PushOutcome:
        """Ask the payer's phone for the PIN, once."""
        body = self._signed(account) | {
            "TransactionType": account.transaction_type,
            "Amount": request.amount_shillings,
            "PartyA": request.payer_phone,
            "PartyB": account.party_b,
            "PhoneNumber": request.payer_phone,
            "CallBackURL": request.callback_url,
            "AccountReference": request.reference[:REFERENCE_LENGTH],
            "TransactionDesc": request.description[:DESCRIPTION_LENGTH],
        }
        try:
            with observed(_SECONDS.labels("push")):
                reply = await self._call(account, PUSH_PATH, body)
        except _NotSentError:
            return PushDelayed(SHORT_PAUSE, Reply())
        except _NoAnswerError:
            return PushUnknown(Reply())
        except ProviderError as error:
            if error.may_retry:
                return PushDelayed(error.retry_after or SHORT_PAUSE, Reply())
            return PushRefused(Meaning(Reason.MISCONFIGURED, alerts_operator=True), Reply())
        return classify_push(reply)

    async def query(self, account: MpesaAccount, checkout_id: str) -> QueryOutcome:
        """Ask what became of a push."""
        body = self._signed(account) | {"CheckoutRequestID": checkout_id}
        try:
            with observed(_SECONDS.labels("query")):
                reply = await self._call(account, QUERY_PATH, body)
        except (_NotSentError, _NoAnswerError):
            return QueryDelayed(SHORT_PAUSE, Reply())
        except ProviderError as error:
            return QueryDelayed(error.retry_after or LONG_PAUSE, Reply())
        return classify_query(reply, checkout_id)

    def _signed(self, account: MpesaAccount) -> dict[str, Any]:
        timestamp = self._clock().astimezone(EAST_AFRICA_TIME).strftime("%Y%m%d%H%M%S")
        password = f"{account.shortcode}{account.passkey}{timestamp}".encode()
        return {
            "BusinessShortCode": account.shortcode,
            "Password": base64.b64encode(password).decode(),
            "Timestamp": timestamp,
        }

    async def _call(self, account: MpesaAccount, path: str, body: dict[str, Any]) -> Reply:
        token = await self._token(account)
        reply = await self._send("POST", path, json=body, headers=_bearer(token))
        if not _is_token_refused(reply):
            return reply
        # Refused before processing, so this is no second prompt.
        token = await self._token(account, refused=token)
        return await self._send("POST", path, json=body, headers=_bearer(token))

    async def _token(self, account: MpesaAccount, *, refused: str | None = None) -> str:
        async def fetch() -> Token:
            try:
                reply = await self._send(
                    "GET",
                    TOKEN_PATH,
                    params={"grant_type": "client_credentials"},
                    auth=httpx.BasicAuth(account.consumer_key, account.consumer_secret),
                )
            except (_NotSentError, _NoAnswerError) as error:
                raise ProviderError("no token: unreachable", may_retry=True) from error
            return self._read_token(reply)

        return await self._tokens.get(account.app_id, fetch, refused=refused)

    def _read_token(self, reply: Reply) -> Token:
        body = wire.read_object(reply.raw)
        value = body.get("access_token")
        if reply.status == 200 and isinstance(value, str) and value and value.isascii():
            life = wire.read_number(body.get("expires_in"))
            seconds = min(int(life) if life is not None and life > 0 else 3599, 24 * 3600)
            # A life shorter than the margin must still be usable for a moment.
            usable = max(seconds - REFRESH_EARLY_SECONDS, seconds // 2, 1)
            return Token(value, time.time() + usable)
        is_refusal = reply.status in (400, 401, 403)
        raise ProviderError(
            "no token: refused" if is_refusal else "no token: unreadable answer",
            may_retry=not is_refusal,
            provider_code=wire.read_text(body.get("errorCode")),
        )

    async def _send(self, method: str, path: str, **request: Any) -> Reply:
        try:
            async with self._http.stream(
                method, f"{self._base_url}{path}", timeout=self._timeout, **request
            ) as response:
                raw = bytearray()
                async for chunk in response.aiter_bytes():
                    raw += chunk
                    if len(raw) > wire.MAX_BODY_BYTES:
                        break
                return Reply(response.status_code, bytes(raw))
        except _NEVER_SENT as error:
            raise _NotSentError from error
        except httpx.HTTPError as error:
            raise _NoAnswerError from error


def classify_push(reply: Reply) -> PushOutcome:
    """What a push answer means: only listed answers say that there is no prompt."""
    body = wire.read_object(reply.raw)
    code = wire.read_code(body.get("ResponseCode"))
    checkout_id = wire.read_text(body.get("CheckoutRequestID"))
    if code == "0" and checkout_id is not None and reply.status == 200:
        return PushAccepted(checkout_id, wire.read_text(body.get("MerchantRequestID")), reply)
    if is_throttled(reply):
        return PushDelayed(_pause(body), reply)
    error_text = body.get("errorMessage")
    refusal = codes.push_refusal(
        wire.read_text(body.get("errorCode")), error_text if isinstance(error_text, str) else ""
    )
    if refusal is not None:
        return PushRefused(refusal, reply)
    if _is_token_refused(reply):
        return PushDelayed(SHORT_PAUSE, reply)
    if reply.status == 200 and code not in (None, "0") and checkout_id is None:
        return PushRefused(Meaning(Reason.NOT_SENT), reply)
    return PushUnknown(reply, checkout_id)


def classify_query(reply: Reply, checkout_id: str) -> QueryOutcome:
    """What a query answer means: only HTTP 200 with a result for this push is an answer."""
    body = wire.read_object(reply.raw)
    if is_throttled(reply) or _is_token_refused(reply):
        return QueryDelayed(_pause(body), reply)
    code = wire.read_code(body.get("ResultCode"))
    echoed = wire.read_text(body.get("CheckoutRequestID"))
    if reply.status != 200 or code is None or code == codes.STILL_PROCESSING:
        return QueryPending(reply)
    if wire.read_code(body.get("ResponseCode")) not in (None, "0") or echoed not in (
        None,
        checkout_id,
    ):
        return QueryPending(reply)
    result = StkResult(
        code=code,
        checkout_id=echoed,
        merchant_request_id=wire.read_text(body.get("MerchantRequestID")),
    )
    return QueryAnswered(result, reply)


def is_throttled(reply: Reply) -> bool:
    """The provider refused to look at the request for now."""
    body = wire.read_object(reply.raw)
    fault = body.get("fault")
    detail = fault.get("detail") if isinstance(fault, dict) else None
    fault_code = detail.get("errorcode") if isinstance(detail, dict) else None
    return (
        reply.status == 429
        or wire.read_text(body.get("errorCode")) in codes.THROTTLED
        or (isinstance(fault_code, str) and fault_code.startswith("policies.ratelimit."))
    )


def _pause(body: Any) -> float:
    is_long = wire.read_text(body.get("errorCode")) in codes.LONG_THROTTLE
    return LONG_PAUSE if is_long else SHORT_PAUSE


def _is_token_refused(reply: Reply) -> bool:
    error_code = wire.read_text(wire.read_object(reply.raw).get("errorCode"))
    return error_code in codes.TOKEN_REFUSED or reply.status == 401


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}
