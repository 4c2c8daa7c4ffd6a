from datetime import timedelta

import pytest

from core.files.service import Files, PendingFile, next_try, oldest_pending_seconds
from core.kit.clock import utc_now
from core.kit.ids import ChannelId, new_id
from tests.core.files.pictures import HASH, sent
from tests.fixtures.messages import FrontDesk

pytestmark = pytest.mark.db


class TestNextTry:
    def test_waits_longer_each_time_and_never_more_than_six_hours(self) -> None:
        now = utc_now()
        waits = [
            next_try(PendingFile(new_id(), ChannelId(new_id()), "whatsapp", "1", None, None, None,
                                 attempts, now), now) - now
            for attempts in range(1, 40)
        ]  # fmt: skip
        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (timedelta(seconds=2), timedelta(hours=6))

    def test_waits_as_long_as_the_provider_says(self) -> None:
        now = utc_now()
        file = PendingFile(new_id(), ChannelId(new_id()), "whatsapp", "1", None, None, None, 1, now)
        assert next_try(file, now, at_least=90.0) - now == timedelta(seconds=90)


class TestStates:
    async def test_a_settled_file_stays_as_it_is(self, desk: FrontDesk) -> None:
        file_id = await sent(desk)
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            files = Files(session)
            assert await files.stored(file_id, "key", sha256=HASH, size=3)
            assert not await files.stored(file_id, "other", sha256=HASH, size=4)
            await files.put_off(file_id, "timeout", utc_now())
            await files.give_up(file_id, "failed", "too_large")
            assert await files.begin(file_id) is None
        (row,) = await desk.rows("SELECT state, object_key, size_bytes, attempts FROM files")
        assert tuple(row.values()) == ("stored", "key", 3, 0)

    async def test_of_another_tenant_is_not_there(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        file_id = await sent(desk)
        async with other_desk.database.tenant_transaction(other_desk.tenant_id) as session:
            files = Files(session)
            assert await files.begin(file_id) is None
            assert not await files.stored(file_id, "key", sha256=HASH, size=3)
            assert not await files.is_known(file_id)
            assert await files.known() == set()
        (row,) = await desk.rows("SELECT state, attempts FROM files")
        assert tuple(row.values()) == ("pending", 0)

    async def test_how_long_the_oldest_one_waits(self, desk: FrontDesk) -> None:
        file_id = await sent(desk)
        await desk.change("UPDATE files SET created_at = created_at - interval '9 days'")
        async with desk.database.platform_transaction(reason="test") as session:
            assert await oldest_pending_seconds(session) >= 9 * 24 * 3600
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await Files(session).give_up(file_id, "expired", "gone")
        async with desk.database.platform_transaction(reason="test") as session:
            assert await oldest_pending_seconds(session) < 9 * 24 * 3600
