"""The pinned client against the pinned server, as this installation runs them."""

import hashlib
import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from core.files.errors import ObjectMissing, StorageFailed
from core.files.settings import StorageSettings
from core.files.storage import ObjectStorage, key_of, prefix_of
from core.kit.ids import TenantId, new_id
from tests.fixtures.servers import free_port

pytestmark = pytest.mark.contract


@pytest.fixture
def tenant() -> TenantId:
    return TenantId(new_id())


async def put(storage: ObjectStorage, key: str, content: bytes, kind: str | None = None) -> None:
    await storage.put(key, io.BytesIO(content), len(content), kind)


async def read(storage: ObjectStorage, key: str) -> bytes:
    return b"".join([chunk async for chunk in storage.read(key)])


class TestPut:
    @pytest.mark.parametrize("size", [0, 1, 300_000, 17 * 1024 * 1024])
    async def test_the_same_bytes_come_back(
        self, storage: ObjectStorage, tenant: TenantId, size: int
    ) -> None:
        content = hashlib.shake_128(str(size).encode()).digest(size)
        key = key_of(tenant, new_id())
        await put(storage, key, content, "audio/ogg; codecs=opus")
        assert await read(storage, key) == content
        await storage.remove_all(tenant)

    async def test_a_second_time_takes_the_place_of_the_first(
        self, storage: ObjectStorage, tenant: TenantId
    ) -> None:
        key = key_of(tenant, new_id())
        await put(storage, key, b"half")
        await put(storage, key, b"whole")
        assert await read(storage, key) == b"whole"
        assert await storage.keys(prefix_of(tenant)) == [key]

    @pytest.mark.parametrize("kind", ["no type", "image/png\r\nX-Evil: 1", "", None, "bild/größe"])
    async def test_a_type_that_is_none_is_left_out(
        self, storage: ObjectStorage, tenant: TenantId, kind: str | None
    ) -> None:
        key = key_of(tenant, new_id())
        await put(storage, key, b"x", kind)
        assert await read(storage, key) == b"x"

    async def test_a_missing_bucket_is_made(
        self, storage_settings: StorageSettings, tenant: TenantId
    ) -> None:
        bucket = f"ratiba-{uuid.uuid4().hex[:12]}"
        elsewhere = ObjectStorage(storage_settings.model_copy(update={"s3_bucket": bucket}))
        assert await elsewhere.keys(prefix_of(tenant)) == []
        await put(elsewhere, key_of(tenant, new_id()), b"x")
        assert await elsewhere.remove_all(tenant) == 1
        await elsewhere.ensure_bucket()
        elsewhere.close()


class TestKeys:
    async def test_are_those_of_one_tenant(self, storage: ObjectStorage, tenant: TenantId) -> None:
        other = TenantId(new_id())
        mine = [key_of(tenant, new_id()) for _ in range(3)]
        for key in [*mine, key_of(other, new_id())]:
            await put(storage, key, b"x")
        assert sorted(await storage.keys(prefix_of(tenant))) == sorted(mine)
        assert await storage.remove_all(tenant) == 3
        assert await storage.remove_all(tenant) == 0
        assert await storage.remove_all(other) == 1

    async def test_written_before_an_instant(
        self, storage: ObjectStorage, tenant: TenantId
    ) -> None:
        await put(storage, key_of(tenant, new_id()), b"x")
        hour = timedelta(hours=1)
        now = datetime.now(UTC)
        assert await storage.keys(prefix_of(tenant), before=now - hour) == []
        assert len(await storage.keys(prefix_of(tenant), before=now + hour)) == 1


class TestWhatFails:
    async def test_nothing_under_a_key(self, storage: ObjectStorage, tenant: TenantId) -> None:
        with pytest.raises(ObjectMissing):
            await read(storage, key_of(tenant, new_id()))
        await storage.remove([key_of(tenant, new_id())])

    async def test_wrong_keys(self, storage_settings: StorageSettings, tenant: TenantId) -> None:
        wrong = SecretStr("not the secret of this server")
        stranger = ObjectStorage(storage_settings.model_copy(update={"s3_secret_key": wrong}))
        with pytest.raises(StorageFailed) as refused:
            await put(stranger, key_of(tenant, new_id()), b"x")
        assert refused.value.provider_code in ("SignatureDoesNotMatch", "AccessDenied")
        stranger.close()

    async def test_nobody_there(self, tenant: TenantId) -> None:
        nowhere = ObjectStorage(
            StorageSettings(
                s3_endpoint_url=f"http://127.0.0.1:{free_port()}",
                s3_access_key="ratiba",
                s3_secret_key=SecretStr("secret"),
            )
        )
        with pytest.raises(StorageFailed) as refused:
            await put(nowhere, key_of(tenant, new_id()), b"x")
        assert (refused.value.provider_code, refused.value.may_retry) == ("unreachable", True)
        nowhere.close()
