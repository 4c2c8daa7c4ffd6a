"""What Daraja's codes mean. Only a code listed here decides about money; any other is pending."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why an attempt brought no money; stored with the payment and known to the texts."""

    INSUFFICIENT = "insufficient"
    LIMIT = "limit"
    MERCHANT_LIMIT = "merchant_limit"
    TOO_SOON = "too_soon"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NOT_SENT = "not_sent"
    CANCELED = "canceled"
    WRONG_PIN = "wrong_pin"
    PIN_LOCKED = "pin_locked"
    MISCONFIGURED = "misconfigured"
    UNAVAILABLE = "unavailable"
    INVALID_REQUEST = "invalid_request"
    PROVIDER_SILENT = "provider_silent"
    UNKNOWN_RESULT = "unknown_result"
    SUPERSEDED = "superseded"
    HOLD_ENDED = "hold_ended"


PAID = "0"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A final result that is no payment.

    `is_soft`: a later success of the same push still counts. `asks_first`: a query must agree
    before a new prompt is offered. `retry_after`: seconds until a new prompt may be sent.
    """

    reason: Reason
    is_soft: bool = False
    asks_first: bool = False
    retry_after: int = 0
    alerts_operator: bool = False


STK_RESULTS: Mapping[str, Meaning] = {
    "1": Meaning(Reason.INSUFFICIENT),
    "2": Meaning(Reason.LIMIT),
    "3": Meaning(Reason.LIMIT),
    "4": Meaning(Reason.LIMIT),
    "8": Meaning(Reason.MERCHANT_LIMIT, alerts_operator=True),
    "17": Meaning(Reason.TOO_SOON, retry_after=120),
    "26": Meaning(Reason.BUSY, retry_after=30),
    "1001": Meaning(Reason.BUSY, retry_after=60),
    "1019": Meaning(Reason.NO_ANSWER, is_soft=True, asks_first=True),
    "1025": Meaning(Reason.NOT_SENT),
    "1031": Meaning(Reason.CANCELED, is_soft=True, asks_first=True),
    "1032": Meaning(Reason.CANCELED, is_soft=True),
    "1036": Meaning(Reason.NO_ANSWER, is_soft=True, asks_first=True),
    "1037": Meaning(Reason.NO_ANSWER, is_soft=True, asks_first=True),
    "2001": Meaning(Reason.WRONG_PIN),
    "2028": Meaning(Reason.MISCONFIGURED, alerts_operator=True),
    "8006": Meaning(Reason.PIN_LOCKED),
    "9999": Meaning(Reason.NOT_SENT, is_soft=True),
    "SFC_IC0003": Meaning(Reason.MISCONFIGURED, alerts_operator=True),
}
STILL_PROCESSING = "4999"

RETRY_AFTER: Mapping[Reason, int] = {
    Reason.TOO_SOON: 120,
    Reason.BUSY: 60,
}


def meaning_of(code: str | None) -> Meaning | None:
    """What a non-zero result means; None when it is not final (processing, unlisted, missing)."""
    return STK_RESULTS.get(code) if code is not None else None


def is_unlisted(code: str | None) -> bool:
    """A result that no table knows: kept open, then given to an operator."""
    return code is not None and code not in (PAID, STILL_PROCESSING) and code not in STK_RESULTS


TOKEN_REFUSED = frozenset({"404.001.03", "400.003.01", "401.002.01"})
THROTTLED = frozenset({"500.003.02", "500.003.03"})
LONG_THROTTLE = frozenset({"500.003.03"})
OUR_FAULT = frozenset({"400.002.02", "404.001.01", "405.001"})
OVERLOADED_CODE = "500.001.1001"

# One code, four meanings: only the text tells them apart.
PUSH_TEXTS_OF_OVERLOADED_CODE: tuple[tuple[str, Meaning], ...] = (
    ("unable to lock subscriber", Meaning(Reason.BUSY, retry_after=60)),
    ("merchant does not exist", Meaning(Reason.MISCONFIGURED, alerts_operator=True)),
    ("wrong credentials", Meaning(Reason.MISCONFIGURED, alerts_operator=True)),
)


def push_refusal(error_code: str | None, error_text: str) -> Meaning | None:
    """Why a push was refused before any prompt; None when a prompt may exist."""
    if error_code in OUR_FAULT:
        is_phone = "phone" in error_text.lower()
        reason = Reason.INVALID_REQUEST if is_phone else Reason.MISCONFIGURED
        return Meaning(reason, alerts_operator=not is_phone)
    if error_code == OVERLOADED_CODE:
        lowered = error_text.lower()
        for text, meaning in PUSH_TEXTS_OF_OVERLOADED_CODE:
            if text in lowered:
                return meaning
    return None
