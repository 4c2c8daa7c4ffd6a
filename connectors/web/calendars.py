"""`/calendar/{token}.ics`: a booking as a calendar file, for whoever has its secret link."""

from fastapi import APIRouter, Response
from sqlalchemy import text

from core.booking.calendar import ics
from core.booking.service import BookingService
from core.catalog.cache import CatalogCache
from core.conversations.outbox import language_of, reply_language
from core.conversations.texts import TextCatalog
from core.kit.db import Database
from core.kit.ids import BookingId, TenantId

_ROUTE = text("SELECT tenant_id, subject_id FROM calendar_route(:token)")
_LONGEST_TOKEN = 64


class Calendars:
    """The page that confirmations link to."""

    def __init__(self, database: Database, texts: TextCatalog) -> None:
        self._database, self._catalogs = database, CatalogCache()
        self._texts = texts
        self.router = APIRouter()
        self.router.add_api_route("/calendar/{token}.ics", self.show, methods=["GET", "HEAD"])

    async def show(self, token: str) -> Response:
        """The calendar file as the booking stands now; 404 for a link we never gave."""
        file = await self._file(token)
        if file is None:
            return Response(status_code=404)
        headers = {
            "Content-Disposition": 'attachment; filename="booking.ics"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(file, media_type="text/calendar; charset=utf-8", headers=headers)

    async def _file(self, token: str) -> bytes | None:
        if len(token) > _LONGEST_TOKEN or not token.isascii() or not token.isprintable():
            return None
        async with self._database.untenanted_transaction() as session:
            route = (await session.execute(_ROUTE, {"token": token})).first()
        if route is None:
            return None
        async with self._database.tenant_transaction(TenantId(route.tenant_id)) as session:
            catalog = await self._catalogs.get(session)
            booking = await BookingService(session, catalog).get(BookingId(route.subject_id))
            language = reply_language((), catalog.languages)
            if booking.conversation_id is not None:
                language = await language_of(session, booking.conversation_id, catalog.languages)
            return ics(booking, catalog, self._texts, language)
