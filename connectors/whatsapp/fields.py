"""Reading a provider's JSON without trusting its types."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_NOTHING: Mapping[str, Any] = {}
_LONGEST_ID = 512
_FIRST_SECOND = 1_000_000_000
_LAST_SECOND = 4_000_000_000


def mapping_of(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else _NOTHING


def mappings_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list; nothing where there is no list."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text_of(value: Any) -> str | None:
    """The non-empty text, or None."""
    return value if isinstance(value, str) and value else None


def id_of(value: Any) -> str | None:
    """An id that fits into an index, or None."""
    text = text_of(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
    return text if text is not None and len(text) <= _LONGEST_ID else None


def instant_of(value: Any) -> datetime:
    """The instant of unix seconds in whatever type; now when they make no sense."""
    try:
        seconds = int(value)
    except (TypeError, ValueError):
        seconds = 0
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        return datetime.now(UTC)
    return datetime.fromtimestamp(seconds, UTC)
