"""The first part of a turn: claim the conversation, pass the gates, read, write the turn."""

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core.booking.recent import last_confirmed_in
from core.catalog.snapshot import CatalogSnapshot
from core.conversations.contacts import ContactFacts
from core.conversations.dialogues import Dialogues, open_dialogue
from core.conversations.outbox import reply_language
from core.conversations.takeovers import Takeovers
from core.conversations.turn_rows import ClaimedConversation, TurnRow
from core.conversations.turn_store import TurnStore
from core.kit.clock import Clock
from core.kit.db import Database
from core.kit.ids import ConversationId, DialogueId, TenantId, TurnId, new_id
from core.kit.metrics import counter
from core.kit.quick import QuickDatabase
from core.understanding import Reading, read
from core.understanding.clauses import changes_standing, halves_of
from core.workflows.turn_catalogs import TurnCatalogs
from core.workflows.turn_messages import (
    OPT_IN,
    START_OVER,
    MessageGroup,
    calls_assistant,
    first_group,
    is_complete,
    wants_back_in,
)
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
    """Claims conversations and begins turns, each in a transaction of one round trip."""

    def __init__(
        self,
        database: Database,
        quick: QuickDatabase,
        catalogs: TurnCatalogs,
        settings: TurnSettings,
        clock: Clock,
    ) -> None:
        self._database, self._quick, self._catalogs = database, quick, catalogs
        self._settings, self._clock = settings, clock

    async def prepare(
        self, tenant_id: TenantId, conversation_id: ConversationId, owner: str, *, waits: bool
    ) -> Preparation | Waiting | SetAside | None:
        """The next turn of a conversation; None when nothing waits or another has the lease."""
        started = time.perf_counter()
        store = TurnStore(self._quick.of(tenant_id))
        claimed = await store.claim(conversation_id, owner)
        if claimed is None:
            return None
        catalog = await self._catalogs.get(tenant_id, claimed.tenant_version)
        begun = next((one.turn_id for one in claimed.messages if one.turn_id), None)
        if begun is not None:
            return await self._resumed(store, claimed, catalog, begun)
        group = first_group(claimed.messages)
        reason = await self._refusal(tenant_id, claimed, group, catalog)
        if reason is not None:
            await store.set_aside(claimed, claimed.messages)
            _UNANSWERED.labels(reason).inc(len(claimed.messages))
            return SetAside(reason)
        if claimed.answered_by == "operator" and calls_assistant(group):
            group = replace(group, payload=START_OVER)
        if claimed.contact.is_opted_out and wants_back_in(group):
            group = replace(group, payload=OPT_IN)
        claimed_at = time.perf_counter()
        reading = self._read(claimed, group, catalog)
        if waits and (seconds := self._wait(claimed, group, reading)) > 0:
            return Waiting(seconds)
        steps = [
            {"name": "wait", "ms": round(group.messages[0].age_seconds * 1000, 1)},
            {"name": "claim", "ms": _ms(claimed_at - started)},
            {"name": "read", "ms": _ms(time.perf_counter() - claimed_at)},
        ]
        turn = await self._turn(tenant_id, claimed, group, catalog, reading, steps)
        begun_at = time.perf_counter()
        await store.begin(claimed, turn, group.messages)
        steps.append({"name": "prepare begin", "ms": _ms(time.perf_counter() - begun_at)})
        return Preparation(claimed, catalog, turn, group)

    async def _resumed(
        self,
        store: TurnStore,
        claimed: ClaimedConversation,
        catalog: CatalogSnapshot,
        turn_id: TurnId,
    ) -> Preparation:
        # A begun turn is repeated with the very messages it was begun with: Rasa may have taken it.
        messages = tuple(one for one in claimed.messages if one.turn_id == turn_id)
        turn = await store.resume(turn_id)
        group = MessageGroup(messages, turn.text, turn.payload, has_media=not turn.text)
        return Preparation(claimed, catalog, turn, group, is_resumed=True)

    async def _refusal(
        self,
        tenant_id: TenantId,
        claimed: ClaimedConversation,
        group: MessageGroup,
        catalog: CatalogSnapshot,
    ) -> str | None:
        # After a failure nobody may have come: the assistant tries again on the next message.
        is_handed_over = claimed.answered_by != "assistant" and claimed.handover_cause != "failure"
        if is_handed_over and not await self._comes_back(tenant_id, claimed, group, catalog):
            return "with_operator"
        return "opted_out" if claimed.contact.is_opted_out and group.is_only_media else None

    async def _comes_back(
        self,
        tenant_id: TenantId,
        claimed: ClaimedConversation,
        group: MessageGroup,
        catalog: CatalogSnapshot,
    ) -> bool:
        """Whether the assistant answers again: the contact wants it, or no operator writes."""
        if claimed.answered_by != "operator":
            return False
        async with self._database.tenant_transaction(tenant_id) as session:
            takeovers = Takeovers(session)
            if calls_assistant(group):
                await takeovers.give_back(claimed.id, "contact")
                return True
            idle = timedelta(hours=catalog.settings.handover.back_after_hours)
            return await takeovers.give_back_if_idle(claimed.id, idle)

    def _read(
        self,
        claimed: ClaimedConversation,
        group: MessageGroup,
        catalog: CatalogSnapshot,
        text: str | None = None,
    ) -> Reading:
        """The group's text, or another one as if it stood there."""
        dialogue = claimed.dialogue
        return read(
            (group.text if text is None else text)[: self._settings.turn_longest_text],
            reference=min(group.messages[-1].sent_at, self._clock()),
            catalog=catalog.names,
            settings=catalog.reading_settings,
            requested_slot=dialogue.requested_slot if dialogue else None,
            language_hint=claimed.language or claimed.contact.language,
        )

    def _halves(
        self, claimed: ClaimedConversation, group: MessageGroup, catalog: CatalogSnapshot
    ) -> list[list[dict[str, Any]]]:
        """The ways in which the message may be two requests; none while a form asks something."""
        dialogue = claimed.dialogue
        is_asking = dialogue is not None and (dialogue.active_loop or dialogue.requested_slot)
        if group.payload is not None or is_asking:
            return []
        return [
            [
                {
                    "text": half,
                    "reading": self._read(claimed, group, catalog, half).as_dict(),
                    "changes_standing": changes_standing(half),
                }
                for half in halves
            ]
            for halves in halves_of(group.text[: self._settings.turn_longest_text])
        ]

    def _wait(self, claimed: ClaimedConversation, group: MessageGroup, reading: Reading) -> float:
        is_asking = claimed.dialogue is not None and claimed.dialogue.requested_slot is not None
        if is_complete(group, is_asking=is_asking, has_entities=bool(reading.entities)):
            return 0.0
        return self._settings.turn_fragment_wait_seconds - group.messages[-1].age_seconds

    async def _turn(
        self,
        tenant_id: TenantId,
        claimed: ClaimedConversation,
        group: MessageGroup,
        catalog: CatalogSnapshot,
        reading: Reading,
        steps: list[dict[str, Any]],
    ) -> TurnRow:
        spoken = _spoken_language(claimed, group, reading)
        language = reply_language(
            (spoken, claimed.language, claimed.contact.language), catalog.languages
        )
        seeds = _seeds(claimed.contact, language)
        told = reading.as_dict()
        if halves := self._halves(claimed, group, catalog):
            told["halves"] = halves
        dialogue_id = self._current_dialogue(claimed, catalog)
        if dialogue_id is None:
            dialogue_id, seeds = await self._new_dialogue(tenant_id, claimed, catalog, seeds)
        return TurnRow(
            id=TurnId(new_id()),
            dialogue_id=dialogue_id,
            text=group.text[: self._settings.turn_longest_text],
            payload=group.payload,
            language=language,
            reading=told,
            steps=steps,
            seed_slots=seeds,
        )

    def _current_dialogue(
        self, claimed: ClaimedConversation, catalog: CatalogSnapshot
    ) -> DialogueId | None:
        """The dialogue that goes on; None when there is none, or it is idle or long."""
        current = claimed.dialogue
        if current is None:
            return None
        idle = timedelta(hours=catalog.settings.dialogue_idle_hours)
        if current.last_turn_at is not None and self._clock() - current.last_turn_at > idle:
            return None
        is_long = current.turn_count >= self._settings.turn_most_per_dialogue
        return None if is_long and current.active_loop is None else current.id

    async def _new_dialogue(
        self,
        tenant_id: TenantId,
        claimed: ClaimedConversation,
        catalog: CatalogSnapshot,
        seeds: dict[str, Any],
    ) -> tuple[DialogueId, dict[str, Any]]:
        """A dialogue that knows what was just booked, so that "make it 4pm" moves that."""
        current = claimed.dialogue
        if current is not None:
            is_long = current.turn_count >= self._settings.turn_most_per_dialogue
            async with self._database.tenant_transaction(tenant_id) as session:
                await Dialogues(session).close(current.id, "long" if is_long else "idle")
        executor = self._quick.of(tenant_id)
        since = self._clock() - timedelta(hours=catalog.settings.dialogue_idle_hours)
        booked = await last_confirmed_in(executor, claimed.id, claimed.contact.id, since)
        if booked is not None:
            seeds = {**seeds, "held_booking": str(booked)}
        return await open_dialogue(executor, claimed.id, seeds), seeds


def _spoken_language(
    claimed: ClaimedConversation, group: MessageGroup, reading: Reading
) -> str | None:
    """The language a message speaks for; a tapped choice is our wording, a name has none."""
    is_asked_for_name = claimed.dialogue is not None and claimed.dialogue.requested_slot == "name"
    is_name = is_asked_for_name and reading.entities.keys() == {"name"}
    if claimed.language is not None and (group.payload is not None or is_name):
        return None
    return reading.dominant_language or reading.language


def _seeds(contact: ContactFacts, language: str) -> dict[str, Any]:
    """The slots a new dialogue starts with: what is known about the contact."""
    known = {"language": language, "name": contact.name, "phone": contact.phone}
    return {name: value for name, value in known.items() if value}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
