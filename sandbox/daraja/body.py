"""The JSON body of a Daraja call."""

from typing import Any

import orjson
from fastapi import Request

from sandbox.daraja.errors import DarajaError


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a request; without the content type Daraja sees no fields."""
    if "application/json" not in request.headers.get("content-type", ""):
        raise DarajaError("invalid_shortcode")
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise DarajaError("invalid_shortcode") from None
    if not isinstance(body, dict):
        raise DarajaError("invalid_shortcode")
    return body
