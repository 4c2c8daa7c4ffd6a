"""Pictures in the inbox of a desk."""

from uuid import UUID

from core.contacts.address import Address
from core.conversations.inbox import Inbox
from core.conversations.received import ChannelRef, ReceivedMessage
from core.files.received import ReceivedFile
from core.kit.clock import utc_now
from core.kit.ids import ChannelId, new_id
from tests.fixtures.messages import FrontDesk

HASH = "ab" * 32


async def sent(desk: FrontDesk) -> UUID:
    """A picture in the inbox; the id of its file."""
    (row,) = await desk.rows("SELECT id FROM channels WHERE channel_type = 'whatsapp'")
    channel = ChannelRef(desk.tenant_id, ChannelId(row["id"]), "whatsapp")
    message = ReceivedMessage(
        f"wamid.{new_id().hex}",
        Address(phone=desk.phone),
        utc_now(),
        "image",
        file=ReceivedFile("555", "image/jpeg", HASH, url="https://lookaside/x"),
    )
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        await Inbox(session, channel).store([message])
    (file,) = await desk.rows("SELECT id FROM files ORDER BY created_at DESC LIMIT 1")
    return UUID(str(file["id"]))
