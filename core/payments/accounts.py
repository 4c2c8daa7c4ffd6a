"""A tenant's accounts with payment providers."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.payments.errors import PaymentUnavailable
from core.payments.mpesa.account import MpesaAccount
from core.tenancy.models import PaymentAccount

MPESA = "mpesa"


async def has_account(session: AsyncSession, provider: str = MPESA) -> bool:
    """Whether the tenant can collect through the provider."""
    found = await session.scalar(
        select(
            exists().where(PaymentAccount.provider == provider, PaymentAccount.is_active.is_(True))
        )
    )
    return bool(found)


async def mpesa_account(session: AsyncSession) -> MpesaAccount:
    """The tenant's M-Pesa credentials; raises PaymentUnavailable."""
    credentials = await session.scalar(
        select(PaymentAccount.credentials).where(
            PaymentAccount.provider == MPESA, PaymentAccount.is_active.is_(True)
        )
    )
    if credentials is None:
        raise PaymentUnavailable(MPESA)
    return MpesaAccount.from_credentials(credentials)
