"""The sandbox's parts, built once per process."""

import asyncio
import contextlib
import time

import httpx
from starlette.requests import HTTPConnection

from sandbox.africastalking.desk import SmsDesk
from sandbox.background import Background
from sandbox.behaviors import Behaviors
from sandbox.daraja.accounts import Accounts
from sandbox.daraja.callbacks import CallbackSender
from sandbox.daraja.desk import StkDesk
from sandbox.daraja.polls import PollRates
from sandbox.events import EventHub
from sandbox.llm.answers import LlmDesk
from sandbox.settings import SandboxSettings
from sandbox.sink import Sink
from sandbox.store import Store
from sandbox.whatsapp.service import WhatsApp
from sandbox.whatsapp.webhooks import WebhookSender

_SAVE_SECONDS = 1.0


class Sandbox:
    """Every simulated provider and what they share."""

    def __init__(self, settings: SandboxSettings, client: httpx.AsyncClient) -> None:
        self.settings, self.client = settings, client
        self.events = EventHub()
        self.store = Store(self.events)
        self.behaviors = Behaviors()
        self.background = Background()
        self.sink = Sink()
        secret = settings.meta_app_secret.get_secret_value()
        self.webhooks = WebhookSender(client, settings.whatsapp_webhook_url, secret)
        self.whatsapp = WhatsApp(self.store, self.behaviors, self.webhooks, self.background)
        self.accounts = Accounts()
        self.polls = PollRates()
        self.callbacks = CallbackSender(client, self.background)
        self.desk = StkDesk(
            self.store, self.behaviors, self.callbacks, self.background, accounts=self.accounts
        )
        self.sms = SmsDesk(
            self.store,
            self.behaviors,
            self.background,
            client,
            report_url=settings.sandbox_sms_report_url,
        )

        self.llm = LlmDesk()

    def start(self) -> None:
        """Take up the saved history and know the configured businesses."""
        if self.settings.sandbox_state is not None:
            self.store.load(self.settings.sandbox_state)
            self.desk.resume()
            self.background.start(self._save_now_and_then())
        self._register_configured()

    async def stop(self) -> None:
        """End all background work; save the history."""
        await self.background.cancel_all()
        if self.settings.sandbox_state is not None:
            self.store.save(self.settings.sandbox_state)

    async def reset(self) -> None:
        """Back to the state after a first start."""
        await self.background.cancel_all()
        self.store.clear()
        self.behaviors.clear()
        self.accounts.clear()
        self.polls.clear()
        self.callbacks.clear()
        self.sink.clear()
        self.llm.clear()
        self.whatsapp.rates.clear()
        self._register_configured()
        if self.settings.sandbox_state is not None:
            self.background.start(self._save_now_and_then())
        self.events.publish("reload")

    def _register_configured(self) -> None:
        for business in self.settings.sandbox_businesses:
            self.store.add_business(business.model_copy(deep=True))

    async def _save_now_and_then(self) -> None:
        path, pause = self.settings.sandbox_state, _SAVE_SECONDS
        while path is not None:
            await asyncio.sleep(pause)
            if not self.store.is_dirty:
                continue
            started = time.monotonic()
            with contextlib.suppress(OSError):
                self.store.save(path)
            # A long history takes long to write; saving must never fill the event loop.
            pause = max(_SAVE_SECONDS, 30 * (time.monotonic() - started))


async def get_sandbox(connection: HTTPConnection) -> Sandbox:
    """The sandbox of the running application."""
    sandbox: Sandbox = connection.app.state.sandbox
    return sandbox
