"""A contact's dialogue with the demo business, at a pinned time."""

from collections.abc import Awaitable, Callable

import pytest

from actions.executor import build_executor
from core.catalog.cache import CatalogCache
from core.conversations.texts import TextCatalog
from core.kit.db import Database
from core.workflows.onboarding.apply import OnboardedBusiness
from core.workflows.onboarding.business_file import BusinessFile
from tests.actions.caller import Caller, PinnedClock, open_dialogue
from tests.fixtures.texts import TEXTS

type OpenBusiness = Callable[..., Awaitable[OnboardedBusiness]]


@pytest.fixture
def texts() -> TextCatalog:
    return TEXTS


@pytest.fixture
def start_dialogue(
    database: Database, open_business: OpenBusiness, texts: TextCatalog
) -> Callable[..., Awaitable[Caller]]:
    """Opens a business (the demo business unless given) and a dialogue with it."""

    async def start(file: BusinessFile | None = None) -> Caller:
        business = await open_business(file)
        clock = PinnedClock()
        catalogs = CatalogCache(clock)
        executor = build_executor(
            database, catalogs, texts, clock, public_url="https://desk.example"
        )
        return await open_dialogue(executor, database, business.tenant_id, clock, catalogs)

    return start


@pytest.fixture
async def caller(start_dialogue: Callable[..., Awaitable[Caller]]) -> Caller:
    """A new contact of the demo business, whose name is known."""
    caller = await start_dialogue()
    caller.slots["name"] = "Jane Wanjiku"
    return caller
