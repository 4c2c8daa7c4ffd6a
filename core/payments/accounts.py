"""A tenant's accounts with payment providers."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.payments.errors import PaymentUnavailable
from core.payments.mpesa.account import MpesaAccount
from core.tenancy.models import PaymentAccount

MPESA = "mpesa"


def has_account(provider: str) -> ColumnElement[bool]:
    """Whether the tenant can collect through the provider, as part of another question."""
    return exists().where(PaymentAccount.provider == provider, PaymentAccount.is_active.is_(True))


async def mpesa_account(session: AsyncSession) -> MpesaAccount:
    """The tenant's M-Pesa credentials; raises PaymentUnavailable."""
    found = await session.execute(
        select(PaymentAccount.credentials, PaymentAccount.settings).where(
            PaymentAccount.provider == MPESA, PaymentAccount.is_active.is_(True)
        )
    )
    stored = found.first()
    if stored is None:
        raise PaymentUnavailable(MPESA)
    return MpesaAccount.from_stored(stored.credentials, stored.settings)
