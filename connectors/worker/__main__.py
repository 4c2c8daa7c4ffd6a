"""`python -m connectors.worker`: take turns, send, run jobs until a signal ends it."""

import asyncio
import signal

import uvloop

from connectors.worker.service import run_worker
from connectors.worker.settings import WorkerSettings
from core.kit.db import DatabaseSettings
from core.kit.heap import settle_heap
from core.kit.logs import configure_logs
from core.kit.tracing import TracingSettings, configure_tracing
from core.workflows.context import WorkflowSettings, open_context
from core.workflows.warm_up import warm_up


async def _main() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with open_context(WorkflowSettings()) as context:
        settle_heap()
        await run_worker(WorkerSettings(), DatabaseSettings(), context, ended)


def main() -> None:
    """Run the worker."""
    configure_logs("worker")
    configure_tracing("worker", TracingSettings())
    warm_up()
    uvloop.run(_main())


if __name__ == "__main__":
    main()
