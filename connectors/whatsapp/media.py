"""Downloads from the Graph API: ask where the bytes are, then get them, both with the token.

The address lives five minutes. The token goes to Meta's hosts and to nobody else.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
import orjson

from connectors.channel import Access, FetchError
from connectors.whatsapp.channel import WhatsAppSettings
from connectors.whatsapp.errors import fetch_error
from connectors.whatsapp.fields import mapping_of, text_of
from connectors.whatsapp.files import hex_digest
from core.files.service import PendingFile
from core.files.spool import Spool

_META = ("facebook.com", "fbsbx.com", "fbcdn.net", "whatsapp.net")
_MOST_LOOK_UPS = 2
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_EXPIRED = frozenset({401, 404, 410})
_LONGEST_ANSWER = 64 * 1024
_CHUNK_BYTES = 256 * 1024
_CONNECT_SECONDS, _SILENT_SECONDS, _LONGEST_SECONDS = 5.0, 30.0, 600.0


class WhatsAppMedia:
    """Fetches the files of messages, with the access token of the channel's row."""

    channel_type: ClassVar[str] = "whatsapp"
    kept_for: ClassVar[timedelta] = timedelta(days=7)

    def __init__(self, http: aiohttp.ClientSession, settings: WhatsAppSettings) -> None:
        self._http = http
        self._graph = f"{settings.meta_graph_url.rstrip('/')}/{settings.meta_graph_version}"
        self._own_host = _host_of(self._graph)
        self._look_up_timeout = aiohttp.ClientTimeout(total=settings.whatsapp_send_timeout_seconds)
        self._timeout = aiohttp.ClientTimeout(
            total=_LONGEST_SECONDS, connect=_CONNECT_SECONDS, sock_read=_SILENT_SECONDS
        )

    async def fetch(self, file: PendingFile, access: Access, into: Spool) -> None:
        """Write the bytes; raises FetchError, or FileTooLarge."""
        claimed = file.claimed_sha256
        # The webhook's own address saves a look-up, while it is good.
        url = file.url if file.attempts == 1 and file.url and self._is_metas(file.url) else None
        for _ in range(_MOST_LOOK_UPS + 1):
            if url is None:
                facts = await self._look_up(file, access)
                into.expect(_size_of(facts))
                claimed = claimed or hex_digest(facts.get("sha256"))
                url = text_of(facts.get("url"))
                if url is None:
                    raise FetchError("no_url", may_retry=True)
            into.clear()
            if await self._download(url, access, into):
                return _check(claimed, into)
            url = None
        raise FetchError("url_expired", may_retry=True)

    async def _look_up(self, file: PendingFile, access: Access) -> Mapping[str, Any]:
        address = f"{self._graph}/{quote(file.external_id, safe='')}"
        try:
            async with self._http.get(
                address,
                params={"phone_number_id": access.external_id},
                headers=_authorization(access),
                timeout=self._look_up_timeout,
                allow_redirects=False,
            ) as answer:
                status, body = answer.status, await _body(answer)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _unanswered(error) from error
        facts = _object(body)
        if status == 200 and "error" not in facts:
            return facts
        code = mapping_of(facts.get("error")).get("code")
        raise fetch_error(code if isinstance(code, int) else None, status)

    async def _download(self, url: str, access: Access, into: Spool) -> bool:
        """Write what is at the address; False when it is no good any more."""
        for _ in range(_MOST_REDIRECTS + 1):
            if not self._is_metas(url):
                raise FetchError("foreign_host")
            try:
                async with self._http.get(
                    url,
                    headers=_authorization(access),
                    timeout=self._timeout,
                    allow_redirects=False,
                ) as answer:
                    if answer.status == 200:
                        await _read(answer, into)
                        return True
                    status, elsewhere = answer.status, answer.headers.get("Location", "")
            except (TimeoutError, aiohttp.ClientError) as error:
                raise _unanswered(error) from error
            if status in _EXPIRED:
                return False
            if status not in _REDIRECTS or not elsewhere:
                raise fetch_error(None, status)
            url = urljoin(url, elsewhere)
        raise FetchError("too_many_redirects")

    def _is_metas(self, url: str) -> bool:
        """Whether the token may go there: where the Graph API is, and over TLS to Meta's hosts."""
        try:
            scheme, host, port = _host_of(url)
        except ValueError:
            return False
        if (scheme, host, port) == self._own_host:
            return True
        is_meta = any(host == each or host.endswith(f".{each}") for each in _META)
        return scheme == "https" and port is None and is_meta and "@" not in urlsplit(url).netloc


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > _LONGEST_ANSWER:
            break
    return bytes(body)


async def _read(answer: aiohttp.ClientResponse, into: Spool) -> None:
    into.expect(answer.content_length)
    async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
        await into.write(chunk)


def _check(claimed: str | None, into: Spool) -> None:
    if claimed is not None and claimed != into.sha256:
        raise FetchError("hash_mismatch", may_retry=True, most_tries=_HASH_TRIES)


_HASH_TRIES: Final = 3


def _host_of(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port


def _authorization(access: Access) -> dict[str, str]:
    return {"Authorization": f"Bearer {access.credentials.get('access_token', '')}"}


def _unanswered(error: Exception) -> FetchError:
    name = "timeout" if isinstance(error, TimeoutError) else "unreachable"
    return FetchError(name, may_retry=True)


def _size_of(facts: Mapping[str, Any]) -> int | None:
    try:
        return int(facts["file_size"])
    except (KeyError, TypeError, ValueError):
        return None


def _object(raw: bytes) -> Mapping[str, Any]:
    try:
        return mapping_of(orjson.loads(raw))
    except orjson.JSONDecodeError:
        return {}
