"""Button payloads such as `/affirm` or `/inform{"service": "braids"}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

_PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z0-9_]+)(?P<entities>\{.*\})?", re.DOTALL)


@dataclass(frozen=True)
class Payload:
    """What a button means."""

    intent: str
    entities: Mapping[str, Any]


def parse_payload(payload: str | None, intents: Iterable[str]) -> Payload | None:
    """The meaning of a payload, or None when it is none or names no intent of the domain."""
    match = _PAYLOAD.fullmatch(payload.strip()) if payload else None
    if match is None or match["intent"] not in intents:
        return None
    try:
        entities = orjson.loads(match["entities"] or "{}")
    except orjson.JSONDecodeError:
        return None
    return Payload(match["intent"], entities) if isinstance(entities, dict) else None
