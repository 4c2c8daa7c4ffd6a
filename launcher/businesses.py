"""Businesses from the command line: the calls into core, and the sandbox that must know them."""

import contextlib
import mimetypes
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import select

from core.files.errors import ObjectMissing, StorageFailed
from core.files.settings import StorageSettings
from core.files.storage import ObjectStorage
from core.files.sweeping import remove_orphans
from core.kit.db import Database, DatabaseAway, DatabaseSettings
from core.kit.errors import CoreError
from core.kit.ids import TenantId
from core.tenancy.models import Tenant
from core.workflows.onboarding.apply import OnboardedBusiness, apply_business_file
from core.workflows.onboarding.archive import erase_tenant, export_tenant, restore_tenant, tenant_in
from core.workflows.onboarding.archived_files import export_files, restore_files
from core.workflows.onboarding.business_file import (
    BusinessFile,
    BusinessFileInvalid,
    load_business_file,
)
from core.workflows.reports import Report, report
from launcher.addresses import require_redis
from launcher.errors import LauncherError
from launcher.installation import ROOT, given_environment
from launcher.table import DEMO_BUSINESS, sandbox_businesses

_EXAMPLE = DEMO_BUSINESS.relative_to(ROOT)


@asynccontextmanager
async def open_database() -> AsyncIterator[Database]:
    """The database of this installation; raises LauncherError when it goes away meanwhile."""
    database = Database(DatabaseSettings())
    try:
        yield database
    except DatabaseAway:
        raise LauncherError(
            "The database does not answer.", hint="See how it is, then run the command again."
        ) from None
    finally:
        await database.dispose()


@contextmanager
def open_storage() -> Iterator[ObjectStorage]:
    """Object storage of this installation; raises LauncherError when it fails meanwhile."""
    storage = ObjectStorage(StorageSettings())
    try:
        yield storage
    except StorageFailed as error:
        raise LauncherError(
            f"Object storage failed ({error.provider_code}).",
            hint="See how it is, then run the command again.",
        ) from None
    finally:
        storage.close()


def read(path: Path) -> BusinessFile:
    """The business of a file; raises LauncherError that names every wrong line of it."""
    try:
        return load_business_file(path, given_environment())
    except BusinessFileInvalid as error:
        raise LauncherError(str(error), hint=f"A whole example: {_EXAMPLE}") from None


async def create(
    business: BusinessFile, path: Path, environment: Mapping[str, str]
) -> OnboardedBusiness:
    """Create or update the business of a file; a running sandbox learns its numbers."""
    async with open_database() as database:
        onboarded = await apply_business_file(
            database, business, public_url=environment["PUBLIC_URL"]
        )
    if sandbox := environment.get("SANDBOX_URL"):
        try:
            async with httpx.AsyncClient(base_url=sandbox, trust_env=False) as client:
                for known in sandbox_businesses(path, environment):
                    (await client.post("/control/businesses", json=known)).raise_for_status()
        except httpx.HTTPError:
            raise LauncherError(
                f"{business.slug} is in the database, but the sandbox did not take its numbers.",
                hint="Run the same command again when ./ratiba status says that all is healthy.",
            ) from None
    return onboarded


async def listed() -> list[dict[str, Any]]:
    """Every business: id, slug, name, vertical, zone, currency, whether it is active."""
    columns = (
        Tenant.id,
        Tenant.slug,
        Tenant.name,
        Tenant.vertical,
        Tenant.time_zone,
        Tenant.currency,
        Tenant.is_active,
        Tenant.created_at,
    )
    async with open_database() as database, database.platform_transaction(reason="list") as session:
        rows = await session.execute(select(*columns).order_by(Tenant.slug))
        return [dict(row._mapping) for row in rows]


@dataclass(frozen=True)
class KnownBusiness:
    """A business that is in the database."""

    id: TenantId
    slug: str
    name: str
    zone: ZoneInfo


async def find(business: str) -> KnownBusiness:
    """A business by its id or slug; raises LauncherError when there is none."""
    rows = await listed()
    for row in rows:
        if business in (str(row["id"]), row["slug"]):
            tenant_id = TenantId(UUID(str(row["id"])))
            return KnownBusiness(tenant_id, row["slug"], row["name"], ZoneInfo(row["time_zone"]))
    known = ", ".join(row["slug"] for row in rows) or "none yet"
    raise LauncherError(f"There is no business {business!r}.", hint=f"Businesses here: {known}")


@dataclass(frozen=True)
class Exported:
    """How much an export has."""

    rows: int
    files: int


def as_id(name: str) -> TenantId | None:
    """The id that this is; None for a slug."""
    try:
        return TenantId(UUID(name))
    except ValueError:
        return None


async def export(business: str, target: Path) -> Exported:
    """Write everything of a business into a file, all of it or nothing.

    Raises LauncherError when there is no such business or no such folder to write to.
    """
    tenant_id = (await find(business)).id
    if target.is_dir():
        raise LauncherError(f"{target} is a folder; name a file in it.")
    draft = target.with_name(target.name + ".part")
    try:
        draft.touch(mode=0o600)
        async with open_database() as database:
            with draft.open("wb") as output, open_storage() as storage:
                line, lines = b"", 0
                async for line in export_tenant(database, tenant_id):
                    output.write(line)
                    lines += 1
                async for line in export_files(database, storage, tenant_id):
                    output.write(line)
        draft.replace(target)
    except DatabaseAway:
        raise
    except OSError as error:
        raise LauncherError(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        draft.unlink(missing_ok=True)
    # Two lines are no rows: the first, and the one that counts them.
    return Exported(lines - 2, int(orjson.loads(line)["files"]))


async def erase(tenant_id: TenantId, redis_url: str) -> None:
    """Delete everything of a business; without a Redis that runs, nothing is in it.

    Raises LauncherError when Redis or object storage fails; the rows are gone by then.
    """
    if redis_url:
        require_redis(redis_url)
    async with open_database() as database:
        is_forgotten = await _erase_rows(database, tenant_id, redis_url)
        try:
            await _remove_files(database, tenant_id)
        except LauncherError as error:
            raise LauncherError(
                f"The business is erased, but not its files yet. {error}",
                hint="A running worker goes on with it by itself;"
                f" so does ./ratiba business erase {tenant_id}",
            ) from None
    if not is_forgotten:
        raise LauncherError(
            "The business is erased, but Redis still keeps what language models said to it.",
            hint="It goes by itself within a day, or now with: redis-cli DEL of every key that"
            f" begins with llm:{tenant_id}:",
        )


async def _erase_rows(database: Database, tenant_id: TenantId, redis_url: str) -> bool:
    """Delete the rows, and what Redis keeps; whether that was deleted too."""
    redis = Redis.from_url(redis_url) if redis_url else None
    try:
        await erase_tenant(database, tenant_id, redis=redis)
    except RedisError:
        return False
    finally:
        if redis is not None:
            await redis.aclose()
    return True


async def erase_leftovers(tenant_id: TenantId) -> int:
    """Delete the files of a business whose rows are gone; how many there were."""
    async with open_database() as database:
        return await _remove_files(database, tenant_id)


async def _remove_files(database: Database, tenant_id: TenantId) -> int:
    with open_storage() as storage:
        return await remove_orphans(database, storage, tenant_id)


class _Lines:
    """The lines of a file, which can be gone through more than once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as lines:
            yield from lines


async def restore(source: Path) -> KnownBusiness:
    """Put an exported business back; raises LauncherError when the file cannot be read."""
    try:
        source.open("rb").close()
    except OSError as error:
        raise LauncherError(f"{source} cannot be read: {error.strerror}.") from None
    async with open_database() as database:
        with open_storage() as storage:
            tenant_id = await _put_back(database, storage, _Lines(source))
    return await find(str(tenant_id))


async def _put_back(database: Database, storage: ObjectStorage, lines: _Lines) -> TenantId:
    """Files first, so that no row names one that is not there; nothing stays of what failed."""
    try:
        files = await restore_files(database, storage, lines)
        return await restore_tenant(database, lines, files=files)
    except CoreError:
        with contextlib.suppress(CoreError):
            await remove_orphans(database, storage, tenant_in(enumerate(lines, start=1)))
        raise


async def shown(
    business: str, kind: Report, limit: int
) -> tuple[KnownBusiness, list[dict[str, Any]]]:
    """The business and its newest rows of one kind, their moments where the business is."""
    found = await find(business)
    async with open_database() as database, database.tenant_transaction(found.id) as session:
        rows = await report(session, kind, limit=limit)
    return found, [{name: _local(value, found.zone) for name, value in row.items()} for row in rows]


async def save_files(rows: Sequence[Mapping[str, Any]], folder: Path) -> int:
    """Write the stored files among these rows into a folder; how many.

    Their names are ours, never the customer's. Raises LauncherError when it cannot be done.
    """
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open_storage() as storage:
            for row in rows:
                if row["object_key"] is None:
                    continue
                with (folder / _file_name(row)).open("wb") as output:
                    async for chunk in storage.read(row["object_key"]):
                        output.write(chunk)
                count += 1
    except ObjectMissing:
        raise LauncherError(f"Object storage has lost {row['object_key']}.") from None
    except OSError as error:
        raise LauncherError(f"{folder} cannot be written: {error.strerror}.") from None
    return count


def _file_name(row: Mapping[str, Any]) -> str:
    kind = (row["mime_type"] or "").partition(";")[0].strip()
    ending = mimetypes.guess_extension(kind) or ""
    return f"{row['created_at']:%Y%m%d-%H%M%S}-{row['kind']}-{str(row['id'])[-8:]}{ending}"


def _local(value: Any, zone: ZoneInfo) -> Any:
    return value.astimezone(zone) if isinstance(value, datetime) else value
