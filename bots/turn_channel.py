"""The one way into Rasa: `POST /webhooks/turn/turns`, for the worker only."""

from __future__ import annotations

import hmac
import logging
import time
from typing import Any

import orjson
from pydantic import ValidationError
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bots import nlg, patches, tracing
from bots.errors import TurnAborted
from bots.metrics import METRICS
from bots.turn import TurnTaker
from bots.turn_request import TurnRequest

logger = logging.getLogger(__name__)

_SHORTEST_TOKEN = 16
_DUMP_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


class TurnInput(InputChannel):
    """Takes turns; answers 401, 422 or 503 with a stable code when it does not."""

    def __init__(self, token: str) -> None:
        patches.apply()
        self._expected = f"Bearer {token}".encode()
        self._taker: TurnTaker | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name and the prefix of its address."""
        return nlg.TURN_CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TurnInput:
        """The channel with the token of credentials.yml; refuses a missing or short one."""
        token = str((credentials or {}).get("token") or "")
        if len(token) < _SHORTEST_TOKEN:
            raise ValueError(f"TURN_TOKEN needs at least {_SHORTEST_TOKEN} characters")
        return cls(token)

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """The route of the turn protocol."""
        blueprint = Blueprint("turn")

        @blueprint.post("/turns")
        async def take_turn(request: Request) -> HTTPResponse:
            return await self._answer(request)

        return blueprint

    async def _answer(self, request: Request) -> HTTPResponse:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            return _json({"error": "unauthorized"}, 401)
        try:
            turn = TurnRequest.parse_obj(orjson.loads(request.body))
        except (orjson.JSONDecodeError, ValidationError) as error:
            return _json({"error": "invalid_request", "fields": _fields(error)}, 422)
        started = time.perf_counter()
        status, body = await self._take(request, turn)
        METRICS.count_turn(body, time.perf_counter() - started)
        return _json(body, status)

    async def _take(self, request: Request, turn: TurnRequest) -> tuple[int, dict[str, Any]]:
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return 503, {"error": "model_not_loaded"}
        if self._taker is None:
            self._taker = TurnTaker(agent)
        about = {"dialogue_id": turn.sender_id, "message_id": turn.message_id}
        with tracing.turn_span(turn.traceparent, about) as traceparent:
            turn = turn.copy(update={"traceparent": traceparent})
            status, body = await self._outcome(self._taker, turn, about)
            tracing.annotate(body.get("timing") or {"error": body.get("error", "")})
        return status, body

    async def _outcome(
        self, taker: TurnTaker, turn: TurnRequest, about: dict[str, str]
    ) -> tuple[int, dict[str, Any]]:
        try:
            return 200, await taker.take(turn)
        except TurnAborted as aborted:
            facts = {**about, "code": aborted.code, "detail": aborted.detail}
            logger.warning("turn aborted", extra=facts)
            detail = {"detail": aborted.detail} if aborted.detail else {}
            return aborted.status, {"error": aborted.code, **detail}
        except Exception:
            logger.exception("turn failed", extra=about)
            return 503, {"error": "turn_failed"}


def _fields(error: Exception) -> list[str]:
    if not isinstance(error, ValidationError):
        return []
    return [".".join(str(part) for part in each["loc"]) for each in error.errors()]


def _json(body: dict[str, Any], status: int) -> HTTPResponse:
    return HTTPResponse(
        orjson.dumps(body, None, _DUMP_OPTIONS), status, content_type="application/json"
    )
