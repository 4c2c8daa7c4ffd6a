"""SQL that makes contact and identity of a stranger, for those who store what he sent beside it."""

from collections.abc import Iterable
from typing import Any

from core.contacts.address import Address
from core.kit.ids import TenantId, new_id
from core.kit.quick import Statement

# A statement of its own: what the next one looks for must be seen after the lock is taken.
LOCK_IDS = Statement(
    """
    SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM unnest(CAST(:lock_names AS text[])) AS name
    """
)

# `identity` has one row, or none when one of the ids is known, now or as an alias.
STRANGER = """
    stranger AS (
        SELECT WHERE NOT EXISTS (
            SELECT 1 FROM identities
            WHERE tenant_id = :tenant_id AND channel_type = :channel_type
              AND external_id = ANY(CAST(:ids AS text[]))
        ) AND NOT EXISTS (
            SELECT 1 FROM identity_aliases
            WHERE tenant_id = :tenant_id AND channel_type = :channel_type
              AND external_id = ANY(CAST(:ids AS text[]))
        )
    ), contact AS (
        INSERT INTO contacts (id, tenant_id, phone, is_phone_verified)
        SELECT :contact_id, :tenant_id, CAST(:phone AS text), CAST(:phone AS text) IS NOT NULL
        FROM stranger RETURNING id
    ), identity AS (
        INSERT INTO identities
            (id, tenant_id, contact_id, channel_type, external_id, phone, profile_name)
        SELECT :identity_id, :tenant_id, contact.id, :channel_type, :sender, CAST(:phone AS text),
               CAST(:profile_name AS text)
        FROM contact RETURNING id, contact_id, profile_name, is_reachable
    ), alias AS (
        INSERT INTO identity_aliases (id, tenant_id, identity_id, channel_type, external_id)
        SELECT :alias_id, :tenant_id, identity.id, :channel_type, CAST(:phone AS text)
        FROM identity WHERE CAST(:phone AS text) <> :sender
    )
"""


def lock_names(tenant_id: TenantId, channel_type: str, external_ids: Iterable[str]) -> list[str]:
    """What to lock so that nobody else makes an identity with one of these ids meanwhile.

    Sorted, so that two transactions that know two ids of one person cannot deadlock.
    """
    return [f"identity:{tenant_id}:{channel_type}:{each}" for each in sorted(external_ids)]


def stranger_parameters(address: Address) -> dict[str, Any]:
    """The parameters of STRANGER, but for tenant_id, channel_type, sender and phone."""
    return {
        "ids": list(address.ids),
        "contact_id": new_id(),
        "identity_id": new_id(),
        "alias_id": new_id(),
        "profile_name": address.profile_name,
    }
