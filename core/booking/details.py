"""A booking as its readers need it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.kit.ids import BookingId, BranchId, ContactId, ConversationId, ResourceId, ServiceId


@dataclass(frozen=True, slots=True, order=True)
class BookedItem:
    """One service of a booking."""

    position: int
    service_id: ServiceId
    quantity: int
    starts_at: datetime
    ends_at: datetime
    price_minor: int
    person: int | None = None
    """Whose of the party it is, counted from 1, where each has services of their own."""


@dataclass(frozen=True, slots=True, order=True)
class BookedResource:
    """A resource that serves one service of a booking."""

    item_position: int
    resource_id: ResourceId


@dataclass(frozen=True, slots=True)
class BookingDetails:
    """A booking with its services and resources; times are aware UTC."""

    id: BookingId
    reference: str
    idempotency_key: str
    contact_id: ContactId
    conversation_id: ConversationId | None
    branch_id: BranchId
    status: str
    starts_at: datetime
    ends_at: datetime
    held_until: datetime | None
    party_size: int
    contact_name: str | None
    price_minor: int
    deposit_minor: int
    currency: str
    fields: Mapping[str, Any]
    source: str
    calendar_token: str
    created_at: datetime
    updated_at: datetime
    items: tuple[BookedItem, ...]
    resources: tuple[BookedResource, ...]
    confirmed_at: datetime | None = None
    canceled_at: datetime | None = None
    cancel_reason: str | None = None
    late_fee_minor: int = 0

    @property
    def resource_ids(self) -> tuple[ResourceId, ...]:
        """The resources taken, each once."""
        return tuple(dict.fromkeys(taken.resource_id for taken in self.resources))

    @property
    def service_ids(self) -> tuple[ServiceId, ...]:
        return tuple(item.service_id for item in self.items)


def details_of(row: Mapping[str, Any]) -> BookingDetails:
    """The details in a row of `bookings` with its items and resources as JSON."""
    values = {
        name: row[name] for name in BookingDetails.__slots__ if name not in ("items", "resources")
    }
    items = sorted(
        BookedItem(
            position=item["position"],
            service_id=ServiceId(UUID(item["service_id"])),
            quantity=item["quantity"],
            starts_at=datetime.fromisoformat(item["starts_at"]),
            ends_at=datetime.fromisoformat(item["ends_at"]),
            price_minor=item["price_minor"],
            person=item["person"],
        )
        for item in row["items"]
    )
    resources = sorted(
        BookedResource(taken["item_position"], ResourceId(UUID(taken["resource_id"])))
        for taken in row["resources"]
    )
    return BookingDetails(**values, items=tuple(items), resources=tuple(resources))
