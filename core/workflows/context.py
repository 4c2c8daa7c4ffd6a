"""What every workflow of a process shares: connections, texts and provider clients."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings
from redis.asyncio import Redis

from core.catalog.cache import CatalogCache
from core.conversations.texts import DOMAIN, TextCatalog
from core.kit.clock import Clock, utc_now
from core.kit.db import Database, DatabaseSettings
from core.llm.settings import LlmSettings
from core.notifications.africastalking import AfricasTalkingClient
from core.notifications.settings import AfricasTalkingSettings
from core.payments.mpesa.client import DarajaClient
from core.payments.mpesa.settings import DarajaSettings
from core.payments.mpesa.tokens import TokenCache
from core.workflows.interpretation.interpreter import build_interpreter
from core.workflows.turn_decision import LlmHelp

REDIS_PATIENCE_SECONDS: Final = 1.0


class WorkflowSettings(BaseSettings):
    """Our own public address, where Redis is, and the settings of the providers."""

    public_url: str
    redis_url: str | None = None
    domain_folder: Path = DOMAIN
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    daraja: DarajaSettings = Field(default_factory=DarajaSettings)
    africastalking: AfricasTalkingSettings = Field(default_factory=AfricasTalkingSettings)
    llm: LlmSettings = Field(default_factory=LlmSettings)

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.strip().rstrip("/")


@dataclass(frozen=True)
class WorkflowContext:
    """Handed to every job; opened once per process."""

    database: Database
    catalogs: CatalogCache
    texts: TextCatalog
    daraja: DarajaClient
    daraja_settings: DarajaSettings
    sms: AfricasTalkingClient
    public_url: str
    http: httpx.AsyncClient
    redis: Redis | None = None
    llm: LlmHelp | None = None
    clock: Clock = utc_now

    async def aclose(self) -> None:
        """Close what `build_context` opened."""
        await self.http.aclose()
        if self.llm is not None:
            await self.llm.interpreter.aclose()
        if self.redis is not None:
            await self.redis.aclose()
        await self.database.dispose()


def build_context(
    settings: WorkflowSettings, *, database: Database | None = None, clock: Clock = utc_now
) -> WorkflowContext:
    """Open a process's connections; nothing connects before it is used."""
    http = httpx.AsyncClient(
        limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
        follow_redirects=False,
    )
    redis = _redis(settings.redis_url) if settings.redis_url else None
    return WorkflowContext(
        database=database or Database(settings.database),
        catalogs=CatalogCache(clock),
        texts=TextCatalog.load(settings.domain_folder),
        daraja=DarajaClient(http, TokenCache(redis), settings.daraja, clock),
        daraja_settings=settings.daraja,
        sms=AfricasTalkingClient(http, settings.africastalking),
        public_url=settings.public_url,
        http=http,
        redis=redis,
        llm=_llm(settings, redis),
        clock=clock,
    )


@asynccontextmanager
async def open_context(settings: WorkflowSettings) -> AsyncIterator[WorkflowContext]:
    """A context for the length of a block."""
    context = build_context(settings)
    try:
        yield context
    finally:
        await context.aclose()


def _llm(settings: WorkflowSettings, redis: Redis | None) -> LlmHelp | None:
    if not settings.llm.providers:
        return None
    interpreter = build_interpreter(settings.llm, settings.domain_folder, redis)
    return LlmHelp(interpreter, settings.llm.llm_monthly_budget_cents)


def _redis(url: str) -> Redis:
    return Redis.from_url(
        url, socket_connect_timeout=REDIS_PATIENCE_SECONDS, socket_timeout=REDIS_PATIENCE_SECONDS
    )
