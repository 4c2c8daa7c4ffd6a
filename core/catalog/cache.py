"""Catalog snapshots kept per process."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.repository import CatalogRepository
from core.catalog.snapshot import CatalogSnapshot
from core.kit.clock import Clock, utc_now
from core.kit.db import tenant_of, tenant_version_of
from core.kit.errors import NotFound
from core.kit.ids import TenantId

MAX_AGE = timedelta(seconds=300)
MAX_SNAPSHOTS = 512


class TenantNotFound(NotFound):
    """The transaction's tenant does not exist."""

    code = "tenant_not_found"


@dataclass(frozen=True, slots=True)
class _Kept:
    snapshot: CatalogSnapshot
    loaded_at: datetime

    def is_usable(self, version: datetime, now: datetime) -> bool:
        return self.snapshot.version == version and now - self.loaded_at < MAX_AGE


class CatalogCache:
    """Snapshots by tenant: reused while the tenant's version is the same, at most 300 s."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._kept: OrderedDict[TenantId, _Kept] = OrderedDict()

    async def get(self, session: AsyncSession) -> CatalogSnapshot:
        """The snapshot of the transaction's tenant, no older than the transaction's beginning."""
        tenant_id = tenant_of(session)
        version = tenant_version_of(session)
        if version is None:
            raise TenantNotFound(f"no tenant {tenant_id}")
        now = self._clock()
        kept = self._kept.get(tenant_id)
        if kept is not None and kept.is_usable(version, now):
            self._kept.move_to_end(tenant_id)
            return kept.snapshot
        snapshot = await CatalogRepository(session).load(now=now)
        if snapshot.version != version:
            # An edit since then: it may be this transaction's own and still be taken back.
            return snapshot
        self._kept[tenant_id] = _Kept(snapshot, now)
        self._kept.move_to_end(tenant_id)
        while len(self._kept) > MAX_SNAPSHOTS:
            self._kept.popitem(last=False)
        return snapshot
