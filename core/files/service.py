"""The states of a file. A file leaves `pending` once, by one method here, and never comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.files.models import File
from core.files.received import FETCH_JOB, QUEUE
from core.kit import jobs
from core.kit.db import tenant_of
from core.kit.ids import ChannelId
from core.tenancy.models import Channel

_PAUSES: Final = (2.0, 10.0, 60.0, 300.0, 1800.0, 7200.0, 21_600.0)


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file to be fetched, and the how-manieth try this is."""

    id: UUID
    channel_id: ChannelId
    channel_type: str
    external_id: str
    url: str | None
    mime_type: str | None
    claimed_sha256: str | None
    attempts: int
    created_at: datetime


def next_try(file: PendingFile, now: datetime, *, at_least: float | None = None) -> datetime:
    """When to try again after this try failed: soon at first, four times a day in the end."""
    pause = _PAUSES[min(file.attempts, len(_PAUSES)) - 1]
    return now + timedelta(seconds=max(pause, at_least or 0.0))


class Files:
    """The files of the bound tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self, file_id: UUID) -> PendingFile | None:
        """Count one more try at a file; None when there is nothing left to fetch."""
        counted = await self._change(file_id, attempts=File.attempts + 1)
        if not counted:
            return None
        found = await self._session.execute(
            select(File, Channel.channel_type)
            .join(Channel, Channel.id == File.channel_id)
            .where(File.id == file_id)
        )
        file, channel_type = found.one()
        return PendingFile(
            file.id,
            ChannelId(file.channel_id),
            channel_type,
            file.external_id or "",
            file.url,
            file.mime_type,
            file.claimed_sha256,
            file.attempts,
            file.created_at,
        )

    async def stored(self, file_id: UUID, key: str, *, sha256: str, size: int) -> bool:
        """The bytes are under the key; False when the file is gone or was settled meanwhile."""
        return await self._change(
            file_id,
            state="stored",
            object_key=key,
            sha256=sha256,
            size_bytes=size,
            **_SETTLED,
            reason=None,
        )

    async def put_off(self, file_id: UUID, reason: str, due_at: datetime) -> None:
        """Try again later, by a job in this transaction."""
        if await self._change(file_id, reason=reason, due_at=due_at):
            args = {"tenant_id": str(tenant_of(self._session)), "file_id": str(file_id)}
            await jobs.defer(self._session, FETCH_JOB, args, queue=QUEUE, scheduled_at=due_at)

    async def give_up(
        self, file_id: UUID, state: Literal["failed", "expired"], reason: str
    ) -> None:
        """There will be no bytes."""
        await self._change(file_id, state=state, **_SETTLED, reason=reason)

    async def known(self) -> set[UUID]:
        """Every file there is."""
        return set(await self._session.scalars(select(File.id)))

    async def is_known(self, file_id: UUID) -> bool:
        """Whether there is such a file."""
        found = await self._session.scalar(select(File.id).where(File.id == file_id))
        return found is not None

    async def _change(self, file_id: UUID, **values: Any) -> bool:
        changed = await self._session.execute(
            update(File)
            .where(File.id == file_id, File.state == "pending")
            .values(**values)
            .returning(File.id)
        )
        return changed.first() is not None


# Whoever has a settled file's address has no use for it but a wrong one.
_SETTLED: Final[dict[str, Any]] = {
    "settled_at": func.clock_timestamp(),
    "url": None,
    "due_at": None,
}


async def oldest_pending_seconds(session: AsyncSession) -> float:
    """How long the file that waits longest has waited to be fetched; over all tenants."""
    age = func.extract("epoch", func.clock_timestamp() - func.min(File.created_at))
    found = await session.scalar(select(age).where(File.state == "pending"))
    return float(found or 0.0)
