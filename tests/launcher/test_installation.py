from pathlib import Path
from typing import ClassVar

import pytest

from core.kit.secrets import derive_secret
from launcher.errors import LauncherError
from launcher.installation import (
    Installation,
    settings_of,
    with_credentials,
    with_database,
    without_password,
)
from launcher.ports import Ports

pytestmark = pytest.mark.unit

OWNER = "postgresql://owner:p%40ss@db.example.com:5432/ratiba?sslmode=require"


def _installation(home: Path, mode: str, **given: str) -> Installation:
    return Installation(home, mode, given, Ports(given))  # type: ignore[arg-type]


class TestSecretKey:
    def test_the_demo_makes_one_and_keeps_it_to_its_owner(self, tmp_path: Path) -> None:
        first = _installation(tmp_path, "demo").secret_key
        assert len(first) == 64
        assert _installation(tmp_path, "demo").secret_key == first
        assert (tmp_path / "secret").stat().st_mode & 0o077 == 0

    def test_a_real_start_needs_one_and_suggests_it(self, tmp_path: Path) -> None:
        with pytest.raises(LauncherError, match="RATIBA_SECRET_KEY is not set") as caught:
            _ = _installation(tmp_path, "up").secret_key
        assert len(caught.value.hint.split()[-1]) == 64

    def test_a_short_one_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(LauncherError, match="at least 16 characters"):
            _ = _installation(tmp_path, "up", RATIBA_SECRET_KEY="letmein").secret_key


class TestRequireSettings:
    GIVEN: ClassVar = {
        "RATIBA_SECRET_KEY": "x" * 20,
        "PUBLIC_URL": "https://desk.example.com",
        "META_APP_SECRET": "s",
        "META_VERIFY_TOKEN": "t",
    }

    def test_a_real_start_names_everything_that_is_missing(self, tmp_path: Path) -> None:
        given = {"RATIBA_SECRET_KEY": "x" * 20, "META_APP_SECRET": " "}
        with pytest.raises(LauncherError) as caught:
            _installation(tmp_path, "up", **given).require_settings()
        assert str(caught.value) == "PUBLIC_URL, META_APP_SECRET, META_VERIFY_TOKEN are not set."
        assert ".env.example" in caught.value.hint

    @pytest.mark.parametrize(
        "address",
        [
            "desk.example.com",
            "ftp://x",
            "https://",
            "https://[::1",
            "https://a:99999999",
            "https://my desk.example",
        ],
    )
    def test_an_address_nobody_can_reach_is_refused(self, tmp_path: Path, address: str) -> None:
        given = {**self.GIVEN, "PUBLIC_URL": address}
        with pytest.raises(LauncherError, match="PUBLIC_URL is"):
            _installation(tmp_path, "up", **given).require_settings()

    def test_a_whole_one_and_a_demo_start(self, tmp_path: Path) -> None:
        _installation(tmp_path, "up", **self.GIVEN).require_settings()
        _installation(tmp_path, "demo").require_settings()


class TestSettingsOf:
    def test_reads_what_is_not_empty(self, tmp_path: Path) -> None:
        path = tmp_path / ".env"
        path.write_text("# A comment\nPUBLIC_URL=https://a.example\nexport A='b c'\nEMPTY=\n")
        assert settings_of(path) == {"PUBLIC_URL": "https://a.example", "A": "b c"}

    def test_no_file_is_no_setting(self, tmp_path: Path) -> None:
        assert settings_of(tmp_path / ".env") == {}

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"A=caf\xe9\n", "is not a text in UTF-8"),
            (b"A=1\n\nB='never closed\n", "line 3: no setting"),
            (b"A=1\n= 2\n", "line 2: no setting"),
        ],
    )
    def test_what_is_no_setting_is_said(self, tmp_path: Path, content: bytes, said: str) -> None:
        path = tmp_path / ".env"
        path.write_bytes(content)
        with pytest.raises(LauncherError, match=said):
            settings_of(path)

    def test_a_folder_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(LauncherError, match="cannot be read: Is a directory"):
            settings_of(tmp_path)


class TestRoleUrls:
    def test_each_role_has_its_derived_password(self, tmp_path: Path) -> None:
        installation = _installation(tmp_path, "up", RATIBA_SECRET_KEY="x" * 20)
        urls = installation.role_urls(OWNER)
        password = derive_secret("x" * 20, "role:ratiba_rasa")
        assert urls["DATABASE_RASA_URL"] == (
            f"postgresql://ratiba_rasa:{password}@db.example.com:5432/ratiba?sslmode=require"
        )

    def test_a_connection_the_person_names_stands(self, tmp_path: Path) -> None:
        given = {"RATIBA_SECRET_KEY": "x" * 20, "DATABASE_APP_URL": "postgresql://a:b@c/d"}
        urls = _installation(tmp_path, "up", **given).role_urls(OWNER)
        assert urls["DATABASE_APP_URL"] == "postgresql://a:b@c/d"


class TestUrls:
    def test_credentials_are_quoted(self) -> None:
        assert with_credentials(OWNER, "app", "a/b@c").startswith("postgresql://app:a%2Fb%40c@db.")

    def test_another_database_keeps_everything_else(self) -> None:
        assert with_database(OWNER, "t1").endswith("@db.example.com:5432/t1?sslmode=require")

    def test_passwords_are_not_shown(self) -> None:
        assert "p%40ss" not in without_password(OWNER)
        assert without_password("redis://localhost:6379/0") == "redis://localhost:6379/0"
