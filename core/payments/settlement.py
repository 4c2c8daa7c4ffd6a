"""What a callback or a query answer says about a payment; pure decisions."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.payments.mpesa import codes
from core.payments.mpesa.codes import Meaning
from core.payments.mpesa.wire import StkResult

_RECEIPT = re.compile(r"[A-Z0-9]{10}", re.ASCII)


class Verdict(StrEnum):
    PAID = "paid"
    NOT_PAID = "not_paid"
    PENDING = "pending"
    REVIEW = "review"
    CONFIRM = "confirm"
    IGNORED = "ignored"


class Weakness(StrEnum):
    """Why a callback alone does not decide."""

    SOURCE = "source"
    UNREADABLE = "unreadable"
    CHECKOUT_UNKNOWN = "checkout_unknown"
    CHECKOUT_MISMATCH = "checkout_mismatch"
    MERCHANT_MISMATCH = "merchant_mismatch"
    AMOUNT_MISSING = "amount_missing"
    AMOUNT_MISMATCH = "amount_mismatch"
    RECEIPT_MISSING = "receipt_missing"
    RECEIPT_MALFORMED = "receipt_malformed"
    RECEIPT_USED = "receipt_used"
    UNLISTED_CODE = "unlisted_code"


# A query cannot vouch for the receipt, so one that came with any of these is not kept.
_SPOILS_RECEIPT = frozenset(Weakness) - {Weakness.SOURCE, Weakness.CHECKOUT_UNKNOWN}


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked the provider for."""

    amount_minor: int
    checkout_id: str | None
    merchant_request_id: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    weaknesses: tuple[Weakness, ...] = ()
    meaning: Meaning | None = None
    receipt: str | None = None


def judge_callback(
    asked: Asked,
    result: StkResult,
    *,
    is_source_known: bool,
    must_know_source: bool,
    is_receipt_used: bool,
) -> Judgement:
    """What follows from a callback that came on the payment's own secret path."""
    weaknesses = tuple(_weaknesses(asked, result, is_source_known, is_receipt_used))
    if not is_source_known and must_know_source:
        return Judgement(Verdict.IGNORED, weaknesses)
    if result.code == codes.STILL_PROCESSING:
        return Judgement(Verdict.PENDING, weaknesses)
    meaning = codes.meaning_of(result.code)
    receipt = None if _SPOILS_RECEIPT & set(weaknesses) else result.receipt
    if weaknesses or (meaning is not None and meaning.asks_first):
        return Judgement(Verdict.CONFIRM, weaknesses, meaning, receipt)
    if result.code == codes.PAID:
        return Judgement(Verdict.PAID, receipt=receipt)
    return Judgement(Verdict.NOT_PAID, meaning=meaning)


def judge_query(result: StkResult) -> Judgement:
    """What follows from a final answer to our own query."""
    if result.code == codes.PAID:
        return Judgement(Verdict.PAID)
    meaning = codes.meaning_of(result.code)
    if meaning is not None:
        return Judgement(Verdict.NOT_PAID, meaning=meaning)
    if codes.is_unlisted(result.code):
        return Judgement(Verdict.REVIEW, (Weakness.UNLISTED_CODE,))
    return Judgement(Verdict.PENDING)


def _weaknesses(
    asked: Asked, result: StkResult, is_source_known: bool, is_receipt_used: bool
) -> list[Weakness]:
    found = [] if is_source_known else [Weakness.SOURCE]
    if result.code is None or result.checkout_id is None:
        return [*found, Weakness.UNREADABLE]
    if asked.checkout_id is None:
        found.append(Weakness.CHECKOUT_UNKNOWN)
    elif asked.checkout_id != result.checkout_id:
        found.append(Weakness.CHECKOUT_MISMATCH)
    if asked.merchant_request_id not in (None, result.merchant_request_id):
        found.append(Weakness.MERCHANT_MISMATCH)
    if codes.is_unlisted(result.code):
        found.append(Weakness.UNLISTED_CODE)
    if result.code == codes.PAID:
        found += _money_weaknesses(asked, result, is_receipt_used)
    return found


def _money_weaknesses(asked: Asked, result: StkResult, is_receipt_used: bool) -> list[Weakness]:
    found: list[Weakness] = []
    if result.amount is None:
        found.append(Weakness.AMOUNT_MISSING)
    elif result.amount * 100 != Decimal(asked.amount_minor):
        found.append(Weakness.AMOUNT_MISMATCH)
    if result.receipt is None:
        found.append(Weakness.RECEIPT_MISSING)
    elif not _RECEIPT.fullmatch(result.receipt):
        found.append(Weakness.RECEIPT_MALFORMED)
    elif is_receipt_used:
        found.append(Weakness.RECEIPT_USED)
    return found
