"""What is said of a database or Redis that cannot be used; secrets stand in no message."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from launcher.__main__ import main
from launcher.addresses import require_given
from launcher.database import newest_revision
from launcher.errors import LauncherError
from launcher.installation import PROCESS_ROLES, ROOT
from tests.fixtures.engines import TEST_SECRET
from tests.launcher.refused import SECRET, refused_database, refused_redis

pytestmark = pytest.mark.unit

Said = Callable[..., list[str]]
LOOKS_LIKE = "postgresql://user:password@host:5432/database"


@pytest.fixture
def said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Said:
    """The lines of a command that has to fail without a traceback and without the secret."""
    settings = {
        "RATIBA_SECRET_KEY": TEST_SECRET,
        "RATIBA_HOME": str(tmp_path),
        "PUBLIC_URL": "https://desk.example.com",
        "META_APP_SECRET": "app",
        "META_VERIFY_TOKEN": "token",
        "DATABASE_URL": "",
    }

    def run(command: str, **given: str) -> list[str]:
        for name, value in {**settings, **given}.items():
            monkeypatch.setenv(name, value)
        for name in PROCESS_ROLES:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(sys, "argv", ["ratiba", *command.split()])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        printed = captured.out + captured.err
        assert ended.value.code == 1, printed
        assert not re.search(rf"Traceback|{SECRET}", printed)
        return [line for line in printed.splitlines() if line]

    return run


class TestShapes:
    @pytest.mark.parametrize(
        "url",
        [
            f"mysql://u:{SECRET}@h/d",
            f"nonsense {SECRET}",
            f"postgresql://u:{SECRET}@[::1/d",
            f"postgresql://u:{SECRET}@h:port/d",
            f"postgresql://u:{SECRET}/x@h/d",
            f"postgresql://u:{SECRET}#x@h/d",
            f"postgresql://u:12#{SECRET}@h/d",
            f"postgresql://u:12/{SECRET}@h/d",
            f"postgresql://u:x@{SECRET}@h/d",
            f"postgresql://u:{SECRET} x@h/d",
            f"postgresql://u:{SECRET}@h",
        ],
    )
    def test_what_is_no_address_is_told_how_one_looks(self, url: str) -> None:
        refused = refused_database(url)
        assert str(refused).startswith("DATABASE_URL cannot be used: ")
        assert LOOKS_LIKE in refused.hint
        assert "%40" in refused.hint

    @pytest.mark.parametrize(
        "url",
        [
            f"http://:{SECRET}@h",
            f"redis://:{SECRET}@[::1/0",
            f"redis://:{SECRET}@h:port/0",
            f"redis://:{SECRET}#@h/0",
            f"redis://:{SECRET}@h/name",
        ],
    )
    def test_the_same_of_redis(self, url: str) -> None:
        refused = refused_redis(url)
        assert str(refused).startswith("REDIS_URL cannot be used: ")
        assert "redis://:password@host:6379/0" in refused.hint

    def test_a_bare_percent_is_named(self) -> None:
        assert "written %25" in str(refused_database(f"postgresql://u:{SECRET}%zz@h/d"))


class TestReaching:
    def test_a_host_that_is_not_there(self) -> None:
        said = "does not work: no machine is called nowhere.invalid."
        assert said in str(refused_database(f"postgresql://u:{SECRET}@nowhere.invalid/d"))
        assert said in str(refused_redis(f"redis://:{SECRET}@nowhere.invalid/0"))

    def test_a_port_where_nobody_listens(self) -> None:
        said = "nothing answers at 127.0.0.1:1."
        assert said in str(refused_database(f"postgresql://u:{SECRET}@127.0.0.1:1/d"))
        assert said in str(refused_redis(f"redis://:{SECRET}@127.0.0.1:1/0"))
        assert "nothing answers" in str(refused_redis("unix:///nowhere/redis.sock"))

    def test_nothing_given_is_nothing_to_refuse(self) -> None:
        require_given({"DATABASE_URL": "", "REDIS_URL": ""})
        with pytest.raises(LauncherError, match="REDIS_URL"):
            require_given({"REDIS_URL": "http://h"})


class TestNewestRevision:
    def test_is_the_head_of_the_migrations(self) -> None:
        head = ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head()
        assert newest_revision() == head


class TestCommands:
    """Each command that needs the database says it in one sentence, and what to do in the next."""

    @pytest.mark.parametrize(
        "command",
        [
            "up",
            "demo",
            "talk",
            "migrate",
            "business list",
            "business create launcher/demo/salon.yml",
            "business export zuri-hair out.jsonl",
            "business erase zuri-hair --yes",
            "business restore pyproject.toml",
            "show bookings --business zuri-hair",
            "conversations list --business zuri-hair",
            "misunderstood list --business zuri-hair",
            "story H-7F3K2A --business zuri-hair",
        ],
    )
    def test_says_what_is_wrong(self, said: Said, command: str) -> None:
        lines = said(command, DATABASE_URL=f"postgresql://owner:{SECRET}@127.0.0.1:1/ratiba")
        assert lines[0] == "Error: DATABASE_URL does not work: nothing answers at 127.0.0.1:1."
        assert len(lines) == 2

    @pytest.mark.parametrize("command", ["up", "demo"])
    def test_says_it_of_object_storage(self, said: Said, command: str) -> None:
        keys = {"S3_ACCESS_KEY": "ratiba", "S3_SECRET_KEY": SECRET}
        lines = said(command, S3_ENDPOINT_URL="http://127.0.0.1:1", **keys)
        assert lines[0] == "Error: S3_ENDPOINT_URL does not work: nothing answers at 127.0.0.1:1."
        assert len(lines) == 2

    @pytest.mark.parametrize("command", ["up", "demo"])
    def test_says_it_of_redis(self, said: Said, command: str) -> None:
        lines = said(command, REDIS_URL=f"redis://:{SECRET}@127.0.0.1:1/0")
        assert lines[0] == "Error: REDIS_URL does not work: nothing answers at 127.0.0.1:1."
        assert len(lines) == 2
