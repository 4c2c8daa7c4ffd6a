"""Provider events: raw evidence, stored before anything is made of it."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.db import tenant_of
from core.kit.ids import PaymentId, new_id
from core.payments.models import ProviderEvent

MAX_EVENTS_OF_A_PAYMENT = 200


class EventLog:
    """Stores each fact once and what was made of it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def store(
        self,
        payment_id: PaymentId,
        kind: str,
        raw: bytes,
        facts: dict[str, Any],
        *,
        sender: str = "",
    ) -> UUID | None:
        """Keep `raw`; None when the same bytes of the same sender are there already."""
        digest = hashlib.sha256(f"{kind}\n{sender}\n".encode() + raw).hexdigest()
        # PostgreSQL's JSON cannot hold NUL.
        body = facts | {"raw": raw.decode(errors="replace").replace("\x00", "\ufffd")}
        stored: UUID | None = await self._session.scalar(
            insert(ProviderEvent)
            .values(
                id=new_id(),
                tenant_id=tenant_of(self._session),
                payment_id=payment_id,
                kind=kind,
                dedupe_key=digest,
                body=body,
            )
            .on_conflict_do_nothing()
            .returning(ProviderEvent.id)
        )
        return stored

    async def is_full(self, payment_id: PaymentId) -> bool:
        """So many facts about one payment that more would only fill the disk."""
        count = await self._session.scalar(
            select(func.count()).where(ProviderEvent.payment_id == payment_id)
        )
        return (count or 0) >= MAX_EVENTS_OF_A_PAYMENT

    async def get(self, event_id: UUID) -> ProviderEvent | None:
        """The stored fact."""
        return await self._session.get(ProviderEvent, event_id)

    async def conclude(
        self, event_id: UUID, verdict: str, weaknesses: tuple[str, ...], now: datetime
    ) -> None:
        """Note what was made of a fact."""
        await self._session.execute(
            update(ProviderEvent)
            .where(ProviderEvent.id == event_id)
            .values(verdict=verdict, weaknesses=list(weaknesses), handled_at=now)
        )
