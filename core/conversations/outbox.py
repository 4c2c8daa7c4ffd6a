"""News that no message caused, put into the outbox in the transaction that made it news."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.models import Contact
from core.conversations.models import Conversation, OutboundMessage
from core.conversations.outbound import rows_of
from core.conversations.rendering import Renderer
from core.conversations.texts import DEFAULT_LANGUAGE, TextCatalog
from core.conversations.threads import wake_outbox
from core.conversations.unreached import Unreached
from core.conversations.utterances import Business, Utterance
from core.kit.db import tenant_of
from core.kit.ids import ConversationId, TurnId


def reply_language(spoken: Sequence[str | None], offered: Sequence[str]) -> str:
    """The first language of these that the business offers, else the business's first."""
    known = (one for one in spoken if one is not None and one in offered)
    return next(known, offered[0] if offered else DEFAULT_LANGUAGE)


async def language_of(
    session: AsyncSession, conversation_id: ConversationId, offered: Sequence[str]
) -> str:
    """The language in which a conversation is spoken to."""
    found = await session.execute(
        select(Conversation.language, Contact.language)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(
            Conversation.tenant_id == tenant_of(session),
            Conversation.id == conversation_id,
        )
    )
    return reply_language(tuple(found.one()), offered)


class Outbox:
    """Says things in a conversation: in its language, in the business's wording, exactly once."""

    def __init__(self, session: AsyncSession, business: Business, texts: TextCatalog) -> None:
        self._session = session
        self._business = business
        self._texts = texts

    async def say(
        self,
        conversation_id: ConversationId,
        utterance: Utterance,
        *,
        idempotency_key: str,
        turn_id: TurnId | None = None,
    ) -> None:
        """Queue an utterance; saying it again under the same key changes nothing.

        It goes by SMS to a contact whom the conversation's channel cannot reach.
        """
        tenant_id = tenant_of(self._session)
        language = await language_of(self._session, conversation_id, self._business.languages)
        messages = Renderer(self._texts, self._business, language).render(utterance)
        unreached = Unreached(self._session)
        if turn_id is None and not await unreached.is_reachable(conversation_id):
            thread = await unreached.sms_thread(conversation_id)
            if thread is not None:
                conversation_id = thread
                messages = [replace(message, buttons=()) for message in messages]
        rows = [
            {
                "id": row["id"],
                "tenant_id": tenant_id,
                "conversation_id": conversation_id,
                "idempotency_key": row["idempotency_key"],
                "turn_id": turn_id,
                "content": row["content"],
            }
            for row in rows_of(messages, idempotency_key)
        ]
        await self._session.execute(
            insert(OutboundMessage)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["tenant_id", "idempotency_key"])
        )
        await wake_outbox(self._session, conversation_id)
