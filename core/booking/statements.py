"""Statements that lock and write at once: a lock is held for no round trip more than needed."""

from sqlalchemy import ARRAY, TextClause, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from core.booking.models import Booking

BOOKING_COLUMNS = [column.name for column in Booking.__table__.c if column.name != "tenant_id"]
_BOOKING = ", ".join(["tenant_id", *BOOKING_COLUMNS])
_ITEM = (
    "id, tenant_id, booking_id, service_id, position, quantity, starts_at, ends_at, price_minor,"
    " person"
)
_ALLOCATION = (
    "id, tenant_id, booking_id, item_position, resource_id, during, is_exclusive, units, status"
)

# The sub-select is evaluated before any row is locked, so the wait is bounded from the start.
_LOCK = """
    SELECT resources.id
    FROM (SELECT set_config('lock_timeout', :wait, true) AS wait) AS bounded, resources
    WHERE bounded.wait IS NOT NULL AND resources.id = ANY(:resource_ids)
    ORDER BY resources.id
    FOR NO KEY UPDATE OF resources
"""
_ITEMS = f"""
    INSERT INTO booking_items ({_ITEM})
    SELECT {_ITEM} FROM ready, jsonb_populate_recordset(NULL::booking_items, :items)
"""  # noqa: S608 - column names only
_ALLOCATIONS = f"""
    INSERT INTO allocations ({_ALLOCATION})
    SELECT {_ALLOCATION} FROM ready, jsonb_populate_recordset(NULL::allocations, :allocations)
    ORDER BY resource_id
"""  # noqa: S608 - column names only
# Every insert reads `ready`, so none runs before all locks are had.
_BOOKING_AND_PARTS = f"""
    WITH locked AS MATERIALIZED ({_LOCK}),
    ready AS MATERIALIZED (SELECT count(*) FROM locked),
    booking AS (
        INSERT INTO bookings ({_BOOKING})
        SELECT {_BOOKING} FROM ready, jsonb_populate_record(NULL::bookings, :booking)
    ),
    items AS ({_ITEMS})
    {_ALLOCATIONS}
"""  # noqa: S608 - column names only


_BUSY = """
    SELECT allocations.resource_id,
        floor(extract(epoch FROM allocations.starts_at))::bigint,
        ceil(extract(epoch FROM allocations.ends_at))::bigint,
        allocations.units, allocations.is_exclusive, allocations.booking_id,
        bookings.status = 'held' AND bookings.held_until <= :now
            AND NOT (:counts_all OR bookings.id = ANY(:counting))
    FROM allocations JOIN bookings ON bookings.id = allocations.booking_id
    WHERE allocations.resource_id = ANY(:resource_ids)
        AND allocations.status IN ('held', 'confirmed')
        AND allocations.ends_at > :start AND allocations.starts_at < :end
        AND allocations.booking_id IS DISTINCT FROM :moving
"""


def _typed(sql: str, *json: str) -> TextClause:
    return text(sql).bindparams(*(bindparam(name, type_=JSONB) for name in json))


BUSY_TIMES = text(_BUSY).bindparams(
    bindparam("resource_ids", type_=ARRAY(Uuid)),
    bindparam("counting", type_=ARRAY(Uuid)),
    bindparam("moving", type_=Uuid),
)
LOCK_RESOURCES = text(_LOCK).bindparams(bindparam("resource_ids", type_=ARRAY(Uuid)))
INSERT_PARTS = _typed(
    f"WITH ready AS (SELECT 1), items AS ({_ITEMS}) {_ALLOCATIONS}", "items", "allocations"
)
INSERT_BOOKING = _typed(_BOOKING_AND_PARTS, "booking", "items", "allocations").bindparams(
    bindparam("resource_ids", type_=ARRAY(Uuid))
)
