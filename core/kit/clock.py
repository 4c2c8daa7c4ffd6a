"""The time of the business, so that tests can pin it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The aware current instant in UTC."""
    return datetime.now(UTC)
