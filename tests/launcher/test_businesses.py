import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.contacts.address import Address
from core.contacts.identities import IdentityResolver
from core.files.storage import ObjectStorage, key_of
from core.kit.db import Database
from core.kit.ids import TenantId, new_id
from core.workflows.onboarding.apply import OnboardedBusiness
from launcher import businesses
from launcher.errors import LauncherError

pytestmark = pytest.mark.db


class TestRead:
    def test_a_wrong_file_is_told_line_by_line_with_an_example(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.yml"
        file.write_text("slug: mine\nname:\n")
        with pytest.raises(LauncherError) as refused:
            businesses.read(file)
        assert str(refused.value).endswith("\nmine.yml: line 2: name: is empty")
        assert "mine.yml: line 1: vertical: has to be there\n" in str(refused.value)
        assert refused.value.hint == "A whole example: launcher/demo/salon.yml"


class TestExport:
    async def test_a_folder_that_is_not_there_is_said(
        self, open_business: Callable[..., Awaitable[OnboardedBusiness]], tmp_path: Path
    ) -> None:
        slug = (await open_business()).slug
        with pytest.raises(LauncherError, match="cannot be written: No such file"):
            await businesses.export(slug, tmp_path / "nowhere" / "file")

    async def test_a_folder_is_no_file(
        self, open_business: Callable[..., Awaitable[OnboardedBusiness]], tmp_path: Path
    ) -> None:
        slug = (await open_business()).slug
        with pytest.raises(LauncherError, match="is a folder; name a file in it"):
            await businesses.export(slug, tmp_path)
        assert list(tmp_path.parent.glob("*.part")) == []


class TestRestore:
    async def test_what_cannot_be_read_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(LauncherError, match="cannot be read: Is a directory"):
            await businesses.restore(tmp_path)
        with pytest.raises(LauncherError, match="cannot be read: No such file"):
            await businesses.restore(tmp_path / "none")


class TestFind:
    async def test_knows_a_business_by_its_id_and_by_its_slug(
        self, open_business: Callable[..., Awaitable[OnboardedBusiness]]
    ) -> None:
        opened = await open_business()
        found = await businesses.find(opened.slug)
        assert found == await businesses.find(str(opened.tenant_id))
        assert (found.id, found.name) == (opened.tenant_id, "Zuri Hair Studio")

    async def test_says_which_there_are(
        self, open_business: Callable[..., Awaitable[OnboardedBusiness]]
    ) -> None:
        slug = (await open_business()).slug
        with pytest.raises(LauncherError, match="There is no business 'nobody'") as refused:
            await businesses.find("nobody")
        assert slug in refused.value.hint


class TestShown:
    async def test_times_are_those_where_the_business_is(
        self,
        database: Database,
        open_business: Callable[..., Awaitable[OnboardedBusiness]],
    ) -> None:
        opened = await open_business()
        async with database.tenant_transaction(opened.tenant_id) as session:
            await IdentityResolver(session).resolve("whatsapp", Address(phone="254712345678"))
        _, (contact,) = await businesses.shown(opened.slug, "contacts", 5)
        assert contact["created_at"].utcoffset() == timedelta(hours=3)


class TestSaveFiles:
    async def test_writes_the_stored_ones_under_names_of_ours(
        self, storage: ObjectStorage, tmp_path: Path
    ) -> None:
        ids = [new_id() for _ in range(3)]
        key = key_of(TenantId(new_id()), ids[0])
        await storage.put(key, io.BytesIO(b"%PDF"), 4, "application/pdf")
        at = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
        row = {"created_at": at, "kind": "document", "name": "../../evil.sh"}
        rows = [
            {**row, "id": ids[0], "mime_type": "application/pdf; x=1", "object_key": key},
            {**row, "id": ids[1], "mime_type": None, "object_key": None},
            {**row, "id": ids[2], "mime_type": "no type", "object_key": key},
        ]
        folder = tmp_path / "out"
        assert await businesses.save_files(rows, folder) == 2
        start = "20261130-150000-document-"
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
            f"{start}{str(ids[0])[-8:]}.pdf": b"%PDF",
            f"{start}{str(ids[2])[-8:]}": b"%PDF",
        }
        await storage.remove([key])
        with pytest.raises(LauncherError, match="has lost"):
            await businesses.save_files(rows, folder)

    async def test_a_folder_that_cannot_be_made_is_said(
        self, storage: ObjectStorage, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(LauncherError, match="cannot be written"):
            await businesses.save_files([], tmp_path / "file")
