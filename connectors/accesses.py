"""Credentials of connected channels, decrypted once and kept for a while."""

import time
from dataclasses import dataclass

from sqlalchemy import select

from connectors.channel import Access
from core.kit.db import Database
from core.kit.errors import NotFound
from core.kit.ids import ChannelId, TenantId
from core.tenancy.models import Channel

_KEPT_SECONDS = 60.0


class ChannelNotFound(NotFound):
    """The channel is gone or switched off."""

    code = "channel_not_found"


@dataclass(frozen=True, slots=True)
class _Kept:
    access: Access
    until: float


class Accesses:
    """Looks channels up; a change of credentials is seen within a minute."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[ChannelId, _Kept] = {}

    async def get(self, tenant_id: TenantId, channel_id: ChannelId) -> Access:
        """The access to an active channel; raises ChannelNotFound."""
        kept = self._kept.get(channel_id)
        if kept is not None and kept.until > time.monotonic():
            return kept.access
        async with self._database.tenant_transaction(tenant_id) as session:
            found = await session.execute(
                select(Channel.external_id, Channel.credentials).where(
                    Channel.tenant_id == tenant_id, Channel.id == channel_id, Channel.is_active
                )
            )
            row = found.first()
        if row is None:
            raise ChannelNotFound(f"no active channel {channel_id}")
        access = Access(row.external_id, row.credentials)
        self._kept[channel_id] = _Kept(access, time.monotonic() + _KEPT_SECONDS)
        return access

    def forget(self, channel_id: ChannelId) -> None:
        """Read the channel again next time."""
        self._kept.pop(channel_id, None)
