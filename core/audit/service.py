"""The record of who changed what."""

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.models import AuditEntry
from core.kit.db import tenant_of
from core.kit.ids import TurnId, new_id

current_turn: ContextVar[TurnId | None] = ContextVar("current_turn", default=None)


class AuditLog:
    """Writes audit entries in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def record(
        self,
        action: str,
        table: str,
        subject_id: UUID,
        facts: dict[str, Any],
        *,
        actor: str = "assistant",
    ) -> None:
        """Note that `actor` did `action` to a row; the running turn is noted with it."""
        await self._session.execute(
            insert(AuditEntry).values(
                id=new_id(),
                tenant_id=tenant_of(self._session),
                actor=actor,
                action=action,
                subject_table=table,
                subject_id=subject_id,
                turn_id=current_turn.get(),
                facts=facts,
            )
        )
