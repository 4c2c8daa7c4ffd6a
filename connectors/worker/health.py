"""`/healthz` and `/metrics` of the worker."""

from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from core.conversations.waiting import oldest_unhandled_seconds
from core.files.service import oldest_pending_seconds
from core.kit.db import Database
from core.kit.logs import logger
from core.kit.metrics import gauge, metrics_page

_OLDEST = gauge("oldest_unhandled_seconds", "Age of the oldest message without a turn")
_OLDEST_FILE = gauge("oldest_pending_file_seconds", "Age of the oldest file still to be fetched")


class HealthServer(uvicorn.Server):
    """A server inside another process: signals are that process's business."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signal handlers alone."""
        yield


def health_app(database: Database, oldest_allowed_seconds: float) -> FastAPI:
    """Unhealthy while the database is away or a message has waited too long for its turn."""
    app = FastAPI(title="Ratiba worker", openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/healthz")
    async def healthz() -> Response:
        try:
            async with database.platform_transaction(reason="health") as session:
                oldest = await oldest_unhandled_seconds(session)
                oldest_file = await oldest_pending_seconds(session)
        except Exception as problem:
            logger.warning("health_check_failed", error=type(problem).__name__)
            return JSONResponse({"status": "database_unreachable"}, status_code=503)
        _OLDEST.set(oldest)
        _OLDEST_FILE.set(oldest_file)
        is_late = oldest > oldest_allowed_seconds
        body = {
            "status": "late" if is_late else "ok",
            "oldest_unhandled_seconds": round(oldest, 1),
            "oldest_pending_file_seconds": round(oldest_file, 1),
        }
        return JSONResponse(body, status_code=503 if is_late else 200)

    @app.get("/metrics")
    async def metrics() -> Response:
        body, content_type = metrics_page()
        return Response(body, media_type=content_type)

    return app


def health_server(app: FastAPI, host: str, port: int) -> HealthServer:
    """The server of the worker's health, to be run as a task."""
    return HealthServer(
        uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
    )
