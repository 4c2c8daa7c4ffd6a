"""One turn of a conversation: claim, read, let Rasa decide, word the replies, write it all.

The worker and the voice bridge both call `take_turn`. Nothing is kept between calls: whoever takes
the lease next goes on where the rows say.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from core.audit.service import AuditLog, current_turn
from core.catalog.cache import CatalogCache
from core.conversations.outbound import OutboundMessage
from core.conversations.rendering import Renderer
from core.conversations.secrets import is_only_secret
from core.conversations.texts import TextCatalog
from core.conversations.turn_rows import ClaimedConversation, FinishedTurn, TurnResult
from core.conversations.turn_store import TurnStore
from core.kit.clock import Clock, utc_now
from core.kit.db import Database
from core.kit.ids import ConversationId, TenantId, new_id
from core.kit.logs import bind_context, logger
from core.kit.metrics import counter, histogram
from core.kit.quick import QuickDatabase, SessionExecutor
from core.kit.tracing import current_traceparent, span
from core.workflows.turn_catalogs import TurnCatalogs
from core.workflows.turn_decision import Aside, LlmHelp, TurnDecider
from core.workflows.turn_limits import TurnLimiter
from core.workflows.turn_preparation import Preparation, TurnPreparer, Waiting
from core.workflows.turn_rasa import RasaClient, TurnNotTaken
from core.workflows.turn_replies import (
    failed_result,
    handled_result,
    notes_on,
    spoken_language,
    unread_result,
)
from core.workflows.turn_settings import TurnSettings

_TURNS = counter("turns", "Turns taken, by how they ended", ["state"])
_SECONDS = histogram("turn_seconds", "From the claim of a turn to its stored replies")
_WAIT = histogram("turn_wait_seconds", "How long the oldest message of a turn waited for it")


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """What came of an attempt to take a turn.

    `wait_seconds`: ask again then, or when a message arrives. `outbox_token`: this process is now
    the conversation's sender and `first`, if any, says `sending` in its row.
    """

    is_taken: bool = False
    has_more: bool = False
    wait_seconds: float | None = None
    replies: tuple[str, ...] = ()
    channel_type: str = ""
    outbox_token: str | None = None
    first: OutboundMessage | None = None
    traceparent: str | None = None


class Turns:
    """Takes turns for one process, known to the others by `owner`."""

    def __init__(
        self,
        database: Database,
        quick: QuickDatabase,
        catalogs: CatalogCache,
        texts: TextCatalog,
        rasa: RasaClient,
        limiter: TurnLimiter,
        *,
        owner: str,
        settings: TurnSettings,
        reply_windows: Mapping[str, float | None],
        clock: Clock = utc_now,
        llm: LlmHelp | None = None,
    ) -> None:
        self._database, self._texts = database, texts
        self._limiter = limiter
        self._decider = TurnDecider(rasa, quick, llm, settings, clock)
        self._quick = quick
        self._preparer = TurnPreparer(
            database, quick, TurnCatalogs(database, catalogs), settings, clock
        )
        self._reply_windows, self._clock = reply_windows, clock
        self.owner = owner

    async def take_turn(
        self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        *,
        waits: bool = True,
        on_begin: Callable[[ClaimedConversation], None] | None = None,
        aside: Aside = nullcontext,
    ) -> TurnTaken:
        """Take the next turn of a conversation, if it has one and nobody else does.

        With `waits` a fragment may be left for the rest of its burst; voice says False. `on_begin`
        is told when a turn really starts. While a language model is asked the turn stands `aside`.
        """
        pause = await self._limiter.pause(conversation_id)
        if pause:
            return TurnTaken(wait_seconds=pause)
        started = time.perf_counter()
        prepared = await self._preparer.prepare(tenant_id, conversation_id, self.owner, waits=waits)
        if isinstance(prepared, Waiting):
            return TurnTaken(wait_seconds=prepared.seconds)
        if not isinstance(prepared, Preparation):
            return TurnTaken()
        if on_begin is not None:
            on_begin(prepared.claimed)
        taken = await self._taken(tenant_id, prepared, _ms_since(started), aside)
        _SECONDS.observe(time.perf_counter() - started)
        _WAIT.observe(prepared.group.messages[0].age_seconds)
        return taken

    async def _taken(
        self, tenant_id: TenantId, prepared: Preparation, prepare_ms: float, aside: Aside
    ) -> TurnTaken:
        """The turn with its ids on every log line, span and audit entry."""
        turn, first = prepared.turn, prepared.group.messages[0]
        ids = {
            "tenant_id": str(tenant_id),
            "conversation_id": str(prepared.claimed.id),
            "turn_id": str(turn.id),
        }
        token = current_turn.set(turn.id)
        try:
            with bind_context(**ids), span("turn", first.traceparent, **ids):
                return await self._take(tenant_id, prepared, prepare_ms, aside)
        finally:
            current_turn.reset(token)

    async def _take(
        self, tenant_id: TenantId, prepared: Preparation, prepare_ms: float, aside: Aside
    ) -> TurnTaken:
        steps = [*prepared.turn.steps, {"name": "prepare", "ms": prepare_ms}]
        result = await self._decided(tenant_id, prepared, steps, aside)
        token = str(new_id())
        window = self._reply_windows.get(prepared.claimed.channel_type)
        if result.state == "failed":
            finished = await self._finish_failed(tenant_id, prepared, result, token, window)
        else:
            finished = await TurnStore(self._quick.of(tenant_id)).finish(
                prepared.claimed, prepared.turn, result, token=token, window_seconds=window
            )
        _TURNS.labels(result.state).inc()
        logger.info(
            "turn_taken",
            state=result.state,
            replies=len(result.outbound),
            steps=_milliseconds(result.steps),
        )
        return TurnTaken(
            is_taken=True,
            has_more=finished.has_more,
            replies=tuple(row["content"]["text"] for row in result.outbound),
            channel_type=prepared.claimed.channel_type,
            outbox_token=token if finished.is_sender else None,
            first=finished.first,
            traceparent=current_traceparent(),
        )

    async def _finish_failed(
        self,
        tenant_id: TenantId,
        prepared: Preparation,
        result: TurnResult,
        token: str,
        window: float | None,
    ) -> FinishedTurn:
        async with self._database.tenant_transaction(tenant_id) as session:
            finished = await TurnStore(SessionExecutor(session)).finish(
                prepared.claimed, prepared.turn, result, token=token, window_seconds=window
            )
            await AuditLog(session).record(
                "handed_over", "conversations", prepared.claimed.id, {"cause": "failure"}
            )
        return finished

    async def _decided(
        self,
        tenant_id: TenantId,
        prepared: Preparation,
        steps: list[dict[str, Any]],
        aside: Aside,
    ) -> TurnResult:
        turn, group = prepared.turn, prepared.group
        is_unread = group.is_only_media or is_only_secret(group.text)
        if is_unread and turn.payload is None:
            return unread_result(self._renderer(prepared, turn.language), turn.id, steps, group)
        asked = time.perf_counter()
        try:
            decided = await self._decider.decide(tenant_id, prepared, aside)
        except TurnNotTaken as problem:
            logger.error("turn_failed", code=problem.code, status=problem.provider_code)
            return failed_result(
                self._renderer(prepared, turn.language),
                turn.id,
                [*steps, {"name": "rasa", "ms": _ms_since(asked)}],
                code=problem.code,
                attempts=turn.attempts,
            )
        outcome, waited_ms = decided.outcome, 0.0
        if decided.interpretation is not None:
            waited_ms = decided.interpretation.ms
            steps = [*steps, {"name": "llm", "ms": waited_ms}]
        steps = [*steps, {"name": "rasa", "ms": round(_ms_since(asked) - waited_ms, 2)}]
        language = spoken_language(
            turn.language, outcome.get("slots") or {}, prepared.catalog.languages
        )
        return handled_result(
            outcome,
            self._renderer(prepared, language),
            turn.id,
            steps,
            language=language,
            notes=notes_on(group),
        )

    def _renderer(self, prepared: Preparation, language: str) -> Renderer:
        return Renderer(self._texts, prepared.catalog, language, self._clock)


def _milliseconds(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {str(step["name"]): step["ms"] for step in steps if "ms" in step}


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
