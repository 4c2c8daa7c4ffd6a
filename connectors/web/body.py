"""The raw body of a request, within a limit, and its JSON made safe for the database."""

import json
from typing import Any

import orjson
from fastapi import Request

from core.kit.plain_text import storable


class BodyTooLarge(Exception):
    """The body is longer than a provider may send."""


async def read_body(request: Request, longest: int) -> bytes:
    """The bytes as they came; raises BodyTooLarge without reading the rest."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > longest:
        raise BodyTooLarge
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > longest:
            raise BodyTooLarge
        chunks.append(chunk)
    return b"".join(chunks)


def load_json(body: bytes) -> Any:
    """The content of a JSON body; raises ValueError when it is none.

    Texts come without NUL characters and lone surrogates, which PostgreSQL cannot store.
    """
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        # Lone surrogates are valid JSON for Python's parser, not for orjson.
        return _clean(json.loads(body.decode()))
    return _clean(content) if b"\\u0000" in body else content


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): _clean(item) for key, item in value.items()}
    return value
