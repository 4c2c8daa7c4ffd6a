"""How many turns one conversation may take; counted in Redis, unlimited while Redis is down."""

import time
from collections import Counter

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.kit.ids import ConversationId
from core.kit.metrics import counter

_PAUSED = counter("turns_paused", "Turns put off because their conversation is too fast")
_SKIPPED = counter("turn_limit_skipped", "Turns not counted because Redis did not answer")
_WINDOW_SECONDS = 60
_PAUSE_SECONDS = 3.0
_SHARE = 10


class TurnLimiter:
    """Slows a conversation down: its messages are joined into later turns, none is dropped.

    Redis adds up what all workers take. It is not asked about a conversation that this worker has
    hardly seen in the running minute.
    """

    def __init__(self, redis: Redis | None, most_per_minute: int) -> None:
        self._redis, self._most = redis, most_per_minute
        self._minute, self._seen = 0, Counter[ConversationId]()

    async def pause(self, conversation_id: ConversationId) -> float:
        """Seconds to wait before the next turn of this conversation; 0 when it may start."""
        if self._redis is None or self._count_here(conversation_id) <= self._most // _SHARE:
            return 0.0
        key = f"turns:{conversation_id}"
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.incr(key)
                pipe.expire(key, _WINDOW_SECONDS, nx=True)
                count, _ = await pipe.execute()
        except (RedisError, OSError):
            _SKIPPED.inc()
            return 0.0
        if int(count) <= self._most:
            return 0.0
        _PAUSED.inc()
        return _PAUSE_SECONDS

    def _count_here(self, conversation_id: ConversationId) -> int:
        minute = int(time.monotonic() // _WINDOW_SECONDS)
        if minute != self._minute:
            self._minute = minute
            self._seen.clear()
        self._seen[conversation_id] += 1
        return self._seen[conversation_id]
