"""Rasa's decision about a turn; a message it is unsure about is interpreted first.

The first post asks Rasa to say so when it is unsure, which leaves the dialogue untouched. What the
language models say is stored on the turn and posted with the same message id. Every later attempt,
of this process or of another, repeats what is stored.
"""

import asyncio
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from core.catalog.snapshot import CatalogSnapshot
from core.conversations.errors import LeaseLost
from core.conversations.turn_store import keep_interpretation
from core.kit.clock import Clock
from core.kit.ids import TenantId
from core.kit.quick import Executor, QuickDatabase, Step
from core.kit.tracing import current_traceparent, span
from core.llm.answers import Usage
from core.llm.budget import LlmBudget, Reservation
from core.workflows.interpretation.interpreter import Business, Interpreter
from core.workflows.interpretation.meaning import Heard, Interpretation
from core.workflows.turn_preparation import Preparation
from core.workflows.turn_rasa import RasaClient, TurnNotTaken
from core.workflows.turn_settings import TurnSettings

_OPT_IN = "opt_in"
_FIRST_BACKOFF = 0.05
_LONGEST_BACKOFF = 1.0
_MICROS_PER_CENT = 10_000


class Aside(Protocol):
    """Opens a block in which the turn only waits, so that others may run."""

    def __call__(self) -> AbstractAsyncContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class LlmHelp:
    """Whom to ask what a message means, and what a business that says nothing may spend on it."""

    interpreter: Interpreter
    budget_cents: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What Rasa decided, with what it was told about the message's meaning."""

    outcome: dict[str, Any]
    interpretation: Interpretation | None


class TurnDecider:
    """Posts turns to Rasa until it takes them, and asks for help where it wants some."""

    def __init__(
        self,
        rasa: RasaClient,
        quick: QuickDatabase,
        llm: LlmHelp | None,
        settings: TurnSettings,
        clock: Clock,
    ) -> None:
        self._rasa, self._quick, self._llm = rasa, quick, llm
        self._settings, self._clock = settings, clock

    async def decide(
        self, tenant_id: TenantId, prepared: Preparation, aside: Aside = nullcontext
    ) -> Decided:
        """The outcome of a turn; raises TurnNotTaken when patience ends."""
        # The patience of a resumed turn counts from its first attempt, but it gets one more.
        age = prepared.turn.age_seconds
        gives_up_at = time.monotonic() + max(0.0, self._settings.turn_patience_seconds - age)
        deadline = time.time() + self._settings.turn_attempt_seconds
        known = _stored(prepared)
        asks = known is None and self._may_ask(prepared)
        request = self._request(prepared, known, asks_if_unsure=asks)
        outcome = await self._posted(request, deadline, gives_up_at)
        if outcome.get("outcome") != "unsure":
            return Decided(outcome, known)
        async with aside():
            known = await self._interpreted(tenant_id, prepared, deadline)
        request = self._request(prepared, known, asks_if_unsure=False)
        return Decided(await self._posted(request, deadline, gives_up_at), known)

    def _may_ask(self, prepared: Preparation) -> bool:
        if self._llm is None or prepared.turn.payload or prepared.claimed.contact.is_opted_out:
            return False
        return prepared.catalog.settings.language_model.is_used

    async def _interpreted(
        self, tenant_id: TenantId, prepared: Preparation, deadline: float
    ) -> Interpretation:
        assert self._llm is not None
        catalog = prepared.catalog
        purse = self._purse(self._llm, self._quick.of(tenant_id), catalog)
        business = Business(
            tenant_id, catalog.version.isoformat(), catalog.names, catalog.reading_settings
        )
        seconds = deadline - time.time() - self._settings.turn_rasa_seconds
        interpreter, heard = self._llm.interpreter, _heard(prepared, self._clock())
        with span("interpret", None):
            found = await interpreter.interpret(heard, business, purse, seconds=seconds)
        kept = keep_interpretation(
            tenant_id, prepared.claimed, prepared.turn.id, found.model_dump(exclude_none=True)
        )
        rows, *_ = await self._quick.run(tenant_id, [kept, *purse.due])
        if not rows:
            raise LeaseLost("the lease ended while the message was interpreted")
        await interpreter.remember(heard, business, found)
        return found

    def _purse(self, llm: LlmHelp, executor: Executor, catalog: CatalogSnapshot) -> "MonthlyPurse":
        own = catalog.settings.language_model.monthly_budget_cents
        cents = llm.budget_cents if own is None else own
        now = self._clock().astimezone(catalog.zone)
        return MonthlyPurse(LlmBudget(executor), now, cents * _MICROS_PER_CENT)

    async def _posted(
        self, request: dict[str, Any], deadline: float, gives_up_at: float
    ) -> dict[str, Any]:
        backoff = _FIRST_BACKOFF
        while True:
            try:
                return await self._rasa.take({**request, "deadline": deadline})
            except TurnNotTaken as problem:
                if not problem.may_retry or time.monotonic() + backoff > gives_up_at:
                    raise
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF)
            deadline = time.time() + self._settings.turn_attempt_seconds

    def _request(
        self, prepared: Preparation, known: Interpretation | None, *, asks_if_unsure: bool
    ) -> dict[str, Any]:
        turn = prepared.turn
        return {
            "dialogue_id": str(turn.dialogue_id),
            "message_id": str(turn.id),
            "text": turn.text,
            "payload": turn.payload,
            "language": turn.language,
            "reading": turn.reading,
            "interpretation": known.for_rasa() if known else None,
            "ask_if_unsure": asks_if_unsure,
            "ask_back": bool(known and known.asks_back),
            "only_intent": _OPT_IN if prepared.claimed.contact.is_opted_out else None,
            "offered": list(prepared.claimed.offered),
            "seed_slots": dict(turn.seed_slots),
            "traceparent": current_traceparent(),
        }


class MonthlyPurse:
    """What is left of a business's budget in the month of its own calendar."""

    def __init__(self, budget: LlmBudget, now: datetime, limit_micros: int) -> None:
        self._budget, self._month, self._limit = budget, now.date().replace(day=1), limit_micros
        self._reservation: Reservation | None = None
        self.due: list[Step] = []
        """What is still to be written, by whoever writes down what the question gave."""

    async def reserve(self, cost: int) -> bool:
        """Set the most that a question can cost aside."""
        self._reservation = await self._budget.reserve(self._month, cost=cost, budget=self._limit)
        return self._reservation is not None

    async def settle(self, usage: Usage) -> None:
        """Have it replaced by what was used."""
        if self._reservation is not None:
            self.due.append(self._budget.settlement(self._reservation, usage))


def _stored(prepared: Preparation) -> Interpretation | None:
    kept = prepared.turn.interpretation
    return Interpretation.model_validate(kept) if kept else None


def _heard(prepared: Preparation, now: datetime) -> Heard:
    turn, dialogue = prepared.turn, prepared.claimed.dialogue
    heard = Heard(
        text=turn.text,
        reference=min(prepared.group.messages[-1].sent_at, now),
        reading=turn.reading,
        language=turn.language,
    )
    if dialogue is None or dialogue.id != turn.dialogue_id:
        return heard
    return replace(heard, requested_slot=dialogue.requested_slot, active_loop=dialogue.active_loop)
