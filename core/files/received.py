"""The file of a message, as a channel announces it, and the statement that keeps it."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from core.kit.ids import TenantId, new_id
from core.kit.jobs import DEFER_CALL, defer_parameters
from core.kit.quick import Statement

FETCH_JOB: Final = "files.fetch"
SWEEP_JOB: Final = "files.sweep"
QUEUE: Final = "files"


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """What a channel says about a file; `problem` is why there is nothing to fetch.

    `sha256` is hexadecimal. `url` is where the bytes are for a while, to whoever has the token.
    """

    external_id: str | None
    mime_type: str | None = None
    sha256: str | None = None
    name: str | None = None
    url: str | None = None
    problem: str | None = None


# Nothing is kept for a message that was not stored just now: a repeated one has its file already.
KEEP_FILE = Statement(
    f"""
    WITH kept AS (
        INSERT INTO files (id, tenant_id, message_id, channel_id, kind, external_id, url, mime_type,
                           name, claimed_sha256, state, reason, settled_at)
        SELECT :file_id, :tenant_id, m.id, m.channel_id, m.kind, CAST(:media_id AS text),
               CAST(:url AS text), CAST(:mime_type AS text), CAST(:name AS text),
               CAST(:claimed_hash AS text),
               CASE WHEN CAST(:problem AS text) IS NULL THEN 'pending' ELSE 'failed' END,
               CAST(:problem AS text),
               CASE WHEN CAST(:problem AS text) IS NOT NULL THEN clock_timestamp() END
        FROM inbound_messages m WHERE m.tenant_id = :tenant_id AND m.id = :message_id
        ON CONFLICT DO NOTHING
        RETURNING state
    )
    SELECT {DEFER_CALL} FROM kept WHERE state = 'pending'
    """  # noqa: S608 - the call is a constant of ours
)


def keep_parameters(file: ReceivedFile, tenant_id: TenantId, message_id: UUID) -> dict[str, Any]:
    """The parameters of KEEP_FILE for the file of a message."""
    file_id = new_id()
    args = {"tenant_id": str(tenant_id), "file_id": str(file_id)}
    return {
        "file_id": file_id,
        "tenant_id": tenant_id,
        "message_id": message_id,
        "media_id": file.external_id,
        "url": file.url,
        "mime_type": file.mime_type,
        "name": file.name,
        "claimed_hash": file.sha256,
        "problem": file.problem,
        **defer_parameters(FETCH_JOB, args, queue=QUEUE),
    }
