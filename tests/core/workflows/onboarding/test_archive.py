"""Exporting, erasing and restoring a tenant that is at work."""

from collections.abc import AsyncIterator

import orjson
import pytest

from core.kit.db import Database
from core.kit.ids import TenantId
from core.kit.secrets import SecretSettings
from core.workflows.onboarding.apply import apply_business_file
from core.workflows.onboarding.archive import (
    ArchiveInvalid,
    SecretDiffers,
    TenantExists,
    erase_tenant,
    export_tenant,
    restore_tenant,
)
from core.workflows.onboarding.business_file import BusinessFile
from tests.core.payments.desk import Till, till
from tests.core.payments.world import make_world
from tests.fixtures.messages import FrontDesk, envelope, text_message, value_for

pytestmark = pytest.mark.db


@pytest.fixture
async def counter(database: Database) -> AsyncIterator[Till]:
    async with till(await make_world(database)) as found:
        yield found


async def exported(database: Database, tenant_id: TenantId) -> list[bytes]:
    return [line async for line in export_tenant(database, tenant_id)]


class TestWaitingWork:
    async def test_a_watched_payment_is_watched_again(
        self, database: Database, counter: Till
    ) -> None:
        payment = await counter.prompted(await counter.world.hold())
        tenant_id = counter.world.tenant_id
        before = await counter.jobs()
        lines = await exported(database, tenant_id)
        await erase_tenant(database, tenant_id)
        assert await counter.jobs() == []

        await restore_tenant(database, lines)

        after = await counter.jobs()
        assert [job[:2] for job in after] == [job[:2] for job in before]
        counter.clock.pass_seconds(16)
        await counter.work()
        assert counter.daraja.queries == [payment.checkout_id]

    async def test_jobs_of_another_tenant_are_refused(
        self, database: Database, counter: Till
    ) -> None:
        await counter.prompted(await counter.world.hold())
        tenant_id = counter.world.tenant_id
        lines = await exported(database, tenant_id)
        await erase_tenant(database, tenant_id)
        other = str(tenant_id)[::-1].encode()
        forged = [
            line.replace(str(tenant_id).encode(), other) if b'"table":"jobs"' in line else line
            for line in lines
        ]
        with pytest.raises(Exception, match="a row of another tenant"):
            await restore_tenant(database, forged)


class TestSnapshot:
    async def test_what_happens_during_an_export_is_not_half_in_it(self, desk: FrontDesk) -> None:
        await desk.write("hello")
        lines = []
        async for line in export_tenant(desk.database, desk.tenant_id):
            if orjson.loads(line).get("table") == "conversations":
                late = text_message("I came in between", sender="254799000111")
                await desk.post(envelope(value_for(desk.number, messages=[late])))
            lines.append(line)
        assert b"I came in between" not in b"".join(lines)
        await erase_tenant(desk.database, desk.tenant_id)
        await restore_tenant(desk.database, lines)


class TestWholeness:
    @pytest.mark.parametrize("kept", [slice(0, -1), slice(0, 40), slice(0, 1)])
    async def test_an_export_that_was_cut_is_refused_and_nothing_is_restored(
        self, desk: FrontDesk, kept: slice
    ) -> None:
        lines = await exported(desk.database, desk.tenant_id)
        await erase_tenant(desk.database, desk.tenant_id)
        with pytest.raises(ArchiveInvalid, match="not whole"):
            await restore_tenant(desk.database, lines[kept])
        await restore_tenant(desk.database, lines)

    @pytest.mark.parametrize(
        ("before", "after", "said"),
        [
            (b'"table":"services","row":{"id":"', b'"table":"services","row":{"id":"x', "services"),
            (
                b'"table":"jobs","row":{"args"',
                b'"table":"jobs","row":{"arguments"',
                "another tenant",
            ),
            (
                b'"format":"ratiba-tenant-1","tenant_id":"',
                b'"format":"ratiba-tenant-1","id":"',
                "not a ratiba",
            ),
        ],
    )
    async def test_a_changed_row_is_named_by_its_line(
        self, desk: FrontDesk, before: bytes, after: bytes, said: str
    ) -> None:
        lines = await exported(desk.database, desk.tenant_id)
        await erase_tenant(desk.database, desk.tenant_id)
        job = (
            orjson.dumps({"table": "jobs", "row": {"args": {}, "task": "x", "queue": "y"}}) + b"\n"
        )
        whole = [*lines[:-1], job, lines[-1]]
        with pytest.raises(ArchiveInvalid, match=rf"line \d+: .*{said}"):
            await restore_tenant(desk.database, [line.replace(before, after) for line in whole])
        await restore_tenant(desk.database, lines)

    async def test_a_slug_that_is_taken_meanwhile_is_said(
        self, desk: FrontDesk, demo_file: BusinessFile
    ) -> None:
        lines = await exported(desk.database, desk.tenant_id)
        slug = next(orjson.loads(line)["row"]["slug"] for line in lines if b'"tenants"' in line)
        await erase_tenant(desk.database, desk.tenant_id)
        demo_file.slug = slug
        public_url = "http://127.0.0.1:8000"
        await apply_business_file(desk.database, demo_file, public_url=public_url)
        with pytest.raises(TenantExists, match="another business here has its slug already"):
            await restore_tenant(desk.database, lines)

    async def test_a_row_that_was_taken_out_is_missed(self, desk: FrontDesk) -> None:
        lines = await exported(desk.database, desk.tenant_id)
        await erase_tenant(desk.database, desk.tenant_id)
        service = next(line for line in lines if b'"table":"service_resources"' in line)
        with pytest.raises(ArchiveInvalid):
            await restore_tenant(desk.database, [line for line in lines if line != service])


class TestOrder:
    async def test_what_is_written_afterwards_comes_after_what_was_restored(
        self, desk: FrontDesk
    ) -> None:
        texts = [f"message {number}" for number in range(5)]
        for body in texts:
            await desk.write(body)
        lines = await exported(desk.database, desk.tenant_id)
        await erase_tenant(desk.database, desk.tenant_id)
        high = [line.replace(b'"position":', b'"position":9999') for line in lines]
        await restore_tenant(desk.database, high)
        await desk.write("afterwards")
        rows = await desk.rows("SELECT text FROM inbound_messages ORDER BY position")
        assert [row["text"] for row in rows] == [*texts, "afterwards"]


class TestCredentials:
    async def test_another_secret_is_said_and_nothing_is_restored(
        self, database: Database, counter: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = await exported(database, counter.world.tenant_id)
        await erase_tenant(database, counter.world.tenant_id)
        monkeypatch.setenv("RATIBA_SECRET_KEY", SecretSettings().ratiba_secret_key + "x")
        with pytest.raises(SecretDiffers, match="RATIBA_SECRET_KEY"):
            await restore_tenant(database, lines)
        monkeypatch.undo()
        await restore_tenant(database, lines)
