"""What object storage still has of files that are in no row any more."""

from datetime import datetime

from core.files.service import Files
from core.files.storage import ObjectStorage, key_of, prefix_of
from core.kit.db import Database
from core.kit.ids import TenantId


async def remove_orphans(
    database: Database,
    storage: ObjectStorage,
    tenant_id: TenantId,
    *,
    before: datetime | None = None,
) -> int:
    """Delete a tenant's objects that belong to no file of it; how many. It may be repeated.

    With `before`, only what was written earlier. Raises StorageFailed.
    """
    found = await storage.keys(prefix_of(tenant_id), before=before)
    if not found:
        return 0
    async with database.tenant_transaction(tenant_id) as session:
        known = {key_of(tenant_id, file_id) for file_id in await Files(session).known()}
    orphans = [key for key in found if key not in known]
    await storage.remove(orphans)
    return len(orphans)
