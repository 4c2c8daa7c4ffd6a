"""Catalog snapshots for turns: no query while the version that came with the claim is kept."""

import time
from dataclasses import dataclass
from datetime import datetime

from core.catalog.cache import CatalogCache
from core.catalog.snapshot import CatalogSnapshot
from core.kit.db import Database
from core.kit.ids import TenantId

_KEPT_SECONDS = 300.0
_MOST = 512


@dataclass(frozen=True, slots=True)
class _Kept:
    snapshot: CatalogSnapshot
    until: float


class TurnCatalogs:
    """The snapshot of a tenant at the version that the claim of a turn saw."""

    def __init__(self, database: Database, catalogs: CatalogCache) -> None:
        self._database, self._catalogs = database, catalogs
        self._kept: dict[TenantId, _Kept] = {}

    async def get(self, tenant_id: TenantId, version: datetime) -> CatalogSnapshot:
        """The kept snapshot if it is of this version, else the one of now."""
        kept = self._kept.get(tenant_id)
        if kept is not None and kept.snapshot.version == version and kept.until > time.monotonic():
            return kept.snapshot
        async with self._database.tenant_transaction(tenant_id) as session:
            snapshot = await self._catalogs.get(session)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[tenant_id] = _Kept(snapshot, time.monotonic() + _KEPT_SECONDS)
        return snapshot
