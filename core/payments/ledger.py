"""The double-entry ledger: what came in stands against what it is owed for."""

from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.db import tenant_of
from core.kit.ids import new_id
from core.payments.models import LedgerEntry, Payment


class Account(StrEnum):
    """Debits are positive. Money held at a provider is an asset; the others are what is owed."""

    MPESA = "mpesa"
    BOOKINGS = "bookings"
    OVERPAYMENTS = "overpayments"
    UNPLACED = "unplaced"
    REFUNDS_DUE = "refunds_due"


def capture_id(payment_id: UUID) -> UUID:
    """The one ledger transaction a payment's capture can have."""
    return uuid5(NAMESPACE_URL, f"ratiba:capture:{payment_id}")


class Ledger:
    """Posts transactions in the caller's transaction; the database checks the sum at commit."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def post_capture(self, payment: Payment, owed_as: Account) -> bool:
        """Post a captured payment; False when it is posted already."""
        transaction_id = capture_id(payment.id)
        amount = payment.amount_minor
        is_new = await self._post(payment, transaction_id, Account(payment.provider), amount)
        if is_new:
            await self._post(payment, transaction_id, owed_as, -amount)
        return is_new

    async def post_refund_due(self, payment: Payment, amount_minor: int) -> bool:
        """Owe a part of a captured payment to the contact again; False when it is posted."""
        transaction_id = uuid5(NAMESPACE_URL, f"ratiba:refund_due:{payment.id}")
        is_new = await self._post(payment, transaction_id, Account.BOOKINGS, amount_minor)
        if is_new:
            await self._post(payment, transaction_id, Account.REFUNDS_DUE, -amount_minor)
        return is_new

    async def balance(self, account: Account) -> int:
        """What stands on an account, in minor units."""
        total = await self._session.scalar(
            select(func.coalesce(func.sum(LedgerEntry.amount_minor), 0)).where(
                LedgerEntry.account == account
            )
        )
        return int(total or 0)

    async def _post(
        self, payment: Payment, transaction_id: UUID, account: Account, amount_minor: int
    ) -> bool:
        posted = await self._session.scalar(
            insert(LedgerEntry)
            .values(
                id=new_id(),
                tenant_id=tenant_of(self._session),
                transaction_id=transaction_id,
                account=account,
                amount_minor=amount_minor,
                currency=payment.currency,
                booking_id=payment.booking_id,
                payment_id=payment.id,
            )
            .on_conflict_do_nothing()
            .returning(LedgerEntry.id)
        )
        return posted is not None
