"""The states of a payment, one method per transition.

created -> requested -> pending | unknown -> paid | not_paid | review; a soft not_paid, like review,
can still become paid; paid is final (a trigger in the database says so too).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.booking.models import Booking
from core.kit.ids import PaymentId
from core.payments.errors import PaymentNotFound
from core.payments.models import Payment
from core.payments.mpesa.codes import Reason

IN_FLIGHT = frozenset({"created", "requested", "unknown", "pending"})
ASKED = frozenset({"requested", "unknown", "pending"})
UNPAID = IN_FLIGHT | {"not_paid", "review"}


class PaymentStates:
    """Moves payments; each method says whether this call made the move."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, payment_id: PaymentId) -> Payment:
        """The payment, locked together with its booking (booking first, everywhere)."""
        booking_id = await self._session.scalar(
            select(Payment.booking_id).where(Payment.id == payment_id)
        )
        if booking_id is None:
            raise PaymentNotFound(f"no payment {payment_id}")
        await self._session.execute(
            select(Booking.id).where(Booking.id == booking_id).with_for_update(key_share=True)
        )
        return (
            await self._session.scalars(
                select(Payment)
                .where(Payment.id == payment_id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        ).one()

    async def claim_request(self, payment: Payment, now: datetime) -> bool:
        """created -> requested: from here on the provider may have been called."""
        return await self._move(payment, {"created"}, "requested", requested_at=now)

    async def release_request(self, payment: Payment) -> bool:
        """requested -> created: the provider certainly did nothing."""
        return await self._move(payment, {"requested"}, "created", requested_at=None)

    async def prompt(
        self, payment: Payment, checkout_id: str, merchant_request_id: str | None
    ) -> bool:
        """requested or unknown -> pending: a prompt is on its way."""
        if not await self.adopt_ids(payment, checkout_id, merchant_request_id):
            return False
        return await self._move(payment, {"requested", "unknown"}, "pending")

    async def adopt_ids(
        self, payment: Payment, checkout_id: str, merchant_request_id: str | None
    ) -> bool:
        """Fill in the provider's ids where none are known; False when they contradict."""
        if payment.checkout_id is not None:
            return payment.checkout_id == checkout_id
        try:
            async with self._session.begin_nested():
                await self._write(
                    payment, checkout_id=checkout_id, merchant_request_id=merchant_request_id
                )
        except IntegrityError:
            await self._session.refresh(payment)
            await self._audit(payment, "checkout_id_of_another_payment", None)
            return False
        return True

    async def lose_sight(self, payment: Payment) -> bool:
        """requested -> unknown: a prompt may or may not exist."""
        return await self._move(payment, {"requested"}, "unknown")

    async def fail(
        self,
        payment: Payment,
        reason: Reason,
        now: datetime,
        *,
        is_soft: bool = False,
        evidence_id: UUID | None = None,
    ) -> bool:
        """In flight or under review -> not_paid; never from paid."""
        return await self._move(
            payment,
            IN_FLIGHT | {"review"},
            "not_paid",
            evidence_id,
            reason=reason,
            is_soft=is_soft,
            settled_at=now,
        )

    async def give_to_operator(
        self, payment: Payment, reason: Reason, now: datetime, evidence_id: UUID | None = None
    ) -> bool:
        """In flight or softly not paid -> review: a person has to look."""
        allowed = IN_FLIGHT | ({"not_paid"} if payment.is_soft else frozenset())
        return await self._move(
            payment, allowed, "review", evidence_id, reason=reason, settled_at=now
        )

    async def capture(
        self,
        payment: Payment,
        *,
        receipt: str | None,
        now: datetime,
        evidence_id: UUID | None = None,
    ) -> bool:
        """Any unpaid state -> paid. A receipt that another payment has is left out."""
        facts: dict[str, Any] = {
            "paid_at": now,
            "settled_at": now,
            "reason": None,
            "is_soft": False,
        }
        if receipt is None:
            return await self._move(payment, UNPAID, "paid", evidence_id, **facts)
        try:
            async with self._session.begin_nested():
                return await self._move(
                    payment, UNPAID, "paid", evidence_id, receipt=receipt, **facts
                )
        except IntegrityError:
            await self._session.refresh(payment)
            await self._audit(payment, "receipt_of_another_payment", evidence_id)
            return await self._move(payment, UNPAID, "paid", evidence_id, **facts)

    async def note_receipt(self, payment: Payment, receipt: str) -> bool:
        """Fill in the receipt of a paid payment that has none yet."""
        if payment.state != "paid" or payment.receipt is not None:
            return False
        try:
            async with self._session.begin_nested():
                await self._write(payment, receipt=receipt)
        except IntegrityError:
            await self._session.refresh(payment)
            await self._audit(payment, "receipt_of_another_payment", None)
            return False
        return True

    async def count_query(self, payment: Payment) -> None:
        """Note that the provider was asked once more."""
        await self._write(payment, queries=Payment.queries + 1)

    async def _move(
        self,
        payment: Payment,
        allowed: Collection[str],
        state: str,
        evidence_id: UUID | None = None,
        **values: Any,
    ) -> bool:
        before = payment.state
        moved = await self._session.scalar(
            update(Payment)
            .where(Payment.id == payment.id, Payment.state.in_(allowed))
            .values(state=state, **values)
            .returning(Payment.id)
            .execution_options(synchronize_session=False)
        )
        await self._session.refresh(payment)
        if moved is None:
            return False
        await self._audit(payment, state, evidence_id, before)
        return True

    async def _write(self, payment: Payment, **values: Any) -> None:
        await self._session.execute(
            update(Payment)
            .where(Payment.id == payment.id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        await self._session.refresh(payment)

    async def _audit(
        self, payment: Payment, what: str, evidence_id: UUID | None, before: str | None = None
    ) -> None:
        facts = {
            "summary": f"{payment.currency} {payment.amount_minor // 100:,}: {what}",
            "change": "updated",
            "from": before,
            "reason": payment.reason,
            "amount_minor": payment.amount_minor,
            "provider_event": str(evidence_id) if evidence_id else None,
        }
        await AuditLog(self._session).record(
            f"payment.{what}",
            "payments",
            payment.id,
            {name: value for name, value in facts.items() if value is not None},
            actor="provider" if evidence_id else "assistant",
        )


async def captured_minor(session: AsyncSession, booking_id: UUID) -> int:
    """What has been paid for a booking so far."""
    total = await session.scalar(
        select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
            Payment.booking_id == booking_id, Payment.state == "paid"
        )
    )
    return int(total or 0)
