import uuid
from typing import cast
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import text

from core.conversations.unreached import Unreached
from core.kit.secrets import SecretSettings
from core.notifications.reports import report_path
from core.workflows.context import WorkflowContext
from core.workflows.sms_reports import apply_report
from tests.fixtures.messages import FrontDesk, Json

pytestmark = pytest.mark.db


async def sender_of(desk: FrontDesk) -> str:
    rows = await desk.rows("SELECT external_id FROM channels WHERE channel_type = 'sms'")
    return str(rows[0]["external_id"])


async def report(desk: FrontDesk, external_id: str, status: str, **more: str) -> httpx.Response:
    """What Africa's Talking posts."""
    path = report_path(SecretSettings().ratiba_secret_key, await sender_of(desk))
    form = {"id": external_id, "status": status, "phoneNumber": "+254711000101", **more}
    return await desk.web.post(path, data={**form, "networkCode": "63902"})


async def send(desk: FrontDesk) -> str:
    """The provider's id of an SMS that was sent to the customer."""
    await desk.write("I want braids tomorrow")
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        thread = await Unreached(session).sms_thread(await desk.conversation())
    external_id = f"ATXid_{uuid.uuid4().hex}"
    await desk.change(
        "INSERT INTO outbound_messages (id, tenant_id, conversation_id, idempotency_key, content,"
        " state, external_id) VALUES (:id, :tenant_id, :thread, :key, '{\"text\": \"x\"}', 'sent',"
        " :external_id)",
        id=uuid.uuid4(), tenant_id=desk.tenant_id, thread=thread, key=external_id,
        external_id=external_id,
    )  # fmt: skip
    return external_id


async def state(desk: FrontDesk) -> tuple[str, str | None]:
    row = (await desk.outbox())[-1]
    return row["state"], row["error_code"]


class TestReports:
    async def test_a_delivery_is_recorded(self, desk: FrontDesk) -> None:
        assert (await report(desk, await send(desk), "Success")).status_code == 200
        assert await state(desk) == ("delivered", None)

    async def test_a_failure_is_recorded_with_its_reason_and_never_undone(
        self, desk: FrontDesk
    ) -> None:
        external_id = await send(desk)
        await report(desk, external_id, "Sent")
        await report(desk, external_id, "Failed", failureReason="UserDoesNotExist")
        await report(desk, external_id, "Success")
        await report(desk, external_id, "Buffered")
        assert await state(desk) == ("failed", "UserDoesNotExist")

    async def test_who_is_on_the_providers_black_list_has_opted_out(self, desk: FrontDesk) -> None:
        await report(desk, await send(desk), "Rejected", failureReason="UserInBlackList")
        (contact,) = await desk.rows("SELECT opted_out_at FROM contacts")
        assert contact["opted_out_at"] is not None

    async def test_one_that_comes_before_our_send_has_its_id_is_applied_later(
        self, desk: FrontDesk
    ) -> None:
        early = await send(desk)
        await desk.change("UPDATE outbound_messages SET external_id = NULL")
        assert (await report(desk, early, "Success")).status_code == 200
        await desk.change("UPDATE outbound_messages SET external_id = :id", id=early)
        await apply_report(_context(desk), **await _planned(desk, early))
        assert await state(desk) == ("delivered", None)

    @pytest.mark.parametrize("status", ["Nonsense", ""])
    async def test_nonsense_is_acknowledged_and_changes_nothing(
        self, desk: FrontDesk, status: str
    ) -> None:
        assert (await report(desk, await send(desk), status)).status_code == 200
        assert await state(desk) == ("sent", None)

    async def test_a_wrong_path_is_refused(self, desk: FrontDesk) -> None:
        external_id, sender = await send(desk), quote(await sender_of(desk), safe="")
        answer = await desk.web.post(
            f"/webhooks/sms/{sender}/{'0' * 32}", data={"id": external_id, "status": "Success"}
        )
        assert answer.status_code == 403
        assert await state(desk) == ("sent", None)


def _context(desk: FrontDesk) -> WorkflowContext:
    class Context:
        database = desk.database

    return cast("WorkflowContext", Context())


async def _planned(desk: FrontDesk, external_id: str) -> Json:
    """The arguments of the job that was planned for a report."""
    async with desk.database.platform_transaction(reason="test") as session:
        found = await session.execute(
            text(
                "SELECT args FROM procrastinate_jobs WHERE task_name = 'sms.apply_report'"
                " AND args -> 'report' ->> 'external_id' = :id"
            ),
            {"id": external_id},
        )
        return dict(found.scalar_one())
