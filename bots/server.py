"""The Rasa server, `python -m bots.server`: turns, `/healthz` and `/metrics`, nothing else."""

from __future__ import annotations

import gc
import logging
import time
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from rasa.core.agent import load_agent
from rasa.core.channels.channel import register
from rasa.core.run import create_http_input_channels
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bots import logs, patches, tracing
from bots.action_client import action_client
from bots.errors import TurnAborted
from bots.metrics import METRICS
from bots.models import Models
from bots.settings import InlineSettings, ServerSettings
from bots.understanding import Understanding

logger = logging.getLogger("bots.server")


def build_app(settings: ServerSettings, model: Path) -> Sanic:
    """The Sanic application with the channels of credentials.yml and our two probes."""
    app = Sanic("ratiba_rasa", configure_logging=False)
    endpoints = AvailableEndpoints.read_endpoints(str(settings.endpoints))
    channels = create_http_input_channels(None, str(settings.credentials))
    register(channels, app, route="/webhooks/")
    app.add_route(_healthz, "/healthz")
    app.add_route(_metrics, "/metrics")
    app.register_listener(partial(_load, str(model), endpoints), "before_server_start")
    app.register_listener(_close, "after_server_stop")
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.ACCESS_LOG = False
    app.config.REQUEST_MAX_SIZE = 1_000_000
    return app


async def _load(model: str, endpoints: AvailableEndpoints, app: Sanic, loop: Any) -> None:
    started = time.perf_counter()
    app.ctx.agent = await load_agent(model_path=model, endpoints=endpoints, loop=loop)
    if app.ctx.agent is None or not app.ctx.agent.is_ready():
        raise RuntimeError(f"The model {model} cannot be loaded")
    processor = app.ctx.agent.processor
    # The first message a model reads takes many times as long as any later one.
    Understanding(processor.graph_runner, processor.model_metadata).parse("hello", reading={})
    action_client.on_call = METRICS.count_action
    # What is loaded stays: a full collection that looks through it stops every turn meanwhile.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    spent = round(time.perf_counter() - started, 2)
    logger.info("model loaded", extra={"model": Path(model).name, "seconds": spent})


async def _close(app: Sanic, loop: Any) -> None:
    await action_client.close()
    close = getattr(app.ctx.agent.tracker_store, "close", None)
    if close is not None:
        await close()


async def _healthz(request: Request) -> HTTPResponse:
    store = request.app.ctx.agent.tracker_store
    body: dict[str, Any] = {"status": "ok", "model": request.app.ctx.agent.processor.model_filename}
    status = 200
    try:
        if hasattr(store, "check"):
            await store.check()
    except TurnAborted as aborted:
        status, body["status"] = 503, aborted.code
    return HTTPResponse(orjson.dumps(body), status, content_type="application/json")


async def _metrics(request: Request) -> HTTPResponse:
    return HTTPResponse(METRICS.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def main() -> None:
    """Serve until told to stop."""
    if InlineSettings().inline:
        raise SystemExit("RATIBA_INLINE is for shell and test: the server never waits for a model")
    settings = ServerSettings()
    logs.configure(settings.log_level)
    tracing.configure(settings.otlp_endpoint)
    patches.apply()
    model = settings.model or Models(settings.models).in_use()
    if model is None:
        raise SystemExit(f"No model in {settings.models}: run `python -m bots.training` first")
    app = build_app(settings, model)
    logger.info("serving", extra={"address": f"http://{settings.host}:{settings.port}"})
    app.run(host=settings.host, port=settings.port, access_log=False, workers=1)


if __name__ == "__main__":
    main()
