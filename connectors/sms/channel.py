"""SMS through Africa's Talking, as a channel to send through; nothing comes in this way."""

from typing import ClassVar

from connectors.channel import Access, Capabilities, SendError
from core.conversations.outbound import OutboundMessage
from core.kit.errors import OutcomeUnknown, ProviderError
from core.notifications.africastalking import AfricasTalkingClient, SmsAccount

_FIRST_RETRY_SECONDS = 5.0
_MOST_RETRIES = 5
_REFUSED_CREDENTIALS = frozenset({"401", "403"})


class SmsChannel:
    """Sends with the credentials of the channel's row."""

    channel_type: ClassVar[str] = "sms"
    capabilities: ClassVar[Capabilities] = Capabilities()

    def __init__(self, client: AfricasTalkingClient) -> None:
        self._client = client

    async def send(self, message: OutboundMessage, access: Access) -> str:
        """The provider's id of the accepted SMS; raises SendError, or OutcomeUnknown."""
        phone = message.recipient_phone or message.recipient_id
        try:
            account = SmsAccount.from_channel(access.credentials, access.external_id)
            return await self._client.send(account, phone, sms_text(message))
        except OutcomeUnknown:
            raise
        except ProviderError as problem:
            raise _send_error(problem, message.attempts) from problem

    async def mark_read(self, inbound_id: str, access: Access, *, is_typing: bool) -> None:
        """SMS has neither."""


def sms_text(message: OutboundMessage) -> str:
    """The text with its choices below it: an SMS has no buttons."""
    return "\n".join([message.text, *(f"- {button.title}" for button in message.buttons)])


def _send_error(problem: ProviderError, attempts: int) -> SendError:
    code = problem.provider_code or problem.code
    if not problem.may_retry or attempts > _MOST_RETRIES:
        return SendError(code, stops_channel=problem.provider_code in _REFUSED_CREDENTIALS)
    delay = problem.retry_after or _FIRST_RETRY_SECONDS * 2 ** (attempts - 1)
    return SendError(code, may_retry=True, retry_after=delay)
