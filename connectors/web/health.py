"""`/healthz` and `/metrics` of the web process."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text

from core.kit.db import Database
from core.kit.logs import logger
from core.kit.metrics import metrics_page


def health_router(database: Database) -> APIRouter:
    """Healthy while the database answers: without it nothing can be stored."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> Response:
        try:
            async with database.untenanted_transaction() as session:
                await session.execute(text("SELECT 1"))
        except Exception as problem:
            logger.warning("health_check_failed", error=type(problem).__name__)
            return JSONResponse({"status": "database_unreachable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    @router.get("/metrics")
    async def metrics() -> Response:
        body, content_type = metrics_page()
        return Response(body, media_type=content_type)

    return router
