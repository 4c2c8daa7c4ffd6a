"""Connections, transactions and the base of every table.

A tenant transaction sees one tenant's rows; a platform transaction sees all and says why.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

import orjson
import psycopg
from pydantic_settings import BaseSettings
from sqlalchemy import ForeignKey, ForeignKeyConstraint, MetaData, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import DateTime

from core.kit.ids import TenantId, new_id
from core.kit.logs import bind_context, logger

_OUTAGE_SECONDS: Final = 60.0
_OUTAGE_PAUSE: Final = 0.25


class DatabaseSettings(BaseSettings):
    """Where PostgreSQL is, for the two roles that processes use."""

    database_app_url: str
    database_platform_url: str
    database_pool_size: int = 10
    database_platform_pool_size: int = 4
    database_statement_timeout_ms: int = 10_000


class Base(DeclarativeBase):
    """Base of all tables; constraint names follow one convention, so migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class TenantRow(Base):
    """A row of one tenant: `id`, `tenant_id`, `created_at`, and the pair other tables refer to."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


def tenant_row_args(*extra: SchemaItem) -> tuple[SchemaItem, ...]:
    """`__table_args__` of a TenantRow: the referable pair plus what the table needs itself."""
    return (UniqueConstraint("tenant_id", "id"), *extra)


def belongs_to(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key that cannot cross tenants; the row goes with the one it belongs to."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete="CASCADE"
    )


class DatabaseAway(OSError):
    """The database did not answer; whether the statements had their effect is not known."""


class Database:
    """The two engines of a process.

    Connections are in autocommit mode and transactions begin explicitly, so that BEGIN and what
    belongs to it take one round trip. Whoever takes a connection without a transaction commits
    every statement.
    """

    def __init__(self, settings: DatabaseSettings) -> None:
        timeout = settings.database_statement_timeout_ms
        self.app = _engine(settings.database_app_url, settings.database_pool_size, timeout)
        self.platform = _engine(
            settings.database_platform_url, settings.database_platform_pool_size, timeout
        )
        self._app_sessions = async_sessionmaker(self.app, expire_on_commit=False)
        self._platform_sessions = async_sessionmaker(self.platform, expire_on_commit=False)

    @asynccontextmanager
    async def tenant_transaction(self, tenant_id: TenantId) -> AsyncIterator[AsyncSession]:
        """One transaction in which only this tenant's rows exist; commits at the end.

        Like its siblings it raises DatabaseAway when no connection can begin a transaction.
        """
        begin = f"BEGIN; SELECT bind_tenant('{UUID(str(tenant_id))}')"
        async with self._transaction(self.app, self._app_sessions, begin) as session:
            session.info["tenant_id"] = tenant_id
            with bind_context(tenant_id=str(tenant_id)):
                yield session

    @asynccontextmanager
    async def untenanted_transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction of the application role in which no tenant's rows exist.

        Only the routing functions (`channel_route`, `dialogue_route`, ...) answer in it.
        """
        async with self._transaction(self.app, self._app_sessions, "BEGIN") as session:
            yield session

    @asynccontextmanager
    async def platform_transaction(
        self, *, reason: str, is_snapshot: bool = False
    ) -> AsyncIterator[AsyncSession]:
        """One transaction over all tenants; `reason` says why in the log of the database.

        A snapshot only reads, and sees everything as it was at one instant.
        """
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if is_snapshot else "BEGIN"
        async with self._transaction(self.platform, self._platform_sessions, begin) as session:
            await session.execute(
                select(func.set_config("application_name", f"ratiba: {reason}"[:60], True))
            )
            yield session

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, sessions: async_sessionmaker[AsyncSession], begin: str
    ) -> AsyncIterator[AsyncSession]:
        session = sessions()
        try:
            try:
                await _begin(session, begin)
            except psycopg.OperationalError:
                # A restart of the server kills every pooled connection; nothing has begun yet.
                await session.invalidate()
                await engine.dispose()
                session = sessions()
                await _begin(session, begin)
        except (psycopg.OperationalError, OperationalError) as problem:
            await session.invalidate()
            raise DatabaseAway(type(problem).__name__) from problem
        async with session:
            yield session
            await session.commit()

    async def dispose(self) -> None:
        """Close every pooled connection."""
        await self.app.dispose()
        await self.platform.dispose()


async def through_outages[T](work: Callable[[], Awaitable[T]]) -> T:
    """What a transaction gives, begun anew while the database is away, for up to a minute.

    The commit of an earlier try may have got through although its answer did not: `work` has to
    bear that. For what only this process knows.
    """
    gives_up_at = time.monotonic() + _OUTAGE_SECONDS
    while True:
        try:
            return await work()
        except (DatabaseAway, OperationalError) as problem:
            if time.monotonic() > gives_up_at:
                raise
            logger.warning("transaction_begun_anew", error=type(problem).__name__)
        await asyncio.sleep(_OUTAGE_PAUSE)


def tenant_of(session: AsyncSession) -> TenantId:
    """The tenant a tenant transaction is bound to."""
    tenant_id: TenantId = session.info["tenant_id"]
    return tenant_id


def tenant_version_of(session: AsyncSession) -> datetime | None:
    """When the tenant or its catalog was last edited, as the transaction's beginning saw it."""
    version: datetime | None = session.info["begun"]
    return version


async def _begin(session: AsyncSession, statements: str) -> None:
    """Run BEGIN and what follows it past the session; keeps the first value of the last one."""
    raw = await (await session.connection()).get_raw_connection()
    driver: Any = raw.driver_connection
    cursor = await driver.execute(statements, prepare=False)
    session.info["begun"] = None
    while cursor.nextset():
        session.info["begun"] = (await cursor.fetchone())[0]


def psycopg_url(url: str) -> str:
    """The same address with SQLAlchemy's psycopg 3 driver."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _engine(url: str, pool_size: int, statement_timeout_ms: int) -> AsyncEngine:
    return create_async_engine(
        psycopg_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=False,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={
            "autocommit": True,
            "connect_timeout": 5,
            "prepare_threshold": 2,
            "options": f"-c statement_timeout={statement_timeout_ms} -c timezone=UTC",
        },
    )
