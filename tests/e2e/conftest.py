"""The running system as end-to-end tests use it."""

import pytest

from tests.e2e.days import OpenDay, free_day
from tests.e2e.rows import Rows
from tests.fixtures.system import Stack


@pytest.fixture
def rows(stack: Stack) -> Rows:
    """The database, to check afterwards."""
    return Rows(stack)


@pytest.fixture
def day(stack: Stack) -> OpenDay:
    """A day on which the demo salon is open and nobody has booked."""
    with stack.connect() as connection:
        return free_day(connection)
