"""What was said in a conversation, masked, matter by matter."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.masking import masked, with_names
from core.kit.db import tenant_of
from core.kit.ids import ConversationId, DialogueId, TurnId

_FIND = """
    SELECT c.id FROM conversations c
    WHERE c.tenant_id = :tenant_id
      AND right(replace(CAST(c.id AS text), '-', ''), length(CAST(:ending AS text))) = :ending
    LIMIT 2
"""
_SAID = with_names("""
    SELECT t.id, t.dialogue_id, t.text, t.reading, {names}
    FROM turns t
    JOIN conversations c ON c.tenant_id = t.tenant_id AND c.id = t.conversation_id
    JOIN contacts k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
    JOIN identities i ON i.tenant_id = c.tenant_id AND i.id = c.identity_id
    WHERE t.tenant_id = :tenant_id AND t.conversation_id = :conversation_id
    ORDER BY t.created_at
""")


@dataclass(frozen=True, slots=True)
class Said:
    """The message of a turn, without what tells who wrote it."""

    turn_id: TurnId
    dialogue_id: DialogueId
    text: str


class History:
    """The conversations of one tenant, in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._tenant_id = tenant_of(session)

    async def named(self, name: str) -> list[ConversationId]:
        """The conversations, at most two, of a reference such as H-7F3K2A or an id."""
        ending = name.lower().removeprefix("h-").replace("-", "")
        parameters = {"tenant_id": self._tenant_id, "ending": ending}
        return [
            ConversationId(each) for each in await self._session.scalars(text(_FIND), parameters)
        ]

    async def said(self, conversation_id: ConversationId) -> list[Said]:
        """Every message of a conversation, oldest first."""
        parameters = {"tenant_id": self._tenant_id, "conversation_id": conversation_id}
        rows = await self._session.execute(text(_SAID), parameters)
        return [
            Said(
                TurnId(row["id"]),
                DialogueId(row["dialogue_id"]),
                masked(row["text"], row["reading"], row["names"]),
            )
            for row in rows.mappings()
        ]
