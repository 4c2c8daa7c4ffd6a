"""`/webhooks/sms/{sender}/{token}`: Africa's Talking tells what became of an SMS, unsigned."""

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import InterfaceError, OperationalError

from connectors.routes import ChannelRoutes
from connectors.web.body import BodyTooLarge, read_body
from core.kit.db import Database
from core.kit.logs import logger
from core.kit.metrics import counter
from core.kit.plain_text import storable
from core.notifications.africastalking import MAX_BODY_BYTES, read_delivery_report
from core.notifications.reports import is_report_token
from core.workflows.sms_reports import receive_report

_REPORTS = counter("sms_reports", "Delivery reports of SMS, by what became of them", ["result"])
_CHANNEL = "sms"
_MOST_FIELDS = 50


class SmsReports:
    """The endpoint that an SMS sender's owner enters at the provider."""

    def __init__(self, database: Database, routes: ChannelRoutes, secret_key: str) -> None:
        self._database, self._routes, self._secret_key = database, routes, secret_key
        self.router = APIRouter()
        self.router.add_api_route("/webhooks/sms/{sender}/{token}", self.receive, methods=["POST"])

    async def receive(self, sender: str, token: str, request: Request) -> Response:
        """Record what became of a message; only a report that was not stored is asked for again."""
        if not is_report_token(self._secret_key, sender, token):
            return _counted("refused", 403)
        try:
            raw = await read_body(request, MAX_BODY_BYTES)
            form = parse_qsl(raw.decode(errors="replace"), max_num_fields=_MOST_FIELDS)
        except (BodyTooLarge, ValueError):
            return _counted("unreadable", 200)
        report = read_delivery_report({name: storable(value) for name, value in form})
        if report is None:
            return _counted("unreadable", 200)
        try:
            channel = await self._routes.find(_CHANNEL, sender)
            if channel is None:
                return _counted("unknown_channel", 200)
            await receive_report(self._database, channel, report)
        except (OperationalError, InterfaceError, OSError) as problem:
            logger.error("sms_report_not_stored", error=type(problem).__name__)
            return _counted("not_stored", 503)
        return _counted("stored", 200)


def _counted(result: str, status: int) -> Response:
    _REPORTS.labels(result).inc()
    return Response(status_code=status)
