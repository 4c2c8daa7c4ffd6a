"""Dialogues: the matters of a conversation, each with its own tracker in Rasa."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Conversation, Dialogue, Turn
from core.kit.db import tenant_of
from core.kit.ids import ConversationId, DialogueId, new_id
from core.kit.quick import Executor, Statement

_OPEN = Statement(
    """
    INSERT INTO dialogues (id, tenant_id, conversation_id, seed_slots)
    VALUES (:id, :tenant_id, :conversation_id, CAST(:seed_slots AS jsonb))
    ON CONFLICT (tenant_id, id) DO NOTHING
    """
)


async def open_dialogue(
    executor: Executor, conversation_id: ConversationId, seed_slots: dict[str, Any]
) -> DialogueId:
    """A new dialogue that starts with these slots; the conversation must have none open."""
    dialogue_id = DialogueId(new_id())
    row = {
        "id": dialogue_id,
        "tenant_id": executor.tenant_id,
        "conversation_id": conversation_id,
        "seed_slots": orjson.dumps(seed_slots).decode(),
    }
    await executor.rows(_OPEN, row)
    return dialogue_id


@dataclass(frozen=True, slots=True)
class LeftIdle:
    """What a dialogue remembered, and the form that was on, when the contact fell silent."""

    slots: Mapping[str, Any]
    active_loop: str | None


async def left_idle(session: AsyncSession, conversation_id: ConversationId) -> LeftIdle | None:
    """How the conversation's last closed dialogue was left; None unless it was closed as idle."""
    closed = await session.execute(
        select(Dialogue.id, Dialogue.close_reason)
        .where(
            Dialogue.tenant_id == tenant_of(session),
            Dialogue.conversation_id == conversation_id,
            Dialogue.closed_at.is_not(None),
        )
        .order_by(Dialogue.closed_at.desc())
        .limit(1)
    )
    last = closed.one_or_none()
    if last is None or last.close_reason != "idle":
        return None
    outcome = await session.scalar(
        select(Turn.outcome)
        .where(
            Turn.tenant_id == tenant_of(session),
            Turn.dialogue_id == last.id,
            Turn.state.in_(("handled", "silent")),
        )
        .order_by(Turn.created_at.desc())
        .limit(1)
    )
    return LeftIdle(outcome.get("slots") or {}, outcome.get("active_loop")) if outcome else None


class Dialogues:
    """Closes the dialogues of a tenant's conversations."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._tenant_id = tenant_of(session)

    async def close(self, dialogue_id: DialogueId, reason: str) -> None:
        """End a matter: the contact's next message starts a new one. Closing twice is nothing."""
        await self._close(reason, Dialogue.id == dialogue_id)

    async def close_quiet(self, conversation_id: ConversationId, reason: str) -> None:
        """End a matter that something outside settled, unless the contact is in the middle of one.

        A form that asks or a turn that runs means that something else is going on already.
        """
        is_in_turn = exists().where(
            Conversation.tenant_id == self._tenant_id,
            Conversation.id == conversation_id,
            Conversation.lease_expires_at > func.clock_timestamp(),
        )
        is_quiet = Dialogue.active_loop.is_(None) & ~is_in_turn
        await self._close(reason, Dialogue.conversation_id == conversation_id, is_quiet)

    async def close_of(self, conversation_id: ConversationId, reason: str) -> None:
        """End whatever matter of a conversation is open."""
        await self._close(reason, Dialogue.conversation_id == conversation_id)

    async def _close(self, reason: str, *which: ColumnElement[bool]) -> None:
        await self._session.execute(
            update(Dialogue)
            .where(Dialogue.tenant_id == self._tenant_id, Dialogue.closed_at.is_(None), *which)
            .values(closed_at=func.clock_timestamp(), close_reason=reason)
        )
