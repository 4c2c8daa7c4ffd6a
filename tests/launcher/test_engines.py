import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import text

from core.kit.db import Database
from core.workflows.onboarding.apply import OnboardedBusiness
from launcher.engines import PostgresEngine, RedisEngine, start_detached
from launcher.errors import LauncherError
from launcher.installation import Installation
from tests.fixtures.engines import DatabaseUrls

pytestmark = pytest.mark.db


@pytest.fixture
def engine(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> PostgresEngine:
    """An embedded PostgreSQL of its own, not started."""
    port = installation.ports.take("POSTGRES_PORT")
    engine = PostgresEngine(tmp_path_factory.mktemp("pg"), port, "right", is_durable=False)
    engine.prepare()
    return engine


def _start(engine: PostgresEngine) -> "subprocess.Popen[bytes]":
    log = engine.home / "postgres.log"
    server = start_detached(engine.command(), log, user=engine.user.option)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            psycopg.connect(engine.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
            if server.poll() is not None:
                # Backends of a killed server may live a moment longer and keep the next one out.
                server = start_detached(engine.command(), log, user=engine.user.option)
        else:
            return server
    raise AssertionError(log.read_text())


class TestPostgresEngine:
    def test_has_what_the_schema_needs(self, database_urls: DatabaseUrls) -> None:
        with psycopg.connect(database_urls.owner) as connection:
            version = connection.info.server_version
            for name in ("btree_gist", "pg_trgm", "unaccent", "vector"):
                connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}".encode())
            connection.rollback()
        assert version >= 170000

    def test_keeps_what_was_written_through_kill_nine(self, engine: PostgresEngine) -> None:
        server = _start(engine)
        with psycopg.connect(engine.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        server.send_signal(signal.SIGKILL)
        server.wait(5)
        again = _start(engine)
        with psycopg.connect(engine.url("postgres")) as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
        again.send_signal(engine.stop_signal)
        assert again.wait(10) == 0

    def test_no_row_is_quoted_in_its_log(self, engine: PostgresEngine) -> None:
        server = _start(engine)
        with psycopg.connect(engine.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE people (name text UNIQUE)")
            connection.execute("INSERT INTO people VALUES ('Wanjiru')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO people VALUES ('Wanjiru')")
        server.send_signal(engine.stop_signal)
        server.wait(10)
        log = (engine.home / "postgres.log").read_text()
        assert "people_name_key" in log
        assert "Wanjiru" not in log

    def test_says_when_the_data_was_made_with_another_secret(self, engine: PostgresEngine) -> None:
        server = _start(engine)
        other = PostgresEngine(engine.home, engine.port, "wrong")
        with pytest.raises(LauncherError, match="made with another RATIBA_SECRET_KEY"):
            other.check_password()
        engine.check_password()
        server.send_signal(engine.stop_signal)
        server.wait(10)

    def test_a_start_with_another_secret_ends_with_that_reason(
        self, engine: PostgresEngine
    ) -> None:
        settings = {
            "RATIBA_HOME": str(engine.home),
            "RATIBA_SECRET_KEY": "another secret than that of the data",
            "PUBLIC_URL": "https://desk.example",
            "META_APP_SECRET": "s",
            "META_VERIFY_TOKEN": "t",
            "RATIBA_PORT_SHIFT": str(-(os.getpid() % 1000)),
        }
        given = {name: value for name, value in os.environ.items() if "_URL" not in name}
        started = subprocess.run(
            [sys.executable, "-m", "launcher", "up"],
            env={**given, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=45,
        )
        assert started.returncode == 1
        assert "was made with another RATIBA_SECRET_KEY." in started.stderr
        assert "Traceback" not in started.stderr

    def test_prepares_only_once(self, engine: PostgresEngine) -> None:
        assert engine.prepare() is False
        assert engine.folder.stat().st_mode & 0o077 == 0


class TestRedisEngine:
    def test_keeps_strangers_out(self, redis_url: str) -> None:
        with redis.Redis.from_url(redis_url) as client:
            client.set("greeting", "habari")
            assert client.get("greeting") == b"habari"
        if os.environ.get("REDIS_URL") is None:
            address = redis_url.rpartition("@")[2]
            stranger = redis.Redis.from_url(f"redis://{address}")
            with stranger, pytest.raises(redis.AuthenticationError):
                stranger.get("greeting")


class TestDatabaseFixture:
    async def test_is_migrated_and_knows_the_roles(
        self,
        database: Database,
        open_business: Callable[..., Awaitable[OnboardedBusiness]],
    ) -> None:
        business = await open_business()
        async with database.tenant_transaction(business.tenant_id) as session:
            assert await session.scalar(text("SELECT current_user")) == "ratiba_app"
            assert await session.scalar(text("SELECT count(*) FROM tenants")) == 1

    def test_nothing_of_what_it_held_is_on_the_disk(
        self, installation: Installation, tmp_path: Path
    ) -> None:
        old = tmp_path / "redis" / "appendonlydir" / "appendonly.aof"
        old.parent.mkdir(parents=True)
        old.write_text("Wanjiru")
        engine = RedisEngine(tmp_path, installation.ports.take("REDIS_PORT"), "secret")
        engine.prepare()
        server = start_detached(engine.command(), tmp_path / "redis.log")
        deadline = time.monotonic() + 20
        while not engine.answers() and time.monotonic() < deadline:
            time.sleep(0.02)
        with redis.Redis.from_url(engine.url) as client:
            client.set("who", "Wanjiru")
        server.send_signal(engine.stop_signal)
        server.wait(10)
        assert [path.name for path in (tmp_path / "redis").rglob("*")] == ["valkey.conf"]
