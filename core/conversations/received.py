"""What a channel's webhook says, in words that no provider uses."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.contacts.address import Address
from core.files.received import ReceivedFile
from core.kit.ids import ChannelId, TenantId

MessageKind = Literal[
    "text", "button", "image", "video", "audio", "document", "sticker", "location", "contacts",
    "order", "interactive", "edit", "reaction", "revoke", "unsupported", "unknown",
]  # fmt: skip
DeliveryState = Literal["sent", "delivered", "read", "failed"]

NEVER_ANSWERED: frozenset[str] = frozenset({"reaction", "revoke"})
"""Kinds that are kept but start no turn."""


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """The channel row an item was routed to."""

    tenant_id: TenantId
    channel_id: ChannelId
    channel_type: str


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message from a contact. `button_id` is what a pressed button carries."""

    external_id: str
    sender: Address
    sent_at: datetime
    kind: MessageKind
    text: str | None = None
    button_id: str | None = None
    content: dict[str, Any] = field(default_factory=dict)
    original_id: str | None = None
    """The external id of the message that an edit or revocation is about."""
    file: ReceivedFile | None = None
    """What a picture, a voice note or a document consists of; it is fetched later."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a message of ours; `outbound_id` when the provider gave it back."""

    external_id: str
    state: DeliveryState
    at: datetime
    outbound_id: UUID | None = None
    error_code: str | None = None
    is_unreachable: bool = False
    """The channel cannot reach this contact at all, now or later."""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """The channel says that a known sender has new ids from now on."""

    external_id: str
    old: Address
    new: Address
    at: datetime
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OperatorEcho:
    """A message that the business sent itself, from its own phone or another tool."""

    external_id: str
    recipient: Address
    sent_at: datetime
    text: str | None
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """Anything else about a channel: kept as it came, with the reason why it is no message."""

    reason: str
    content: dict[str, Any]


ReceivedItem = ReceivedMessage | DeliveryReport | AddressChange | OperatorEcho | Remark
