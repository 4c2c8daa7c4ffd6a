"""The web process: every public webhook, calendar pages, the trace view."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from connectors.accesses import Accesses
from connectors.routes import ChannelRoutes
from connectors.web.calendars import Calendars
from connectors.web.callbacks import PaymentCallbacks
from connectors.web.health import health_router
from connectors.web.intake import Intake
from connectors.web.settings import WebSettings
from connectors.web.sms import SmsReports
from connectors.web.trace import Traces
from connectors.web.whatsapp import WhatsAppWebhooks
from core.conversations.texts import TextCatalog
from core.kit.db import Database
from core.kit.quick import QuickDatabase
from core.kit.secrets import SecretSettings
from core.payments.mpesa.settings import DarajaSettings


def create_app(
    settings: WebSettings, database: Database, quick: QuickDatabase, daraja: DarajaSettings
) -> FastAPI:
    """The application over open databases, which it closes at its end."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await quick.close()
        await database.dispose()

    app = FastAPI(
        title="Ratiba webhooks", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None
    )
    routes, accesses = ChannelRoutes(database), Accesses(database)
    intake = Intake(database, quick, routes, "whatsapp")
    app.include_router(WhatsAppWebhooks(settings, intake, routes, accesses).router)
    app.include_router(PaymentCallbacks(database, daraja).router)
    secret_key = SecretSettings().ratiba_secret_key
    app.include_router(SmsReports(database, routes, secret_key).router)
    app.include_router(Calendars(database, TextCatalog.load(settings.domain_folder)).router)
    app.include_router(health_router(database))
    token = settings.trace_token.get_secret_value()
    if token:
        app.include_router(Traces(database, routes, token).router)
    return app
