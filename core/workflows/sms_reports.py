"""What the SMS provider says became of a message; it may say so before our send has its id."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.service import ContactService
from core.conversations.contacts import contact_of
from core.conversations.inbox import Inbox
from core.conversations.models import OutboundMessage
from core.conversations.received import ChannelRef, DeliveryReport
from core.conversations.unreached import SMS
from core.kit import jobs
from core.kit.clock import Clock, utc_now
from core.kit.db import Database
from core.kit.ids import ChannelId, ConversationId, TenantId
from core.notifications.africastalking import SmsReport, is_opted_out
from core.workflows.context import WorkflowContext

REPORT_JOB: Final = "sms.apply_report"
PAUSES: Final = (5, 60)
_FINAL = ("delivered", "failed")


async def receive_report(
    database: Database, channel: ChannelRef, report: SmsReport, clock: Clock = utc_now
) -> None:
    """Apply a report, or plan to when it names no message of ours yet."""
    delivery = DeliveryReport(report.external_id, report.state, clock(), error_code=report.reason)
    async with database.tenant_transaction(channel.tenant_id) as session:
        await _apply_or_wait(session, channel, delivery, attempt=0)


async def apply_report(
    context: WorkflowContext,
    *,
    tenant_id: str,
    channel_id: str,
    report: Mapping[str, Any],
    attempt: int,
) -> None:
    """Try again to apply a report that came before its message was known."""
    channel = ChannelRef(TenantId(UUID(tenant_id)), ChannelId(UUID(channel_id)), SMS)
    delivery = DeliveryReport(
        report["external_id"],
        report["state"],
        datetime.fromisoformat(report["at"]),
        error_code=report["error_code"],
    )
    async with context.database.tenant_transaction(channel.tenant_id) as session:
        await _apply_or_wait(session, channel, delivery, attempt=attempt)


async def _apply_or_wait(
    session: AsyncSession, channel: ChannelRef, report: DeliveryReport, *, attempt: int
) -> None:
    found = await session.execute(
        select(OutboundMessage.state, OutboundMessage.conversation_id).where(
            OutboundMessage.tenant_id == channel.tenant_id,
            OutboundMessage.external_id == report.external_id,
        )
    )
    message = found.first()
    if message is None and attempt < len(PAUSES):
        facts = {"external_id": report.external_id, "state": report.state,
                 "error_code": report.error_code, "at": report.at.isoformat()}  # fmt: skip
        args = {"tenant_id": str(channel.tenant_id), "channel_id": str(channel.channel_id),
                "report": facts, "attempt": attempt + 1}  # fmt: skip
        due_at = utc_now() + timedelta(seconds=PAUSES[attempt])
        await jobs.defer(session, REPORT_JOB, args, scheduled_at=due_at)
        return
    if message is not None and message.state in _FINAL:
        return
    await Inbox(session, channel).store([report])
    if message is not None and is_opted_out(report.error_code):
        contact = await contact_of(session, ConversationId(message.conversation_id))
        await ContactService(session).opt_out(contact.id)
