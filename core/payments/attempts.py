"""The attempts that matter when another one is about to start, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.ids import BookingId
from core.payments.models import Payment
from core.payments.schedule import RESEND_AFTER
from core.payments.states import IN_FLIGHT


@dataclass(frozen=True, slots=True)
class Attempts:
    """Payments of one booking, open ones of one phone, and the one with the same key."""

    same: Payment | None
    of_booking: Sequence[Payment]
    open_ones: Sequence[Payment]

    @property
    def last(self) -> Payment | None:
        """The latest attempt for the booking."""
        return self.of_booking[-1] if self.of_booking else None

    @property
    def captured_minor(self) -> int:
        """What has been paid for the booking so far."""
        return sum(each.amount_minor for each in self.of_booking if each.state == "paid")


async def read_attempts(
    session: AsyncSession, booking_id: BookingId, phone: str, key: str
) -> Attempts:
    """Every attempt that has a say in whether this one may start."""
    is_open = Payment.state.in_(IN_FLIGHT)
    found = await session.scalars(
        select(Payment)
        .where(
            or_(
                Payment.booking_id == booking_id,
                Payment.idempotency_key == key,
                (Payment.payer_phone == phone) & is_open,
            )
        )
        .order_by(Payment.created_at, Payment.id)
        .execution_options(populate_existing=True)
    )
    payments = found.all()
    return Attempts(
        same=next((each for each in payments if each.idempotency_key == key), None),
        of_booking=[each for each in payments if each.booking_id == booking_id],
        open_ones=[each for each in payments if each.state in IN_FLIGHT],
    )


def resend_at(payment: Payment) -> datetime:
    """When an open prompt may be followed by another."""
    return (payment.requested_at or payment.created_at) + RESEND_AFTER
