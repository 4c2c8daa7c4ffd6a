"""The sandbox as one web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from sandbox.africastalking.endpoints import router as africastalking_router
from sandbox.behaviors import UnknownBehavior
from sandbox.control import routers as control_routers
from sandbox.daraja.endpoints import router as daraja_router
from sandbox.daraja.errors import DarajaError
from sandbox.daraja.reversals import router as reversals_router
from sandbox.daraja.unknown import router as unknown_daraja_router
from sandbox.llm.endpoints import router as llm_router
from sandbox.root import Sandbox
from sandbox.settings import SandboxSettings
from sandbox.sink import SinkGate
from sandbox.whatsapp.endpoints import router as whatsapp_router
from sandbox.whatsapp.errors import GraphError

STATIC = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'self'; img-src 'self' http: https: data:; connect-src 'self' ws: wss:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


def create_app(settings: SandboxSettings) -> FastAPI:
    """The application; nothing is opened before it starts."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=100)
    sandbox = Sandbox(settings, httpx.AsyncClient(limits=limits, trust_env=False))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sandbox.start()
        yield
        await sandbox.stop()
        await sandbox.client.aclose()

    app = FastAPI(title="Ratiba sandbox", lifespan=lifespan)
    app.state.sandbox = sandbox
    for router in (
        whatsapp_router,
        *control_routers,
        africastalking_router,
        daraja_router,
        reversals_router,
        unknown_daraja_router,
        llm_router,
    ):
        app.include_router(router)
    app.add_exception_handler(GraphError, _graph_error)
    app.add_exception_handler(DarajaError, _daraja_error)
    app.add_exception_handler(UnknownBehavior, _unknown_behavior)
    app.add_api_route("/healthz", _healthz)
    app.add_api_route("/metrics", _metrics)
    app.add_api_route("/", _page, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(SinkGate, sink=sandbox.sink)
    return app


async def _healthz() -> dict[str, str]:
    return {"status": "ok"}


async def _metrics(request: Request) -> Response:
    """The process, and how often each simulated operation was used."""
    counters = request.app.state.sandbox.store.counters
    lines = ["# TYPE sandbox_operations_total counter"]
    lines += [
        f'sandbox_operations_total{{operation="{name}"}} {count}'
        for name, count in sorted(counters.items())
    ]
    page = generate_latest() + "\n".join([*lines, ""]).encode()
    return Response(page, media_type=CONTENT_TYPE_LATEST)


async def _page() -> FileResponse:
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY}
    return FileResponse(STATIC / "index.html", headers=headers)


async def _graph_error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, GraphError)
    request.app.state.sandbox.store.counters[f"whatsapp.error.{problem.code}"] += 1
    return problem.as_response()


async def _daraja_error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, DarajaError)
    request.app.state.sandbox.store.counters[f"daraja.error.{problem.name}"] += 1
    return problem.as_response()


async def _unknown_behavior(_: Request, problem: Exception) -> Response:
    return JSONResponse({"detail": str(problem)}, status_code=422)
