"""JSON logs: constant messages, values as fields, never a text, name or phone."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import structlog
from structlog.contextvars import bound_contextvars

logger = structlog.get_logger()


def configure_logs(process: str) -> None:
    """Write every log line of this process to standard output as one JSON object."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_type_only,
            structlog.processors.JSONRenderer(
                serializer=lambda v, **_: orjson.dumps(v, default=str).decode()
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(name)s %(levelname)s")


@contextmanager
def bind_context(**ids: str) -> Iterator[None]:
    """Put these ids on every log line written inside."""
    with bound_contextvars(**ids):
        yield


def _exception_type_only(
    _: Any, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    # Exception texts can quote a payload, so the type and the place are all that is written.
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        trace = error.__traceback__
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}:{code.co_name}")
            trace = trace.tb_next
        event["at"] = places[-5:]
    return event
