"""Asks one model after the other until an answer is usable or the time is over."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.kit.logs import logger
from core.kit.metrics import counter, gauge, histogram
from core.llm.answers import ModelClient, Question, Said, Usage, counted
from core.llm.breaker import CircuitBreaker
from core.llm.errors import AnswerRejected, ModelAway, NoAnswer, OutOfTime, TookTooLong
from core.llm.settings import ANTHROPIC, LlmSettings, RungSettings

_CALLS = counter("llm_calls", "Calls of language models, by how they ended", ["model", "outcome"])
_SECONDS = histogram("llm_call_seconds", "How long language models take to answer")
_TOKENS = counter("llm_tokens", "Tokens of language models", ["model", "direction"])
_COST = counter("llm_cost_micros", "Cost in millionths of a US dollar", ["model"])
_WAITING = gauge("llm_waiting", "Questions that wait for their turn or an answer")
_LEAST_SECONDS, _MARGIN_SECONDS = 0.2, 0.05


@dataclass(frozen=True, slots=True)
class Rung:
    """A model, who answers for it, and how much time and money it takes."""

    client: ModelClient
    breaker: CircuitBreaker
    settings: RungSettings

    @property
    def model(self) -> str:
        return self.settings.model

    def usage(self, tokens_in: int, tokens_out: int) -> Usage:
        """The tokens with their price."""
        return Usage(tokens_in, tokens_out, self.settings.cost_micros(tokens_in, tokens_out))

    def most(self, question: Question) -> Usage:
        """The most that a question can use here."""
        return self.usage(question.size, question.most_tokens)


@dataclass(frozen=True, slots=True)
class Asked[T]:
    """A usable answer if there was one, and what all attempts took together."""

    answer: T | None
    model: str | None
    usage: Usage
    reasons: tuple[str, ...] = ()
    said: object = None
    """The answer as the model gave it."""


@dataclass(slots=True)
class _Attempts:
    usage: Usage = field(default_factory=Usage)
    reasons: list[str] = field(default_factory=list)

    def failed(self, rung: Rung, problem: NoAnswer) -> None:
        """Remember why a model was no help."""
        self.reasons.append(problem.reason)
        _CALLS.labels(rung.model, problem.reason).inc()


class LlmRouter:
    """The models of a process; at most so many questions are open at once, the rest wait."""

    def __init__(self, rungs: Sequence[Rung], *, most_at_once: int) -> None:
        self._rungs = tuple(rungs)
        self._places = asyncio.Semaphore(most_at_once)

    @property
    def models(self) -> tuple[str, ...]:
        """Provider and name of each model, in the order they are asked."""
        return tuple(f"{rung.settings.provider}:{rung.model}" for rung in self._rungs)

    def worst_cost(self, question: Question) -> int:
        """The most that asking can cost, in millionths of a US dollar."""
        return sum(rung.most(question).cost_micros for rung in self._rungs)

    async def ask[T](
        self, question: Question, accept: Callable[[object], T], *, seconds: float
    ) -> Asked[T]:
        """The first answer that `accept` does not reject; never takes longer than `seconds`."""
        ends_at, attempts = time.monotonic() + seconds, _Attempts()
        _WAITING.inc()
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + seconds):
                async with self._places:
                    return await self._climb(question, accept, ends_at, attempts)
        except TimeoutError:
            return Asked(None, None, attempts.usage, (*attempts.reasons, "no_place"))
        finally:
            _WAITING.dec()

    async def aclose(self) -> None:
        """Close every connection."""
        for client in {id(rung.client): rung.client for rung in self._rungs}.values():
            await client.aclose()

    async def _climb[T](
        self,
        question: Question,
        accept: Callable[[object], T],
        ends_at: float,
        attempts: _Attempts,
    ) -> Asked[T]:
        for rung in self._rungs:
            seconds = min(rung.settings.seconds, ends_at - time.monotonic() - _MARGIN_SECONDS)
            try:
                said = await self._call(rung, question, seconds)
            except NoAnswer as problem:
                if problem.is_charged:
                    attempts.usage += _counted(rung, rung.most(question))
                attempts.failed(rung, problem)
                continue
            attempts.usage += _counted(rung, _used(rung, question, said))
            try:
                answer = accept(said.value)
            except NoAnswer as problem:
                attempts.failed(rung, problem)
                continue
            _CALLS.labels(rung.model, "answered").inc()
            reasons = tuple(attempts.reasons)
            return Asked(answer, rung.model, attempts.usage, reasons, said.value)
        return Asked(None, None, attempts.usage, tuple(attempts.reasons))

    async def _call(self, rung: Rung, question: Question, seconds: float) -> Said:
        if seconds < _LEAST_SECONDS:
            raise OutOfTime("out_of_time")
        if not rung.breaker.may_call():
            raise OutOfTime("left_alone")
        started = time.perf_counter()
        try:
            async with asyncio.timeout(seconds):
                said = await rung.client.ask(rung.model, question)
        except TimeoutError:
            # A question that waited long for its place says nothing about the provider.
            if seconds >= rung.settings.seconds:
                rung.breaker.failed()
            raise TookTooLong("timeout", may_retry=True) from None
        except AnswerRejected:
            rung.breaker.succeeded()
            raise
        except ModelAway as problem:
            rung.breaker.failed()
            logger.warning("llm_call_failed", model=rung.model, reason=problem.reason)
            raise
        finally:
            _SECONDS.observe(time.perf_counter() - started)
        rung.breaker.succeeded()
        return said


def _used(rung: Rung, question: Question, said: Said) -> Usage:
    return rung.usage(
        counted(said.tokens_in, question.size), counted(said.tokens_out, question.most_tokens)
    )


def _counted(rung: Rung, usage: Usage) -> Usage:
    _TOKENS.labels(rung.model, "in").inc(usage.tokens_in)
    _TOKENS.labels(rung.model, "out").inc(usage.tokens_out)
    _COST.labels(rung.model).inc(usage.cost_micros)
    return usage


def build_router(settings: LlmSettings) -> LlmRouter:
    """The router over the configured models; without a key it has none and costs nothing."""
    rungs = settings.rungs()
    clients: dict[str, ModelClient] = {
        name: _client(name, settings) for name in {rung.provider for rung in rungs}
    }
    breakers: Mapping[str, CircuitBreaker] = {
        name: CircuitBreaker(settings.llm_failures_to_open, settings.llm_open_seconds)
        for name in clients
    }
    return LlmRouter(
        [Rung(clients[one.provider], breakers[one.provider], one) for one in rungs],
        most_at_once=settings.llm_at_once,
    )


def _client(provider: str, settings: LlmSettings) -> ModelClient:
    # The SDKs take a second and 60 MB to load: only who has a key pays for them.
    from core.llm.bounded import bounded_client

    http = bounded_client(
        most_bytes=settings.llm_most_bytes,
        most_connections=settings.llm_at_once,
        seconds=max(settings.llm_model_seconds, settings.llm_fast_model_seconds),
    )
    if provider == ANTHROPIC:
        from core.llm.anthropic_client import AnthropicClient

        key = settings.anthropic_api_key.get_secret_value().strip()
        return AnthropicClient(key, settings.anthropic_base_url, http)
    from core.llm.openai_client import OpenAiClient

    return OpenAiClient(
        settings.openai_api_key.get_secret_value().strip(),
        settings.openai_base_url,
        http,
        answer_format=settings.openai_answer_format,
    )
