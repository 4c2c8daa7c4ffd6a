"""One tenant taken out, erased and put back alone."""

import contextlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from cryptography.fernet import InvalidToken
from redis.asyncio import Redis
from sqlalchemy import Table, select, text, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

import core.models
from core.files.models import File
from core.files.received import QUEUE, SWEEP_JOB
from core.kit import jobs
from core.kit.clock import utc_now
from core.kit.db import Database
from core.kit.errors import Conflict, NotFound, Refused
from core.kit.ids import TenantId
from core.llm.cache import forget_answers
from core.tenancy.models import Channel, PaymentAccount

FORMAT = "ratiba-tenant-1"
TRACKERS, JOBS, END = "dialogue.trackers", "jobs", "rows"


_HEAD_AND_END = 2
_TAKEN = "23505"


class TenantUnknown(NotFound):
    code = "tenant_unknown"


class TenantExists(Conflict):
    code = "tenant_exists"


class ArchiveInvalid(Refused):
    code = "archive_invalid"


class SecretDiffers(Refused):
    code = "secret_differs"


def _tables() -> list[Table]:
    """The tenant's tables, each after those it refers to."""
    return [
        table
        for table in core.models.metadata.sorted_tables
        if table.name == "tenants" or "tenant_id" in table.columns
    ]


async def export_tenant(database: Database, tenant_id: TenantId) -> AsyncIterator[bytes]:
    """JSON lines: a head, one row each as `{"table", "row"}`, and an end that counts the rows.

    All as it was at one instant, trackers and jobs too, also while it is at work. Credentials stay
    encrypted with the installation's secret. Raises TenantUnknown.
    """
    reason, rows = "export one tenant", 0
    async with database.platform_transaction(reason=reason, is_snapshot=True) as session:
        await _require_tenant(session, tenant_id)
        yield orjson.dumps({"format": FORMAT, "tenant_id": str(tenant_id)}) + b"\n"
        for table in _tables():
            key = "id" if table.name == "tenants" else "tenant_id"
            # Table and column names come from our own metadata.
            query = (
                f"SELECT to_jsonb(t) FROM {table.name} t WHERE {key} = :tenant"  # noqa: S608
                + "".join(f" ORDER BY {column.name}" for column in table.columns if column.identity)
            )
            async for line in _rows(session, table.name, query, tenant_id):
                rows += 1
                yield line
        query = (
            "SELECT to_jsonb(t) FROM dialogue.trackers t JOIN dialogues d ON d.id = t.dialogue_id"
            " WHERE d.tenant_id = :tenant"
        )
        async for line in _rows(session, TRACKERS, query, tenant_id):
            rows += 1
            yield line
        for job in await jobs.waiting(session, tenant_id):
            rows += 1
            yield orjson.dumps({"table": JOBS, "row": job}) + b"\n"
        yield orjson.dumps({END: rows}) + b"\n"


async def _rows(
    session: AsyncSession, table: str, query: str, tenant_id: TenantId
) -> AsyncIterator[bytes]:
    result = await session.stream(text(query), {"tenant": tenant_id})
    async for (row,) in result:
        yield orjson.dumps({"table": table, "row": row}) + b"\n"


async def erase_tenant(
    database: Database, tenant_id: TenantId, *, redis: Redis | None = None
) -> None:
    """Delete everything of one tenant: rows, trackers, queued jobs and what Redis keeps of it.

    A job stays behind that deletes what object storage has of it, however this process ends. Raises
    TenantUnknown, and RedisError once the rest is deleted.
    """
    async with database.platform_transaction(reason="erase one tenant") as session:
        await _require_tenant(session, tenant_id)
        for statement in (
            # Items that reached nobody may be of people who wrote to this tenant.
            "DELETE FROM unrouted_payloads u USING identities i WHERE i.tenant_id = :tenant"
            " AND u.source = i.channel_type AND position(i.external_id IN u.body::text) > 0",
            "DELETE FROM dialogue.trackers WHERE dialogue_id IN"
            " (SELECT id FROM dialogues WHERE tenant_id = :tenant)",
            "DELETE FROM tenants WHERE id = :tenant",
        ):
            await session.execute(text(statement), {"tenant": tenant_id})
        await jobs.forget(session, tenant_id)
        args = {"erased_tenant_id": str(tenant_id), "erased_at": utc_now().isoformat()}
        await jobs.defer(session, SWEEP_JOB, args, queue=QUEUE)
    if redis is not None:
        await forget_answers(redis, str(tenant_id))


async def restore_tenant(
    database: Database, lines: Iterable[bytes], *, files: Collection[UUID] = ()
) -> TenantId:
    """Put an exported tenant back, in one transaction.

    What was waiting goes on: messages, holds, payments that are watched. Of its files, `files` are
    in object storage again; the others are lost. Raises ArchiveInvalid for anything that is not an
    export, TenantExists when it is there already, SecretDiffers when its credentials were encrypted
    with another secret.
    """
    columns = {table.name: _stored_columns(table) for table in _tables()}
    columns[TRACKERS] = "dialogue_id, version, events, updated_at"
    numbered = enumerate(lines, start=1)
    tenant_id = tenant_in(numbered)
    async with database.platform_transaction(reason="restore one tenant") as session:
        if await session.scalar(text("SELECT 1 FROM tenants WHERE id = :t"), {"t": tenant_id}):
            raise TenantExists(f"tenant {tenant_id} is here already; erase it first")
        for number, line in numbered:
            entry = entry_of(number, line)
            if entry == {END: number - _HEAD_AND_END}:
                break
            table, row = entry.get("table"), entry.get("row")
            if table not in (*columns, JOBS) or not isinstance(row, dict):
                raise ArchiveInvalid(f"line {number}: not a row of an export")
            if table != TRACKERS and _owner(table, row) != str(tenant_id):
                raise ArchiveInvalid(f"line {number}: a row of another tenant")
            try:
                await _put_back(session, table, row, columns)
            except (DataError, IntegrityError, KeyError, TypeError, ValueError) as error:
                raise _misfit(number, table, error) from None
        else:
            raise ArchiveInvalid("the export is not whole: its last line counts its rows")
        await _check_credentials(session, tenant_id)
        await _note_lost_files(session, tenant_id, files)
    return tenant_id


def _misfit(number: int, table: str, error: Exception) -> Conflict | Refused:
    """Why a row cannot be put back: something here is in its place, or the file was changed."""
    if getattr(getattr(error, "orig", None), "sqlstate", None) == _TAKEN:
        what = {"tenants": "its slug", "channels": "one of its channels"}.get(table, table)
        return TenantExists(f"line {number}: another business here has {what} already")
    return ArchiveInvalid(f"line {number}: a row of {table} does not fit; the file was changed")


async def _put_back(
    session: AsyncSession, table: str, row: dict[str, Any], columns: Mapping[str, str]
) -> None:
    if table == JOBS:
        await _defer(session, row)
        return
    await session.execute(
        text(
            f"INSERT INTO {table} ({columns[table]})"  # noqa: S608
            f" SELECT {columns[table]} FROM"
            f" jsonb_populate_record(NULL::{table}, CAST(:row AS jsonb))"
        ),
        {"row": orjson.dumps(row).decode()},
    )


def _owner(table: str, row: dict[str, Any]) -> Any:
    if table == JOBS:
        args = row.get("args")
        return args.get("tenant_id") if isinstance(args, dict) else None
    return row.get("id") if table == "tenants" else row.get("tenant_id")


async def _defer(session: AsyncSession, job: dict[str, Any]) -> None:
    at = datetime.fromisoformat(job["scheduled_at"]) if job.get("scheduled_at") else None
    await jobs.defer(session, job["task"], job["args"], queue=job["queue"], scheduled_at=at)


async def _check_credentials(session: AsyncSession, tenant_id: TenantId) -> None:
    """Read every credential once: what cannot be read here could not be used later."""
    try:
        for model in (Channel, PaymentAccount):
            found = select(model.credentials).where(model.tenant_id == tenant_id)
            (await session.scalars(found)).all()
    except InvalidToken:
        raise SecretDiffers(
            "the credentials in this export were encrypted with another RATIBA_SECRET_KEY"
        ) from None


async def _note_lost_files(
    session: AsyncSession, tenant_id: TenantId, files: Collection[UUID]
) -> None:
    is_lost = (File.tenant_id == tenant_id) & (File.state == "stored") & File.id.not_in(files)
    lost = {"state": "failed", "reason": "not_in_export", "object_key": None}
    await session.execute(update(File).where(is_lost).values(**lost))


def _stored_columns(table: Table) -> str:
    """What an export gives back; places in a sequence are taken anew, in the same order."""
    return ", ".join(
        column.name for column in table.columns if column.computed is None and not column.identity
    )


def tenant_in(numbered: Iterable[tuple[int, bytes]]) -> TenantId:
    """Whose export it is, by its first line; raises ArchiveInvalid when that is none."""
    for number, line in numbered:
        entry = entry_of(number, line)
        if entry.get("format") == FORMAT:
            with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
                return TenantId(UUID(entry["tenant_id"]))
        break
    raise ArchiveInvalid(f"line 1: not a {FORMAT} export")


def is_end_of_rows(number: int, line: bytes) -> bool:
    """Whether this line counts the rows before it, and counts them right."""
    return line.startswith(b'{"rows":') and entry_of(number, line) == {END: number - _HEAD_AND_END}


def entry_of(number: int, line: bytes) -> dict[str, Any]:
    """What a line holds; raises ArchiveInvalid when it is no JSON object."""
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise ArchiveInvalid(f"line {number}: not JSON") from None
    if not isinstance(entry, dict):
        raise ArchiveInvalid(f"line {number}: not a JSON object")
    return entry


async def _require_tenant(session: AsyncSession, tenant_id: TenantId) -> None:
    if not await session.scalar(text("SELECT 1 FROM tenants WHERE id = :t"), {"t": tenant_id}):
        raise TenantUnknown(f"no business has the id {tenant_id}")
