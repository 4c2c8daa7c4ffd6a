"""JSON log lines without message text: exceptions are named and located, never quoted."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import datetime, timezone

import orjson
import structlog

_FIELDS = ("dialogue_id", "message_id", "code", "detail", "model", "seconds", "address")


class JsonFormatter(logging.Formatter):
    """One JSON object per line: constant message, fields, place of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname.lower(),
            "process": "rasa",
            "logger": record.name,
            "message": record.msg if _is_constant(record) else f"line {record.lineno}",
        }
        for name in _FIELDS:
            value = getattr(record, name, None)
            if value is not None:
                line[name] = value
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-6:]
            line["exception"] = record.exc_info[0].__qualname__
            line["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return orjson.dumps(line, default=str).decode()


def _is_constant(record: logging.LogRecord) -> bool:
    """Whether the message is our own or a template: a library's finished text may quote anyone."""
    return record.name.startswith("bots") or bool(record.args)


def configure(level: str) -> None:
    """Send our own lines at `level` and everybody else's warnings to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bots").setLevel(level)
    quiet_structlog()
    drop_warnings()


def drop_warnings() -> None:
    """Keep Python's warnings, which quote the domain at length, out of the output."""
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


def quiet_structlog() -> None:
    """Drop structlog's debug events, which Rasa fills with what the contact wrote."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
