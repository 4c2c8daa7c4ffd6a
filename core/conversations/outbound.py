"""Outbound messages as rows to insert and as messages to send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from core.conversations.buttons import button_id
from core.conversations.rendering import RenderedMessage
from core.kit.ids import ChannelId, ConversationId, TenantId, TurnId, new_id


@dataclass(frozen=True, slots=True)
class OfferedButton:
    """A button as the channel carries it: a title, and an id that only the outbox can resolve."""

    title: str
    id: str
    brief: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message whose row says `sending`: exactly its claimer may hand it to the channel."""

    id: UUID
    tenant_id: TenantId
    conversation_id: ConversationId
    channel_id: ChannelId
    recipient_id: str
    recipient_phone: str | None
    text: str
    buttons: tuple[OfferedButton, ...] = ()
    language: str = "en"
    attempts: int = 1
    turn_id: TurnId | None = None


class _SendingRow(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def channel_id(self) -> UUID: ...
    @property
    def recipient_id(self) -> str: ...
    @property
    def recipient_phone(self) -> str | None: ...
    @property
    def content(self) -> dict[str, Any]: ...
    @property
    def attempts(self) -> int: ...
    @property
    def turn_id(self) -> UUID | None: ...


def message_of(
    row: _SendingRow, tenant_id: TenantId, conversation_id: ConversationId
) -> OutboundMessage:
    """The message of a row that was just moved to `sending`."""
    offered = row.content.get("buttons") or ()
    return OutboundMessage(
        id=row.id,
        tenant_id=tenant_id,
        conversation_id=conversation_id,
        channel_id=ChannelId(row.channel_id),
        recipient_id=row.recipient_id,
        recipient_phone=row.recipient_phone,
        text=row.content["text"],
        buttons=tuple(
            OfferedButton(button["title"], button_id(row.id, index), button.get("brief"))
            for index, button in enumerate(offered)
        ),
        language=row.content.get("language") or "en",
        attempts=row.attempts,
        turn_id=TurnId(row.turn_id) if row.turn_id is not None else None,
    )


def rows_of(messages: Iterable[RenderedMessage], key: str) -> list[dict[str, Any]]:
    """Rows for the outbox, in order, each with an idempotency key of its own."""
    return [
        {
            "ordinal": ordinal,
            "id": str(new_id()),
            "idempotency_key": f"{key}:{ordinal}",
            "content": message.content(),
        }
        for ordinal, message in enumerate(messages)
    ]


def said_texts(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The texts of outbox rows."""
    return [row["content"]["text"] for row in rows]
