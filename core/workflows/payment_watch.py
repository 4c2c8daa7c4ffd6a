"""Watching an open prompt until something final is known, whatever gets lost on the way."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from core.kit.ids import PaymentId, TenantId
from core.payments.accounts import mpesa_account
from core.payments.errors import PaymentUnavailable
from core.payments.mpesa.account import MpesaAccount
from core.payments.mpesa.client import QueryAnswered, QueryDelayed, QueryOutcome
from core.payments.mpesa.codes import Reason
from core.payments.schedule import RESEND_AFTER, next_query_at
from core.payments.service import QUERY_JOB, REQUEST_JOB
from core.payments.settlement import judge_query
from core.payments.states import ASKED
from core.workflows.context import WorkflowContext
from core.workflows.payment_desk import PaymentDesk, payment_desk

REQUEST_LOST_AFTER: Final = timedelta(seconds=90)
ANSWER_LOST_AFTER: Final = timedelta(seconds=40)
SAY_CHECKING_AFTER: Final = timedelta(seconds=30)


async def query_payment(context: WorkflowContext, *, tenant_id: str, payment_id: str) -> None:
    """Ask the provider about an open prompt and plan the next time."""
    tenant, payment = TenantId(UUID(tenant_id)), PaymentId(UUID(payment_id))
    asked = await _prepare(context, tenant, payment)
    if asked is None:
        return
    account, checkout_id = asked
    outcome = await context.daraja.query(account, checkout_id)
    async with payment_desk(context, tenant, payment) as desk:
        await _record(desk, outcome)


async def look_at_payment(context: WorkflowContext, *, tenant_id: str, payment_id: str) -> None:
    """Ask the provider out of turn, because the contact says it is paid; the watch goes on."""
    tenant, payment = TenantId(UUID(tenant_id)), PaymentId(UUID(payment_id))
    async with payment_desk(context, tenant, payment) as desk:
        checkout_id = desk.payment.checkout_id
        if checkout_id is None or not is_watched(desk):
            return
        try:
            account = await mpesa_account(desk.session)
        except PaymentUnavailable:
            return
    outcome = await context.daraja.query(account, checkout_id)
    if not isinstance(outcome, QueryAnswered):
        return
    async with payment_desk(context, tenant, payment) as desk:
        evidence_id = await desk.keep_reply("query", outcome.reply)
        await desk.apply(judge_query(outcome.result), evidence_id)


async def _prepare(
    context: WorkflowContext, tenant_id: TenantId, payment_id: PaymentId
) -> tuple[MpesaAccount, str] | None:
    async with payment_desk(context, tenant_id, payment_id) as desk:
        payment = desk.payment
        if payment.state == "created":
            await _watch_unsent(desk)
            return None
        if not is_watched(desk):
            return None
        if payment.checkout_id is None:
            await _watch_unnamed(desk)
            return None
        try:
            return await mpesa_account(desk.session), payment.checkout_id
        except PaymentUnavailable:
            await _plan_next(desk)
            return None


def is_watched(desk: PaymentDesk) -> bool:
    """Whether asking could still change something."""
    payment = desk.payment
    if payment.state in ASKED:
        return True
    if payment.checkout_id is None:
        return False
    return (payment.state == "not_paid" and payment.is_soft) or payment.state == "review"


async def _watch_unsent(desk: PaymentDesk) -> None:
    if desk.now - desk.payment.created_at >= REQUEST_LOST_AFTER:
        await desk.defer(REQUEST_JOB, desk.args(), at=desk.now)
    await desk.defer(QUERY_JOB, desk.args(), at=desk.now + SAY_CHECKING_AFTER)


async def _watch_unnamed(desk: PaymentDesk) -> None:
    """No checkout id: only a callback can tell, so say so and stop waiting when the window ends.

    In between the contact may ask for another prompt, as soon as one cannot be open any more.
    """
    payment = desk.payment
    age = desk.now - (payment.requested_at or payment.created_at)
    if age >= ANSWER_LOST_AFTER:
        await desk.states.lose_sight(payment)
    if age >= desk.window:
        await desk.checkout.review(payment, Reason.PROVIDER_SILENT)
        return
    if payment.state == "unknown" and age >= RESEND_AFTER:
        await desk.checkout.no_prompt(payment)
    elif payment.state == "unknown" and age >= SAY_CHECKING_AFTER:
        await desk.checkout.checking(payment)
    await _plan_next(desk)


async def _record(desk: PaymentDesk, outcome: QueryOutcome) -> None:
    payment = desk.payment
    await desk.states.count_query(payment)
    pause = timedelta(0)
    if isinstance(outcome, QueryAnswered):
        evidence_id = await desk.keep_reply("query", outcome.reply)
        await desk.apply(judge_query(outcome.result), evidence_id)
    elif isinstance(outcome, QueryDelayed):
        pause = timedelta(seconds=outcome.retry_after)
    age = desk.now - (payment.requested_at or payment.created_at)
    if payment.state in ASKED and age >= RESEND_AFTER:
        await desk.checkout.checking(payment)
    await _plan_next(desk, pause)


async def _plan_next(desk: PaymentDesk, pause: timedelta = timedelta(0)) -> None:
    payment = desk.payment
    if not is_watched(desk):
        return
    asked_at = payment.requested_at or payment.created_at
    next_at = next_query_at(asked_at, desk.now, is_soft=payment.state == "not_paid")
    if next_at is not None:
        await desk.defer(QUERY_JOB, desk.args(), at=max(next_at, desk.now + pause))
    elif payment.state in ASKED:
        await desk.checkout.review(payment, Reason.PROVIDER_SILENT)
