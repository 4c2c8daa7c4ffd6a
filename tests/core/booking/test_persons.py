"""A party whose people have services of their own, in one booking."""

from collections.abc import Sequence

import pytest

from core.booking.demand import demand_of
from core.booking.parties import can_be_at_once, items_for_each
from core.booking.pricing import quote
from core.booking.requests import Opening, OpeningRequest
from core.catalog.snapshot import CatalogService
from core.kit.ids import ResourceId, ServiceId
from tests.core.booking.plans import openings, starts, taken
from tests.core.catalog.business import Business

pytestmark = pytest.mark.unit


def persons(business: Business, *each: Sequence[ServiceId]) -> list[list[CatalogService]]:
    catalog = business.snapshot()
    return [[one for name in own if (one := catalog.service(name))] for own in each]


def request(
    business: Business,
    *each: Sequence[ServiceId],
    at_once: bool = True,
    wanted: frozenset[ResourceId] = frozenset(),
) -> OpeningRequest:
    items = items_for_each(persons(business, *each), at_once=at_once, wanted=wanted)
    return OpeningRequest(items, party_size=len(each))


def local(business: Business, opening: Opening) -> list[tuple[int | None, str, str]]:
    """Whose each service is, with its local times."""
    zone = business.snapshot().zone
    return [
        (
            item.person,
            f"{item.starts_at.astimezone(zone):%H:%M}",
            f"{item.ends_at.astimezone(zone):%H:%M}",
        )
        for item in opening.items
    ]


class TestAtOnce:
    def test_each_begins_at_the_same_time_with_staff_of_their_own(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina], duration_minutes=120)
        cut = business.add_service("Cut", [amina, grace], duration_minutes=45)
        (only,) = openings(business, request(business, [braids], [cut]))
        assert local(business, only) == [(1, "09:00", "11:00"), (2, "09:00", "09:45")]
        assert [one.resource_id for one in only.allocations] == [amina, grace]
        assert only.ends_at == business.local("2026-11-23 11:00")

    def test_what_one_has_in_turn_waits_for_nobody_else(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina, grace, njeri = (business.add(each) for each in ("Amina", "Grace", "Njeri"))
        braids = business.add_service("Braids", [amina], duration_minutes=120)
        cut = business.add_service("Cut", [grace], duration_minutes=30)
        nails = business.add_service("Nails", [njeri])
        (only,) = openings(business, request(business, [braids], [cut, nails]))
        assert local(business, only) == [
            (1, "09:00", "11:00"), (2, "09:00", "09:30"), (2, "09:30", "10:30"),
        ]  # fmt: skip

    def test_nobody_serves_two_who_overlap(self) -> None:
        business = Business(hours={0: [("09:00", "12:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina], duration_minutes=120)
        cut = business.add_service("Cut", [grace], duration_minutes=30)
        wash = business.add_service("Wash", [amina, grace], duration_minutes=30)
        found = openings(business, request(business, [braids], [cut, wash]))
        assert found
        assert all(one.allocations[2].resource_id == grace for one in found)
        only_amina = business.add_service("Oil", [amina], duration_minutes=30)
        assert starts(business, request(business, [braids], [cut, only_amina])) == []

    def test_a_shared_room_has_place_for_those_who_overlap(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        room = business.add("Room", "room", capacity=2)
        braids = business.add_service("Braids", [amina, room], duration_minutes=120)
        cut = business.add_service("Cut", [grace], duration_minutes=30)
        wash = business.add_service("Wash", [grace, room], duration_minutes=30)
        wish = request(business, [braids], [cut, wash])
        assert starts(business, wish) == ["09:00"]
        busy = [taken(business, room, "2026-11-23 09:30", "2026-11-23 10:00", is_exclusive=False)]
        assert starts(business, wish, busy) == []

    def test_the_wanted_person_serves_the_first_who_has_what_they_do(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina, grace])
        cut = business.add_service("Cut", [amina, grace])
        wish = request(business, [braids], [cut], wanted=frozenset({grace}))
        (only,) = openings(business, wish)
        assert [one.resource_id for one in only.allocations] == [grace, amina]

    def test_is_not_possible_with_only_one_who_does_both(self) -> None:
        business = Business()
        njeri, amina = business.add("Njeri"), business.add("Amina")
        nails, feet = business.add_service("Nails", [njeri]), business.add_service("Feet", [njeri])
        braids = business.add_service("Braids", [amina, njeri])
        assert not can_be_at_once(persons(business, [nails], [feet]), frozenset())
        assert can_be_at_once(persons(business, [nails], [braids]), frozenset())
        assert not can_be_at_once(persons(business, [nails], [braids], [feet]), frozenset())

    def test_is_not_possible_with_one_chair(self) -> None:
        business = Business()
        staff, chair = [business.add("Amina"), business.add("Grace")], business.add("One", "chair")
        cut = business.add_service("Cut", [*staff, chair])
        braids = business.add_service("Braids", [*staff, chair])
        assert not can_be_at_once(persons(business, [cut], [braids]), frozenset())


class TestInTurn:
    def test_the_next_begins_when_the_one_before_has_everything(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        njeri = business.add("Njeri")
        nails = business.add_service("Nails", [njeri], duration_minutes=30)
        feet = business.add_service("Feet", [njeri], duration_minutes=60)
        wish = request(business, [nails, feet], [nails], at_once=False)
        (only,) = openings(business, wish)
        assert local(business, only) == [
            (1, "09:00", "09:30"), (1, "09:30", "10:30"), (2, "10:30", "11:00"),
        ]  # fmt: skip


class TestPrice:
    def test_each_pays_for_their_own(self) -> None:
        business = Business()
        amina = business.add("Amina")
        bridal = business.add_service(
            "Bridal", [amina], price_minor=600_000, price_kind="per_person", max_party=4
        )
        cut = business.add_service("Cut", [amina], price_minor=80_000)
        priced = quote(request(business, [bridal], [cut]), business.snapshot())
        assert [line.price_minor for line in priced.lines] == [600_000, 80_000]

    def test_a_service_for_one_takes_one_of_them(self) -> None:
        business = Business()
        amina, grace = business.add("Amina"), business.add("Grace")
        cut, wash = business.add_service("Cut", [amina]), business.add_service("Wash", [grace])
        assert demand_of(request(business, [cut], [wash]), business.snapshot())
