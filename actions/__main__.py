"""`python -m actions`: the action server, bound to ACTIONS_HOST:ACTIONS_PORT."""

import logging
from pathlib import Path

import uvicorn

from actions.executor import build_executor
from actions.server import ActionServer
from actions.settings import ActionServerSettings
from actions.warm_up import warm_up
from core.catalog.cache import CatalogCache
from core.conversations.texts import TextCatalog
from core.kit.clock import utc_now
from core.kit.db import Database, DatabaseSettings
from core.kit.heap import settle_heap
from core.kit.logs import configure_logs
from core.kit.tracing import TracingSettings, configure_tracing

_DOMAIN = Path(__file__).resolve().parent.parent / "bots" / "domain"


def main() -> None:
    """Serve until the process is told to end."""
    configure_logs("actions")
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    configure_tracing("actions", TracingSettings())
    warm_up()
    settings = ActionServerSettings()
    database_settings = DatabaseSettings()
    database = Database(database_settings)
    texts = TextCatalog.load(_DOMAIN)
    executor = build_executor(
        database, CatalogCache(), texts, utc_now, public_url=settings.public_url
    )
    server = ActionServer(executor, database, at_once=database_settings.database_pool_size)
    settle_heap()
    uvicorn.run(
        server,
        host=settings.actions_host,
        port=settings.actions_port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
