"""Sending a prompt: claim it, commit, call the provider, write down what came of it.

A run killed between the claim and the answer leaves `requested`; the next run makes it `unknown`.
A database that goes away meanwhile is waited for: only this run knows whether a prompt was sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from core.kit.db import through_outages
from core.kit.ids import PaymentId, TenantId
from core.kit.logs import logger
from core.payments.accounts import mpesa_account
from core.payments.errors import PaymentUnavailable
from core.payments.models import Payment
from core.payments.mpesa.account import MpesaAccount
from core.payments.mpesa.client import (
    PushAccepted,
    PushDelayed,
    PushOutcome,
    PushRefused,
    PushRequest,
    PushUnknown,
)
from core.payments.mpesa.codes import Meaning, Reason
from core.payments.service import REQUEST_JOB
from core.workflows.booking_facts import booking_facts
from core.workflows.context import WorkflowContext
from core.workflows.payment_desk import PaymentDesk, payment_desk

MAX_PUSHES: Final = 3
MISCONFIGURED = Meaning(Reason.MISCONFIGURED, alerts_operator=True)


@dataclass(slots=True)
class _Claim:
    """This run's claim on a payment; in doubt once its commit may have got through unanswered."""

    at: datetime
    is_in_doubt: bool = False

    def is_ours(self, payment: Payment) -> bool:
        return self.is_in_doubt and payment.requested_at == self.at


async def request_payment(
    context: WorkflowContext, *, tenant_id: str, payment_id: str, attempt: int = 0
) -> None:
    """Send the prompt of a `created` payment, at most once."""
    tenant, payment = TenantId(UUID(tenant_id)), PaymentId(UUID(payment_id))
    claim = _Claim(context.clock())
    claimed = await through_outages(lambda: _claimed(context, tenant, payment, claim))
    if claimed is None:
        return
    account, request = claimed
    outcome = await context.daraja.push(account, request)
    logger.info("payment requested", payment_id=payment_id, outcome=type(outcome).__name__)

    async def record() -> None:
        async with payment_desk(context, tenant, payment) as desk:
            if desk.payment.requested_at == claim.at:
                await _record_push(desk, outcome, attempt)

    await through_outages(record)


async def _claimed(
    context: WorkflowContext, tenant_id: TenantId, payment_id: PaymentId, claim: _Claim
) -> tuple[MpesaAccount, PushRequest] | None:
    async with payment_desk(context, tenant_id, payment_id) as desk:
        payment = desk.payment
        if claim.is_ours(payment):
            await desk.states.release_request(payment)
        claim.is_in_doubt = True
        if payment.state == "requested" and payment.checkout_id is None:
            # A killed run may have reached the provider: never a second blind push.
            await desk.states.lose_sight(payment)
            return None
        if payment.state != "created":
            return None
        facts = await booking_facts(desk.session, payment.booking_id)
        is_held = facts.held_until is not None and facts.held_until > context.clock()
        if facts.status != "confirmed" and not is_held:
            await desk.states.fail(payment, Reason.HOLD_ENDED, context.clock())
            return None
        try:
            account = await mpesa_account(desk.session)
        except PaymentUnavailable:
            await desk.checkout.not_paid(payment, MISCONFIGURED)
            return None
        await desk.states.claim_request(payment, claim.at)
        return account, _push_of(payment, facts.reference, context.public_url)


def _push_of(payment: Payment, reference: str, public_url: str) -> PushRequest:
    return PushRequest(
        amount_shillings=payment.amount_minor // 100,
        payer_phone=payment.payer_phone,
        callback_url=f"{public_url}/cb/{payment.callback_token}",
        reference=payment.account_reference,
        description=reference,
    )


async def _record_push(desk: PaymentDesk, outcome: PushOutcome, attempt: int) -> None:
    payment = desk.payment
    await desk.keep_reply("push", outcome.reply)
    match outcome:
        case PushAccepted():
            await desk.states.prompt(payment, outcome.checkout_id, outcome.merchant_request_id)
        case PushUnknown(checkout_id=str() as checkout_id):
            await desk.states.prompt(payment, checkout_id, None)
        case PushUnknown():
            await desk.states.lose_sight(payment)
        case PushRefused():
            await desk.checkout.not_paid(payment, outcome.meaning)
        case PushDelayed() if attempt + 1 >= MAX_PUSHES:
            await desk.checkout.not_paid(payment, Meaning(Reason.UNAVAILABLE))
        case PushDelayed():
            if await desk.states.release_request(payment):
                pause = timedelta(seconds=outcome.retry_after * 2**attempt)
                args = desk.args() | {"attempt": attempt + 1}
                await desk.defer(REQUEST_JOB, args, at=desk.now + pause)
