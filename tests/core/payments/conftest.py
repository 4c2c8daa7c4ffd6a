import pytest

from core.kit.db import Database
from tests.core.payments.world import World, make_world


@pytest.fixture
async def world(database: Database) -> World:
    return await make_world(database)


@pytest.fixture
async def other_world(database: Database) -> World:
    return await make_world(database)
