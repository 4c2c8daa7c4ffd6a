import asyncio
from typing import Any
from uuid import UUID

import pytest

from core.contacts.address import Address
from core.conversations.inbox import Inbox
from core.conversations.quick_inbox import store_quickly
from core.conversations.received import ChannelRef, ReceivedMessage
from core.kit.clock import utc_now
from core.kit.ids import ChannelId, new_id
from tests.fixtures.messages import FrontDesk

pytestmark = pytest.mark.db

PHONE, USER = "254712345678", "KE.13491208655302741918"
TABLES = ("contacts", "identities", "identity_aliases", "conversations", "inbound_messages")
OWN = {"created_at", "position", "handled_at"}


def message(sender: Address, kind: str = "text") -> ReceivedMessage:
    return ReceivedMessage(
        external_id=f"wamid.{new_id().hex}",
        sender=sender,
        kind=kind,
        sent_at=utc_now().replace(microsecond=0),
        text="hello",
    )


async def channel_of(desk: FrontDesk) -> ChannelRef:
    (row,) = await desk.rows("SELECT id FROM channels WHERE channel_type = 'whatsapp'")
    return ChannelRef(desk.tenant_id, ChannelId(row["id"]), "whatsapp")


async def stored(desk: FrontDesk) -> dict[str, list[dict[str, Any]]]:
    """What stands in the tables, without what is new in every row."""
    found = {}
    for table in TABLES:
        rows = await desk.rows(f"SELECT * FROM {table} ORDER BY created_at")
        found[table] = [
            {
                name: value
                for name, value in row.items()
                if not isinstance(value, UUID) and name not in OWN | {"external_id"}
            }
            for row in rows
        ]
    return found


class TestStranger:
    @pytest.mark.parametrize("kind", ["text", "reaction"])
    @pytest.mark.parametrize(
        "sender",
        [Address(USER, PHONE, "Jane"), Address(USER, None, "Jane"), Address(None, PHONE)],
    )
    async def test_leaves_what_the_full_inbox_leaves(
        self, desk: FrontDesk, other_desk: FrontDesk, sender: Address, kind: str
    ) -> None:
        received = message(sender, kind)
        assert await store_quickly(desk.quick, await channel_of(desk), [received]) == []
        channel = await channel_of(other_desk)
        async with other_desk.database.tenant_transaction(other_desk.tenant_id) as session:
            await Inbox(session, channel).store([received])
        quickly = await stored(desk)
        assert quickly == await stored(other_desk)
        assert len(quickly["inbound_messages"]) == 1

    async def test_who_writes_twice_at_once_is_one_person(self, desk: FrontDesk) -> None:
        channel, sender = await channel_of(desk), Address(USER, PHONE, "Jane")
        several = [message(sender) for _ in range(6)]
        left = await asyncio.gather(
            *(store_quickly(desk.quick, channel, [each]) for each in several)
        )
        written = await stored(desk)
        assert len(written["inbound_messages"]) == 6 - sum(map(len, left))
        assert [len(written[table]) for table in TABLES[:4]] == [1, 1, 1, 1]

    @pytest.mark.parametrize("again", [Address(None, PHONE), Address("KE.2", PHONE)])
    async def test_who_is_known_by_one_of_the_ids_is_left_to_the_full_inbox(
        self, desk: FrontDesk, again: Address
    ) -> None:
        channel, later = await channel_of(desk), message(again)
        await store_quickly(desk.quick, channel, [message(Address(USER, PHONE))])
        assert await store_quickly(desk.quick, channel, [later]) == [later]
        assert len(await desk.rows("SELECT 1 FROM inbound_messages")) == 1
