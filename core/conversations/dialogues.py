"""Dialogues: the matters of a conversation, each with its own tracker in Rasa."""

from typing import Any

import orjson
from sqlalchemy import ColumnElement, exists, func, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Conversation, Dialogue
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
