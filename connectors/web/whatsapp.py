"""`/webhooks/whatsapp`: verify the bytes, parse, store, commit, then 200."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import InterfaceError, OperationalError

from connectors.accesses import Accesses, ChannelNotFound
from connectors.routes import ChannelRoutes
from connectors.web.body import BodyTooLarge, load_json, read_body
from connectors.web.intake import Intake
from connectors.web.settings import WebSettings
from connectors.whatsapp import signature, webhook
from core.kit.ids import TenantId
from core.kit.logs import logger
from core.kit.metrics import counter, histogram, observed
from core.kit.plain_text import storable
from core.kit.tracing import span

_POSTS = counter("webhook_posts", "Webhook requests, by answer", ["channel", "status"])
_SECONDS = histogram("webhook_seconds", "From a webhook's first byte to its answer")
_CHANNEL = "whatsapp"


@dataclass(frozen=True, slots=True)
class _App:
    """Whose signature it has to be; an app of one tenant's own speaks for that tenant alone."""

    secret: str
    only: TenantId | None = None
    number: str | None = None


class WhatsAppWebhooks:
    """The endpoints of Meta's app that all tenants share, and of apps that a tenant brings."""

    def __init__(
        self, settings: WebSettings, intake: Intake, routes: ChannelRoutes, accesses: Accesses
    ) -> None:
        self._settings, self._intake = settings, intake
        self._routes, self._accesses = routes, accesses
        self.router = APIRouter()
        path, own_app = "/webhooks/whatsapp", "/webhooks/whatsapp/{phone_number_id}"
        self.router.add_api_route(path, self.shake_hands, methods=["GET"])
        self.router.add_api_route(path, self.receive, methods=["POST"])
        self.router.add_api_route(own_app, self.shake_hands_with_own_app, methods=["GET"])
        self.router.add_api_route(own_app, self.receive_from_own_app, methods=["POST"])

    async def shake_hands(self, request: Request) -> Response:
        """Meta's check that the address is ours."""
        return _handshake(request, self._settings.meta_verify_token.get_secret_value())

    async def shake_hands_with_own_app(self, phone_number_id: str, request: Request) -> Response:
        """The same for the app of one tenant."""
        _, credentials = await self._own_app(phone_number_id)
        return _handshake(request, str(credentials.get("verify_token") or ""))

    async def receive(self, request: Request) -> Response:
        """Store a webhook of the shared app."""
        secret = self._settings.meta_app_secret.get_secret_value()
        return await self._received(request, _App(secret))

    async def receive_from_own_app(self, phone_number_id: str, request: Request) -> Response:
        """Store a webhook of one tenant's own app."""
        tenant_id, credentials = await self._own_app(phone_number_id)
        secret = str(credentials.get("app_secret") or "")
        return await self._received(request, _App(secret, tenant_id, phone_number_id))

    async def _received(self, request: Request, app: "_App") -> Response:
        with observed(_SECONDS), span("webhook"):
            status = await self._stored(request, app)
        _POSTS.labels(_CHANNEL, str(status)).inc()
        return Response(status_code=status)

    async def _stored(self, request: Request, app: "_App") -> int:
        try:
            body = await read_body(request, self._settings.longest_webhook_bytes)
        except BodyTooLarge:
            return 413
        if not signature.is_signed(body, request.headers.get(signature.HEADER), app.secret):
            return 403
        try:
            await self._store(body, app)
        except (OperationalError, InterfaceError, OSError) as problem:
            logger.error("webhook_not_stored", error=type(problem).__name__)
            return 503
        return 200

    async def _store(self, body: bytes, app: "_App") -> None:
        try:
            items = webhook.parse(load_json(body))
        except (ValueError, RecursionError):
            raw = storable(body.decode("utf-8", "replace"))
            numbers = [app.number] if app.number is not None else webhook.numbers_named(raw)
            await self._intake.keep_malformed(raw, numbers, only=app.only)
            return
        await self._intake.store(items, only=app.only)

    async def _own_app(self, phone_number_id: str) -> tuple[TenantId | None, dict[str, Any]]:
        ref = await self._routes.find(_CHANNEL, phone_number_id)
        if ref is None:
            return None, {}
        try:
            access = await self._accesses.get(ref.tenant_id, ref.channel_id)
        except ChannelNotFound:
            return None, {}
        return ref.tenant_id, dict(access.credentials)


def _handshake(request: Request, verify_token: str) -> Response:
    # The keys hold dots: they are read as they stand.
    query = dict(parse_qsl(request.url.query, keep_blank_values=True))
    is_ours = signature.accepts_handshake(
        query.get("hub.mode"), query.get("hub.verify_token"), verify_token
    )
    if not is_ours:
        return Response(status_code=403)
    return PlainTextResponse(query.get("hub.challenge", ""))
