"""The first transaction of a turn: claim the conversation, pass the gates, read, write the turn."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.cache import CatalogCache
from core.catalog.snapshot import CatalogSnapshot
from core.contacts.service import ContactService
from core.conversations.dialogues import Dialogues
from core.conversations.outbox import reply_language
from core.conversations.turn_rows import ClaimedConversation, TurnRow
from core.conversations.turn_store import TurnStore
from core.kit.clock import Clock
from core.kit.ids import ConversationId, DialogueId, TurnId, new_id
from core.kit.metrics import counter
from core.understanding import Reading, read
from core.workflows.turn_messages import MessageGroup, first_group, is_complete, wants_back_in
from core.workflows.turn_settings import TurnSettings

_UNANSWERED = counter("messages_unanswered", "Messages that got no turn, by why", ["reason"])


@dataclass(frozen=True, slots=True)
class Preparation:
    """A turn that is written and can be posted to Rasa."""

    claimed: ClaimedConversation
    catalog: CatalogSnapshot
    turn: TurnRow
    group: MessageGroup
    is_resumed: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """No turn yet: the rest of a burst may follow within these seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SetAside:
    """The messages got no turn, and why."""

    reason: str


class TurnPreparer:
    """Prepares turns in the caller's tenant transaction."""

    def __init__(self, catalogs: CatalogCache, settings: TurnSettings, clock: Clock) -> None:
        self._catalogs, self._settings, self._clock = catalogs, settings, clock

    async def prepare(
        self, session: AsyncSession, conversation_id: ConversationId, owner: str, *, waits: bool
    ) -> Preparation | Waiting | SetAside | None:
        """The next turn of a conversation; None when nothing waits or another has the lease."""
        started = time.perf_counter()
        store = TurnStore(session)
        claimed = await store.claim(conversation_id, owner)
        if claimed is None:
            return None
        begun = next((one.turn_id for one in claimed.messages if one.turn_id), None)
        if begun is not None:
            return await self._resumed(session, store, claimed, begun)
        group = first_group(claimed.messages)
        reason = await self._refusal(session, claimed, group)
        if reason is not None:
            await store.set_aside(claimed, claimed.messages)
            _UNANSWERED.labels(reason).inc(len(claimed.messages))
            return SetAside(reason)
        catalog = await self._catalogs.get(session)
        claim_ms = _ms_since(started)
        read_from = time.perf_counter()
        reading = self._read(claimed, group, catalog)
        if waits and (seconds := self._wait(claimed, group, reading)) > 0:
            return Waiting(seconds)
        steps = [
            {"name": "wait", "ms": round(group.messages[0].age_seconds * 1000, 1)},
            {"name": "claim", "ms": claim_ms},
            {"name": "read", "ms": _ms_since(read_from)},
        ]
        turn = await self._begun(session, claimed, group, catalog, reading, steps)
        await store.begin(claimed, turn, group.messages)
        return Preparation(claimed, catalog, turn, group)

    async def _resumed(
        self,
        session: AsyncSession,
        store: TurnStore,
        claimed: ClaimedConversation,
        turn_id: TurnId,
    ) -> Preparation:
        # A begun turn is repeated with the very messages it was begun with: Rasa may have taken it.
        messages = tuple(one for one in claimed.messages if one.turn_id == turn_id)
        turn = await store.resume(turn_id)
        has_media = not turn.text
        group = MessageGroup(messages, turn.text, turn.payload, has_media)
        return Preparation(claimed, await self._catalogs.get(session), turn, group, is_resumed=True)

    async def _refusal(
        self, session: AsyncSession, claimed: ClaimedConversation, group: MessageGroup
    ) -> str | None:
        # After a failure nobody may have come: the assistant tries again on the next message.
        if claimed.answered_by != "assistant" and claimed.handover_cause != "failure":
            return "with_operator"
        if claimed.contact.is_opted_out:
            if not wants_back_in(group):
                return "opted_out"
            await ContactService(session).opt_in(claimed.contact.id)
        return None

    def _read(
        self, claimed: ClaimedConversation, group: MessageGroup, catalog: CatalogSnapshot
    ) -> Reading:
        dialogue = claimed.dialogue
        return read(
            group.text[: self._settings.turn_longest_text],
            reference=min(group.messages[-1].sent_at, self._clock()),
            catalog=catalog.names,
            settings=catalog.reading_settings,
            requested_slot=dialogue.requested_slot if dialogue else None,
            language_hint=claimed.language or claimed.contact.language,
        )

    def _wait(self, claimed: ClaimedConversation, group: MessageGroup, reading: Reading) -> float:
        is_asking = claimed.dialogue is not None and claimed.dialogue.requested_slot is not None
        if is_complete(group, is_asking=is_asking, has_entities=bool(reading.entities)):
            return 0.0
        return self._settings.turn_fragment_wait_seconds - group.messages[-1].age_seconds

    async def _begun(
        self,
        session: AsyncSession,
        claimed: ClaimedConversation,
        group: MessageGroup,
        catalog: CatalogSnapshot,
        reading: Reading,
        steps: list[dict[str, Any]],
    ) -> TurnRow:
        spoken = reading.dominant_language or reading.language
        language = reply_language(
            (spoken, claimed.language, claimed.contact.language), catalog.languages
        )
        dialogue_id, seeds = await self._dialogue(session, claimed, catalog, language)
        return TurnRow(
            id=TurnId(new_id()),
            dialogue_id=dialogue_id,
            text=group.text[: self._settings.turn_longest_text],
            payload=group.payload,
            language=language,
            reading=reading.as_dict(),
            steps=steps,
            seed_slots=seeds,
        )

    async def _dialogue(
        self,
        session: AsyncSession,
        claimed: ClaimedConversation,
        catalog: CatalogSnapshot,
        language: str,
    ) -> tuple[DialogueId, dict[str, Any]]:
        dialogues, current = Dialogues(session), claimed.dialogue
        seeds = {
            "language": language,
            **({"name": claimed.contact.name} if claimed.contact.name else {}),
            **({"phone": claimed.contact.phone} if claimed.contact.phone else {}),
        }
        if current is not None:
            idle = timedelta(hours=catalog.settings.dialogue_idle_hours)
            is_idle = (
                current.last_turn_at is not None and self._clock() - current.last_turn_at > idle
            )
            is_long = (
                current.turn_count >= self._settings.turn_most_per_dialogue
                and current.active_loop is None
            )
            if not (is_idle or is_long):
                return current.id, seeds
            await dialogues.close(current.id, "idle" if is_idle else "long")
        return await dialogues.open(claimed.id, seeds), seeds


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
