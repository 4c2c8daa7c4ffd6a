"""The database, and object storage, for one command.

The one that runs here, the one that DATABASE_URL names, or the embedded one for a moment.
"""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from launcher.addresses import DATABASE, require_database, require_roles, require_secret
from launcher.engines import PostgresEngine, StorageEngine, embedded_data, start_detached
from launcher.errors import LauncherError
from launcher.installation import (
    Installation,
    Mode,
    given_environment,
    home_folder,
    this_installation,
)
from launcher.object_storage import ENDPOINT, require_storage, settings_in
from launcher.runfolder import RunFolder

_START_SECONDS = 30.0
_RUNNING = "The database of the Ratiba that runs here"
_OWN = "The embedded database"


@contextmanager
def database_access(
    *, is_prepared: bool = True, has_files: bool = False
) -> Iterator[Mapping[str, str]]:
    """The environment with every database URL and the secret set, for this process too.

    Raises LauncherError, in words, when they cannot be used. `is_prepared` is False for whoever
    brings the database up to date, `has_files` True for whoever needs object storage too.
    """
    folder = RunFolder(home := home_folder())
    state = folder.read_state()
    is_foreign = state is None and given_environment().get(DATABASE)
    mode: Mode = "up" if is_foreign else state["mode"] if state else "demo"
    installation = this_installation(mode)
    given = installation.given
    if state is not None:
        _require_same_secret(state, installation)
        urls = {key.upper(): value for key, value in state.items() if key.endswith("_url")}
        require_database(urls[DATABASE], name=_RUNNING, is_ours=not is_prepared)
        yield _entered(installation, {**urls, **settings_in(state)})
    elif url := given.get(DATABASE):
        require_database(url, is_ours=not is_prepared)
        with _storage(installation, home, is_needed=has_files) as storage:
            urls = _urls(installation, url, is_prepared=is_prepared)
            yield _entered(installation, {**urls, **storage})
    else:
        if is_prepared:
            _require_data(home)
        folder.acquire()
        try:
            with (
                embedded_database(installation, home / "logs") as url,
                _storage(installation, home, is_needed=has_files) as storage,
            ):
                require_database(url, name=_OWN, is_ours=not is_prepared)
                urls = _urls(installation, url, is_prepared=is_prepared)
                yield _entered(installation, {**urls, **storage})
        finally:
            folder.release()


def _require_same_secret(state: Mapping[str, Any], installation: Installation) -> None:
    if state["secret_fingerprint"] != installation.derived("fingerprint"):
        raise LauncherError(
            "What runs here was started with another RATIBA_SECRET_KEY.",
            hint="Set the same one for this command: credentials are encrypted with it.",
        )


def _require_data(home: Path) -> None:
    if not any(each.exists() for each in embedded_data(home)):
        raise LauncherError(
            "There is no database here yet.",
            hint="./ratiba demo makes one with a demo business, ./ratiba up an empty one.",
        )


@contextmanager
def embedded_database(
    installation: Installation, logs: Path, *, is_durable: bool = True
) -> Iterator[str]:
    """The embedded PostgreSQL of this home while the block runs; its owner URL."""
    port = installation.ports.take("POSTGRES_PORT")
    password = installation.derived("role:ratiba_owner")
    engine = PostgresEngine(installation.home, port, password, is_durable=is_durable)
    engine.prepare()
    server = start_detached(engine.command(), logs / "postgres.log", user=engine.user.option)
    try:
        _wait_until_open(engine, server)
        engine.create_database()
        yield engine.url()
    finally:
        server.send_signal(engine.stop_signal)
        server.wait(timeout=20)


@contextmanager
def _storage(
    installation: Installation, home: Path, *, is_needed: bool
) -> Iterator[dict[str, str]]:
    """The settings of object storage: the one that is named, or the embedded one for a moment."""
    if not is_needed:
        yield {}
    elif installation.given.get(ENDPOINT):
        require_storage(installation.given)
        yield settings_in(installation.given)
    else:
        with embedded_storage(installation, home / "logs") as engine:
            yield engine.settings()


@contextmanager
def embedded_storage(installation: Installation, logs: Path) -> Iterator[StorageEngine]:
    """The embedded object storage of this home while the block runs."""
    port = installation.ports.take("STORAGE_PORT")
    engine = StorageEngine(installation.home, port, installation.derived("storage"))
    engine.prepare()
    log = logs / "storage.log"
    server = start_detached(engine.command(), log, environment=engine.environment())
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not engine.answers():
            if server.poll() is not None or time.monotonic() > deadline:
                raise LauncherError("The embedded object storage does not start.", hint=str(log))
            time.sleep(0.02)
        yield engine
    finally:
        server.send_signal(engine.stop_signal)
        server.wait(timeout=20)


def _wait_until_open(engine: PostgresEngine, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(engine.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    engine.check_password()
    raise LauncherError("The embedded PostgreSQL does not start.")


def _urls(installation: Installation, owner_url: str, *, is_prepared: bool) -> dict[str, str]:
    roles = installation.role_urls(owner_url)
    if is_prepared:
        require_roles(roles, installation.given)
    else:
        require_secret(owner_url, installation.secret_key)
    return {DATABASE: owner_url, **roles}


def _entered(installation: Installation, urls: Mapping[str, str]) -> Mapping[str, str]:
    environment = {
        **installation.given,
        "PUBLIC_URL": installation.given.get("PUBLIC_URL") or "http://127.0.0.1:8000",
        "RATIBA_HOME": str(installation.home),
        "RATIBA_SECRET_KEY": installation.secret_key,
        **urls,
    }
    os.environ.update(environment)
    return environment
