"""What a channel is to the sender: it renders, sends and declares; it never queues or retries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Protocol

from core.conversations.outbound import OutboundMessage
from core.files.service import PendingFile
from core.files.spool import Spool
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


class FetchError(ProviderError):
    """A file did not come.

    `may_retry` later, after `retry_after` seconds, at most `most_tries` times if that is set;
    `is_gone`: the provider no longer has it, or never had it whole.
    """

    code = "fetch_refused"

    def __init__(
        self,
        provider_code: str,
        *,
        may_retry: bool = False,
        retry_after: float | None = None,
        most_tries: int | None = None,
        is_gone: bool = False,
    ) -> None:
        super().__init__(
            "the file did not come",
            may_retry=may_retry,
            retry_after=retry_after,
            provider_code=provider_code,
        )
        self.most_tries, self.is_gone = most_tries, is_gone


class MediaSource(Protocol):
    """Fetches the files of messages of one channel type, which keeps them `kept_for` so long."""

    channel_type: ClassVar[str]
    kept_for: ClassVar[timedelta]

    async def fetch(self, file: PendingFile, access: Access, into: Spool) -> None:
        """Write the bytes; raises FetchError, or FileTooLarge."""
        ...


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
