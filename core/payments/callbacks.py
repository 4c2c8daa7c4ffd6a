"""Taking in a provider's callback: stored with its settle job before the provider gets its 200."""

import secrets

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import jobs
from core.kit.db import Database, tenant_of
from core.kit.ids import PaymentId, TenantId
from core.kit.logs import logger
from core.payments.events import EventLog
from core.payments.models import Payment
from core.payments.mpesa.settings import DarajaSettings
from core.payments.mpesa.wire import MAX_BODY_BYTES

SETTLE_JOB = "payments.settle"
LONGEST_TOKEN = 64

_ROUTE = text("SELECT tenant_id, subject_id FROM payment_route(:token)")


async def receive_callback(
    database: Database, settings: DarajaSettings, *, token: str, raw: bytes, source: str
) -> bool:
    """Store a callback that came on a payment's secret path; False when it changes nothing.

    Whatever comes back, the provider gets the same neutral 200.
    """
    if not 0 < len(token) <= LONGEST_TOKEN or not token.isascii():
        return False
    async with database.untenanted_transaction() as session:
        route = (await session.execute(_ROUTE, {"token": token})).first()
    if route is None:
        logger.warning("callback on an unknown path")
        return False
    async with database.tenant_transaction(TenantId(route.tenant_id)) as session:
        payment_id = PaymentId(route.subject_id)
        if not await _is_token_of(session, payment_id, token):
            return False
        return await store_callback(session, settings, payment_id, raw=raw, source=source)


async def store_callback(
    session: AsyncSession,
    settings: DarajaSettings,
    payment_id: PaymentId,
    *,
    raw: bytes,
    source: str,
) -> bool:
    """Keep the raw bytes and write the settle job; False for a repeat."""
    events = EventLog(session)
    if await events.is_full(payment_id):
        logger.warning("too many callbacks", payment_id=str(payment_id))
        return False
    is_known = source in settings.daraja_callback_sources
    event_id = await events.store(
        payment_id,
        "callback",
        raw[:MAX_BODY_BYTES],
        {"source": source, "is_source_known": is_known},
        sender="known" if is_known else "stranger",
    )
    if event_id is None:
        return False
    args = {
        "tenant_id": str(tenant_of(session)),
        "payment_id": str(payment_id),
        "event_id": str(event_id),
    }
    await jobs.defer(session, SETTLE_JOB, args)
    return True


async def _is_token_of(session: AsyncSession, payment_id: PaymentId, token: str) -> bool:
    kept = await session.scalar(select(Payment.callback_token).where(Payment.id == payment_id))
    return kept is not None and secrets.compare_digest(kept.encode(), token.encode())
