"""Alembic's environment: connects as the owner (`DATABASE_URL`), one transaction per migration."""

from alembic import context
from pydantic_settings import BaseSettings
from sqlalchemy import create_engine, pool, text

import core.models
from core.kit.db import psycopg_url
from migrations.roles import provision_roles


class OwnerSettings(BaseSettings):
    database_url: str


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    if kind == "table":
        return name is not None and not name.startswith("procrastinate_")
    return True


def run_migrations() -> None:
    engine = create_engine(
        psycopg_url(OwnerSettings().database_url),
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        provision_roles(connection)
        context.configure(
            connection=connection,
            target_metadata=core.models.metadata,
            include_name=_is_ours,
            transaction_per_migration=True,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
