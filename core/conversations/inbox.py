"""The inbox: stores what a channel received, each item once, and wakes the worker.

A message costs one statement, and a lock before it when somebody is new. Where an identity or its
ids change, it goes through the identities first.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import orjson
from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.address import Address
from core.contacts.identities import IdentityResolver
from core.contacts.strangers import STRANGER
from core.conversations.deliveries import DeliveryReports
from core.conversations.models import (
    InboundMessage,
    OutboundMessage,
    ProviderPayload,
)
from core.conversations.received import (
    NEVER_ANSWERED,
    AddressChange,
    ChannelRef,
    DeliveryReport,
    OperatorEcho,
    ReceivedItem,
    ReceivedMessage,
    Remark,
)
from core.conversations.secrets import without_secrets, without_secrets_in
from core.conversations.takeovers import Takeovers
from core.conversations.threads import open_thread
from core.conversations.unreached import Unreached
from core.files.received import KEEP_FILE, keep_parameters
from core.kit.db import tenant_of
from core.kit.ids import ConversationId, TenantId, new_id
from core.kit.quick import SessionExecutor, Statement

_THREAD_OF_SENDER = """
        SELECT c.id, i.profile_name, i.is_reachable
        FROM identities i
        JOIN conversations c
          ON c.tenant_id = i.tenant_id AND c.channel_id = :channel_id AND c.identity_id = i.id
        WHERE i.tenant_id = :tenant_id AND i.channel_type = :channel_type
          AND i.external_id = :sender
          AND (CAST(:phone AS text) IS NULL OR i.phone = CAST(:phone AS text))
"""
_THREAD_BY_ID = (
    "SELECT CAST(:conversation_id AS uuid) AS id, CAST(NULL AS text) AS profile_name,"
    " true AS is_reachable"
)
# The conversation is made with what `touched` would write, which does not see it yet.
_OPENED = """
    opened AS (
        INSERT INTO conversations
            (id, tenant_id, channel_id, identity_id, contact_id, last_inbound_at)
        SELECT :conversation_id, :tenant_id, :channel_id, identity.id, identity.contact_id,
               CASE WHEN :is_answered THEN CAST(:sent_at AS timestamptz) END
        FROM identity RETURNING id
    )
"""
_THREAD_OF_STRANGER = (
    "SELECT opened.id, identity.profile_name, identity.is_reachable FROM opened, identity"
)
_STORE = """
    WITH {before} thread AS ({thread}), stored AS (
        INSERT INTO inbound_messages
            (id, tenant_id, conversation_id, channel_id, external_id, kind, text, payload, content,
             sent_at, handled_at)
        SELECT :id, :tenant_id, thread.id, :channel_id, :external_id, :kind,
               CAST(:text AS text), CAST(:payload AS text), CAST(:content AS jsonb), :sent_at,
               CASE WHEN :is_answered THEN NULL ELSE clock_timestamp() END
        FROM thread
        ON CONFLICT (channel_id, external_id) DO NOTHING
        RETURNING conversation_id
    ), touched AS (
        UPDATE conversations SET last_inbound_at = GREATEST(last_inbound_at, :sent_at)
        FROM stored WHERE conversations.id = stored.conversation_id AND :is_answered
    )
    SELECT thread.profile_name, thread.is_reachable, stored.conversation_id AS stored_in,
           CASE WHEN stored.conversation_id IS NOT NULL AND :is_answered
                THEN pg_notify('ratiba_inbox', CAST(:tenant_id AS text) || ':' || thread.id) END
    FROM thread LEFT JOIN stored ON true
"""
STORE_FROM_SENDER = Statement(_STORE.format(before="", thread=_THREAD_OF_SENDER))
STORE_IN_CONVERSATION = Statement(_STORE.format(before="", thread=_THREAD_BY_ID))
STORE_FROM_STRANGER = Statement(
    _STORE.format(before=f"{STRANGER}, {_OPENED},", thread=_THREAD_OF_STRANGER)
)


class Inbox:
    """Stores received items of one channel in the caller's tenant transaction."""

    def __init__(self, session: AsyncSession, channel: ChannelRef) -> None:
        self._session = session
        self._channel = channel
        self._tenant_id = tenant_of(session)
        self._identities = IdentityResolver(session)

    async def store(self, items: Sequence[ReceivedItem]) -> int:
        """Store what is new among the items; the number of messages that were."""
        stored = 0
        reports = [item for item in items if isinstance(item, DeliveryReport)]
        for item in items:
            match item:
                case ReceivedMessage():
                    stored += await self._store_message(item)
                case AddressChange():
                    await self._store_address_change(item)
                case OperatorEcho():
                    await self._store_echo(item)
                case Remark():
                    await self.keep(item.reason, item.content)
        if reports:
            unknown = await DeliveryReports(SessionExecutor(self._session)).apply(reports)
            for report in unknown:
                await self.keep("status_of_unknown_message", _report_facts(report))
            await Unreached(self._session).note_reports(reports)
        return stored

    async def _store_message(self, message: ReceivedMessage) -> bool:
        if not message.sender.key:
            await self.keep("message_without_sender", message.content)
            return False
        is_answered = message.kind not in NEVER_ANSWERED
        if message.original_id and await self._amend_unread(message):
            is_answered = False
        row = row_of(message, self._tenant_id, self._channel, is_answered=is_answered)
        stored = (await self._session.execute(STORE_FROM_SENDER.text, row)).first()
        if stored is None or is_changed(message, stored):
            row["conversation_id"] = await self._conversation_with(message.sender)
        if stored is not None and not stored.is_reachable:
            await self._identities.mark_reachable(self._channel.channel_type, message.sender)
        if stored is None:
            stored = (await self._session.execute(STORE_IN_CONVERSATION.text, row)).one()
        if message.file is not None:
            kept = keep_parameters(message.file, self._tenant_id, row["id"])
            await self._session.execute(KEEP_FILE.text, kept)
        return stored.stored_in is not None

    async def _amend_unread(self, message: ReceivedMessage) -> bool:
        """Apply an edit or revocation to its original, if no turn has read that yet."""
        changes: dict[str, Any] = (
            {"text": _text_of(message)}
            if message.kind == "edit"
            else {"handled_at": func.clock_timestamp(), "text": None}
        )
        amended = await self._session.execute(
            update(InboundMessage)
            .where(
                InboundMessage.channel_id == self._channel.channel_id,
                InboundMessage.external_id == message.original_id,
                InboundMessage.handled_at.is_(None),
                InboundMessage.turn_id.is_(None),
            )
            .values(**changes)
            .returning(InboundMessage.id)
        )
        return amended.first() is not None

    async def _store_address_change(self, change: AddressChange) -> None:
        is_known = await self._identities.change_address(
            self._channel.channel_type, change.old, change.new
        )
        reason = "address_changed" if is_known else "address_change_not_applied"
        await self.keep(reason, change.content)

    async def _store_echo(self, echo: OperatorEcho) -> None:
        if not echo.recipient.key:
            await self.keep("echo_without_recipient", echo.content)
            return
        conversation_id = await self._conversation_with(echo.recipient)
        stored = await self._session.execute(
            insert(OutboundMessage)
            .values(
                id=new_id(),
                tenant_id=self._tenant_id,
                conversation_id=conversation_id,
                idempotency_key=f"echo:{echo.external_id}",
                author="operator",
                content={"text": echo.text or "", "received": echo.content},
                state="sent",
                external_id=echo.external_id,
                sent_at=echo.sent_at,
            )
            .on_conflict_do_nothing(index_elements=["tenant_id", "idempotency_key"])
            .returning(OutboundMessage.id)
        )
        if stored.first() is not None:
            await Takeovers(self._session).operator_wrote(conversation_id, echo.sent_at)

    async def _conversation_with(self, address: Address) -> ConversationId:
        identity = await self._identities.resolve(self._channel.channel_type, address)
        return await open_thread(self._session, self._channel.channel_id, identity)

    async def keep(self, reason: str, content: dict[str, Any]) -> None:
        """Keep what the channel sent and what is no message of a contact."""
        await self._session.execute(
            insert(ProviderPayload).values(
                id=new_id(),
                tenant_id=self._tenant_id,
                channel_id=self._channel.channel_id,
                reason=reason,
                body=content,
            )
        )


def row_of(
    message: ReceivedMessage, tenant_id: TenantId, channel: ChannelRef, *, is_answered: bool
) -> dict[str, Any]:
    """The parameters of the statement that stores a message, PINs hidden."""
    return {
        "id": new_id(),
        "tenant_id": tenant_id,
        "channel_id": channel.channel_id,
        "channel_type": channel.channel_type,
        "sender": message.sender.key,
        "phone": message.sender.phone,
        "external_id": message.external_id,
        "kind": message.kind,
        "text": _text_of(message),
        "payload": message.button_id,
        "content": orjson.dumps(without_secrets_in(message.content)).decode(),
        "sent_at": message.sent_at,
        "is_answered": is_answered,
    }


def _text_of(message: ReceivedMessage) -> str | None:
    return None if message.text is None else without_secrets(message.text)


class StoredMessage(Protocol):
    """What the statement that stores a message tells about its sender."""

    @property
    def profile_name(self) -> str | None: ...
    @property
    def is_reachable(self) -> bool: ...


def is_changed(message: ReceivedMessage, stored: StoredMessage) -> bool:
    """Whether the sender has another profile name now, or counted as out of reach until now."""
    name = message.sender.profile_name
    return (name is not None and name != stored.profile_name) or not stored.is_reachable


def _report_facts(report: DeliveryReport) -> dict[str, Any]:
    return {
        "external_id": report.external_id,
        "state": report.state,
        "error_code": report.error_code,
        "at": report.at.isoformat(),
    }
