"""What a contact wants to book, and a time at which it can be had."""

from dataclasses import dataclass
from datetime import datetime

from core.kit.ids import BranchId, ResourceId, ServiceId


@dataclass(frozen=True, slots=True)
class ItemRequest:
    """One service; `resource_ids` are the wanted staff (any one of them), room, chair...

    A quantity repeats an appointment in sequence, or takes that many rooms for a stay. An
    appointment that `is_beside` begins with the item before it, with staff of its own.

    `person` counts from 1 those of a party who have services of their own, each theirs in turn; the
    first of a person that `is_beside` begins with the person before.
    """

    service_id: ServiceId
    quantity: int = 1
    resource_ids: tuple[ResourceId, ...] = ()
    is_beside: bool = False
    person: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningRequest:
    """Services one after the other for a party; `nights` for stays.

    The items of the same service share the party: two haircuts for two are one for each.
    """

    items: tuple[ItemRequest, ...]
    party_size: int = 1
    branch_id: BranchId | None = None
    nights: int | None = None

    def people_of(self, position: int) -> int:
        """How many of the party the item at a position is for."""
        if self.items[position].person is not None:
            return 1
        service_id = self.items[position].service_id
        same = [at for at, item in enumerate(self.items) if item.service_id == service_id]
        people, more = divmod(self.party_size, len(same))
        return max(1, people + (same.index(position) < more))


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One service of an opening with its own times."""

    position: int
    service_id: ServiceId
    quantity: int
    starts_at: datetime
    ends_at: datetime
    person: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedAllocation:
    """A resource an opening takes, buffers included."""

    item_position: int
    resource_id: ResourceId
    starts_at: datetime
    ends_at: datetime
    units: int = 1
    is_exclusive: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """A bookable time (aware UTC, without buffers) and the resources chosen for it."""

    starts_at: datetime
    ends_at: datetime
    branch_id: BranchId
    items: tuple[PlannedItem, ...]
    allocations: tuple[PlannedAllocation, ...]

    @property
    def resource_ids(self) -> tuple[ResourceId, ...]:
        """The resources taken, each once, in the order of the services."""
        return tuple(dict.fromkeys(taken.resource_id for taken in self.allocations))
