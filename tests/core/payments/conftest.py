from collections.abc import AsyncIterator

import pytest

from core.kit.db import Database, DatabaseSettings
from tests.core.payments.world import World, make_world


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    database = Database(DatabaseSettings())
    yield database
    await database.dispose()


@pytest.fixture
async def world(database: Database) -> World:
    return await make_world(database)


@pytest.fixture
async def other_world(database: Database) -> World:
    return await make_world(database)
