"""The WhatsApp Cloud API as a channel to send through."""

from typing import Any, ClassVar

import aiohttp
import orjson
from pydantic_settings import BaseSettings

from connectors.channel import Access, Capabilities, SendError
from connectors.whatsapp.errors import send_error
from connectors.whatsapp.rendering import message_body
from core.conversations.outbound import OutboundMessage
from core.kit.errors import OutcomeUnknown

_DAY_SECONDS = 24 * 3600
_MARGIN_SECONDS = 60


class WhatsAppSettings(BaseSettings):
    """Where the Graph API is."""

    meta_graph_url: str = "https://graph.facebook.com"
    meta_graph_version: str = "v26.0"
    whatsapp_send_timeout_seconds: float = 10.0


class WhatsAppChannel:
    """Sends with the access token of the channel's row."""

    channel_type: ClassVar[str] = "whatsapp"
    capabilities: ClassVar[Capabilities] = Capabilities(
        reply_window_seconds=_DAY_SECONDS - _MARGIN_SECONDS, shows_receipts=True
    )

    def __init__(self, http: aiohttp.ClientSession, settings: WhatsAppSettings) -> None:
        self._http = http
        self._base = f"{settings.meta_graph_url.rstrip('/')}/{settings.meta_graph_version}"
        seconds = settings.whatsapp_send_timeout_seconds
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=min(3.0, seconds))

    async def send(self, message: OutboundMessage, access: Access) -> str:
        """The wamid of the accepted message; raises SendError, or OutcomeUnknown."""
        status, answer = await self._post(access, message_body(message))
        if status == 200:
            sent = answer.get("messages")
            if isinstance(sent, list) and sent and isinstance(sent[0].get("id"), str):
                return str(sent[0]["id"])
            raise OutcomeUnknown("Meta accepted a message without naming it")
        error = answer.get("error")
        code = error.get("code") if isinstance(error, dict) else None
        raise send_error(code if isinstance(code, int) else None, status, message.attempts)

    async def mark_read(self, inbound_id: str, access: Access, *, is_typing: bool) -> None:
        """Mark a message read, and show the typing dots until the answer comes."""
        body: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": inbound_id,
        }
        if is_typing:
            body["typing_indicator"] = {"type": "text"}
        await self._post(access, body)

    async def _post(self, access: Access, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        try:
            async with self._http.post(
                f"{self._base}/{access.external_id}/messages",
                data=orjson.dumps(body),
                headers={
                    "Authorization": f"Bearer {access.credentials.get('access_token', '')}",
                    "Content-Type": "application/json",
                },
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                return answer.status, _object(await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # The request never left, so trying again cannot send twice.
            raise SendError("unreachable", may_retry=True, retry_after=1.0) from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise OutcomeUnknown("Meta gave no answer") from error


def _object(raw: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}
