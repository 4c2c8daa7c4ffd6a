import pytest

from core.catalog.cache import CatalogCache
from core.conversations.outbox import Outbox
from core.conversations.utterances import Utterance
from core.kit.db import Database
from core.kit.ids import BookingId
from core.notifications.staff import StaffNotices
from core.tenancy.settings import StaffNotices as NoticeSettings
from tests.core.payments.world import STAFF_PHONE, World, make_world
from tests.fixtures.texts import TEXTS

pytestmark = pytest.mark.db

OWNER = "254711000222"


@pytest.fixture
async def world(database: Database) -> World:
    return await make_world(database)


async def tell(world: World, booking_id: BookingId, kind: str, settings: NoticeSettings) -> int:
    async with world.database.tenant_transaction(world.tenant_id) as session:
        catalog = await CatalogCache().get(session)
        notices = StaffNotices(session, Outbox(session, catalog, TEXTS), settings, catalog.country)
        return await notices.tell(
            booking_id, kind, Utterance("utter_staff_booking_confirmed", {"reference": "BK-1"})
        )


async def told(world: World) -> list[tuple[str, str]]:
    rows = await world.rows(
        "SELECT i.external_id, o.content->>'language' FROM outbound_messages o"
        " JOIN conversations v ON v.id = o.conversation_id"
        " JOIN identities i ON i.id = v.identity_id WHERE i.channel_type = 'sms'"
        " ORDER BY i.external_id"
    )
    return [(row[0], row[1]) for row in rows]


class TestTell:
    async def test_the_booked_staff_and_the_named_numbers_are_told(self, world: World) -> None:
        settings = NoticeSettings(phones=("0711 000 222", "+254 711 000222"))
        assert await tell(world, await world.hold(), "confirmed", settings) == 2
        assert await told(world) == [(STAFF_PHONE, "en"), (OWNER, "en")]

    async def test_a_local_number_is_of_the_country_of_the_business(self, world: World) -> None:
        booking_id = await world.hold()
        await world.change("UPDATE tenants SET time_zone = 'Africa/Dar_es_Salaam'")
        settings = NoticeSettings(to_booked_staff=False, phones=("0711 000 222",))
        assert await tell(world, booking_id, "confirmed", settings) == 1
        assert await told(world) == [("255711000222", "en")]

    async def test_each_number_is_told_once_per_booking_and_kind(self, world: World) -> None:
        booking_id = await world.hold()
        for _ in range(2):
            await tell(world, booking_id, "confirmed", NoticeSettings())
        await tell(world, booking_id, "canceled", NoticeSettings())
        assert await told(world) == [(STAFF_PHONE, "en")] * 2

    async def test_staff_read_their_own_language(self, world: World) -> None:
        await world.change("UPDATE resources SET language = 'sw'")
        await tell(world, await world.hold(), "confirmed", NoticeSettings())
        assert await told(world) == [(STAFF_PHONE, "sw")]

    async def test_the_business_can_keep_its_staff_out(self, world: World) -> None:
        settings = NoticeSettings(to_booked_staff=False)
        assert await tell(world, await world.hold(), "confirmed", settings) == 0

    async def test_who_opted_out_is_not_told(self, world: World) -> None:
        await tell(world, await world.hold(day=1), "confirmed", NoticeSettings())
        await world.change("UPDATE contacts SET opted_out_at = now() WHERE is_staff")
        assert await tell(world, await world.hold(day=2), "confirmed", NoticeSettings()) == 0

    async def test_without_an_sms_channel_nobody_is_told(self, world: World) -> None:
        await world.change("UPDATE channels SET is_active = false WHERE channel_type = 'sms'")
        assert await tell(world, await world.hold(), "confirmed", NoticeSettings()) == 0
