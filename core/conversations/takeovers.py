"""Who answers a conversation: the assistant, or an operator."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog, current_turn
from core.contacts.models import Contact
from core.conversations.dialogues import Dialogues
from core.conversations.models import Conversation
from core.kit.db import tenant_of
from core.kit.ids import ConversationId
from core.tenancy.models import Channel

_BY_OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class OperatorConversation:
    """A conversation that an operator answers, and why."""

    id: ConversationId
    channel_type: str
    contact_name: str | None
    contact_phone: str | None
    cause: str | None
    last_operator_at: datetime | None
    last_inbound_at: datetime | None

    @property
    def reference(self) -> str:
        """What the contact was told to ask for."""
        return handover_reference(self.id)


def handover_reference(conversation_id: ConversationId) -> str:
    """A short name of a conversation that people can say: H-7F3K2A."""
    return f"H-{conversation_id.hex[-6:].upper()}"


class Takeovers:
    """Hands conversations over and back, in the caller's tenant transaction.

    The matter at hand ends with every change of hands: what follows is a new one.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._audit = AuditLog(session)
        self._dialogues = Dialogues(session)

    async def hand_over(self, conversation_id: ConversationId, cause: str) -> None:
        """Let an operator answer: because the `contact` asked, or a `failure` forced it.

        The turn that runs may still say its replies; nothing else of the assistant's is sent.
        """
        values = {"handover_cause": cause, "handover_turn_id": current_turn.get()}
        await self._give_to_operator(conversation_id, **values)
        await self._record("handed_over", conversation_id, {"cause": cause}, "assistant")

    async def take_over(self, conversation_id: ConversationId, actor: str) -> None:
        """An operator takes the conversation: replies that are not sent yet will not be."""
        values = {"handover_cause": _BY_OPERATOR, "handover_turn_id": None}
        await self._give_to_operator(conversation_id, **values)
        await self._record("taken_over", conversation_id, {}, actor)

    async def operator_wrote(self, conversation_id: ConversationId, at: datetime) -> None:
        """An operator wrote past us, from the business's own phone: it is a takeover, too."""
        is_news = or_(Conversation.last_operator_at.is_(None), Conversation.last_operator_at < at)
        taken = await self._session.execute(
            update(Conversation)
            .where(
                *self._is(conversation_id),
                is_news,
                or_(
                    Conversation.answered_by == "assistant",
                    Conversation.handover_cause == "failure",
                ),
            )
            .values(
                answered_by="operator",
                handover_cause=_BY_OPERATOR,
                handover_turn_id=None,
                last_operator_at=at,
            )
            .returning(Conversation.id)
        )
        if taken.first() is not None:
            await self._dialogues.close_of(conversation_id, "handed_over")
            await self._record("taken_over", conversation_id, {}, "operator:phone")
            return
        await self._session.execute(
            update(Conversation)
            .where(*self._is(conversation_id), is_news)
            .values(last_operator_at=at)
        )

    async def give_back(self, conversation_id: ConversationId, actor: str) -> None:
        """Let the assistant answer again."""
        await self._set(
            conversation_id,
            answered_by="assistant",
            handover_cause=None,
            handover_turn_id=None,
            last_operator_at=func.clock_timestamp(),
        )
        await self._dialogues.close_of(conversation_id, "given_back")
        await self._record("given_back", conversation_id, {}, actor)

    async def give_back_if_idle(self, conversation_id: ConversationId, idle: timedelta) -> bool:
        """Let the assistant answer again when no operator did anything for so long."""
        since = func.coalesce(Conversation.last_operator_at, Conversation.created_at)
        found = await self._session.execute(
            select(Conversation.id).where(
                *self._is(conversation_id),
                Conversation.answered_by == "operator",
                since < func.clock_timestamp() - idle,
            )
        )
        if found.first() is None:
            return False
        await self.give_back(conversation_id, "idle")
        return True

    async def is_with_operator(self, conversation_id: ConversationId) -> bool:
        """Whether an operator has the conversation."""
        found = await self._session.execute(
            select(Conversation.answered_by).where(*self._is(conversation_id))
        )
        return found.scalar() == "operator"

    async def with_operators(self) -> list[OperatorConversation]:
        """Every conversation that an operator has, the one waiting longest first."""
        found = await self._session.execute(
            select(
                Conversation.id,
                Channel.channel_type,
                Contact.name,
                Contact.phone,
                Conversation.handover_cause,
                Conversation.last_operator_at,
                Conversation.last_inbound_at,
            )
            .join(Contact, Contact.id == Conversation.contact_id)
            .join(Channel, Channel.id == Conversation.channel_id)
            .where(
                Conversation.tenant_id == tenant_of(self._session),
                Conversation.answered_by == "operator",
            )
            .order_by(Conversation.last_inbound_at.nulls_first(), Conversation.id)
        )
        return [OperatorConversation(ConversationId(row[0]), *row[1:]) for row in found]

    async def _give_to_operator(self, conversation_id: ConversationId, **values: Any) -> None:
        await self._set(
            conversation_id,
            answered_by="operator",
            last_operator_at=func.clock_timestamp(),
            **values,
        )
        await self._dialogues.close_of(conversation_id, "handed_over")

    async def _record(
        self, action: str, conversation_id: ConversationId, facts: dict[str, str], actor: str
    ) -> None:
        summary = f"{handover_reference(conversation_id)} {action.replace('_', ' ')}"
        facts = {"summary": summary, "change": "updated", **facts}
        await self._audit.record(action, "conversations", conversation_id, facts, actor=actor)

    async def _set(self, conversation_id: ConversationId, **values: Any) -> None:
        await self._session.execute(
            update(Conversation).where(*self._is(conversation_id)).values(**values)
        )

    def _is(self, conversation_id: ConversationId) -> tuple[Any, Any]:
        tenant_id = tenant_of(self._session)
        return Conversation.tenant_id == tenant_id, Conversation.id == conversation_id
