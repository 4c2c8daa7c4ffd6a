"""What a request needs of the business: services, lengths, and resources that could serve."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.booking.errors import (
    BookingRefused,
    BranchNotOffered,
    PartyTooLarge,
    PartyTooSmall,
    ServiceNotOffered,
    StaffNotOffered,
    UnitsMixed,
)
from core.booking.requests import ItemRequest, OpeningRequest
from core.catalog.snapshot import STAFF, CatalogResource, CatalogService, CatalogSnapshot
from core.kit.ids import BranchId

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Need:
    """`count` different resources of one kind, with `units` of each if it is shared."""

    kind: str
    candidates: tuple[CatalogResource, ...]
    count: int
    units: int


@dataclass(frozen=True, slots=True)
class DemandItem:
    """One service; times in seconds, `offset` from the start of the booking."""

    position: int
    service: CatalogService
    quantity: int
    offset: int
    length: int
    before: int
    after: int
    needs: tuple[Need, ...]
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A request against the catalog, one list of items per branch that could serve it."""

    by_branch: tuple[tuple[BranchId, tuple[DemandItem, ...]], ...]
    nights: int | None
    step_minutes: int
    notice_minutes: int
    horizon_days: int

    @property
    def resources(self) -> tuple[CatalogResource, ...]:
        """Every resource that could take part."""
        return tuple(
            {
                candidate.id: candidate
                for _, items in self.by_branch
                for item in items
                for need in item.needs
                for candidate in need.candidates
            }.values()
        )


def demand_of(request: OpeningRequest, catalog: CatalogSnapshot) -> Demand:
    """What the request needs; raises BookingRefused for what this business does not do."""
    if not request.items or any(item.quantity < 1 for item in request.items):
        raise BookingRefused("a booking needs at least one service")
    services = [_offered(item, catalog) for item in request.items]
    is_stay = services[0].is_stay
    if any(service.is_stay != is_stay for service in services):
        raise UnitsMixed("stays and appointments are booked apart")
    nights = (request.nights or 1) if is_stay else None
    items: list[DemandItem] = []
    for position, (item, service) in enumerate(zip(request.items, services, strict=True)):
        people = request.people_of(position)
        _check_party(service, people)
        needs = tuple(_needs(item, service, people))
        items.append(
            DemandItem(
                position=position,
                service=service,
                quantity=item.quantity,
                offset=0 if is_stay else _offset(item, items),
                length=0 if is_stay else service.duration_minutes * item.quantity * MINUTE,
                before=service.buffer_before_minutes * MINUTE,
                after=service.buffer_after_minutes * MINUTE,
                needs=needs,
                person=item.person,
            )
        )
    policy = catalog.settings.booking
    return Demand(
        by_branch=_by_branch(items, request.branch_id, catalog),
        nights=nights,
        step_minutes=services[0].step_minutes,
        notice_minutes=max(
            _or(service.notice_minutes, policy.notice_minutes) for service in services
        ),
        horizon_days=min(_or(service.horizon_days, policy.horizon_days) for service in services),
    )


def _offset(item: ItemRequest, before: Sequence[DemandItem]) -> int:
    own = [each for each in before if item.person and each.person == item.person]
    if own:
        return own[-1].offset + own[-1].length
    if item.is_beside and before:
        beside = [each for each in before if item.person and each.person == before[-1].person]
        return (beside or before[-1:])[0].offset
    return max((each.offset + each.length for each in before), default=0)


def is_shared(resource: CatalogResource, service: CatalogService) -> bool:
    """Whether several bookings can have it at once; a table or a room for the night is for one."""
    if resource.kind == "table" or (resource.kind == "room" and service.is_stay):
        return False
    return resource.capacity > 1


def _offered(item: ItemRequest, catalog: CatalogSnapshot) -> CatalogService:
    service = catalog.service(item.service_id)
    if service is None or not service.is_active or not service.resources:
        raise ServiceNotOffered(item.service_id)
    return service


def _check_party(service: CatalogService, party_size: int) -> None:
    if party_size > service.max_party:
        raise PartyTooLarge(service.id, service.max_party)
    if party_size < service.min_party:
        raise PartyTooSmall(service.id, service.min_party)


def _needs(item: ItemRequest, service: CatalogService, party_size: int) -> list[Need]:
    count = item.quantity if service.is_stay else 1
    wanted = set(item.resource_ids)
    needs: list[Need] = []
    is_wanted_found = not wanted
    for kind, linked in service.resources.items():
        members = tuple(member for member in linked if member.is_active)
        chosen = tuple(member for member in members if member.id in wanted)
        is_wanted_found = is_wanted_found or bool(chosen)
        if not members:
            raise ServiceNotOffered(service.id)
        needs.append(_need(service, kind, chosen or members, party=party_size, count=count))
    if not is_wanted_found:
        raise StaffNotOffered(service.id, item.resource_ids)
    return needs


def _need(
    service: CatalogService,
    kind: str,
    members: tuple[CatalogResource, ...],
    *,
    party: int,
    count: int,
) -> Need:
    share = -(-party // count)
    fitting = tuple(member for member in members if _fits(member, service, share))
    if not fitting:
        raise PartyTooLarge(service.id, max(member.capacity for member in members) * count)
    if service.is_stay and any(is_shared(member, service) for member in fitting):
        most = max(member.capacity for member in fitting)
        if count > most:
            raise PartyTooLarge(service.id, most)
        return Need(kind, fitting, count=1, units=count)
    if count > len(fitting):
        raise PartyTooLarge(service.id, share * len(fitting))
    return Need(kind, fitting, count=count, units=share)


def _fits(resource: CatalogResource, service: CatalogService, share: int) -> bool:
    if is_shared(resource, service):
        return service.is_stay or share <= resource.capacity
    # A capacity of one says nothing about how many people an exclusive resource is for.
    return resource.capacity == 1 or share <= resource.capacity


def _by_branch(
    items: Sequence[DemandItem], wanted: BranchId | None, catalog: CatalogSnapshot
) -> tuple[tuple[BranchId, tuple[DemandItem, ...]], ...]:
    branches = [branch.id for branch in catalog.branches if wanted in (None, branch.id)]
    served = ((branch_id, _items_at(branch_id, items)) for branch_id in branches)
    found = tuple((branch_id, local) for branch_id, local in served if local is not None)
    if not found:
        raise BranchNotOffered(wanted)
    return found


def _items_at(branch_id: BranchId, items: Sequence[DemandItem]) -> tuple[DemandItem, ...] | None:
    """The items as this branch serves them: one of each kind it has for them, staff in any case."""
    local: list[DemandItem] = []
    for item in items:
        kinds = {
            kind
            for kind, linked in item.service.resources.items()
            if kind == STAFF or any(member.branch_id == branch_id for member in linked)
        }
        needs = tuple(
            replace(need, candidates=tuple(c for c in need.candidates if c.branch_id == branch_id))
            for need in item.needs
            if need.kind in kinds
        )
        if not needs or any(len(need.candidates) < need.count for need in needs):
            return None
        local.append(replace(item, needs=needs))
    return tuple(local)


def _or(own: int | None, default: int) -> int:
    return default if own is None else own
