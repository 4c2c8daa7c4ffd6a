from datetime import date

import pytest

from core.booking.demand import demand_of
from core.booking.errors import (
    BranchNotOffered,
    InThePast,
    OffStep,
    OpeningTaken,
    OutsideHours,
    PartyTooLarge,
    PartyTooSmall,
    ServiceNotOffered,
    StaffNotOffered,
    TooFar,
    TooSoon,
)
from core.booking.requests import ItemRequest, OpeningRequest
from core.kit.ids import ResourceId, ServiceId, new_id
from tests.core.booking.desk import wish
from tests.core.booking.plans import MONDAY, openings, planner, refusal, starts, taken
from tests.core.catalog.business import Business

pytestmark = pytest.mark.unit


class TestOpenings:
    def test_fill_the_hours_step_by_step(self) -> None:
        business = Business(hours={0: [("09:00", "11:30")]})
        braids = business.add_service("Braids", [business.add("Amina")])
        assert starts(business, wish(braids)) == ["09:00", "09:30", "10:00", "10:30"]

    def test_begin_at_round_wall_times_whatever_the_hour_of_opening(self) -> None:
        business = Business(hours={0: [("08:40", "11:00")]})
        braids = business.add_service("Braids", [business.add("Amina")], step_minutes=15)
        assert starts(business, wish(braids))[:2] == ["08:45", "09:00"]

    def test_do_not_touch_what_is_taken(self) -> None:
        business = Business(hours={0: [("09:00", "13:00")]})
        amina = business.add("Amina")
        braids = business.add_service("Braids", [amina])
        busy = [taken(business, amina, "2026-11-23 10:00", "2026-11-23 11:00")]
        assert starts(business, wish(braids), busy) == ["09:00", "11:00", "11:30", "12:00"]

    def test_count_a_hold_that_ran_out_as_free(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        amina = business.add("Amina")
        braids = business.add_service("Braids", [amina])
        busy = [
            taken(business, amina, "2026-11-23 09:00", "2026-11-23 10:00", is_overdue=True),
        ]
        assert starts(business, wish(braids), busy) == ["09:00"]
        assert planner(business, wish(braids), busy).overdue == {busy[0].booking_id}

    def test_keep_buffers_free_of_others_but_not_inside_hours(self) -> None:
        business = Business(hours={0: [("09:00", "13:00")]})
        amina = business.add("Amina")
        buffers = {"buffer_before_minutes": 15, "buffer_after_minutes": 30}
        braids = business.add_service("Braids", [amina], **buffers)
        busy = [taken(business, amina, "2026-11-23 11:00", "2026-11-23 11:30")]
        assert starts(business, wish(braids), busy) == ["09:00", "09:30", "12:00"]
        (first, *_) = openings(business, wish(braids), busy)
        (allocation,) = first.allocations
        assert allocation.starts_at == business.local("2026-11-23 08:45")
        assert allocation.ends_at == business.local("2026-11-23 10:30")

    def test_need_one_resource_of_each_kind(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        chair = business.add("Chair", "chair")
        braids = business.add_service("Braids", [amina, grace, chair])
        busy = [taken(business, chair, "2026-11-23 09:00", "2026-11-23 10:00")]
        (only,) = openings(business, wish(braids), busy)
        assert only.starts_at == business.local("2026-11-23 10:00")
        assert set(only.resource_ids) == {amina, chair}

    def test_stay_closed_when_a_whole_kind_is_out_of_service(self) -> None:
        business = Business()
        room = business.add("Room", "room", is_active=False)
        massage = business.add_service("Massage", [business.add("Amina"), room])
        with pytest.raises(ServiceNotOffered):
            openings(business, wish(massage))

    def test_keep_to_the_wanted_person(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina, grace])
        busy = [taken(business, grace, "2026-11-23 09:00", "2026-11-23 10:00")]
        request = OpeningRequest((ItemRequest(braids, resource_ids=(grace,)),))
        assert starts(business, request, busy) == ["10:00"]

    def test_follow_each_other_without_buffers_in_between(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina = business.add("Amina")
        wash = business.add_service("Wash", [amina], duration_minutes=30, buffer_after_minutes=20)
        braids = business.add_service("Braids", [amina], duration_minutes=60)
        (first, second) = openings(business, wish(wash, braids))
        assert [item.starts_at for item in first.items] == [
            business.local("2026-11-23 09:00"),
            business.local("2026-11-23 09:30"),
        ]
        assert first.ends_at == business.local("2026-11-23 10:30")
        assert second.starts_at == business.local("2026-11-23 09:30")

    def test_prefer_one_person_for_all_services(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        grace, amina = business.add("Grace"), business.add("Amina")
        wash = business.add_service("Wash", [grace, amina])
        braids = business.add_service("Braids", [amina])
        (only,) = openings(business, wish(wash, braids))
        assert only.resource_ids == (amina,)

    def test_stay_with_the_person_wanted_for_the_first(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina, grace])
        wanted = ItemRequest(braids, resource_ids=(grace,))
        (only,) = openings(business, OpeningRequest((wanted, ItemRequest(braids))))
        assert only.resource_ids == (grace,)

    def test_change_hands_when_nobody_can_do_it_all(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        grace, amina = business.add("Grace"), business.add("Amina")
        wash, braids = (
            business.add_service("Wash", [grace]),
            business.add_service("Braids", [amina]),
        )
        (only,) = openings(business, wish(wash, braids))
        assert [(one.item_position, one.resource_id) for one in only.allocations] == [
            (0, grace),
            (1, amina),
        ]

    def test_last_as_long_as_the_quantity_needs(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        cut = business.add_service("Cut", [business.add("Otieno")], duration_minutes=45)
        request = OpeningRequest((ItemRequest(cut, quantity=2),))
        assert starts(business, request) == ["09:00", "09:30"]
        assert openings(business, request)[0].ends_at == business.local("2026-11-23 10:30")

    def test_go_to_the_least_loaded_then_by_the_order_of_the_business(self) -> None:
        business = Business()
        amina, grace, njeri = business.add("Amina"), business.add("Grace"), business.add("Njeri")
        braids = business.add_service("Braids", [njeri, grace, amina])
        assert openings(business, wish(braids))[0].resource_ids == (amina,)
        busy = [
            taken(business, amina, "2026-11-23 15:00", "2026-11-23 16:00"),
            taken(business, njeri, "2026-11-23 15:00", "2026-11-23 15:30"),
            taken(business, grace, "2026-11-24 09:00", "2026-11-24 17:00"),
        ]
        assert openings(business, wish(braids), busy)[0].resource_ids == (grace,)

    def test_keep_who_is_preferred_when_free(self) -> None:
        business = Business()
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina, grace])
        kept = planner(business, wish(braids), preferred=[grace]).openings(MONDAY, MONDAY)
        assert next(kept).resource_ids == (grace,)

    def test_keep_to_the_first_branch_that_can(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        second = business.add_branch("Second", {0: [("09:00", "11:00")]})
        amina, grace = business.add("Amina"), business.add("Grace", branch=second)
        braids = business.add_service("Braids", [amina, grace])
        assert [one.branch_id for one in openings(business, wish(braids))] == [
            business.branch,
            second,
            second,
        ]
        only_there = openings(business, wish(braids, branch_id=second))
        assert [one.resource_ids for one in only_there] == [(grace,)] * 3

    def test_need_at_each_branch_the_kinds_it_has(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        second = business.add_branch("Second", {0: [("09:00", "10:00")]})
        by = [
            business.add("Amina"),
            business.add("Chair", "chair"),
            business.add("Grace", branch=second),
        ]
        third = business.add_branch("Third", {0: [("09:00", "10:00")]})
        by.append(business.add("Chair 9", "chair", branch=third))
        braids = business.add_service("Braids", by)
        assert len(openings(business, wish(braids, branch_id=second))[0].allocations) == 1
        with pytest.raises(BranchNotOffered):
            openings(business, wish(braids, branch_id=third))

    def test_cross_midnight_when_the_business_does(self) -> None:
        business = Business(hours={0: [("22:00", "02:00")]})
        drink = business.add_service("Table", [business.add("T1", "table")], step_minutes=60)
        assert starts(business, wish(drink)) == ["22:00", "23:00"]
        assert starts(business, wish(drink), on_date=date(2026, 11, 24)) == ["00:00", "01:00"]


class TestRefusalAt:
    def salon(self, **values: object) -> tuple[Business, ServiceId, ResourceId]:
        business = Business(settings={"holidays": {"country": "KE"}})
        amina = business.add("Amina")
        return business, business.add_service("Braids", [amina], **values), amina

    def test_is_nothing_where_there_is_an_opening(self) -> None:
        business, braids, _ = self.salon()
        assert refusal(business, wish(braids), "2026-11-23 09:00") is None

    def test_tells_what_is_over(self) -> None:
        business, braids, _ = self.salon()
        assert isinstance(refusal(business, wish(braids), "2026-11-21 07:30"), InThePast)

    def test_tells_too_short_a_notice_and_what_would_do(self) -> None:
        business, braids, _ = self.salon(notice_minutes=120)
        error = refusal(business, wish(braids), "2026-11-21 09:30")
        assert isinstance(error, TooSoon)
        assert error.earliest == business.local("2026-11-21 10:00")
        assert refusal(business, wish(braids), "2026-11-21 10:00") is None

    def test_tells_what_is_beyond_the_horizon(self) -> None:
        business, braids, _ = self.salon(horizon_days=7)
        assert refusal(business, wish(braids), "2026-11-28 16:00") is None
        error = refusal(business, wish(braids), "2026-11-29 09:00")
        assert isinstance(error, TooFar)
        assert error.latest == business.local("2026-11-28 23:59")

    def test_tells_a_start_between_the_steps(self) -> None:
        business, braids, _ = self.salon()
        assert isinstance(refusal(business, wish(braids), "2026-11-23 09:10"), OffStep)

    def test_tells_a_start_outside_hours(self) -> None:
        business, braids, _ = self.salon()
        error = refusal(business, wish(braids), "2026-11-23 16:30")
        assert isinstance(error, OutsideHours)
        assert error.because is None

    def test_tells_the_holiday(self) -> None:
        business, braids, _ = self.salon()
        error = refusal(business, wish(braids), "2026-12-12 10:00")
        assert isinstance(error, OutsideHours)
        assert error.because is not None
        assert error.because.name == "Jamhuri Day"

    def test_tells_that_it_is_taken(self) -> None:
        business, braids, amina = self.salon()
        busy = [taken(business, amina, "2026-11-23 09:00", "2026-11-23 10:00")]
        error = refusal(business, wish(braids), "2026-11-23 09:00", busy)
        assert isinstance(error, OpeningTaken)


class TestDemandOf:
    def test_refuses_what_the_business_does_not_do(self) -> None:
        business = Business()
        amina = business.add("Amina")
        gone = business.add_service("Gone", [amina], is_active=False)
        nobody = business.add_service("Nobody does it")
        for service in (gone, nobody, ServiceId(new_id())):
            with pytest.raises(ServiceNotOffered):
                demand_of(wish(service), business.snapshot())

    def test_refuses_people_who_do_not_do_it(self) -> None:
        business = Business()
        amina, grace = business.add("Amina"), business.add("Grace")
        braids = business.add_service("Braids", [amina])
        request = OpeningRequest((ItemRequest(braids, resource_ids=(grace,)),))
        with pytest.raises(StaffNotOffered):
            demand_of(request, business.snapshot())

    def test_refuses_parties_that_do_not_fit(self) -> None:
        business = Business()
        boat = business.add("Boat", "unit", capacity=6)
        tour = business.add_service("Tour", [boat], min_party=2, max_party=8)
        with pytest.raises(PartyTooSmall):
            demand_of(wish(tour), business.snapshot())
        with pytest.raises(PartyTooLarge) as nine:
            demand_of(wish(tour, party_size=9), business.snapshot())
        with pytest.raises(PartyTooLarge) as seven:
            demand_of(wish(tour, party_size=7), business.snapshot())
        assert (nine.value.max_party, seven.value.max_party) == (8, 6)

    def test_takes_the_longest_notice_and_the_shortest_horizon(self) -> None:
        business = Business(settings={"booking": {"notice_minutes": 45, "horizon_days": 30}})
        amina = business.add("Amina")
        first = business.add_service("A", [amina], notice_minutes=None, horizon_days=60)
        second = business.add_service("B", [amina], notice_minutes=30, horizon_days=None)
        demand = demand_of(wish(first, second), business.snapshot())
        assert (demand.notice_minutes, demand.horizon_days) == (45, 30)


class TestParties:
    """Several people, each with an appointment of the same service."""

    def two(self, cut: ServiceId, *, wanted: ResourceId | None = None) -> OpeningRequest:
        first = ItemRequest(cut, resource_ids=(wanted,) if wanted else ())
        return OpeningRequest((first, ItemRequest(cut, is_beside=True)), party_size=2)

    def test_are_served_at_the_same_time_by_people_of_their_own(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        cut = business.add_service("Cut", [amina, grace])
        (only,) = openings(business, self.two(cut))
        assert {one.resource_id for one in only.allocations} == {amina, grace}
        assert len({one.starts_at for one in only.allocations}) == 1
        assert only.ends_at == business.local("2026-11-23 10:00")

    def test_are_not_offered_a_time_at_which_one_is_taken(self) -> None:
        business = Business(hours={0: [("09:00", "11:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        cut = business.add_service("Cut", [amina, grace])
        busy = [taken(business, grace, "2026-11-23 09:00", "2026-11-23 10:00")]
        assert starts(business, self.two(cut), busy) == ["10:00"]

    def test_leave_the_wanted_person_to_whom_wants_them(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        amina, grace = business.add("Amina"), business.add("Grace")
        cut = business.add_service("Cut", [amina, grace])
        request = OpeningRequest(
            (ItemRequest(cut), ItemRequest(cut, resource_ids=(amina,), is_beside=True)), 2
        )
        (only,) = openings(business, request)
        assert [one.resource_id for one in only.allocations] == [grace, amina]

    def test_share_a_resource_that_has_room_for_both(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        staff = [business.add("Amina"), business.add("Grace")]
        chairs = business.add("Chairs", "chair", capacity=3)
        cut = business.add_service("Cut", [*staff, chairs])
        (only,) = openings(business, self.two(cut))
        assert [one.units for one in only.allocations if one.resource_id == chairs] == [2]
        when = ("2026-11-23 09:00", "2026-11-23 10:00")
        busy = [taken(business, chairs, *when, units=2, is_exclusive=False)]
        assert starts(business, self.two(cut), busy) == []

    def test_the_next_service_begins_when_all_are_done(self) -> None:
        business = Business(hours={0: [("09:00", "10:30")]})
        staff = [business.add("Amina"), business.add("Grace")]
        cut = business.add_service("Cut", staff)
        wash = business.add_service("Wash", staff, duration_minutes=30)
        both = OpeningRequest(
            tuple(ItemRequest(each, is_beside=beside) for each in (cut, wash) for beside in (0, 1)),
            party_size=2,
        )
        (only,) = openings(business, both)
        assert [f"{one.starts_at:%H:%M}" for one in only.items] == [
            "06:00",
            "06:00",
            "07:00",
            "07:00",
        ]
        assert len({(one.starts_at, one.resource_id) for one in only.allocations}) == 4

    def test_each_counts_for_one_person(self) -> None:
        business = Business()
        cut = business.add_service("Cut", [business.add("Amina"), business.add("Grace")])
        with pytest.raises(PartyTooLarge):
            openings(business, OpeningRequest((ItemRequest(cut),), party_size=2))
        assert openings(business, self.two(cut))
