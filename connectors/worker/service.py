"""The worker process: everything it runs, opened together and closed in order."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

import aiohttp
import orjson

from connectors.accesses import Accesses
from connectors.fetcher import Fetcher
from connectors.registry import build_channels, build_media_sources
from connectors.sender import Sender
from connectors.worker.dispatcher import Dispatcher
from connectors.worker.health import HealthServer, health_app, health_server
from connectors.worker.jobs import JobRunner
from connectors.worker.listener import WakeUpListener
from connectors.worker.receipts import Receipts
from connectors.worker.settings import WorkerSettings, process_name
from core.files.received import QUEUE
from core.files.settings import StorageSettings
from core.files.storage import ObjectStorage
from core.kit.db import DatabaseSettings
from core.kit.logs import logger
from core.kit.quick import QuickDatabase
from core.workflows.context import WorkflowContext
from core.workflows.tasks import TASKS
from core.workflows.turn_limits import TurnLimiter
from core.workflows.turn_rasa import RasaClient
from core.workflows.turn_settings import TurnSettings
from core.workflows.turns import Turns

_MOST_CONNECTIONS = 200


async def run_worker(
    settings: WorkerSettings, urls: DatabaseSettings, context: WorkflowContext, ended: asyncio.Event
) -> None:
    """Work until `ended` is set, then finish what runs and give every lease back."""
    quick, storage = QuickDatabase(urls), ObjectStorage(StorageSettings())
    connector = aiohttp.TCPConnector(limit=_MOST_CONNECTIONS, keepalive_timeout=60)
    async with aiohttp.ClientSession(
        connector=connector, json_serialize=lambda value: orjson.dumps(value).decode()
    ) as http:
        dispatcher = _dispatcher(settings, context, quick, http)
        listener = WakeUpListener(
            urls.database_app_url,
            on_inbox=dispatcher.inbox.wake,
            on_outbox=dispatcher.outbox.wake,
            on_connect=dispatcher.sweep_soon,
        )
        jobs = JobRunner(urls.database_platform_url, context, TASKS)
        # Apart, so that a payment never waits for a video.
        fetcher = _fetcher(settings, context, storage, http)
        files = JobRunner(urls.database_platform_url, context, fetcher.jobs, queue=QUEUE)
        health = health_server(
            health_app(context.database, settings.oldest_message_seconds),
            settings.host,
            settings.worker_port,
        )
        parts: dict[str, Coroutine[Any, Any, None]] = {
            "listener": listener.run(),
            "sweeper": dispatcher.run_sweeps(),
            "jobs": jobs.run(settings.jobs_at_once, settings.shutdown_seconds),
            "files": files.run(settings.files_at_once, settings.shutdown_seconds),
            "health": health.serve(),
        }
        heartbeats = asyncio.create_task(dispatcher.run_heartbeats())
        await _until_ended(parts, health, ended)
        await dispatcher.close(settings.shutdown_seconds)
        heartbeats.cancel()
        await quick.close()
        storage.close()


async def _until_ended(
    parts: Mapping[str, Coroutine[Any, Any, None]], health: HealthServer, ended: asyncio.Event
) -> None:
    """Run the parts until the signal, or until one of them ends, which none should."""
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(part, name=name) for name, part in parts.items()
    ]
    stop: asyncio.Task[Any] = asyncio.create_task(ended.wait())
    done, _ = await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
    health.should_exit = True
    for task in tasks:
        if task.get_name() != "health":
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    stop.cancel()
    for task in done - {stop}:
        logger.error("part_ended", part=task.get_name())
        task.result()


def _fetcher(
    settings: WorkerSettings,
    context: WorkflowContext,
    storage: ObjectStorage,
    http: aiohttp.ClientSession,
) -> Fetcher:
    return Fetcher(
        context.database,
        storage,
        build_media_sources(http),
        Accesses(context.database),
        largest_bytes=settings.largest_file_bytes,
    )


def _dispatcher(
    settings: WorkerSettings,
    context: WorkflowContext,
    quick: QuickDatabase,
    http: aiohttp.ClientSession,
) -> Dispatcher:
    turn_settings = TurnSettings()
    channels = build_channels(http, context.sms)
    accesses = Accesses(context.database)
    turns = Turns(
        context.database,
        quick,
        context.catalogs,
        context.texts,
        RasaClient(http, settings.rasa_urls, settings.turn_token.get_secret_value()),
        TurnLimiter(context.redis, turn_settings.turn_most_per_minute),
        owner=process_name(),
        settings=turn_settings,
        reply_windows={
            kind: channel.capabilities.reply_window_seconds for kind, channel in channels.items()
        },
        clock=context.clock,
        llm=context.llm,
    )
    return Dispatcher(
        context.database,
        turns,
        Sender(context.database, quick, channels, accesses),
        Receipts(channels, accesses),
        turns_at_once=settings.turns_at_once,
        sends_at_once=settings.sends_at_once,
        sweep_seconds=settings.sweep_seconds,
    )
