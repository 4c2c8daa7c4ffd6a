"""The bytes of a tenant's files behind the rows of its export, and back into object storage."""

import base64
import binascii
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select

from core.files.errors import FileTooLarge, ObjectMissing
from core.files.models import File
from core.files.spool import Spool
from core.files.storage import ObjectStorage, key_of
from core.kit.db import Database
from core.kit.ids import TenantId
from core.tenancy.models import Tenant
from core.workflows.onboarding.archive import (
    ArchiveInvalid,
    TenantExists,
    entry_of,
    is_end_of_rows,
    tenant_in,
)

CONTENT, END_OF_FILES = "files.content", "files"
_LONGEST_PART: Final = 768 * 1024
_LARGEST_FILE: Final = 1024**3


async def export_files(
    database: Database, storage: ObjectStorage, tenant_id: TenantId
) -> AsyncIterator[bytes]:
    """JSON lines that follow the rows: the stored files in parts, and an end that counts them.

    What object storage has lost is left out, and missing after a restore. Raises StorageFailed.
    """
    async with database.tenant_transaction(tenant_id) as session:
        stored = (
            await session.execute(
                select(File.id, File.object_key, File.sha256, File.size_bytes, File.mime_type)
                .where(File.state == "stored")
                .order_by(File.created_at)
            )
        ).all()
    count = 0
    for file in stored:
        facts = {"id": str(file.id), "sha256": file.sha256, "size": file.size_bytes}
        try:
            async for part in _parts(storage, file.object_key):
                row = {**facts, "mime_type": file.mime_type, "part": part}
                yield orjson.dumps({"table": CONTENT, "row": row}) + b"\n"
        except ObjectMissing:
            continue
        count += 1
    yield orjson.dumps({END_OF_FILES: count}) + b"\n"


async def restore_files(
    database: Database, storage: ObjectStorage, lines: Iterable[bytes]
) -> set[UUID]:
    """Put the files of an export into object storage, before its rows; their ids.

    Raises TenantExists before it writes anything, ArchiveInvalid for a part that does not fit. What
    it wrote until then is no file of anybody: `remove_orphans` takes it away.
    """
    numbered = iter(enumerate(lines, start=1))
    tenant_id = tenant_in(numbered)
    async with database.tenant_transaction(tenant_id) as session:
        if await session.scalar(select(Tenant.id).where(Tenant.id == tenant_id)) is not None:
            raise TenantExists(f"tenant {tenant_id} is here already; erase it first")
    restored: set[UUID] = set()
    parts = _content(numbered)
    first = next(parts, None)
    while first is not None:
        with Spool(_LARGEST_FILE) as spool:
            following = await _whole(spool, first, parts)
            key = key_of(tenant_id, first.file_id)
            await storage.put(key, spool.whole(), spool.size, first.mime_type)
        restored.add(first.file_id)
        first = following
    return restored


@dataclass(frozen=True, slots=True)
class _Part:
    """A line of the files, and the number of the line."""

    number: int
    file_id: UUID
    sha256: str
    size: int
    mime_type: str | None
    content: bytes


async def _parts(storage: ObjectStorage, key: str) -> AsyncIterator[str]:
    """An object in pieces of base64, of a length that makes whole lines; one when it is empty."""
    rest, has_any = b"", False
    async for chunk in storage.read(key):
        rest += chunk
        while len(rest) >= _LONGEST_PART:
            yield base64.b64encode(rest[:_LONGEST_PART]).decode()
            rest, has_any = rest[_LONGEST_PART:], True
    if rest or not has_any:
        yield base64.b64encode(rest).decode()


async def _whole(spool: Spool, part: _Part, parts: Iterator[_Part]) -> _Part | None:
    """Write the parts of one file; the first of the next one."""
    following: _Part | None = part
    try:
        while following is not None and following.file_id == part.file_id:
            await spool.write(following.content)
            following = next(parts, None)
    except FileTooLarge:
        raise ArchiveInvalid(f"line {part.number}: a file is too large") from None
    if (spool.sha256, spool.size) != (part.sha256, part.size):
        raise ArchiveInvalid(f"line {part.number}: a file is not whole, or was changed")
    return following


def _content(numbered: Iterator[tuple[int, bytes]]) -> Iterator[_Part]:
    """The parts behind the rows; an export of before there were files ends with its rows."""
    for number, line in numbered:
        if is_end_of_rows(number, line):
            break
    ids: set[UUID] = set()
    for number, line in numbered:
        entry = entry_of(number, line)
        if entry == {END_OF_FILES: len(ids)}:
            return
        part = _part(number, entry)
        ids.add(part.file_id)
        yield part
    if ids:
        raise ArchiveInvalid("the export is not whole: its last line counts its files")


def _part(number: int, entry: dict[str, Any]) -> _Part:
    row = entry.get("row")
    if entry.get("table") != CONTENT or not isinstance(row, dict):
        raise ArchiveInvalid(f"line {number}: not a file of an export")
    mime_type = row.get("mime_type")
    try:
        return _Part(
            number,
            UUID(row["id"]),
            str(row["sha256"]),
            int(row["size"]),
            mime_type if isinstance(mime_type, str) else None,
            base64.b64decode(row["part"], validate=True),
        )
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise ArchiveInvalid(f"line {number}: a file does not fit; it was changed") from None
