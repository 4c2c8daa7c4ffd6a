"""Daraja's answers to paths and methods it does not have."""

from fastapi import APIRouter, Response

from sandbox.daraja.endpoints import router as payments_router
from sandbox.daraja.errors import error_response
from sandbox.daraja.reversals import router as reversals_router

router = APIRouter(prefix="/daraja")
_KNOWN = {
    getattr(route, "path", "") for route in (*payments_router.routes, *reversals_router.routes)
}


@router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
async def unknown_path(path: str) -> Response:
    """405.001 for a known path with another method, else 404.001.01."""
    return error_response("method" if f"/daraja/{path}" in _KNOWN else "path")
