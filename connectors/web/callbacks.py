"""`/cb/{token}`: Daraja's callbacks. Whatever comes, the provider gets one neutral answer."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError

from connectors.web.body import BodyTooLarge, read_body
from core.kit.db import Database
from core.kit.logs import logger
from core.kit.metrics import counter
from core.payments.callbacks import receive_callback
from core.payments.mpesa.settings import DarajaSettings, source_address
from core.payments.mpesa.wire import MAX_BODY_BYTES

_CALLBACKS = counter("payment_callbacks", "Callbacks of payment providers", ["result"])
ACCEPTED = {"ResultCode": 0, "ResultDesc": "Accepted"}


class PaymentCallbacks:
    """The endpoint that payments name when they ask the provider for money."""

    def __init__(self, database: Database, settings: DarajaSettings) -> None:
        self._database, self._settings = database, settings
        self.router = APIRouter()
        self.router.add_api_route("/cb/{token}", self.receive, methods=["POST"])

    async def receive(self, token: str, request: Request) -> Response:
        """Store a callback with its job; a repeat, a stranger and nonsense look alike outside."""
        try:
            raw = await read_body(request, MAX_BODY_BYTES)
        except BodyTooLarge:
            _CALLBACKS.labels("too_large").inc()
            return JSONResponse(ACCEPTED)
        if not token.isprintable():
            _CALLBACKS.labels("ignored").inc()
            return JSONResponse(ACCEPTED)
        peer = request.client.host if request.client else ""
        source = source_address(
            peer, request.headers.get("x-forwarded-for"), self._settings.daraja_trusted_hops
        )
        try:
            is_new = await receive_callback(
                self._database, self._settings, token=token, raw=raw, source=source
            )
        except (OperationalError, InterfaceError, OSError) as problem:
            # The only other answer: it was not stored, so the provider should come again.
            logger.error("callback_not_stored", error=type(problem).__name__)
            _CALLBACKS.labels("not_stored").inc()
            return Response(status_code=503)
        _CALLBACKS.labels("stored" if is_new else "ignored").inc()
        return JSONResponse(ACCEPTED)
