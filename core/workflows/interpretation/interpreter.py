"""Asks the language models about a message: budget, cache, ladder, check."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from redis.asyncio import Redis

from core.kit.ids import TenantId
from core.kit.metrics import counter
from core.llm.answers import Question, Usage
from core.llm.cache import AnswerCache
from core.llm.errors import AnswerRejected
from core.llm.router import LlmRouter, build_router
from core.llm.settings import LlmSettings
from core.understanding import CatalogNames, ReadingSettings
from core.workflows.interpretation.checking import AnswerCheck, is_personal
from core.workflows.interpretation.meaning import Heard, Interpretation, Meaning
from core.workflows.interpretation.prompts import PROMPTS, InterpretationPrompt

_ASKED = counter("interpretations", "Messages to be interpreted, by what came of it", ["outcome"])
_LEAST_SECONDS = 0.3


@dataclass(frozen=True)
class Business:
    """Whose message it is: the only names an answer may use."""

    tenant_id: TenantId | str
    version: str
    names: CatalogNames
    settings: ReadingSettings


class Purse(Protocol):
    """Where the money for a question comes from."""

    async def reserve(self, cost: int) -> bool:
        """Set money aside; False when there is none left."""
        ...

    async def settle(self, usage: Usage) -> None:
        """Replace what was set aside by what was used."""
        ...


class Interpreter:
    """The language models of a process, for messages."""

    def __init__(self, router: LlmRouter, prompt: InterpretationPrompt, cache: AnswerCache) -> None:
        self._router, self._prompt, self._cache = router, prompt, cache

    async def interpret(
        self, heard: Heard, business: Business, purse: Purse, *, seconds: float
    ) -> Interpretation:
        """What a message means, checked, within so many seconds; never raises for an answer."""
        started = time.perf_counter()
        found = await self._interpreted(heard, business, purse, seconds)
        _ASKED.labels("cached" if found.is_cached else found.reason or found.status).inc()
        return found.model_copy(update={"ms": round((time.perf_counter() - started) * 1000, 1)})

    async def remember(self, heard: Heard, business: Business, found: Interpretation) -> None:
        """Keep what a model said for whoever writes the same, unless it quotes who the contact is.

        Once the interpretation is stored: what is left of an erased business is not kept.
        """
        if found.said is not None and not is_personal(found.said):
            parts = self._cache_parts(heard, business)
            await self._cache.put(str(business.tenant_id), parts, found.said)

    async def aclose(self) -> None:
        """Close the connections to the providers."""
        await self._router.aclose()

    async def _interpreted(
        self, heard: Heard, business: Business, purse: Purse, seconds: float
    ) -> Interpretation:
        check = AnswerCheck(self._prompt, heard, business.names, business.settings)
        kept = await self._kept(check, str(business.tenant_id), self._cache_parts(heard, business))
        if kept is not None:
            return Interpretation(status="understood", meaning=kept, is_cached=True)
        if seconds < _LEAST_SECONDS:
            return Interpretation(status="none", reason="out_of_time")
        question = self._prompt.question(heard, business.names)
        if not await purse.reserve(self._router.worst_cost(question)):
            return Interpretation(status="local_only", reason="over_budget")
        return await self._asked(question, check, purse, seconds)

    async def _asked(
        self,
        question: Question,
        check: AnswerCheck,
        purse: Purse,
        seconds: float,
    ) -> Interpretation:
        asked = await self._router.ask(question, check.accept, seconds=seconds)
        await purse.settle(asked.usage)
        if asked.answer is None:
            reason = asked.reasons[-1] if asked.reasons else "no_answer"
            return Interpretation(status="none", reason=reason).with_usage(asked.usage)
        found = Interpretation(
            status="understood", meaning=asked.answer, model=asked.model, said=asked.said
        )
        return found.with_usage(asked.usage)

    async def _kept(self, check: AnswerCheck, owner: str, parts: list[str]) -> Meaning | None:
        kept = await self._cache.get(owner, parts)
        if kept is None:
            return None
        try:
            return check.accept(kept)
        except AnswerRejected:
            return None

    def _cache_parts(self, heard: Heard, business: Business) -> list[str]:
        return [
            *self._router.models,
            self._prompt.version,
            business.version,
            heard.requested_slot or "",
            heard.active_loop or "",
            heard.text,
        ]


class OpenPurse:
    """No limit: for whoever runs a command and pays for it."""

    async def reserve(self, cost: int) -> bool:
        """Always."""
        return True

    async def settle(self, usage: Usage) -> None:
        """Nothing is kept."""


def build_interpreter(settings: LlmSettings, domain: Path, redis: Redis | None) -> Interpreter:
    """The interpreter over the configured models and the intents of a domain folder."""
    return Interpreter(
        build_router(settings),
        InterpretationPrompt.load(domain, PROMPTS, most_tokens=settings.llm_most_tokens),
        AnswerCache(redis, settings.llm_cache_seconds),
    )
