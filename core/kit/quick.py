"""Transactions of one round trip, for the statements every message goes through.

The tenant is bound and the statements run in one pipeline without BEGIN and COMMIT: PostgreSQL
treats what comes before the pipeline's end as one transaction, so the binding ends with it.
Row-level security holds as in `Database.tenant_transaction`, at a sixth of the processor time.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import psycopg
from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.db import DatabaseAway, DatabaseSettings, tenant_of
from core.kit.ids import TenantId
from core.kit.quick_link import Parameters, QuickLink, Statement, Step

__all__ = ["Executor", "QuickDatabase", "SessionExecutor", "Statement", "Step"]

# Every statement here looks rows up by key, so one plan by index is right whatever the tables hold.
_OPTIONS = "-c timezone=UTC -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
_BIND = Statement("SELECT set_config('app.tenant_id', :bound_tenant, true)")
_MARGIN_SECONDS = 5.0


class Executor(Protocol):
    """Runs statements among one tenant's rows."""

    @property
    def tenant_id(self) -> TenantId: ...
    async def rows(self, statement: Statement, parameters: Parameters) -> Sequence[Any]: ...


class SessionExecutor:
    """Statements as part of a session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.tenant_id = tenant_of(session)

    async def rows(self, statement: Statement, parameters: Parameters) -> Sequence[Any]:
        """The statement's rows; none for a statement that returns none."""
        found = await self._session.execute(statement.text, parameters)
        return found.all() if isinstance(found, CursorResult) and found.returns_rows else ()


class QuickExecutor:
    """Statements as transactions of their own."""

    def __init__(self, database: "QuickDatabase", tenant_id: TenantId) -> None:
        self._database, self.tenant_id = database, tenant_id

    async def rows(self, statement: Statement, parameters: Parameters) -> Sequence[Any]:
        """The statement's rows, committed."""
        (rows,) = await self._database.run(self.tenant_id, [(statement, parameters)])
        return rows


class QuickDatabase:
    """A process's connections for quick transactions, made when they are needed."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self._url = settings.database_app_url
        timeout_ms = settings.database_statement_timeout_ms
        self._options = f"-c statement_timeout={timeout_ms} {_OPTIONS}"
        self._patience = timeout_ms / 1000 + _MARGIN_SECONDS
        self._idle: list[QuickLink] = []
        self._slots = asyncio.Semaphore(settings.database_pool_size)

    def of(self, tenant_id: TenantId) -> QuickExecutor:
        """An executor among one tenant's rows."""
        return QuickExecutor(self, tenant_id)

    async def run(self, tenant_id: TenantId, steps: Sequence[Step]) -> list[Sequence[Any]]:
        """The rows of each statement, all of them committed together.

        Raises DatabaseAway when the database does not answer, on a new connection either. The
        statements must bear repetition: one that breaks off may have had its effect.
        """
        async with self._slots:
            try:
                return await self._run(tenant_id, steps)
            except psycopg.OperationalError:
                # A restart of the server kills every kept connection.
                await self.close()
            try:
                return await self._run(tenant_id, steps)
            except psycopg.OperationalError as problem:
                raise DatabaseAway(type(problem).__name__) from problem

    async def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            await self._idle.pop().close()

    async def _run(self, tenant_id: TenantId, steps: Sequence[Step]) -> list[Sequence[Any]]:
        while self._idle and self._idle[-1].is_dead:
            await self._idle.pop().close()
        if self._idle:
            link = self._idle.pop()
        else:
            link = await QuickLink.connect(self._url, self._options, self._patience)
        try:
            rows = await link.run([(_BIND, {"bound_tenant": str(tenant_id)}), *steps])
        except BaseException:
            # Whatever state it is in, nobody else gets it.
            await link.close()
            raise
        self._idle.append(link)
        return rows[1:]
