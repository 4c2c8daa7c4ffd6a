"""JSON logs: constant messages, values as fields, never a text, name or phone."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars

from core.kit.settings import explain_settings

logger = structlog.get_logger()


def configure_logs(process: str) -> None:
    """Write every log line of this process to standard output as one JSON object."""
    explain_settings()
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
    library_lines = logging.StreamHandler(sys.stdout)
    library_lines.setFormatter(_LibraryLine())
    logging.basicConfig(level=logging.WARNING, handlers=[library_lines], force=True)


@contextmanager
def bind_context(**ids: str) -> Iterator[None]:
    """Put these ids on every log line written inside."""
    with bound_contextvars(**ids):
        yield


def add_context(**ids: str) -> None:
    """Put these ids on every log line that the current task writes from here on."""
    bind_contextvars(**ids)


class _LibraryLine(logging.Formatter):
    """A library's log record as JSON: its unfilled message, since the arguments can be payload."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            **structlog.contextvars.get_contextvars(),
            "event": record.msg if isinstance(record.msg, str) and record.args else "library_line",
            "logger": record.name,
            "level": record.levelname.lower(),
        }
        if record.exc_info:
            event |= _error_facts(record.exc_info[1])
        return orjson.dumps(event, default=str).decode()


def _exception_type_only(
    _: Any, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event.update(_error_facts(error))
    return event


def _error_facts(error: BaseException | None) -> dict[str, Any]:
    """Type and place only: exception texts can quote a payload."""
    places = []
    trace = error.__traceback__ if error else None
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return {"error": type(error).__name__, "at": places[-5:]}
