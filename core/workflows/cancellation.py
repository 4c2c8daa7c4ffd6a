"""Canceling a booking that money was paid for: what the business's policy keeps and gives back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.booking.details import BookingDetails
from core.booking.service import BookingService
from core.catalog.snapshot import CatalogSnapshot
from core.conversations.outbox import Outbox
from core.conversations.texts import TextCatalog
from core.conversations.utterances import Utterance
from core.kit.clock import Clock
from core.kit.db import tenant_of
from core.kit.ids import new_id
from core.notifications.staff import StaffNotices
from core.payments.ledger import Ledger
from core.payments.models import Payment, Refund
from core.payments.service import PaymentService
from core.workflows.booking_facts import booking_facts, money
from core.workflows.payment_news import STAFF_BOOKING_CANCELED, STAFF_REFUND_DUE


@dataclass(frozen=True, slots=True)
class CancellationTerms:
    """What canceling costs now; `refund_minor` is what comes back of what was paid."""

    paid_minor: int
    fee_minor: int
    currency: str
    is_late: bool
    """Whether it starts so soon that canceling is no longer free."""
    payer_phone: str | None

    @property
    def refund_minor(self) -> int:
        return self.paid_minor - self.fee_minor


class Cancellations:
    """Cancels bookings for their contacts, in the caller's transaction."""

    def __init__(
        self, session: AsyncSession, catalog: CatalogSnapshot, texts: TextCatalog, clock: Clock
    ) -> None:
        self._session, self._catalog, self._clock = session, catalog, clock
        self._outbox = Outbox(session, catalog, texts)

    async def terms(self, booking: BookingDetails) -> CancellationTerms:
        """What canceling this booking now would cost and bring back."""
        return self._terms(booking, await self._paid(booking))

    async def cancel(self, booking: BookingDetails) -> CancellationTerms:
        """Cancel it and write down what is to be given back; people of the business are told."""
        bookings = BookingService(self._session, self._catalog, self._clock)
        booking = await bookings.cancel(booking.id, "contact", actor="contact")
        await PaymentService(self._session, self._catalog, self._clock).withdraw(booking.id)
        payments = await self._paid(booking)
        terms = self._terms(booking, payments)
        left = terms.refund_minor
        for payment in payments:
            part = min(left, payment.amount_minor)
            if part > 0:
                await self._owe(payment, part)
            left -= part
        await self._tell(booking, terms)
        return terms

    async def _paid(self, booking: BookingDetails) -> Sequence[Payment]:
        """The payments to give back from, the latest first."""
        found = await self._session.scalars(
            select(Payment)
            .where(Payment.booking_id == booking.id, Payment.state == "paid")
            .where(~select(Refund.id).where(Refund.payment_id == Payment.id,
                                            Refund.reason == "overpaid").exists())
            .order_by(Payment.created_at.desc())
        )  # fmt: skip
        return found.all()

    def _terms(self, booking: BookingDetails, payments: Sequence[Payment]) -> CancellationTerms:
        policy = self._catalog.settings.cancellation
        free_until = booking.starts_at - timedelta(hours=policy.free_until_hours)
        is_late = self._clock() > free_until
        paid = sum(payment.amount_minor for payment in payments)
        fee = late_fee(booking.price_minor, policy.late_fee_percent, booking.currency)
        due = max(booking.late_fee_minor, fee if is_late else 0)
        return CancellationTerms(
            paid_minor=paid,
            fee_minor=min(paid, due),
            currency=booking.currency,
            is_late=is_late,
            payer_phone=payments[0].payer_phone if payments else None,
        )

    async def _owe(self, payment: Payment, amount_minor: int) -> None:
        added = await self._session.scalar(
            insert(Refund)
            .values(
                id=new_id(),
                tenant_id=tenant_of(self._session),
                payment_id=payment.id,
                idempotency_key=f"cancellation:{payment.id}",
                amount_minor=amount_minor,
                currency=payment.currency,
                reason="canceled",
            )
            .on_conflict_do_nothing()
            .returning(Refund.id)
        )
        if added is None:
            return
        await Ledger(self._session).post_refund_due(payment, amount_minor)
        summary = f"for a person: {payment.currency} {amount_minor // 100:,} to be refunded"
        facts = {"summary": summary, "task": "refund", "amount_minor": amount_minor,
                 "booking_id": str(payment.booking_id)}  # fmt: skip
        await AuditLog(self._session).record("operator_task", "payments", payment.id, facts)

    async def _tell(self, booking: BookingDetails, terms: CancellationTerms) -> None:
        facts = await booking_facts(self._session, booking.id)
        notices = StaffNotices(
            self._session, self._outbox, self._catalog.settings.staff_notices, self._catalog.country
        )
        response = STAFF_REFUND_DUE if terms.refund_minor else STAFF_BOOKING_CANCELED
        refund = money(terms.refund_minor, terms.currency)
        variables = {**facts.variables(""), "refund": refund}
        await notices.tell(booking.id, "canceled", Utterance(response, variables))


def late_fee(price_minor: int, percent: int, currency: str) -> int:
    """A part of the price, rounded down to whole units of the currency: mobile money has no cents.

    Rounding down favors the contact.
    """
    unit_minor: int = 10 ** get_currency_precision(currency)
    return price_minor * percent // (100 * unit_minor) * unit_minor
