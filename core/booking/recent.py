"""What a conversation booked lately, read on the path that every new matter takes."""

from datetime import datetime

from core.kit.ids import BookingId, ContactId, ConversationId
from core.kit.quick import Executor, Statement

_LAST_CONFIRMED = Statement(
    """
    SELECT id FROM bookings
    WHERE tenant_id = :tenant_id AND conversation_id = :conversation_id
      AND contact_id = :contact_id AND status = 'confirmed' AND confirmed_at >= :since
    ORDER BY confirmed_at DESC LIMIT 1
    """
)


async def last_confirmed_in(
    executor: Executor, conversation_id: ConversationId, contact_id: ContactId, since: datetime
) -> BookingId | None:
    """The coming booking that was confirmed last in a conversation, if that is not long ago."""
    found = await executor.rows(
        _LAST_CONFIRMED,
        {
            "tenant_id": executor.tenant_id,
            "conversation_id": conversation_id,
            "contact_id": contact_id,
            "since": since,
        },
    )
    return BookingId(found[0].id) if found else None
