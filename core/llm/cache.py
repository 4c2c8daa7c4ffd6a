"""Answers kept in Redis; without Redis, or while it is down, every question is asked."""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.kit.metrics import counter

_LOOKUPS = counter("llm_cache", "Look-ups of kept answers", ["outcome"])
_MOST_BYTES = 16_384


class AnswerCache:
    """Answers by their owner and everything that they depend on."""

    def __init__(self, redis: Redis | None, seconds: int) -> None:
        self._redis, self._seconds = (redis if seconds else None), seconds

    async def get(self, owner: str, parts: Sequence[str]) -> Any:
        """The kept answer, or None."""
        if self._redis is None:
            return None
        try:
            kept = await self._redis.get(_key(owner, parts))
            value = orjson.loads(kept) if kept else None
        except (RedisError, OSError, orjson.JSONDecodeError):
            _LOOKUPS.labels("failed").inc()
            return None
        _LOOKUPS.labels("missed" if value is None else "found").inc()
        return value

    async def put(self, owner: str, parts: Sequence[str], value: Any) -> None:
        """Keep an answer; one that is too large or cannot be stored is not kept."""
        content = orjson.dumps(value)
        if self._redis is None or len(content) > _MOST_BYTES:
            return
        try:
            await self._redis.set(_key(owner, parts), content, ex=self._seconds)
        except (RedisError, OSError):
            _LOOKUPS.labels("failed").inc()


async def forget_answers(redis: Redis, owner: str) -> None:
    """Remove every kept answer of an owner. Raises RedisError when Redis does not do it."""
    async for key in redis.scan_iter(match=f"{_prefix(owner)}*", count=1000):
        await redis.delete(key)


def _key(owner: str, parts: Sequence[str]) -> str:
    return f"{_prefix(owner)}{hashlib.sha256(orjson.dumps(list(parts))).hexdigest()}"


def _prefix(owner: str) -> str:
    return f"llm:{owner}:"
