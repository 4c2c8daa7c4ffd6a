"""Access tokens, one per app for all processes: a new token may invalidate the previous one."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.kit.logs import logger

REFRESH_EARLY_SECONDS = 60
LOCK_SECONDS = 15
POLL_SECONDS = 0.05

_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    expires_at: float


FetchToken = Callable[[], Awaitable[Token]]


class TokenCache:
    """Hands out the current token of an app and fetches a new one at most once at a time.

    Shared through Redis; while Redis is down each process keeps its own.
    """

    def __init__(self, redis: Redis | None) -> None:
        self._shared = SharedTokens(redis) if redis is not None else None
        self._tokens: dict[str, Token] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def get(self, app_id: str, fetch: FetchToken, *, refused: str | None = None) -> str:
        """A token that is still good; never `refused`, the one the provider just turned down."""
        held = _usable(self._tokens.get(app_id), refused)
        if held is not None:
            return held.value
        async with self._locks.setdefault(app_id, asyncio.Lock()):
            held = _usable(self._tokens.get(app_id), refused)
            if held is None:
                held = await self._obtain(app_id, fetch, refused)
                self._tokens[app_id] = held
            return held.value

    async def _obtain(self, app_id: str, fetch: FetchToken, refused: str | None) -> Token:
        if self._shared is None:
            return await fetch()
        owner = secrets.token_hex(8)
        try:
            stored = await self._shared.wait_for_turn(app_id, owner, refused)
        except (RedisError, OSError):
            logger.warning("token cache unavailable", app=app_id)
            return await fetch()
        if stored is not None:
            return stored
        try:
            token = await fetch()
            await self._shared.store(app_id, token)
            return token
        finally:
            await self._shared.release(app_id, owner)


class SharedTokens:
    """The tokens and the fetch locks that all processes see."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def wait_for_turn(self, app_id: str, owner: str, refused: str | None) -> Token | None:
        """A stored token, or None when the caller holds the lock and must fetch one."""
        deadline = time.monotonic() + LOCK_SECONDS
        while time.monotonic() < deadline:
            stored = await self._read(app_id, refused)
            if stored is not None:
                return stored
            if await self._redis.set(_lock(app_id), owner, nx=True, ex=LOCK_SECONDS):
                # Another process may have stored one between the read and the lock.
                stored = await self._read(app_id, refused)
                if stored is not None:
                    await self.release(app_id, owner)
                return stored
            await asyncio.sleep(POLL_SECONDS)
        return None

    async def store(self, app_id: str, token: Token) -> None:
        """Share a token for as long as it is good."""
        seconds = int(token.expires_at - time.time())
        if seconds <= 0:
            return
        try:
            await self._redis.set(_key(app_id), f"{token.expires_at:.0f} {token.value}", ex=seconds)
        except (RedisError, OSError):
            logger.warning("token not shared", app=app_id)

    async def release(self, app_id: str, owner: str) -> None:
        """Let the next one fetch; the lock ends by itself when Redis is away."""
        try:
            await self._redis.eval(_RELEASE, 1, _lock(app_id), owner)
        except (RedisError, OSError):
            logger.warning("token lock left to expire", app=app_id)

    async def _read(self, app_id: str, refused: str | None) -> Token | None:
        return _usable(_decode(await self._redis.get(_key(app_id))), refused)


def _key(app_id: str) -> str:
    return f"mpesa:token:{app_id}"


def _lock(app_id: str) -> str:
    return f"{_key(app_id)}:lock"


def _usable(token: Token | None, refused: str | None) -> Token | None:
    if token is None or token.value == refused or token.expires_at <= time.time():
        return None
    return token


def _decode(stored: bytes | str | None) -> Token | None:
    if stored is None:
        return None
    text = stored.decode(errors="replace") if isinstance(stored, bytes) else stored
    expires_at, _, value = text.partition(" ")
    return Token(value, float(expires_at)) if value and expires_at.isdigit() else None
