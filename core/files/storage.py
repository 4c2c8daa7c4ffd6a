"""Object storage: any S3, through `minio` in threads of its own.

A key begins with the tenant, so that all of a tenant's files can be found and erased.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import IO, Any, BinaryIO, Final, cast
from urllib.parse import urlsplit
from uuid import UUID

import urllib3
from minio import Minio
from minio.deleteobjects import DeleteObject
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError

from core.files.errors import ObjectMissing, StorageFailed
from core.files.settings import StorageSettings
from core.kit.ids import TenantId

CHUNK_BYTES: Final = 256 * 1024
_PART_BYTES = 16 * 1024 * 1024
_CONNECT_SECONDS = 5.0
_ANY_TYPE = "application/octet-stream"
_MIME_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;[\x20-\x7e]*)?", re.ASCII)
# Some servers name their answers text/xml, which the client then leaves unread.
_CODE = re.compile(r"<Code>(\w+)</Code>")
_MISSING = frozenset({"NoSuchKey"})
_TAKEN = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})
NO_BUCKET: Final = "NoSuchBucket"


def key_of(tenant_id: TenantId, file_id: UUID) -> str:
    """Where a file of a tenant is kept."""
    return f"{prefix_of(tenant_id)}{file_id}"


def prefix_of(tenant_id: TenantId) -> str:
    """What the keys of a tenant begin with, and nobody else's."""
    return f"{tenant_id}/"


class ObjectStorage:
    """One bucket; a limited number of requests at a time, none of them on the event loop.

    Whatever goes wrong is a StorageFailed, but for what is not there: ObjectMissing.
    """

    def __init__(self, settings: StorageSettings) -> None:
        address = urlsplit(settings.s3_endpoint_url)
        self._bucket = settings.s3_bucket
        self._client = Minio(
            address.netloc,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key.get_secret_value(),
            secure=address.scheme == "https",
            region=settings.s3_region,
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=settings.s3_timeout_seconds),
                maxsize=settings.s3_at_once,
                retries=False,
                cert_reqs="CERT_REQUIRED",
            ),
        )
        self._threads = ThreadPoolExecutor(settings.s3_at_once, thread_name_prefix="object-storage")

    async def put(self, key: str, content: IO[bytes], size: int, mime_type: str | None) -> None:
        """Store an object whole, in place of what was under the key; makes a missing bucket."""
        try:
            await self._in_thread(self._put, key, content, size, mime_type)
        except StorageFailed as problem:
            if problem.provider_code != NO_BUCKET:
                raise
            await self.ensure_bucket()
            content.seek(0)
            await self._in_thread(self._put, key, content, size, mime_type)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """The bytes of an object, a chunk at a time."""
        answer = await self._in_thread(self._client.get_object, self._bucket, key)
        try:
            while chunk := await self._in_thread(answer.read, CHUNK_BYTES):
                yield chunk
        finally:
            await self._in_thread(_release, answer)

    async def keys(self, prefix: str, *, before: datetime | None = None) -> list[str]:
        """The keys that begin with this; those last written earlier, where `before` is given."""
        try:
            found: list[tuple[str, datetime]] = await self._in_thread(self._list, prefix)
        except StorageFailed as problem:
            if problem.provider_code != NO_BUCKET:
                raise
            return []
        return [key for key, at in found if before is None or at < before]

    async def remove(self, keys: Iterable[str]) -> None:
        """Delete objects; one that is not there is no error."""
        await self._in_thread(self._remove, list(keys))

    async def remove_all(self, tenant_id: TenantId) -> int:
        """Delete every object of a tenant; how many there were."""
        found = await self.keys(prefix_of(tenant_id))
        await self.remove(found)
        return len(found)

    async def ensure_bucket(self) -> None:
        """Make the bucket unless it is there."""
        await self._in_thread(self._ensure_bucket)

    def close(self) -> None:
        """Take no more requests."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Callable[..., Any], *args: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(_translated, work, *args))

    def _put(self, key: str, content: IO[bytes], size: int, mime_type: str | None) -> None:
        is_plain = mime_type is not None and _MIME_TYPE.fullmatch(mime_type)
        self._client.put_object(
            self._bucket,
            key,
            cast("BinaryIO", content),
            size,
            content_type=mime_type if is_plain and mime_type else _ANY_TYPE,
            part_size=_PART_BYTES,
        )

    def _list(self, prefix: str) -> list[tuple[str, datetime]]:
        found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True)
        return [(each.object_name, each.last_modified) for each in found]

    def _remove(self, keys: list[str]) -> None:
        if not keys:
            return
        doomed = (DeleteObject(key) for key in keys)
        for error in self._client.remove_objects(self._bucket, doomed):
            if error.code not in _MISSING:
                raise StorageFailed(error.code)

    def _ensure_bucket(self) -> None:
        if self._client.bucket_exists(self._bucket):
            return
        try:
            _translated(self._client.make_bucket, self._bucket)
        except StorageFailed as problem:
            if problem.provider_code not in _TAKEN:
                raise


def _translated(work: Callable[..., Any], *args: Any) -> Any:
    """What the work gives; its failure in our own words."""
    try:
        return work(*args)
    except (MinioException, urllib3.exceptions.HTTPError, ValueError, OSError) as error:
        code = _code_of(error)
        if code in _MISSING:
            raise ObjectMissing("object storage has no such object") from error
        raise StorageFailed(code, str(error)) from error


def _code_of(error: Exception) -> str:
    match error:
        case S3Error():
            return str(error.code)
        case InvalidResponseError():
            found = _CODE.search(str(error))
            return found[1] if found else "unreadable_answer"
        case ServerError():
            return f"http_{error.status_code}"
        case urllib3.exceptions.NewConnectionError():
            return "unreachable"
        case urllib3.exceptions.TimeoutError():
            return "timeout"
        case _:
            return (
                "unreachable"
                if isinstance(error, urllib3.exceptions.HTTPError | OSError)
                else ("refused_here")
            )


def _release(answer: Any) -> None:
    answer.close()
    answer.release_conn()
