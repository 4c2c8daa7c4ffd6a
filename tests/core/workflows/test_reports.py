from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from core.contacts.address import Address
from core.contacts.identities import IdentityResolver
from core.conversations.models import InboundMessage, OutboundMessage
from core.conversations.threads import open_thread
from core.files.service import Files
from core.kit.clock import utc_now
from core.kit.db import Database
from core.kit.ids import ChannelId, new_id
from core.tenancy.models import Channel
from core.workflows.onboarding.apply import OnboardedBusiness
from core.workflows.reports import report
from tests.core.files.pictures import sent
from tests.fixtures.messages import FrontDesk

pytestmark = pytest.mark.db


class TestMessages:
    async def test_kind_and_state_are_two_things(
        self, database: Database, open_business: Callable[..., Awaitable[OnboardedBusiness]]
    ) -> None:
        tenant_id = (await open_business()).tenant_id
        async with database.tenant_transaction(tenant_id) as session:
            channel = await session.scalar(
                select(Channel.id).where(Channel.channel_type == "whatsapp")
            )
            assert channel is not None
            identity = await IdentityResolver(session).resolve(
                "whatsapp", Address(phone="254712345678")
            )
            thread = await open_thread(session, ChannelId(channel), identity)
            place = {"tenant_id": tenant_id, "conversation_id": thread}
            session.add(
                InboundMessage(id=new_id(), **place, channel_id=channel, external_id="wamid.1",
                               kind="image", content={}, sent_at=utc_now())
            )  # fmt: skip
            await session.flush()
            offer = {"text": "Pay?", "buttons": [{"title": "Pay", "payload": "/pay"}]}
            for content, state, error in (
                (offer, "read", None),
                ({"text": "Hello"}, "failed", "131026"),
            ):
                session.add(
                    OutboundMessage(id=new_id(), **place, idempotency_key=str(new_id()),
                                    content=content, state=state, error_code=error)
                )  # fmt: skip
                await session.flush()
            rows = await report(session, "messages")
        named = [(row["direction"], row["kind"], row["state"], row["error"]) for row in rows]
        assert named == [
            ("in", "image", "waiting", None),
            ("out", "buttons", "read", None),
            ("out", "text", "failed", "131026"),
        ]
        assert {row["file"] for row in rows} == {None}
        assert {row["contact_address"] for row in rows} == {"254712345678"}
        assert {row["channel_type"] for row in rows} == {"whatsapp"}


class TestFiles:
    async def test_stand_with_their_message_and_by_themselves(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        await desk.write("hello")
        file_id = await sent(desk)
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await Files(session).put_off(file_id, "timeout", utc_now())
            messages = await report(session, "messages")
            (file,) = await report(session, "files")
        assert [(row["kind"], row["file"], row["file_reason"]) for row in messages] == [
            ("text", None, None), ("image", "pending", "timeout"),
        ]  # fmt: skip
        assert (file["id"], file["state"], file["contact_address"]) == (
            file_id, "pending", desk.phone,
        )  # fmt: skip
        async with other_desk.database.tenant_transaction(other_desk.tenant_id) as session:
            assert await report(session, "files") == []
