"""From a provider's id of a channel to the tenant it belongs to, kept for a short time."""

import time
from collections import OrderedDict

from sqlalchemy import text

from core.conversations.received import ChannelRef
from core.kit.db import Database
from core.kit.ids import ChannelId, TenantId

_ROUTE = text("SELECT tenant_id, subject_id FROM channel_route(:channel_type, :external_id)")
_KNOWN_SECONDS, _UNKNOWN_SECONDS = 30.0, 2.0
_MOST, _LONGEST_ID = 4096, 200


class ChannelRoutes:
    """Routes of this process. An unknown id is asked again soon: its business may just sign up."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[tuple[str, str], tuple[ChannelRef | None, float]] = OrderedDict()

    async def find(self, channel_type: str, external_id: str) -> ChannelRef | None:
        """The active channel with this id, or None."""
        if not external_id.isprintable() or len(external_id) > _LONGEST_ID:
            return None
        key = (channel_type, external_id)
        found, until = self._kept.get(key, (None, 0.0))
        if until > time.monotonic():
            return found
        return await self.find_anew(channel_type, external_id)

    async def find_anew(self, channel_type: str, external_id: str) -> ChannelRef | None:
        """The same as it is in the database now."""
        key = (channel_type, external_id)
        async with self._database.untenanted_transaction() as session:
            result = await session.execute(
                _ROUTE, {"channel_type": channel_type, "external_id": external_id}
            )
            row = result.first()
        ref = None
        if row is not None:
            ref = ChannelRef(TenantId(row.tenant_id), ChannelId(row.subject_id), channel_type)
        seconds = _KNOWN_SECONDS if ref is not None else _UNKNOWN_SECONDS
        self._kept[key] = (ref, time.monotonic() + seconds)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return ref
