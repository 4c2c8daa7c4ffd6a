"""What people call the things whose ids stand in a trace."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.models import Booking
from core.catalog.snapshot import CatalogSnapshot

_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def names_in(
    session: AsyncSession, catalog: CatalogSnapshot, values: Iterable[Any]
) -> dict[str, str]:
    """The services, staff, rooms and bookings that these values name by their ids."""
    found = {UUID(each.decode()) for value in values for each in _ID.findall(orjson.dumps(value))}
    if not found:
        return {}
    names: dict[UUID, str] = {each.id: each.name for each in catalog.services}
    names |= {each.id: each.name for each in catalog.resources}
    bookings = await session.execute(
        select(Booking.id, Booking.reference).where(Booking.id.in_(found - names.keys()))
    )
    names |= {row.id: row.reference for row in bookings}
    return {str(each): names[each] for each in found if each in names}
