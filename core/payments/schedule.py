"""When the provider is asked about an open push."""

import random
from datetime import datetime, timedelta

AGES_SECONDS = (15, 30, 60, 120, 300, 900, 3600)
LISTEN = timedelta(hours=72)
SOFT_LISTEN = timedelta(hours=1)
REPEAT = timedelta(hours=1)
RESEND_AFTER = timedelta(seconds=120)
JITTER = 0.1


def next_query_at(requested_at: datetime, now: datetime, *, is_soft: bool) -> datetime | None:
    """The next time to ask; None when listening for callbacks is all that is left."""
    age = now - requested_at
    limit = SOFT_LISTEN if is_soft else LISTEN
    wanted = next(
        (timedelta(seconds=s) for s in AGES_SECONDS if timedelta(seconds=s) > age), age + REPEAT
    )
    if wanted > limit:
        return None
    return now + (wanted - age) * random.uniform(1.0, 1.0 + JITTER)  # noqa: S311
