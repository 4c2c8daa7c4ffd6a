"""A party whose services are each for one person: who is served together, and in which order."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
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


def can_be_at_once(persons: Sequence[Sequence[CatalogService]], wanted: Set[UUID]) -> bool:
    """Whether the business has what lets people with services of their own begin together."""
    items = [
        each for each in items_for_each(persons, at_once=True, wanted=wanted) if each.is_beside
    ]
    first = [
        _First(services[0], frozenset(item.resource_ids))
        for services, item in zip(persons, items, strict=True)
    ]
    kinds = {
        kind: [each for each in first if kind in each.service.resources] for kind in _kinds(first)
    }
    branches = {one.branch_id for each in first for one in each.service.resources.get(STAFF, ())}
    return any(
        all(_is_matched(needing, kind, branch, ()) for kind, needing in kinds.items())
        for branch in branches
    )


def items_for_each(
    persons: Sequence[Sequence[CatalogService]], *, at_once: bool, wanted: Set[UUID]
) -> tuple[ItemRequest, ...]:
    """What books for each person services of their own, all beginning together or in turn.

    At the same time the wanted staff serve the first who has something that they do.
    """
    items: list[ItemRequest] = []
    for person, services in enumerate(persons, 1):
        own = [
            _item(each, wanted, is_beside=at_once and not at) for at, each in enumerate(services)
        ]
        if at_once and any(each.resource_ids for each in own):
            wanted = frozenset()
        items += [replace(each, person=person) for each in own]
    return tuple(items)


@dataclass(frozen=True, slots=True)
class _First:
    """What somebody has first, and who of the staff is wanted for it."""

    service: CatalogService
    wanted: Set[UUID]

    def able(self, kind: str, branch: BranchId) -> list[CatalogResource]:
        """What of a kind can serve it at a branch."""
        here = [each for each in self.service.resources[kind] if each.branch_id == branch]
        return [each for each in here if each.id in self.wanted] or here


def _kinds(first: Sequence[_First]) -> list[str]:
    return list(dict.fromkeys(kind for each in first for kind in each.service.resources))


def _is_matched(
    first: Sequence[_First], kind: str, branch: BranchId, taken: tuple[UUID, ...]
) -> bool:
    """Whether each of these services gets one of a kind, none of them more than it has room for."""
    if not first:
        return True
    able = first[0].able(kind, branch)
    if not able and kind != STAFF:
        return _is_matched(first[1:], kind, branch, taken)
    return any(
        _is_matched(first[1:], kind, branch, (*taken, one.id))
        for one in able
        if one.is_active
        and taken.count(one.id) < (one.capacity if is_shared(one, first[0].service) else 1)
    )


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
