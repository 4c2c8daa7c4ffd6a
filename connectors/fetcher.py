"""Fetches the files of messages into object storage: beside the turns, never in their way."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from connectors.accesses import Accesses, ChannelNotFound
from connectors.channel import FetchError, MediaSource
from core.files.errors import FileTooLarge, StorageFailed
from core.files.received import FETCH_JOB, QUEUE, SWEEP_JOB
from core.files.service import Files, PendingFile, next_try
from core.files.spool import Spool
from core.files.storage import ObjectStorage, key_of
from core.files.sweeping import remove_orphans
from core.kit import jobs
from core.kit.clock import Clock, utc_now
from core.kit.db import Database
from core.kit.errors import ProviderError
from core.kit.ids import TenantId
from core.kit.logs import bind_context, logger
from core.kit.metrics import counter

_FILES = counter(
    "files", "Files of messages, by how a try to fetch one ended", ["channel", "result"]
)
_SWEEP_AGAIN = timedelta(minutes=10)
_BYTES = counter("file_bytes", "Bytes of files that were stored", ["channel"])


class Fetcher:
    """The jobs about files."""

    def __init__(
        self,
        database: Database,
        storage: ObjectStorage,
        sources: Mapping[str, MediaSource],
        accesses: Accesses,
        *,
        largest_bytes: int,
        clock: Clock = utc_now,
    ) -> None:
        self._database, self._storage = database, storage
        self._sources, self._accesses = sources, accesses
        self._largest_bytes, self._clock = largest_bytes, clock

    @property
    def jobs(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """What runs for each job of the queue of files."""
        return {FETCH_JOB: self.fetch, SWEEP_JOB: self.sweep}

    async def fetch(self, _: Any, *, tenant_id: str, file_id: str) -> None:
        """Store the bytes of a file, put it off, or give it up; each is written down."""
        tenant, wanted_id = TenantId(UUID(tenant_id)), UUID(file_id)
        with bind_context(file_id=file_id):
            await self._try(tenant, wanted_id)

    async def _try(self, tenant: TenantId, wanted_id: UUID) -> None:
        async with self._database.tenant_transaction(tenant) as session:
            file = await Files(session).begin(wanted_id)
        if file is None:
            return
        try:
            with Spool(self._largest_bytes) as spool:
                await self._read(tenant, file, spool)
                await self._keep(tenant, file, spool)
        except FileTooLarge as problem:
            await self._give_up(tenant, file, "failed", problem.code)
        except ChannelNotFound as problem:
            await self._put_off(tenant, file, problem.code)
        except ProviderError as problem:
            await self._settle(tenant, file, problem)

    async def sweep(self, _: Any, *, erased_tenant_id: str, erased_at: str) -> None:
        """Delete what object storage still has of a tenant that was erased.

        What a restored tenant has again stays: it has rows, and was written afterwards.
        """
        tenant, before = TenantId(UUID(erased_tenant_id)), datetime.fromisoformat(erased_at)
        try:
            await remove_orphans(self._database, self._storage, tenant, before=before)
        except StorageFailed as problem:
            logger.warning("erased_files_still_there", reason=problem.provider_code)
            args = {"erased_tenant_id": erased_tenant_id, "erased_at": erased_at}
            due_at = self._clock() + _SWEEP_AGAIN
            async with self._database.tenant_transaction(tenant) as session:
                await jobs.defer(session, SWEEP_JOB, args, queue=QUEUE, scheduled_at=due_at)

    async def _read(self, tenant: TenantId, file: PendingFile, spool: Spool) -> None:
        source = self._sources.get(file.channel_type)
        if source is None:
            raise FetchError("no_such_channel")
        access = await self._accesses.get(tenant, file.channel_id)
        await source.fetch(file, access, spool)

    async def _keep(self, tenant: TenantId, file: PendingFile, spool: Spool) -> None:
        key = key_of(tenant, file.id)
        await self._storage.put(key, spool.whole(), spool.size, file.mime_type)
        async with self._database.tenant_transaction(tenant) as session:
            files = Files(session)
            is_there = await files.stored(file.id, key, sha256=spool.sha256, size=spool.size)
            is_there = is_there or await files.is_known(file.id)
        if not is_there:
            # Its tenant was erased while the bytes were on their way.
            await self._storage.remove([key])
            return
        _FILES.labels(file.channel_type, "stored").inc()
        _BYTES.labels(file.channel_type).inc(spool.size)

    async def _settle(self, tenant: TenantId, file: PendingFile, problem: ProviderError) -> None:
        reason = problem.provider_code or problem.code
        if isinstance(problem, StorageFailed):
            await self._put_off(tenant, file, problem.code)
            logger.warning("file_not_stored_yet", reason=reason)
            return
        is_gone = isinstance(problem, FetchError) and problem.is_gone
        most = problem.most_tries if isinstance(problem, FetchError) else None
        if not problem.may_retry or (most is not None and file.attempts >= most):
            await self._give_up(tenant, file, "expired" if is_gone else "failed", reason)
        else:
            await self._put_off(tenant, file, reason, at_least=problem.retry_after)

    async def _put_off(
        self, tenant: TenantId, file: PendingFile, reason: str, *, at_least: float | None = None
    ) -> None:
        due_at = next_try(file, self._clock(), at_least=at_least)
        source = self._sources.get(file.channel_type)
        if source is not None and due_at > file.created_at + source.kept_for:
            await self._give_up(tenant, file, "expired", reason)
            return
        async with self._database.tenant_transaction(tenant) as session:
            await Files(session).put_off(file.id, reason, due_at)
        _FILES.labels(file.channel_type, "put_off").inc()
        logger.info("file_put_off", reason=reason, attempts=file.attempts)

    async def _give_up(self, tenant: TenantId, file: PendingFile, state: Any, reason: str) -> None:
        async with self._database.tenant_transaction(tenant) as session:
            await Files(session).give_up(file.id, state, reason)
        _FILES.labels(file.channel_type, state).inc()
        logger.warning("file_given_up", state=state, reason=reason, attempts=file.attempts)
