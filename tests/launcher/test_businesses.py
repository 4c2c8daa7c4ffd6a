from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.workflows.onboarding.apply import OnboardedBusiness
from launcher import businesses
from launcher.errors import LauncherError

pytestmark = pytest.mark.db


class TestExport:
    async def test_a_folder_that_is_not_there_is_said(
        self, open_business: Callable[..., Awaitable[OnboardedBusiness]], tmp_path: Path
    ) -> None:
        slug = (await open_business()).slug
        with pytest.raises(LauncherError, match="cannot be written: No such file"):
            await businesses.export(slug, tmp_path / "nowhere" / "file")
