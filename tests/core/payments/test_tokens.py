import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from core.payments.mpesa.tokens import Token, TokenCache

pytestmark = pytest.mark.db


class Issuer:
    """Counts the tokens it gives out."""

    def __init__(self, life: float = 3000, *, takes: float = 0.02) -> None:
        self.given: list[str] = []
        self._life, self._takes = life, takes

    async def __call__(self) -> Token:
        await asyncio.sleep(self._takes)
        self.given.append(f"t{len(self.given)}")
        return Token(self.given[-1], time.time() + self._life)


class FailingIssuer(Issuer):
    async def __call__(self) -> Token:
        self.given.append("failed")
        raise RuntimeError


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_url)
    await client.flushdb()
    yield client
    await client.aclose()


class TestGet:
    async def test_all_processes_share_one_token(self, redis: Redis) -> None:
        issuer = Issuer()
        caches = [TokenCache(redis) for _ in range(8)]
        tokens = await asyncio.gather(
            *(cache.get("app", issuer) for cache in caches for _ in range(5))
        )
        assert set(tokens) == {"t0"}
        assert issuer.given == ["t0"]

    async def test_a_refused_token_is_renewed_once_by_all(self, redis: Redis) -> None:
        issuer = Issuer()
        caches = [TokenCache(redis) for _ in range(8)]
        await asyncio.gather(*(cache.get("app", issuer) for cache in caches))
        tokens = await asyncio.gather(*(cache.get("app", issuer, refused="t0") for cache in caches))
        assert set(tokens) == {"t1"}
        assert len(issuer.given) == 2

    async def test_apps_do_not_share(self, redis: Redis) -> None:
        issuer, cache = Issuer(), TokenCache(redis)
        assert await cache.get("a", issuer) != await cache.get("b", issuer)

    async def test_an_old_token_is_not_handed_out(self, redis: Redis) -> None:
        issuer, cache = Issuer(life=0.05), TokenCache(redis)
        await cache.get("app", issuer)
        await asyncio.sleep(0.1)
        assert await cache.get("app", issuer) == "t1"

    async def test_a_failed_fetch_leaves_no_lock(self, redis: Redis) -> None:
        cache = TokenCache(redis)
        with pytest.raises(RuntimeError):
            await cache.get("app", FailingIssuer())
        assert await asyncio.wait_for(cache.get("app", Issuer()), 1) == "t0"

    async def test_without_redis_a_process_fetches_once_by_itself(self) -> None:
        issuer = Issuer()
        away = Redis.from_url("redis://127.0.0.1:9", socket_connect_timeout=0.2)
        cache = TokenCache(away)
        tokens = await asyncio.gather(*(cache.get("app", issuer) for _ in range(10)))
        assert set(tokens) == {"t0"}
        await away.aclose()

    async def test_nonsense_in_redis_is_passed_over(self, redis: Redis) -> None:
        await redis.set("mpesa:token:app", b"\xff nonsense")
        assert await TokenCache(redis).get("app", Issuer()) == "t0"
