from pathlib import Path

import pytest

from launcher.access import database_access
from launcher.errors import LauncherError
from launcher.runfolder import RunFolder

pytestmark = pytest.mark.unit


class TestDatabaseAccess:
    @pytest.mark.parametrize("given", ["", "a secret that is not the one"])
    def test_refuses_another_secret_than_the_running_installation_has(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
    ) -> None:
        monkeypatch.setenv("RATIBA_HOME", str(tmp_path))
        monkeypatch.setenv("RATIBA_SECRET_KEY", given)
        folder = RunFolder(tmp_path.resolve())
        folder.acquire()
        state = {"mode": "up", "processes": [], "secret_fingerprint": "of the right one"}
        folder.write_state(state)
        with pytest.raises(LauncherError, match="RATIBA_SECRET_KEY"), database_access():
            pass
        folder.release()

    def test_says_that_there_is_no_database_yet_and_makes_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RATIBA_HOME", str(tmp_path))
        monkeypatch.setenv("DATABASE_URL", "")
        with pytest.raises(LauncherError, match="no database here yet"), database_access():
            pass
        assert list(tmp_path.iterdir()) == []
