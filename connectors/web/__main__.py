"""`python -m connectors.web`: serve until a signal ends it."""

import uvicorn

from connectors.web.app import create_app
from connectors.web.settings import WebSettings
from core.kit.db import Database, DatabaseSettings
from core.kit.heap import settle_heap
from core.kit.logs import configure_logs
from core.kit.quick import QuickDatabase
from core.kit.tracing import TracingSettings, configure_tracing
from core.payments.mpesa.settings import DarajaSettings


def main() -> None:
    """Serve the web process."""
    configure_logs("web")
    configure_tracing("web", TracingSettings())
    settings = WebSettings()
    urls = DatabaseSettings()
    app = create_app(settings, Database(urls), QuickDatabase(urls), DarajaSettings())
    settle_heap()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.web_port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
