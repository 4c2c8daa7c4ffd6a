"""A business with files, taken out, erased and put back: the same bytes, and nothing left over."""

import hashlib
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import orjson
import pytest

from core.files.service import Files
from core.files.storage import ObjectStorage, key_of, prefix_of
from core.files.sweeping import remove_orphans
from core.workflows.onboarding.archive import (
    ArchiveInvalid,
    TenantExists,
    erase_tenant,
    export_tenant,
    restore_tenant,
)
from core.workflows.onboarding.archived_files import export_files, restore_files
from tests.core.files.pictures import sent
from tests.fixtures.messages import FrontDesk

pytestmark = pytest.mark.db

SIZES = (0, 12, 2_000_000)


def content_of(size: int) -> bytes:
    return hashlib.shake_128(str(size).encode()).digest(size)


@dataclass
class Shelf:
    """A business with a stored file of each size, and one that waits."""

    desk: FrontDesk
    storage: ObjectStorage

    async def exported(self) -> list[bytes]:
        database, tenant_id = self.desk.database, self.desk.tenant_id
        rows = [line async for line in export_tenant(database, tenant_id)]
        return rows + [line async for line in export_files(database, self.storage, tenant_id)]

    async def erase(self) -> None:
        await erase_tenant(self.desk.database, self.desk.tenant_id)
        await remove_orphans(self.desk.database, self.storage, self.desk.tenant_id)

    async def restore(self, lines: list[bytes]) -> None:
        files = await restore_files(self.desk.database, self.storage, lines)
        await restore_tenant(self.desk.database, lines, files=files)

    async def contents(self) -> dict[str, bytes]:
        """Every object of the business."""
        keys = await self.storage.keys(prefix_of(self.desk.tenant_id))
        return {key: b"".join([c async for c in self.storage.read(key)]) for key in keys}

    async def states(self) -> list[tuple[str, str | None]]:
        rows = await self.desk.rows("SELECT state, reason FROM files ORDER BY created_at")
        return [(row["state"], row["reason"]) for row in rows]


@pytest.fixture
async def shelf(desk: FrontDesk, storage: ObjectStorage) -> AsyncIterator[Shelf]:
    for size in SIZES:
        file_id, content = await sent(desk), content_of(size)
        key = key_of(desk.tenant_id, file_id)
        await storage.put(key, io.BytesIO(content), size, "image/jpeg")
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            sha256 = hashlib.sha256(content).hexdigest()
            await Files(session).stored(file_id, key, sha256=sha256, size=size)
    await sent(desk)
    yield Shelf(desk, storage)
    await storage.remove_all(desk.tenant_id)


class TestRestore:
    async def test_the_same_bytes_are_there_again(self, shelf: Shelf) -> None:
        before = await shelf.contents()
        assert sorted(map(len, before.values())) == sorted(SIZES)
        states = await shelf.states()
        lines = await shelf.exported()
        await shelf.erase()
        assert await shelf.contents() == {}
        await shelf.restore(lines)
        assert await shelf.contents() == before
        assert await shelf.states() == states
        again = [line for line in await shelf.exported() if line.startswith(b'{"table":"files')]
        assert again == [line for line in lines if line.startswith(b'{"table":"files')]

    async def test_a_file_that_storage_had_lost_is_told(self, shelf: Shelf) -> None:
        (key,) = [key for key, content in (await shelf.contents()).items() if len(content) == 12]
        await shelf.storage.remove([key])
        lines = await shelf.exported()
        assert orjson.loads(lines[-1]) == {"files": 2}
        await shelf.erase()
        await shelf.restore(lines)
        assert await shelf.states() == [
            ("stored", None), ("failed", "not_in_export"), ("stored", None), ("pending", None),
        ]  # fmt: skip

    async def test_an_export_of_rows_alone_has_lost_them_all(self, shelf: Shelf) -> None:
        database, tenant_id = shelf.desk.database, shelf.desk.tenant_id
        lines = [line async for line in export_tenant(database, tenant_id)]
        await shelf.erase()
        await shelf.restore(lines)
        assert (await shelf.states())[:3] == [("failed", "not_in_export")] * 3

    async def test_over_a_business_that_is_here_nothing_is_written(self, shelf: Shelf) -> None:
        lines = await shelf.exported()
        forged = [line.replace(b"image/jpeg", b"image/x") for line in lines]
        before = await shelf.contents()
        with pytest.raises(TenantExists):
            await restore_files(shelf.desk.database, shelf.storage, forged)
        assert await shelf.contents() == before

    @pytest.mark.parametrize(
        ("kept", "said"), [(slice(0, -1), "counts its files"), (slice(0, -2), "not whole")]
    )
    async def test_one_that_was_cut_is_refused(self, shelf: Shelf, kept: slice, said: str) -> None:
        lines = await shelf.exported()
        await shelf.erase()
        with pytest.raises(ArchiveInvalid, match=said):
            await restore_files(shelf.desk.database, shelf.storage, lines[kept])
        await remove_orphans(shelf.desk.database, shelf.storage, shelf.desk.tenant_id)
        assert await shelf.contents() == {}

    @pytest.mark.parametrize(
        ("name", "value"),
        [("size", 13), ("sha256", "0" * 64), ("part", "%%"), ("id", "../../x"), ("part", None)],
    )
    async def test_a_changed_file_is_named_by_its_line(
        self, shelf: Shelf, name: str, value: object
    ) -> None:
        lines = await shelf.exported()
        await shelf.erase()
        (at,) = [n for n, line in enumerate(lines) if b'"size":12,' in line and b'"part"' in line]
        entry = orjson.loads(lines[at])
        entry["row"][name] = value
        lines[at] = orjson.dumps(entry) + b"\n"
        with pytest.raises(ArchiveInvalid, match=rf"line {at + 1}: "):
            await restore_files(shelf.desk.database, shelf.storage, lines)

    async def test_files_go_under_the_tenant_of_the_export_alone(
        self, shelf: Shelf, other_desk: FrontDesk
    ) -> None:
        lines = await shelf.exported()
        await shelf.erase()
        assert await restore_files(shelf.desk.database, shelf.storage, lines) == {
            UUID(key.partition("/")[2]) for key in await shelf.contents()
        }
        assert await shelf.storage.keys(prefix_of(other_desk.tenant_id)) == []


class TestErase:
    async def test_cut_off_in_the_middle_it_is_ended_by_the_next_one(self, shelf: Shelf) -> None:
        await erase_tenant(shelf.desk.database, shelf.desk.tenant_id)
        assert len(await shelf.contents()) == len(SIZES)
        for left in (len(SIZES), 0):
            database, tenant_id = shelf.desk.database, shelf.desk.tenant_id
            assert await remove_orphans(database, shelf.storage, tenant_id) == left
        assert await shelf.contents() == {}

    async def test_while_a_business_is_there_its_files_are_no_orphans(self, shelf: Shelf) -> None:
        database, tenant_id = shelf.desk.database, shelf.desk.tenant_id
        assert await remove_orphans(database, shelf.storage, tenant_id) == 0
        assert len(await shelf.contents()) == len(SIZES)
