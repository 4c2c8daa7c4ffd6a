"""The worker's side of the turn protocol: hands a turn to Rasa and gets the outcome."""

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import aiohttp
import orjson

from core.kit.errors import ProviderError
from core.kit.metrics import counter, histogram, observed

_CALLS = counter("rasa_calls", "Turns posted to Rasa, by how it answered", ["answer"])
_SECONDS = histogram("rasa_seconds", "How long Rasa takes for a turn")


class TurnNotTaken(ProviderError):
    """Rasa did not take the turn; `may_retry` with the same message id says whether to go on."""

    code = "turn_not_taken"


class RasaClient:
    """Posts turns over kept-alive connections.

    With several addresses a dialogue stays with one of them while that one answers: its tracker is
    warm there. Any other may take over, since trackers are in the database.
    """

    def __init__(self, http: aiohttp.ClientSession, urls: Sequence[str], token: str) -> None:
        self._http = http
        self._urls = [f"{url.rstrip('/')}/webhooks/turn/turns" for url in urls]
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def take(self, request: dict[str, Any]) -> dict[str, Any]:
        """The outcome of a turn; raises TurnNotTaken when no address took it."""
        body = orjson.dumps(request)
        problem: TurnNotTaken | None = None
        for url in self._preferred(request["dialogue_id"]):
            try:
                with observed(_SECONDS):
                    return await self._post(url, body, request["deadline"])
            except aiohttp.ClientConnectorError:
                _CALLS.labels("unreachable").inc()
                problem = TurnNotTaken("no Rasa process is reachable", may_retry=True)
        raise problem or TurnNotTaken("no Rasa address is configured", may_retry=False)

    async def _post(self, url: str, body: bytes, deadline: float) -> dict[str, Any]:
        # Rasa keeps the deadline itself; the margin lets its 503 arrive before we give up.
        seconds = max(0.05, deadline - time.time() + 0.25)
        timeout = aiohttp.ClientTimeout(total=seconds, connect=min(1.0, seconds))
        try:
            async with self._http.post(
                url, data=body, headers=self._headers, timeout=timeout
            ) as answer:
                status, content = answer.status, await answer.read()
        except aiohttp.ClientConnectorError:
            raise
        except (TimeoutError, aiohttp.ClientError) as error:
            _CALLS.labels("no_answer").inc()
            raise TurnNotTaken("Rasa gave no answer", may_retry=True) from error
        _CALLS.labels(str(status)).inc()
        if status == 200:
            outcome: dict[str, Any] = orjson.loads(content)
            return outcome
        raise TurnNotTaken(
            "Rasa refused the turn", may_retry=status >= 500, provider_code=str(status)
        )

    def _preferred(self, dialogue_id: str) -> list[str]:
        if len(self._urls) < 2:
            return self._urls
        return sorted(
            self._urls,
            key=lambda url: hashlib.blake2b(f"{dialogue_id}{url}".encode()).digest(),
        )
