"""One PostgreSQL, one action server and one Rasa for all contract tests of the Rasa process."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from launcher.engines import PostgresEngine
from tests.bots.fixtures.stack import (
    BOT,
    RASA_PYTHON,
    REPOSITORY,
    SERVICES_PYTHON,
    TRAINING,
    Dialogue,
    Postgres,
    Rasa,
    Server,
    free_port,
    rasa_server,
    start_actions,
    table_ddl,
)


@pytest.fixture(scope="session")
def trained() -> dict[str, str]:
    """The environment in which the test bot's model stands, trained when stale."""
    subprocess.run(
        [RASA_PYTHON, "-m", "bots.training"],
        cwd=REPOSITORY,
        env={**os.environ, **TRAINING},
        check=True,
        capture_output=True,
        timeout=180,
    )
    return TRAINING


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    home = tmp_path_factory.mktemp("postgres")
    engine = PostgresEngine(home, free_port(), "test")
    engine.prepare()
    server = Server(tuple(engine.user.wrap(list(engine.command()))), home / "postgres.log")
    database = Postgres(engine, server)
    database.start()
    engine.create_database()
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(table_ddl().encode())
    yield database
    server.end()


@pytest.fixture(scope="session")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    port = free_port()
    server = Server(
        (str(SERVICES_PYTHON), str(BOT / "actions.py"), str(port)),
        tmp_path_factory.mktemp("actions") / "actions.log",
        {"TEST_ACTIONS_PORT": str(port)},
    )
    start_actions(server)
    yield server
    server.end()


@pytest.fixture(scope="session")
def surroundings(postgres: Postgres, actions: Server, trained: dict[str, str]) -> dict[str, str]:
    """The environment of a Rasa with database, actions and model."""
    port = actions.environment["TEST_ACTIONS_PORT"]
    return {
        **trained,
        "DATABASE_RASA_URL": postgres.url,
        "ACTIONS_URL": f"http://127.0.0.1:{port}/webhook",
    }


@pytest.fixture(scope="session")
def rasa(surroundings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasa]:
    started = rasa_server(surroundings, tmp_path_factory.mktemp("rasa") / "rasa.log")
    started.start()
    yield started
    started.server.end()


@pytest.fixture
def dialogue(rasa: Rasa) -> Dialogue:
    return Dialogue(rasa)
