"""One payment on the desk: locked, with everything that may happen to it, in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.snapshot import CatalogSnapshot
from core.kit import jobs
from core.kit.ids import PaymentId, TenantId
from core.payments.events import EventLog
from core.payments.models import Payment
from core.payments.mpesa.client import Reply
from core.payments.mpesa.codes import Reason
from core.payments.settlement import Judgement, Verdict
from core.payments.states import PaymentStates
from core.workflows.checkout import Checkout
from core.workflows.context import WorkflowContext


class PaymentDesk:
    """What a job needs to judge and move one locked payment."""

    def __init__(
        self,
        session: AsyncSession,
        payment: Payment,
        catalog: CatalogSnapshot,
        context: WorkflowContext,
        tenant_id: TenantId,
    ) -> None:
        self.session = session
        self.payment = payment
        self.states = PaymentStates(session)
        self.events = EventLog(session)
        self.checkout = Checkout(session, catalog, context)
        self.window = timedelta(minutes=catalog.settings.payment.window_minutes)
        self._tenant_id = tenant_id
        self._clock = context.clock

    @property
    def now(self) -> datetime:
        return self._clock()

    def args(self) -> dict[str, Any]:
        """The ids that jobs of this payment carry."""
        return {"tenant_id": str(self._tenant_id), "payment_id": str(self.payment.id)}

    async def defer(self, job: str, args: dict[str, Any], *, at: datetime) -> None:
        """Write a job of this payment."""
        await jobs.defer(self.session, job, args, scheduled_at=at)

    async def keep_reply(self, kind: str, reply: Reply) -> UUID | None:
        """Keep a provider's answer as evidence; None when there was none or it is known."""
        if reply.status == 0:
            return None
        return await self.events.store(
            PaymentId(self.payment.id), kind, reply.raw, {"status": reply.status}
        )

    async def apply(self, judgement: Judgement, evidence_id: UUID | None) -> None:
        """Let a final judgement have its effects; pending ones have none."""
        payment = self.payment
        match judgement.verdict:
            case Verdict.PAID:
                await self.checkout.paid(
                    payment, receipt=judgement.receipt, evidence_id=evidence_id
                )
            case Verdict.NOT_PAID if payment.state == "paid":
                await self.checkout.note_contradiction(payment, evidence_id)
            case Verdict.NOT_PAID if judgement.meaning is not None:
                await self.checkout.not_paid(payment, judgement.meaning, evidence_id=evidence_id)
            case Verdict.REVIEW:
                await self.checkout.review(payment, Reason.UNKNOWN_RESULT, evidence_id=evidence_id)
            case _:
                pass


@asynccontextmanager
async def payment_desk(
    context: WorkflowContext, tenant_id: TenantId, payment_id: PaymentId
) -> AsyncIterator[PaymentDesk]:
    """A tenant transaction with the payment and its booking locked."""
    async with context.database.tenant_transaction(tenant_id) as session:
        catalog = await context.catalogs.get(session)
        payment = await PaymentStates(session).lock(payment_id)
        yield PaymentDesk(session, payment, catalog, context, tenant_id)
