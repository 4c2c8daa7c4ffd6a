"""`/trace/turns`: what happened in a contact's turns, for whoever has the trace token."""

import hmac
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from connectors.routes import ChannelRoutes
from core.catalog.cache import CatalogCache
from core.conversations.trace import TurnTrace
from core.kit.db import Database
from core.workflows.trace_names import names_in

_CHANNEL = "whatsapp"


class Traces:
    """The endpoint exists only where a trace token is set."""

    def __init__(self, database: Database, routes: ChannelRoutes, token: str) -> None:
        self._database, self._routes, self._token = database, routes, token
        self._catalogs = CatalogCache()
        self.router = APIRouter()
        self.router.add_api_route("/trace/turns", self.turns, methods=["GET"])

    async def turns(
        self,
        request: Request,
        channel: str,
        contact: str,
        after: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
    ) -> Response:
        """The latest turns of a contact, oldest first."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return Response(status_code=401)
        ref = await self._routes.find(_CHANNEL, channel)
        if ref is None or not contact.isprintable():
            return JSONResponse({"turns": []})
        async with self._database.tenant_transaction(ref.tenant_id) as session:
            turns = await TurnTrace(session).turns(
                ref.channel_id, contact, after=after, limit=limit
            )
            catalog = await self._catalogs.get(session)
            for turn in turns:
                shown = (turn["slots"], turn["entities"], turn["reading"])
                turn["names"] = await names_in(session, catalog, shown)
        return JSONResponse({"turns": turns})
