from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.contacts.address import Address
from core.contacts.identities import IdentityResolver
from core.kit.db import Database
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
