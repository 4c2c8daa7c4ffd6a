import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from launcher.addresses import require_database, require_redis, require_roles, require_secret
from launcher.database import newest_revision
from launcher.errors import LauncherError
from launcher.installation import PROCESS_ROLES, ROOT, with_credentials, with_database
from tests.fixtures.engines import TEST_SECRET, DatabaseUrls
from tests.launcher.refused import SECRET, refused_database, refused_redis

pytestmark = pytest.mark.db


class TestRequireDatabase:
    def test_one_that_works_passes(self, database_urls: DatabaseUrls) -> None:
        require_database(database_urls.owner, is_ours=True)
        require_database(database_urls.owner, is_ours=False)

    def test_a_wrong_password(self, database_urls: DatabaseUrls) -> None:
        refused = refused_database(with_credentials(database_urls.owner, "ratiba_app", SECRET))
        assert "refuses the password of ratiba_app." in str(refused)

    def test_a_database_that_is_missing(self, database_urls: DatabaseUrls) -> None:
        refused = refused_database(with_database(database_urls.owner, "nowhere"))
        assert "has no database nowhere." in str(refused)
        assert "createdb nowhere" in refused.hint

    def test_a_user_who_may_not_make_roles_cannot_prepare(
        self, database_urls: DatabaseUrls
    ) -> None:
        assert "CREATEROLE" in refused_database(database_urls.app).hint
        require_database(database_urls.owner, is_ours=True)

    def test_something_else_that_listens(self, redis_url: str) -> None:
        address = redis_url.rpartition("@")[2].partition("/")[0]
        said = str(refused_database(f"postgresql://u:{SECRET}@{address}/d"))
        assert "is not PostgreSQL" in said or "no answer from" in said

    def test_an_empty_one_has_to_be_prepared_first(self, database_urls: DatabaseUrls) -> None:
        empty = f"{database_urls.owner.rpartition('/')[2]}_empty"
        with psycopg.connect(database_urls.owner, autocommit=True) as connection:
            name = sql.Identifier(empty)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
            try:
                with pytest.raises(LauncherError, match="nothing of Ratiba") as caught:
                    require_database(with_database(database_urls.owner, empty), is_ours=False)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {}").format(name))
        assert "./ratiba migrate" in caught.value.hint

    @pytest.mark.parametrize(("found", "said"), [("0001", "an older"), ("9999", "a newer")])
    def test_one_of_another_age_is_told(
        self, database_urls: DatabaseUrls, found: str, said: str
    ) -> None:
        change = "UPDATE alembic_version SET version_num = %s"
        with psycopg.connect(database_urls.owner, autocommit=True) as connection:
            connection.execute(change, [found])
            try:
                with pytest.raises(LauncherError, match=f"is of {said} Ratiba"):
                    require_database(database_urls.owner, is_ours=False)
            finally:
                connection.execute(change, [newest_revision()])


class TestRequireRoles:
    def test_those_of_another_secret_are_told(self, database_urls: DatabaseUrls) -> None:
        urls = {"DATABASE_APP_URL": database_urls.app}
        require_roles(urls, {})
        wrong = {"DATABASE_APP_URL": with_credentials(database_urls.app, "ratiba_app", SECRET)}
        with pytest.raises(LauncherError, match="another RATIBA_SECRET_KEY"):
            require_roles(wrong, {})
        with pytest.raises(LauncherError, match="DATABASE_APP_URL does not work"):
            require_roles(wrong, wrong)


class TestRequireSecret:
    def test_the_one_that_the_roles_have_passes(self, database_urls: DatabaseUrls) -> None:
        require_secret(database_urls.owner, TEST_SECRET)

    @pytest.mark.parametrize(
        "command", [["launcher", "up"], ["launcher", "migrate"], ["launcher.database"]]
    )
    def test_another_one_is_refused_and_the_roles_keep_theirs(
        self, database_urls: DatabaseUrls, tmp_path: Path, command: list[str]
    ) -> None:
        given = {name: each for name, each in os.environ.items() if name not in PROCESS_ROLES}
        settings = {
            "RATIBA_HOME": str(tmp_path),
            "RATIBA_SECRET_KEY": f"{TEST_SECRET} and more",
            "DATABASE_URL": database_urls.owner,
            "PUBLIC_URL": "https://desk.example",
            "META_APP_SECRET": "s",
            "META_VERIFY_TOKEN": "t",
        }
        refused = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**given, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        said = [line for line in refused.stderr.splitlines() if line]
        assert refused.returncode == 1
        assert said[0].endswith("was prepared with another RATIBA_SECRET_KEY.")
        assert said[1].startswith("Set that one again")
        assert len(said) == 2
        require_secret(database_urls.owner, TEST_SECRET)


class TestRestore:
    def test_a_file_that_no_export_wrote_is_named(
        self, database_urls: DatabaseUrls, tmp_path: Path
    ) -> None:
        given = {"DATABASE_URL": database_urls.owner, "RATIBA_HOME": str(tmp_path)}
        refused = subprocess.run(
            [sys.executable, "-m", "launcher", "business", "restore", "README.md"],
            cwd=ROOT,
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
        )
        assert refused.returncode == 1
        assert "Error: README.md: line 1: not JSON." in refused.stderr
        assert "./ratiba business export writes such files." in refused.stderr


class TestRequireRedis:
    def test_passwords_and_numbers(self, redis_url: str) -> None:
        require_redis(redis_url)
        address = redis_url.rpartition("@")[2].partition("/")[0]
        wrong = f"redis://:{SECRET}@{address}/0"
        assert "refuses the password." in str(refused_redis(wrong))
        assert "asks for a password." in str(refused_redis(f"redis://{address}/0"))
        beyond = redis_url.rpartition("/")[0] + "/9999"
        assert "has no database 9999." in str(refused_redis(beyond))

    def test_something_else_that_listens(self, database_urls: DatabaseUrls) -> None:
        address = database_urls.owner.rpartition("@")[2].partition("/")[0]
        assert "is not Redis" in str(refused_redis(f"redis://{address}/0"))


class TestSettings:
    def test_one_that_is_no_number_is_named(
        self, database_urls: DatabaseUrls, tmp_path: Path
    ) -> None:
        given = {"DATABASE_URL": database_urls.owner, "DATABASE_POOL_SIZE": "many"}
        finished = subprocess.run(
            [sys.executable, "-m", "launcher", "business", "list"],
            cwd=ROOT,
            env={**os.environ, "RATIBA_HOME": str(tmp_path), **given},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert finished.returncode == 1
        assert "Error: DATABASE_POOL_SIZE cannot be used: " in finished.stderr
        assert "Traceback" not in finished.stderr
