"""What a channel is to the sender: it renders, sends and declares; it never queues or retries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from core.conversations.outbound import OutboundMessage
from core.kit.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the sender must know; `reply_window_seconds` None means it may write at any time."""

    reply_window_seconds: float | None = None
    shows_receipts: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """A connected number or page: the provider's id of it, and its decrypted credentials."""

    external_id: str
    credentials: Mapping[str, Any]


class SendError(ProviderError):
    """The provider refused a message, so it was not sent.

    `may_retry` the same message after `retry_after` seconds; `is_unreachable`: this recipient, for
    good; `stops_channel`: nothing will go through until somebody looks at the account.
    """

    code = "send_refused"

    def __init__(
        self,
        provider_code: str,
        *,
        may_retry: bool = False,
        retry_after: float | None = None,
        is_unreachable: bool = False,
        stops_channel: bool = False,
    ) -> None:
        super().__init__(
            "the channel refused the message",
            may_retry=may_retry,
            retry_after=retry_after,
            provider_code=provider_code,
        )
        self.is_unreachable, self.stops_channel = is_unreachable, stops_channel


class Channel(Protocol):
    """Sends messages of one channel type."""

    channel_type: ClassVar[str]
    capabilities: ClassVar[Capabilities]

    async def send(self, message: OutboundMessage, access: Access) -> str:
        """The provider's id of the message; raises SendError, or OutcomeUnknown."""
        ...

    async def mark_read(self, inbound_id: str, access: Access, *, is_typing: bool) -> None:
        """Mark a message read, and show that an answer is coming; raises ProviderError."""
        ...
