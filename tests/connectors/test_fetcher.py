"""Files over real HTTP: a simulated Graph API, a host that is not Meta's, an S3, a database."""

import asyncio
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from connectors.worker.jobs import JobRunner
from core.files.received import QUEUE
from core.files.settings import StorageSettings
from core.files.storage import ObjectStorage, key_of
from core.kit.clock import utc_now
from core.kit.db import DatabaseSettings
from core.workflows.onboarding.archive import erase_tenant
from tests.connectors.graph import PICTURE, Meta, Stranger
from tests.fixtures.messages import typed_message, until
from tests.fixtures.servers import free_port

pytestmark = pytest.mark.contract


class TestFetch:
    @pytest.mark.parametrize("kind", ["image", "audio", "video", "document", "sticker"])
    async def test_the_bytes_that_were_sent_are_stored(self, meta: Meta, kind: str) -> None:
        file = await meta.fetch(await meta.sent(kind))
        assert (file["state"], file["kind"], file["reason"]) == ("stored", kind, None)
        assert file["object_key"] == key_of(meta.desk.tenant_id, file["id"])
        assert b"".join([c async for c in meta.storage.read(file["object_key"])]) == PICTURE
        assert file["sha256"] == hashlib.sha256(PICTURE).hexdigest() == file["claimed_sha256"]
        assert (file["size_bytes"], file["url"]) == (len(PICTURE), None)
        assert file["settled_at"] is not None

    async def test_the_address_of_the_webhook_saves_the_look_up(self, meta: Meta) -> None:
        await meta.fetch(await meta.sent())
        assert meta.counted("whatsapp.media.look_up") == 0
        assert meta.counted("whatsapp.media.download") == 1

    async def test_without_one_it_is_looked_up(self, meta: Meta) -> None:
        file = await meta.fetch(await meta.sent(has_url=False))
        assert file["state"] == "stored"
        assert meta.counted("whatsapp.media.look_up") == 1

    @pytest.mark.parametrize("status", [404, 401])
    async def test_an_address_that_ran_out_is_looked_up_anew(self, meta: Meta, status: int) -> None:
        file_id = await meta.sent()
        meta.behave({"raw": {"status": status}})
        file = await meta.fetch(file_id)
        assert (file["state"], file["attempts"]) == ("stored", 1)
        assert meta.counted("whatsapp.media.look_up") == 1

    async def test_what_is_settled_is_not_fetched_again(self, meta: Meta) -> None:
        file_id = await meta.sent()
        first = await meta.fetch(file_id)
        assert await meta.fetch(file_id) == first
        assert meta.counted("whatsapp.media.download") == 1

    async def test_a_worker_that_died_before_it_wrote_it_down_does_it_again(
        self, meta: Meta
    ) -> None:
        file_id = await meta.sent()
        await meta.fetch(file_id)
        await meta.desk.change(
            "UPDATE files SET state = 'pending', object_key = NULL WHERE id = :id", id=file_id
        )
        assert (await meta.fetch(file_id))["state"] == "stored"
        assert len(await meta.keys()) == 1

    async def test_two_at_once_end_as_one(self, meta: Meta) -> None:
        file_id = await meta.sent()
        await asyncio.gather(*(meta.fetch(file_id) for _ in range(4)))
        (file,) = await meta.files()
        assert file["state"] == "stored"
        assert len(await meta.keys()) == 1


class TestTryingAgain:
    @pytest.mark.parametrize(
        ("step", "reason"),
        [
            ({"raw": {"status": 503, "body": "<html>"}}, "http_503"),
            ({"raw": {"status": 429}}, "http_429"),
            ({"error_code": 131016}, "131016"),
            ({"error_code": 80007}, "80007"),
            ({"error_code": 190}, "190"),
            ({"cut": True}, "unreachable"),
        ],
    )
    async def test_what_may_pass_is_put_off_and_then_fetched(
        self, meta: Meta, step: dict[str, Any], reason: str
    ) -> None:
        file_id = await meta.sent(has_url=False)
        meta.behave(step)
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"], file["attempts"]) == ("pending", reason, 1)
        assert file["due_at"] > utc_now()
        assert await meta.jobs() == ["files.fetch", "files.fetch"]
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"], file["due_at"]) == ("stored", None, None)

    async def test_an_address_that_always_runs_out_is_put_off(self, meta: Meta) -> None:
        file_id = await meta.sent(has_url=False)
        meta.behave(url_expired=True)
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"]) == ("pending", "url_expired")

    async def test_a_wrong_token_is_put_off_until_somebody_mends_it(self, meta: Meta) -> None:
        known = {"phone_number_id": meta.desk.number, "token": "another"}
        meta.sandbox.post("/control/businesses", json=known).raise_for_status()
        file = await meta.fetch(await meta.sent())
        assert (file["state"], file["reason"]) == ("pending", "190")

    async def test_meta_keeps_it_a_week_and_so_long_it_is_tried(self, meta: Meta) -> None:
        file_id = await meta.sent(has_url=False)
        meta.behave(raw={"status": 503})
        for _ in range(8):
            file = await meta.fetch(file_id)
        assert file["due_at"] - utc_now() > timedelta(hours=5)
        week = "UPDATE files SET created_at = created_at - interval '167 hours'"
        await meta.desk.change(week)
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"], file["attempts"]) == ("expired", "http_503", 9)
        assert await meta.keys() == []

    async def test_object_storage_that_is_away_loses_nothing(
        self, meta: Meta, storage_settings: StorageSettings
    ) -> None:
        file_id = await meta.sent()
        nowhere = f"http://127.0.0.1:{free_port()}"
        away = ObjectStorage(storage_settings.model_copy(update={"s3_endpoint_url": nowhere}))
        meta.fetcher._storage = away
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"]) == ("pending", "storage_failed")
        away.close()
        meta.fetcher._storage = meta.storage
        assert (await meta.fetch(file_id))["state"] == "stored"


class TestGivingUp:
    async def test_what_meta_no_longer_has_is_expired(self, meta: Meta) -> None:
        file = await meta.fetch(await meta.sent(has_url=False, id="1234567"))
        assert (file["state"], file["reason"]) == ("expired", "100")
        assert file["settled_at"] is not None

    async def test_what_never_reached_meta_is_told_and_not_fetched(self, meta: Meta) -> None:
        broken = {**typed_message("image"), "from": meta.desk.phone, "errors": [{"code": 131052}]}
        await meta.desk.receive(broken)
        (file,) = await meta.files()
        assert (file["state"], file["reason"]) == ("failed", "131052")
        assert await meta.jobs() == []

    async def test_other_bytes_than_were_sent_are_not_kept(self, meta: Meta) -> None:
        file_id = await meta.sent()
        meta.behave(damaged=True)
        states = [(await meta.fetch(file_id))["state"] for _ in range(3)]
        assert states == ["pending", "pending", "failed"]
        (file,) = await meta.files()
        assert file["reason"] == "hash_mismatch"
        assert await meta.keys() == []

    async def test_damage_on_the_way_is_mended_by_another_try(self, meta: Meta) -> None:
        file_id = await meta.sent()
        meta.behave({"damaged": True})
        assert (await meta.fetch(file_id))["state"] == "pending"
        assert (await meta.fetch(file_id))["state"] == "stored"

    @pytest.mark.parametrize("says", ["1000001", 104_857_601])
    async def test_what_is_announced_as_too_large_is_not_begun(
        self, meta: Meta, says: int | str
    ) -> None:
        file_id = await meta.sent(has_url=False)
        meta.behave(size=int(says), size_as_string=isinstance(says, str))
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"]) == ("failed", "too_large")
        assert meta.counted("whatsapp.media.download") == 0

    async def test_what_turns_out_too_large_is_left_in_the_middle(self, meta: Meta) -> None:
        meta.fetcher._largest_bytes = 500_000
        file = await meta.fetch(await meta.sent())
        assert (file["state"], file["reason"]) == ("failed", "too_large")
        assert await meta.keys() == []


class TestToken:
    async def test_never_goes_to_a_host_that_a_look_up_names(
        self, meta: Meta, stranger: Stranger
    ) -> None:
        file_id = await meta.sent(has_url=False)
        meta.behave(link=stranger.url)
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"]) == ("failed", "foreign_host")
        assert stranger.asked == []

    async def test_never_follows_a_redirect_elsewhere(self, meta: Meta, stranger: Stranger) -> None:
        file_id = await meta.sent()
        meta.behave({"redirect_to": stranger.url})
        file = await meta.fetch(file_id)
        assert (file["state"], file["reason"]) == ("failed", "foreign_host")
        assert stranger.asked == []

    async def test_never_goes_where_a_webhook_points(self, meta: Meta, stranger: Stranger) -> None:
        file = await meta.fetch(await meta.sent(url=stranger.url))
        assert file["state"] == "stored"
        assert stranger.asked == []
        assert meta.counted("whatsapp.media.look_up") == 1

    async def test_a_redirect_that_stays_is_followed(self, meta: Meta) -> None:
        file_id = await meta.sent()
        (file,) = await meta.files()
        meta.behave({"redirect_to": file["url"]})
        assert (await meta.fetch(file_id))["state"] == "stored"


class TestErased:
    async def test_nothing_stays_of_a_business_erased_meanwhile(self, meta: Meta) -> None:
        file_id = await meta.sent()
        put = meta.storage.put

        async def erase_then_put(*args: Any) -> None:
            await erase_tenant(meta.desk.database, meta.desk.tenant_id)
            await put(*args)

        meta.storage.put = erase_then_put  # type: ignore[method-assign]
        tenant_id = str(meta.desk.tenant_id)
        await meta.fetcher.fetch(None, tenant_id=tenant_id, file_id=str(file_id))
        assert await meta.keys() == []

    async def test_what_an_erasure_left_is_swept_and_may_be_swept_again(self, meta: Meta) -> None:
        await meta.fetch(await meta.sent())
        await erase_tenant(meta.desk.database, meta.desk.tenant_id)
        assert len(await meta.keys()) == 1
        later = (utc_now() + timedelta(minutes=1)).isoformat()
        for _ in range(2):
            await meta.fetcher.sweep(
                None, erased_tenant_id=str(meta.desk.tenant_id), erased_at=later
            )
            assert await meta.keys() == []

    async def test_what_has_a_row_or_came_afterwards_is_not_swept(self, meta: Meta) -> None:
        await meta.fetch(await meta.sent())
        args = {"erased_tenant_id": str(meta.desk.tenant_id)}
        earlier, later = (
            (utc_now() + timedelta(minutes=minutes)).isoformat() for minutes in (-1, 1)
        )
        await meta.fetcher.sweep(None, **args, erased_at=later)
        assert len(await meta.keys()) == 1
        await erase_tenant(meta.desk.database, meta.desk.tenant_id)
        await meta.fetcher.sweep(None, **args, erased_at=earlier)
        assert len(await meta.keys()) == 1


class TestQueue:
    async def test_a_worker_that_is_stopped_in_the_middle_leaves_it_to_the_next(
        self, meta: Meta
    ) -> None:
        url = DatabaseSettings().database_platform_url

        def worker() -> asyncio.Task[None]:
            runner = JobRunner(url, None, meta.fetcher.jobs, queue=QUEUE)  # type: ignore[arg-type]
            return asyncio.create_task(runner.run(2, 0.1))

        meta.behave({"delay_reply_ms": 3000})
        first = worker()
        await meta.sent()

        async def has_begun() -> bool:
            return meta.counted("whatsapp.media.download") == 1

        await until(has_begun)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        second = worker()

        async def is_stored() -> bool:
            return [file["state"] for file in await meta.files()] == ["stored"]

        await until(is_stored, 30)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)

    async def test_the_job_of_a_message_and_of_an_erasure_run_by_themselves(
        self, meta: Meta
    ) -> None:
        url = DatabaseSettings().database_platform_url
        runner = JobRunner(url, None, meta.fetcher.jobs, queue=QUEUE)  # type: ignore[arg-type]
        running = asyncio.create_task(runner.run(2, 1.0))
        try:
            await meta.sent()

            async def is_stored() -> bool:
                return [file["state"] for file in await meta.files()] == ["stored"]

            await until(is_stored)
            # Object storage keeps time in whole seconds at worst.
            await asyncio.sleep(1.1)
            await erase_tenant(meta.desk.database, meta.desk.tenant_id)

            async def is_gone() -> bool:
                return await meta.keys() == []

            await until(is_gone)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
