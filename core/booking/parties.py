"""A party whose services are each for one person: who is served together, and in which order."""

from collections.abc import Sequence, Set
from uuid import UUID

from core.booking.demand import is_shared
from core.booking.requests import ItemRequest
from core.catalog.snapshot import STAFF, CatalogResource, CatalogService
from core.kit.ids import BranchId


def is_for_one(service: CatalogService) -> bool:
    """Whether each person of a party needs an appointment of his own; a meeting is one for all."""
    return service.max_party == 1 and service.kind == "service"


def most_at_once(services: Sequence[CatalogService], wanted: Set[UUID] = frozenset()) -> int:
    """How many people can be served at the same time, by the wanted staff if any are."""
    return min((_at_once(each, wanted) for each in services if is_for_one(each)), default=1)


def items_for(
    services: Sequence[CatalogService], party_size: int, *, at_once: int, wanted: Set[UUID]
) -> tuple[ItemRequest, ...]:
    """What books all services for everybody, `at_once` people at a time."""
    items: list[ItemRequest] = []
    for first in range(0, party_size, max(1, at_once)):
        people = min(at_once, party_size - first)
        for service in services:
            if not is_for_one(service):
                items += [_item(service, wanted)] if first == 0 else []
                continue
            items += [_item(service, wanted, is_beside=at > 0) for at in range(max(1, people))]
    return tuple(items)


def _item(service: CatalogService, wanted: Set[UUID], *, is_beside: bool = False) -> ItemRequest:
    chosen = tuple(each.id for each in service.staff if each.id in wanted)
    return ItemRequest(service.id, resource_ids=chosen, is_beside=is_beside)


def _at_once(service: CatalogService, wanted: Set[UUID]) -> int:
    able: dict[str, list[CatalogResource]] = {}
    for kind, linked in service.resources.items():
        members = [each for each in linked if each.is_active]
        able[kind] = [each for each in members if each.id in wanted] or members
    branches = {each.branch_id for members in able.values() for each in members}
    return max((_at_branch(service, able, branch) for branch in branches), default=0)


def _at_branch(
    service: CatalogService, able: dict[str, list[CatalogResource]], branch: BranchId
) -> int:
    """One of each kind the branch has is needed, staff in any case."""
    counts: list[int] = []
    for kind, members in able.items():
        here = [each for each in members if each.branch_id == branch]
        if here or kind == STAFF:
            counts.append(sum(each.capacity if is_shared(each, service) else 1 for each in here))
    return min(counts, default=0)
