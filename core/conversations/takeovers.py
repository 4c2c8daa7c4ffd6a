"""Who answers a conversation: the assistant, or an operator."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog, current_turn
from core.conversations.models import Conversation
from core.kit.db import tenant_of
from core.kit.ids import ConversationId, TurnId


class Takeovers:
    """Hands conversations over and back, in the caller's tenant transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._audit = AuditLog(session)

    async def hand_over(self, conversation_id: ConversationId, cause: str) -> None:
        """Let an operator answer: because the `contact` asked, or a `failure` forced it.

        The turn that runs may still say its replies; nothing else of the assistant's is sent.
        """
        await self._set(conversation_id, "operator", cause, current_turn.get())
        await self._audit.record("handed_over", "conversations", conversation_id, {"cause": cause})

    async def take_over(self, conversation_id: ConversationId, actor: str) -> None:
        """An operator takes the conversation: replies that are not sent yet will not be."""
        await self._set(conversation_id, "operator", "operator", None)
        await self._audit.record("taken_over", "conversations", conversation_id, {}, actor=actor)

    async def give_back(self, conversation_id: ConversationId, actor: str) -> None:
        """Let the assistant answer again."""
        await self._set(conversation_id, "assistant", None, None)
        await self._audit.record("given_back", "conversations", conversation_id, {}, actor=actor)

    async def is_with_operator(self, conversation_id: ConversationId) -> bool:
        """Whether an operator has the conversation."""
        found = await self._session.execute(
            select(Conversation.answered_by).where(
                Conversation.tenant_id == tenant_of(self._session),
                Conversation.id == conversation_id,
            )
        )
        return found.scalar() == "operator"

    async def _set(
        self,
        conversation_id: ConversationId,
        answered_by: str,
        cause: str | None,
        turn_id: TurnId | None,
    ) -> None:
        await self._session.execute(
            update(Conversation)
            .where(
                Conversation.tenant_id == tenant_of(self._session),
                Conversation.id == conversation_id,
            )
            .values(answered_by=answered_by, handover_cause=cause, handover_turn_id=turn_id)
        )
