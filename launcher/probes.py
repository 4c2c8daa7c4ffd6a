"""How to see that a process works, from outside."""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import redis.asyncio

# None when healthy, else why not.
Probe = Callable[[], Awaitable[str | None]]

NO_ANSWER = "does not answer"
"""What is said of a process that keeps silent; whoever names his trouble still works."""
_PATIENCE_SECONDS = 5.0
_SILENCE = (
    TimeoutError,
    OSError,
    EOFError,
    psycopg.errors.ConnectionTimeout,
    redis.ConnectionError,
    redis.TimeoutError,
)


def http_probe(port: int, path: str = "/healthz", *, patience: float = _PATIENCE_SECONDS) -> Probe:
    """Healthy when `GET path` answers 200."""

    async def probe() -> str | None:
        status = await _http_status(port, path)
        return None if status == "200" else f"answered {status}"

    return _guarded(probe, patience)


def postgres_probe(url: str) -> Probe:
    """Healthy when a query is answered."""

    async def probe() -> str | None:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=2)
        async with connection:
            await connection.execute("SELECT 1")
        return None

    return _guarded(probe)


def redis_probe(url: str) -> Probe:
    """Healthy when a ping is answered."""

    async def probe() -> str | None:
        async with redis.asyncio.Redis.from_url(url, socket_timeout=2) as client:
            await client.ping()
        return None

    return _guarded(probe)


def storage_probe(port: int) -> Probe:
    """Healthy when the S3 there answers, even if only to say no to somebody without keys."""

    async def probe() -> str | None:
        status = await _http_status(port, "/")
        return f"answered {status}" if status.startswith("5") else None

    return _guarded(probe)


def _guarded(probe: Probe, patience: float = _PATIENCE_SECONDS) -> Probe:
    async def guarded() -> str | None:
        try:
            return await asyncio.wait_for(probe(), patience)
        except redis.BusyLoadingError as error:
            return type(error).__name__
        except _SILENCE:
            return NO_ANSWER
        except (psycopg.Error, redis.RedisError) as error:
            return type(error).__name__

    return guarded


async def _http_status(port: int, path: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        await writer.drain()
        line = (await reader.readuntil(b"\n")).decode("latin-1").split()
    finally:
        writer.close()
    return line[1] if len(line) > 1 else "nothing"
