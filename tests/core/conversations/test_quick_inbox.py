import asyncio
from typing import Any
from uuid import UUID

import pytest

from core.contacts.address import Address
from core.conversations.inbox import Inbox
from core.conversations.quick_inbox import store_quickly
from core.conversations.received import ChannelRef, ReceivedMessage
from core.files.received import ReceivedFile
from core.kit import jobs
from core.kit.clock import utc_now
from core.kit.ids import ChannelId, new_id
from tests.fixtures.messages import FrontDesk

pytestmark = pytest.mark.db

PHONE, USER = "254712345678", "KE.13491208655302741918"
TABLES = (
    "contacts", "identities", "identity_aliases", "conversations", "inbound_messages", "files",
)  # fmt: skip
OWN = {"created_at", "position", "handled_at", "settled_at"}


PICTURE = ReceivedFile("555", "image/jpeg", "ab" * 32, url="https://lookaside/x")
LOST = ReceivedFile(None, problem="131052")


def message(
    sender: Address, kind: str = "text", file: ReceivedFile | None = None
) -> ReceivedMessage:
    return ReceivedMessage(
        external_id=f"wamid.{new_id().hex}",
        sender=sender,
        kind=kind,
        sent_at=utc_now().replace(microsecond=0),
        text="hello",
        file=file,
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


async def waiting(desk: FrontDesk) -> list[str]:
    """The ids of the files that are to be fetched."""
    async with desk.database.platform_transaction(reason="test") as session:
        found = await jobs.waiting(session, desk.tenant_id)
    assert {(job["task"], job["queue"]) for job in found} <= {("files.fetch", "files")}
    return [job["args"]["file_id"] for job in found]


class TestFile:
    @pytest.mark.parametrize("sender", [Address(USER, PHONE, "Jane"), Address(None, PHONE)])
    @pytest.mark.parametrize("file", [PICTURE, LOST], ids=["picture", "lost"])
    async def test_is_kept_as_the_full_inbox_keeps_it(
        self, desk: FrontDesk, other_desk: FrontDesk, sender: Address, file: ReceivedFile
    ) -> None:
        from_stranger, from_known = (message(sender, "image", file) for _ in range(2))
        for each in (from_stranger, from_known):
            assert await store_quickly(desk.quick, await channel_of(desk), [each]) == []
        channel = await channel_of(other_desk)
        async with other_desk.database.tenant_transaction(other_desk.tenant_id) as session:
            await Inbox(session, channel).store([from_stranger, from_known])
        quickly, fully = [(await stored(each))["files"] for each in (desk, other_desk)]
        assert quickly == fully
        assert [row["state"] for row in quickly] == ["pending" if file is PICTURE else "failed"] * 2
        assert len(await waiting(desk)) == (2 if file is PICTURE else 0)

    async def test_of_a_message_that_comes_again_is_kept_once(self, desk: FrontDesk) -> None:
        channel, picture = await channel_of(desk), message(Address(USER, PHONE), "image", PICTURE)
        for _ in range(3):
            await store_quickly(desk.quick, channel, [picture, picture])
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await Inbox(session, channel).store([picture])
        (file,) = await desk.rows("SELECT id FROM files")
        assert await waiting(desk) == [str(file["id"])]

    async def test_belongs_to_its_own_message_among_others(self, desk: FrontDesk) -> None:
        channel, known = await channel_of(desk), Address(USER, PHONE)
        await store_quickly(desk.quick, channel, [message(known)])
        several = [
            message(known),
            message(known, "image", PICTURE),
            message(known),
            message(known, "audio", ReceivedFile("556")),
        ]
        assert await store_quickly(desk.quick, channel, several) == []
        rows = await desk.rows(
            "SELECT m.external_id, f.external_id AS media, f.kind FROM files f"
            " JOIN inbound_messages m ON m.id = f.message_id ORDER BY media"
        )
        assert [tuple(row.values()) for row in rows] == [
            (several[1].external_id, "555", "image"),
            (several[3].external_id, "556", "audio"),
        ]

    async def test_a_text_costs_no_statement_more(
        self, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        channel, known = await channel_of(desk), Address(USER, PHONE)
        await store_quickly(desk.quick, channel, [message(known)])
        counts: list[int] = []
        run = desk.quick.run

        async def counted(tenant_id: Any, steps: Any) -> Any:
            counts.append(len(steps))
            return await run(tenant_id, steps)

        monkeypatch.setattr(desk.quick, "run", counted)
        await store_quickly(desk.quick, channel, [message(known), message(known)])
        assert counts == [2]
