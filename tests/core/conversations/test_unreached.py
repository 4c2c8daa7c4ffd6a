import time
from typing import Any

import pytest

from connectors.channel import SendError
from core.catalog.cache import CatalogCache
from core.conversations.outbox import Outbox
from core.conversations.utterances import Button, Utterance
from core.workflows.reports import report
from tests.fixtures.messages import FrontDesk, Json, envelope, value_for
from tests.fixtures.texts import TEXTS

pytestmark = pytest.mark.db

UNDELIVERABLE = 131026


async def tell(desk: FrontDesk, key: str) -> None:
    """News that no message caused: the booking is confirmed, say."""
    news = Utterance(
        "utter_payment_checking", {"amount": "KES 500"}, [Button("My bookings", "/check_booking")]
    )
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        catalog = await CatalogCache().get(session)
        outbox = Outbox(session, catalog, TEXTS)
        await outbox.say(await desk.conversation(), news, idempotency_key=key)


async def send(desk: FrontDesk) -> None:
    await desk.sender.run(desk.tenant_id, await desk.conversation())


async def fail(desk: FrontDesk, code: int) -> None:
    """Meta reports later that the message sent last did not arrive."""
    (last,) = await desk.rows(
        "SELECT o.* FROM outbound_messages o JOIN channels ch ON ch.channel_type = 'whatsapp'"
        " JOIN conversations c ON c.id = o.conversation_id AND c.channel_id = ch.id"
        " ORDER BY o.position DESC LIMIT 1"
    )
    status: Json = {
        "id": last["external_id"],
        "status": "failed",
        "timestamp": str(int(time.time())),
        "recipient_id": desk.phone,
        "biz_opaque_callback_data": str(last["id"]),
        "errors": [{"code": code, "title": "Message undeliverable"}],
    }
    response = await desk.post(envelope(value_for(desk.number, statuses=[status])))
    assert response.status_code == 200


async def is_reachable(desk: FrontDesk) -> bool:
    rows = await desk.rows("SELECT is_reachable FROM identities WHERE channel_type = 'whatsapp'")
    return bool(rows[0]["is_reachable"])


async def by_sms(desk: FrontDesk) -> list[dict[str, Any]]:
    """What waits to leave by SMS, with the number it goes to."""
    return await desk.rows(
        "SELECT i.external_id AS number, o.content, ct.phone FROM outbound_messages o"
        " JOIN conversations c ON c.id = o.conversation_id"
        " JOIN identities i ON i.id = c.identity_id"
        " JOIN contacts ct ON ct.id = c.contact_id WHERE i.channel_type = 'sms'"
    )


@pytest.fixture
async def told(desk: FrontDesk) -> FrontDesk:
    """A customer who wrote once and was sent news on WhatsApp since."""
    await desk.write("I want braids tomorrow", timestamp=str(int(time.time()) - 60))
    await desk.answer()
    await tell(desk, "news-1")
    await send(desk)
    return desk


class TestALateFailure:
    async def test_marks_the_contact_and_sends_the_news_by_sms(self, told: FrontDesk) -> None:
        await fail(told, UNDELIVERABLE)
        assert not await is_reachable(told)
        (sms,) = await by_sms(told)
        assert sms["number"] == sms["phone"] == told.phone
        assert "KES 500" in sms["content"]["text"]
        assert "buttons" not in sms["content"]

    async def test_reported_twice_is_sent_once(self, told: FrontDesk) -> None:
        await fail(told, UNDELIVERABLE)
        await fail(told, UNDELIVERABLE)
        assert len(await by_sms(told)) == 1

    async def test_of_another_kind_says_nothing_about_the_contact(self, told: FrontDesk) -> None:
        await fail(told, 131049)
        assert await is_reachable(told)
        assert await by_sms(told) == []

    async def test_of_a_reply_is_not_repeated_by_sms(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow", timestamp=str(int(time.time()) - 60))
        await desk.answer()
        await fail(desk, UNDELIVERABLE)
        assert not await is_reachable(desk)
        assert await by_sms(desk) == []

    async def test_says_nothing_about_who_has_written_since(self, told: FrontDesk) -> None:
        await told.write("hello?", timestamp=str(int(time.time()) + 5))
        await fail(told, UNDELIVERABLE)
        assert await is_reachable(told)

    async def test_is_shown_to_the_owner(self, told: FrontDesk) -> None:
        await fail(told, UNDELIVERABLE)
        async with told.database.tenant_transaction(told.tenant_id) as session:
            rows = await report(session, "messages")
        assert [row["error"] for row in rows if row["state"] == "failed"] == ["131026"]


class TestARefusedSend:
    async def test_sends_the_news_by_sms(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        desk.channel.script = [SendError("131026", is_unreachable=True)]
        await tell(desk, "news-1")
        await send(desk)
        assert not await is_reachable(desk)
        assert len(await by_sms(desk)) == 1


class TestLaterNews:
    async def test_goes_by_sms_at_once(self, told: FrontDesk) -> None:
        await fail(told, UNDELIVERABLE)
        await tell(told, "news-2")
        assert len(await by_sms(told)) == 2

    async def test_goes_on_whatsapp_again_once_the_contact_writes(self, told: FrontDesk) -> None:
        await fail(told, UNDELIVERABLE)
        await told.write("hello, I am back")
        assert await is_reachable(told)
        await tell(told, "news-2")
        assert len(await by_sms(told)) == 1

    async def test_stays_where_it_is_without_an_sms_channel(self, told: FrontDesk) -> None:
        await told.change("UPDATE channels SET is_active = false WHERE channel_type = 'sms'")
        await fail(told, UNDELIVERABLE)
        await tell(told, "news-2")
        assert await by_sms(told) == []
        assert (await told.outbox())[-1]["state"] == "pending"
