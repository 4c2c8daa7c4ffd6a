"""Settling a stored callback: strong ones decide, weak ones only after our own query agrees."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, select

from core.kit.ids import PaymentId, TenantId
from core.kit.logs import logger
from core.payments.accounts import mpesa_account
from core.payments.callbacks import SETTLE_JOB
from core.payments.errors import PaymentUnavailable
from core.payments.models import Payment, ProviderEvent
from core.payments.mpesa import codes, wire
from core.payments.mpesa.account import MpesaAccount
from core.payments.mpesa.client import QueryAnswered, QueryOutcome
from core.payments.mpesa.codes import Reason
from core.payments.mpesa.wire import StkResult
from core.payments.settlement import Asked, Judgement, Verdict, judge_callback, judge_query
from core.payments.states import ASKED
from core.workflows.context import WorkflowContext
from core.workflows.payment_desk import PaymentDesk, payment_desk

CONFIRM_PAUSES: Final = (5, 15, 30, 60, 120)
BELIEVE_SOFT_AFTER: Final = 2
UNCONFIRMED: Final = "unconfirmed"


@dataclass(frozen=True, slots=True)
class _Confirmation:
    """A query that has to agree before the callback counts."""

    account: MpesaAccount
    checkout_id: str
    result: StkResult
    judgement: Judgement


async def settle_payment(
    context: WorkflowContext, *, tenant_id: str, payment_id: str, event_id: str, attempt: int = 0
) -> None:
    """Judge one stored callback, once."""
    tenant, payment = TenantId(UUID(tenant_id)), PaymentId(UUID(payment_id))
    async with payment_desk(context, tenant, payment) as desk:
        wanted = await _judge(desk, context, UUID(event_id))
    if wanted is None:
        return
    outcome = await context.daraja.query(wanted.account, wanted.checkout_id)
    async with payment_desk(context, tenant, payment) as desk:
        event = await _unhandled(desk, UUID(event_id))
        if event is not None:
            await _conclude(desk, event, wanted, outcome, attempt)


async def _judge(
    desk: PaymentDesk, context: WorkflowContext, event_id: UUID
) -> _Confirmation | None:
    event = await _unhandled(desk, event_id)
    if event is None:
        return None
    result = wire.read_callback(str(event.body.get("raw", "")).encode())
    payment = desk.payment
    judgement = judge_callback(
        Asked(payment.amount_minor, payment.checkout_id, payment.merchant_request_id),
        result,
        is_source_known=bool(event.body.get("is_source_known")),
        must_know_source=context.daraja_settings.daraja_callback_check == "enforce",
        is_receipt_used=await _is_receipt_used(desk, result.receipt),
    )
    if judgement.weaknesses:
        logger.warning(
            "weak callback", payment_id=str(payment.id), weaknesses=list(judgement.weaknesses)
        )
    if judgement.verdict is not Verdict.CONFIRM:
        await desk.apply(judgement, event.id)
        await _note(desk, event, judgement.verdict, judgement)
        return None
    if payment.state == "paid":
        await _compare_with_paid(desk, event, result, judgement)
        return None
    return await _confirmation(desk, event, result, judgement)


async def _confirmation(
    desk: PaymentDesk, event: ProviderEvent, result: StkResult, judgement: Judgement
) -> _Confirmation | None:
    checkout_id = desk.payment.checkout_id or result.checkout_id
    if checkout_id is None:
        await _note(desk, event, Verdict.IGNORED, judgement)
        return None
    try:
        account = await mpesa_account(desk.session)
    except PaymentUnavailable:
        await desk.checkout.review(desk.payment, Reason.UNKNOWN_RESULT, evidence_id=event.id)
        await _note(desk, event, Verdict.REVIEW, judgement)
        return None
    return _Confirmation(account, checkout_id, result, judgement)


async def _compare_with_paid(
    desk: PaymentDesk, event: ProviderEvent, result: StkResult, judgement: Judgement
) -> None:
    if result.code == codes.PAID:
        await desk.checkout.paid(desk.payment, receipt=judgement.receipt, evidence_id=event.id)
    elif judgement.meaning is not None:
        await desk.checkout.note_contradiction(desk.payment, event.id)
    await _note(desk, event, Verdict.IGNORED, judgement)


async def _conclude(
    desk: PaymentDesk,
    event: ProviderEvent,
    wanted: _Confirmation,
    outcome: QueryOutcome,
    attempt: int,
) -> None:
    await desk.states.count_query(desk.payment)
    if isinstance(outcome, QueryAnswered):
        await _conclude_answered(desk, event, wanted, outcome)
        return
    judgement = wanted.judgement
    if not judgement.weaknesses and attempt >= BELIEVE_SOFT_AFTER:
        believed = Judgement(Verdict.NOT_PAID, meaning=judgement.meaning)
        await desk.apply(believed, event.id)
        await _note(desk, event, Verdict.NOT_PAID, judgement)
        return
    if attempt < len(CONFIRM_PAUSES):
        args: dict[str, Any] = desk.args() | {"event_id": str(event.id), "attempt": attempt + 1}
        pause = timedelta(seconds=CONFIRM_PAUSES[attempt])
        await desk.defer(SETTLE_JOB, args, at=desk.now + pause)
        return
    # The watch of an open prompt goes on; nobody else would look at a closed one again.
    if desk.payment.state not in ASKED and wanted.result.code == codes.PAID:
        await desk.checkout.review(desk.payment, Reason.UNKNOWN_RESULT, evidence_id=event.id)
    await _note(desk, event, UNCONFIRMED, judgement)


async def _conclude_answered(
    desk: PaymentDesk, event: ProviderEvent, wanted: _Confirmation, outcome: QueryAnswered
) -> None:
    await desk.keep_reply("query", outcome.reply)
    answer, payment = judge_query(outcome.result), desk.payment
    if payment.checkout_id is None and not await desk.states.adopt_ids(
        payment, wanted.checkout_id, outcome.result.merchant_request_id
    ):
        await _note(desk, event, Verdict.IGNORED, wanted.judgement)
        return
    if answer.verdict is Verdict.PAID:
        answer = Judgement(Verdict.PAID, receipt=wanted.judgement.receipt)
    elif wanted.result.code == codes.PAID:
        await desk.checkout.note_contradiction(payment, event.id)
    await desk.apply(answer, event.id)
    await _note(desk, event, answer.verdict, wanted.judgement)


async def _unhandled(desk: PaymentDesk, event_id: UUID) -> ProviderEvent | None:
    event = await desk.events.get(event_id)
    return event if event is not None and event.handled_at is None else None


async def _note(
    desk: PaymentDesk, event: ProviderEvent, verdict: str, judgement: Judgement
) -> None:
    await desk.events.conclude(event.id, verdict, judgement.weaknesses, desk.now)


async def _is_receipt_used(desk: PaymentDesk, receipt: str | None) -> bool:
    if receipt is None:
        return False
    found = await desk.session.scalar(
        select(
            exists().where(
                Payment.provider == desk.payment.provider,
                Payment.receipt == receipt,
                Payment.id != desk.payment.id,
            )
        )
    )
    return bool(found)
