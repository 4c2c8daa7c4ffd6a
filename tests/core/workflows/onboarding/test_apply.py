import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import Range

import core.models
from core.booking.models import Allocation, Booking
from core.catalog.models import Resource, Service, WorkingHours
from core.contacts.models import Contact
from core.kit.db import Base, Database
from core.kit.ids import TenantId, new_id
from core.tenancy.models import Channel, Tenant
from core.workflows.onboarding.apply import ChannelBelongsToAnother, apply_business_file
from core.workflows.onboarding.archive import (
    ArchiveInvalid,
    TenantExists,
    TenantUnknown,
    erase_tenant,
    export_tenant,
    restore_tenant,
)
from core.workflows.onboarding.business_file import BusinessFile, load_business_file

pytestmark = pytest.mark.db

DEMO = load_business_file(Path("launcher/demo/salon.yml"), {})
URL = "https://desk.example"


def business(slug: str) -> BusinessFile:
    """The demo business under another name and on channels of its own."""
    channels = [c.model_copy(update={"id": f"{slug}-{c.type}"}) for c in DEMO.channels]
    return DEMO.model_copy(update={"slug": slug, "name": f"Canary {slug}", "channels": channels})


class TestApplyBusinessFile:
    async def test_says_where_the_provider_sends_to(self, database: Database) -> None:
        made = await apply_business_file(database, business("apply-new"), public_url=URL)
        assert made.is_new
        assert made.webhooks["whatsapp"] == "https://desk.example/webhooks/whatsapp"
        assert re.fullmatch(r"https://desk.example/webhooks/sms/\S+/[0-9a-f]{32}",
                            made.webhooks["sms"])  # fmt: skip

    async def test_again_updates_and_takes_away_what_is_gone(self, database: Database) -> None:
        first = await apply_business_file(database, business("apply-again"), public_url=URL)
        smaller = business("apply-again")
        smaller = smaller.model_copy(update={"services": smaller.services[:3]})
        for resource in [*smaller.staff, *smaller.resources]:
            resource.services = "all"
        second = await apply_business_file(database, smaller, public_url=URL)
        assert (second.tenant_id, second.is_new) == (first.tenant_id, False)
        async with database.tenant_transaction(first.tenant_id) as session:
            active = await session.scalars(select(Service.name).where(Service.is_active))
            assert set(active) == {"Braids", "Cornrows", "Haircut"}
            assert await session.scalar(select(func.count()).select_from(WorkingHours)) == 18

    async def test_an_edit_changes_the_version(self, database: Database) -> None:
        made = await apply_business_file(database, business("apply-version"), public_url=URL)
        async with database.tenant_transaction(made.tenant_id) as session:
            before = await session.scalar(select(Tenant.updated_at))
        await apply_business_file(database, business("apply-version"), public_url=URL)
        async with database.tenant_transaction(made.tenant_id) as session:
            after = await session.scalar(select(Tenant.updated_at))
        assert before is not None
        assert after is not None
        assert after > before

    async def test_credentials_are_stored_encrypted(self, database: Database) -> None:
        made = await apply_business_file(database, business("apply-secret"), public_url=URL)
        async with database.tenant_transaction(made.tenant_id) as session:
            stored = await session.scalar(
                text("SELECT credentials FROM channels WHERE channel_type = 'whatsapp'")
            )
            read = await session.scalar(
                select(Channel.credentials).where(Channel.channel_type == "whatsapp")
            )
        assert b"demo-whatsapp-token" not in bytes(stored)
        assert read == {"access_token": "demo-whatsapp-token"}

    async def test_refuses_a_number_of_another_business(self, database: Database) -> None:
        await apply_business_file(database, business("apply-first"), public_url=URL)
        thief = business("apply-first").model_copy(update={"slug": "apply-thief"})
        with pytest.raises(ChannelBelongsToAnother):
            await apply_business_file(database, thief, public_url=URL)


def without_version(lines: list[bytes]) -> list[dict[str, Any]]:
    """The rows in a comparable order; restoring moves the tenant's version, as any edit does."""
    rows = [orjson.loads(line) for line in lines]
    for row in rows:
        if row.get("table") == "tenants":
            del row["row"]["updated_at"]
    return sorted(rows, key=str)


def booked(tenant_id: TenantId, branch_id: UUID, resource_id: UUID) -> list[Base]:
    """A contact with a confirmed booking of one resource."""
    contact, booking = new_id(), new_id()
    starts_at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    ends_at = starts_at + timedelta(hours=1)
    return [
        Contact(id=contact, tenant_id=tenant_id, name="Canary contact"),
        Booking(
            id=booking, tenant_id=tenant_id, reference="BK-AAAAA", idempotency_key="k",
            contact_id=contact, branch_id=branch_id, status="confirmed", starts_at=starts_at,
            ends_at=ends_at, price_minor=100, currency="KES", calendar_token=str(booking),
        ),
        Allocation(
            tenant_id=tenant_id, booking_id=booking, item_position=0, resource_id=resource_id,
            during=Range(starts_at, ends_at), status="confirmed",
        ),
    ]  # fmt: skip


async def exported(database: Database, slug: str) -> tuple[list[bytes], str]:
    made = await apply_business_file(database, business(slug), public_url=URL)
    async with database.tenant_transaction(made.tenant_id) as session:
        resource = (await session.scalars(select(Resource).limit(1))).one()
        for row in booked(made.tenant_id, resource.branch_id, resource.id):
            session.add(row)
            await session.flush()
    return [line async for line in export_tenant(database, made.tenant_id)], str(made.tenant_id)


class TestArchive:
    async def test_comes_back_as_it_was(self, database: Database) -> None:
        lines, _ = await exported(database, "archive-back")
        head = orjson.loads(lines[0])
        tenant_id = head["tenant_id"]
        await erase_tenant(database, tenant_id)
        restored = await restore_tenant(database, lines)
        assert str(restored) == tenant_id
        again = [line async for line in export_tenant(database, restored)]
        assert without_version(again) == without_version(lines)

    async def test_holds_nothing_of_a_neighbor(self, database: Database) -> None:
        neighbor, neighbor_id = await exported(database, "archive-neighbor")
        lines, _ = await exported(database, "archive-own")
        whole = b"".join(lines)
        assert b"archive-neighbor" not in whole
        assert neighbor_id.encode() not in whole
        assert b"archive-own" not in b"".join(neighbor)

    async def test_erasing_leaves_no_row_and_the_neighbor_whole(self, database: Database) -> None:
        _, kept_id = await exported(database, "archive-kept")
        _, gone_id = await exported(database, "archive-gone")
        await erase_tenant(database, gone_id)  # type: ignore[arg-type]
        async with database.platform_transaction(reason="test") as session:
            for table in core.models.metadata.sorted_tables:
                if "tenant_id" in table.columns:
                    count = select(func.count()).where(table.c.tenant_id == gone_id)
                    assert await session.scalar(count) == 0, table.name
            kept = select(func.count()).where(Service.tenant_id == kept_id)
            assert await session.scalar(kept) == len(DEMO.services)

    async def test_refuses_what_is_here_already(self, database: Database) -> None:
        lines, _ = await exported(database, "archive-twice")
        with pytest.raises(TenantExists):
            await restore_tenant(database, lines)

    async def test_refuses_rows_of_another_tenant(self, database: Database) -> None:
        lines, own = await exported(database, "archive-mixed")
        _, other = await exported(database, "archive-victim")
        await erase_tenant(database, own)  # type: ignore[arg-type]
        forged = [lines[0], *(line.replace(own.encode(), other.encode()) for line in lines[1:])]
        with pytest.raises(ArchiveInvalid, match="line 2"):
            await restore_tenant(database, forged)

    @pytest.mark.parametrize("content", [b"", b"{}\n", b"not json\n", b"[]\n"])
    async def test_refuses_what_is_no_export(self, database: Database, content: bytes) -> None:
        with pytest.raises(ArchiveInvalid):
            await restore_tenant(database, content.splitlines())

    async def test_an_unknown_tenant_is_an_error(self, database: Database) -> None:
        with pytest.raises(TenantUnknown):
            await erase_tenant(database, TenantId(new_id()))
