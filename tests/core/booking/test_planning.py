from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.booking.busy import BusyStretch, BusyTimes
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
    UnitsMixed,
)
from core.booking.planning import Planner
from core.booking.requests import ItemRequest, Opening, OpeningRequest
from core.kit.ids import BookingId, ResourceId, ServiceId, new_id
from tests.core.booking.desk import NOW, wish
from tests.core.catalog.business import EVERY_DAY, Business

pytestmark = pytest.mark.unit

MONDAY = date(2026, 11, 23)


def taken(
    business: Business,
    resource: ResourceId,
    start: str,
    end: str,
    *,
    units: int = 1,
    is_exclusive: bool = True,
    is_overdue: bool = False,
) -> BusyStretch:
    times = (int(business.local(written).timestamp()) for written in (start, end))
    owner = BookingId(new_id())
    return BusyStretch(resource, *times, units, is_exclusive, owner, is_overdue)


def planner(
    business: Business,
    request: OpeningRequest,
    busy: Sequence[BusyStretch] = (),
    *,
    now: str = NOW,
    preferred: Sequence[ResourceId] = (),
) -> Planner:
    catalog = business.snapshot()
    demand = demand_of(request, catalog)
    times = BusyTimes(busy)
    return Planner(catalog, demand, times, now=business.local(now), preferred=preferred)


def openings(
    business: Business,
    request: OpeningRequest,
    busy: Sequence[BusyStretch] = (),
    on_date: date = MONDAY,
) -> list[Opening]:
    return list(planner(business, request, busy).openings(on_date, on_date))


def starts(
    business: Business,
    request: OpeningRequest,
    busy: Sequence[BusyStretch] = (),
    on_date: date = MONDAY,
) -> list[str]:
    zone = ZoneInfo(business.zone)
    found = openings(business, request, busy, on_date)
    return [f"{opening.starts_at.astimezone(zone):%H:%M}" for opening in found]


def refusal(
    business: Business, request: OpeningRequest, at: str, busy: Sequence[BusyStretch] = ()
) -> object:
    return planner(business, request, busy).refusal_at(int(business.local(at).timestamp()))


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


class TestSharedResources:
    def test_are_open_while_enough_units_are_free(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        yoga = business.add("Yoga room", "room", capacity=10)
        lesson = business.add_service("Yoga", [yoga], max_party=10)
        at = ("2026-11-23 09:00", "2026-11-23 10:00")
        busy = [taken(business, yoga, *at, units=7, is_exclusive=False)]
        (opening,) = openings(business, wish(lesson, party_size=3), busy)
        (allocation,) = opening.allocations
        assert (allocation.units, allocation.is_exclusive) == (3, False)
        assert openings(business, wish(lesson, party_size=4), busy) == []

    def test_are_full_while_something_has_them_alone(self) -> None:
        business = Business(hours={0: [("09:00", "10:00")]})
        yoga = business.add("Yoga room", "room", capacity=10)
        lesson = business.add_service("Yoga", [yoga], max_party=10)
        busy = [taken(business, yoga, "2026-11-23 09:30", "2026-11-23 10:00")]
        assert openings(business, wish(lesson), busy) == []

    @given(
        st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(1, 4)), max_size=8),
        st.integers(0, 20),
        st.integers(1, 8),
    )
    def test_have_the_units_that_are_free_at_the_fullest_second(
        self, rows: list[tuple[int, int, int]], start: int, length: int
    ) -> None:
        resource, owner = ResourceId(new_id()), BookingId(new_id())
        busy = BusyTimes(
            BusyStretch(resource, begin, begin + lasts, units, False, owner)
            for begin, lasts, units in rows
        )
        used = max(
            sum(units for begin, lasts, units in rows if begin <= second < begin + lasts)
            for second in range(start, start + length)
        )
        assert busy.free_units(resource, start, start + length, capacity=40) == 40 - used

    def test_a_table_is_for_one_party_and_the_smallest_that_fits_is_taken(self) -> None:
        business = Business(hours={0: [("18:00", "19:00")]})
        large = business.add("Large", "table", capacity=6)
        small = business.add("Small", "table", capacity=2)
        dinner = business.add_service("Dinner", [large, small], max_party=6)
        (for_two,) = openings(business, wish(dinner, party_size=2))
        (for_three,) = openings(business, wish(dinner, party_size=3))
        assert for_two.resource_ids == (small,)
        assert for_three.resource_ids == (large,)
        assert for_two.allocations[0].is_exclusive


class TestStays:
    def guest_house(self) -> tuple[Business, ServiceId, list[ResourceId]]:
        business = Business(hours={}, settings={"booking": {"check_in": "14:00"}})
        rooms = [business.add(f"Room {number}", "room", capacity=2) for number in (1, 2)]
        stay = business.add_service("Double room", rooms, unit="night", max_party=4)
        return business, stay, rooms

    def test_last_from_check_in_to_check_out(self) -> None:
        business, stay, rooms = self.guest_house()
        (opening,) = openings(business, wish(stay, nights=3))
        assert opening.starts_at == business.local("2026-11-23 14:00")
        assert opening.ends_at == business.local("2026-11-26 10:00")
        assert opening.resource_ids == (rooms[0],)

    def test_begin_on_the_day_others_leave(self) -> None:
        business, stay, rooms = self.guest_house()
        busy = [taken(business, room, "2026-11-21 14:00", "2026-11-23 10:00") for room in rooms]
        assert starts(business, wish(stay, nights=1), busy) == ["14:00"]
        sunday = MONDAY - timedelta(days=1)
        assert starts(business, wish(stay, nights=1), busy, on_date=sunday) == []

    def test_need_the_same_room_every_night(self) -> None:
        business, stay, rooms = self.guest_house()
        busy = [
            taken(business, rooms[0], "2026-11-24 14:00", "2026-11-25 10:00"),
            taken(business, rooms[1], "2026-11-23 14:00", "2026-11-24 10:00"),
        ]
        assert starts(business, wish(stay, nights=2), busy) == []
        assert starts(business, wish(stay, nights=1), busy) == ["14:00"]

    def test_take_as_many_rooms_as_the_quantity(self) -> None:
        business, stay, rooms = self.guest_house()
        two = OpeningRequest((ItemRequest(stay, quantity=2),), party_size=4, nights=1)
        (opening,) = openings(business, two)
        assert set(opening.resource_ids) == set(rooms)
        with pytest.raises(PartyTooLarge) as refused:
            openings(business, OpeningRequest((ItemRequest(stay),), party_size=3, nights=1))
        assert refused.value.max_party == 2

    def test_can_be_booked_late_on_the_day_of_arrival(self) -> None:
        business, stay, _ = self.guest_house()
        tonight = planner(business, wish(stay), now="2026-11-23 20:00")
        start = tonight.normalized(business.local("2026-11-23 21:15"))
        assert tonight.opening_at(start) is not None
        yesterday = tonight.normalized(business.local("2026-11-22 14:00"))
        assert isinstance(tonight.refusal_at(yesterday), InThePast)

    def test_are_refused_while_the_room_is_closed(self) -> None:
        business, stay, _ = self.guest_house()
        business.close(business.local("2026-11-24 00:00"), business.local("2026-11-24 12:00"))
        assert isinstance(refusal(business, wish(stay), "2026-11-23 14:00"), OutsideHours)

    def test_count_units_of_a_pool_of_like_rooms(self) -> None:
        business = Business(hours={})
        pool = business.add("Bunks", "unit", capacity=5)
        stay = business.add_service("Bunk", [pool], unit="night", max_party=9)
        busy = [
            taken(
                business, pool, "2026-11-23 14:00", "2026-11-25 10:00", units=3, is_exclusive=False
            )
        ]
        two = OpeningRequest((ItemRequest(stay, quantity=2),), party_size=2)
        three = OpeningRequest((ItemRequest(stay, quantity=3),), party_size=3)
        assert openings(business, two, busy)[0].allocations[0].units == 2
        assert openings(business, three, busy) == []

    def test_do_not_mix_with_appointments(self) -> None:
        business, stay, _ = self.guest_house()
        massage = business.add_service("Massage", [business.add("Amina")])
        with pytest.raises(UnitsMixed):
            openings(business, wish(stay, massage))

    def test_rooms_of_two_kinds_are_had_at_once(self) -> None:
        business, stay, rooms = self.guest_house()
        family = business.add_service("Family room", rooms, unit="night", max_party=4)
        (opening,) = openings(business, wish(stay, family, nights=1))
        assert set(opening.resource_ids) == set(rooms)
        busy = [taken(business, rooms[0], "2026-11-23 14:00", "2026-11-24 10:00")]
        assert openings(business, wish(stay, family, nights=1), busy) == []


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


class TestClockChanges:
    @pytest.mark.parametrize(
        ("zone", "on_date"),
        [
            ("Europe/Berlin", date(2027, 3, 28)),
            ("Europe/Berlin", date(2026, 10, 25)),
            ("Africa/Nairobi", date(2026, 10, 25)),
        ],
    )
    def test_do_not_move_the_working_day(self, zone: str, on_date: date) -> None:
        business = Business(zone, hours=EVERY_DAY)
        braids = business.add_service("Braids", [business.add("Anna")], step_minutes=60)
        catalog = business.snapshot()
        now = datetime.combine(on_date, datetime.min.time(), tzinfo=UTC) - timedelta(days=2)
        plan = Planner(catalog, demand_of(wish(braids), catalog), BusyTimes(()), now=now)
        found = list(plan.openings(on_date, on_date))
        local = [opening.starts_at.astimezone(ZoneInfo(zone)) for opening in found]
        assert [f"{one:%H:%M}" for one in local] == [f"{hour:02}:00" for hour in range(9, 17)]

    def test_a_night_shift_is_offered_for_as_long_as_it_lasts(self) -> None:
        hours = {5: [("22:00", "06:00")], 6: [("22:00", "23:00")]}
        lengths = {}
        for on_date in (date(2027, 3, 27), date(2026, 10, 24), date(2027, 3, 20)):
            business = Business("Europe/Berlin", hours=hours)
            watch = business.add_service("Watch", [business.add("Anna")], duration_minutes=60)
            catalog = business.snapshot()
            now = datetime.combine(on_date, datetime.min.time(), tzinfo=UTC) - timedelta(days=2)
            plan = Planner(catalog, demand_of(wish(watch), catalog), BusyTimes(()), now=now)
            found = list(plan.openings(on_date, on_date + timedelta(days=1)))
            lengths[on_date] = found[-2].ends_at - found[0].starts_at
            zone = ZoneInfo("Europe/Berlin")
            assert f"{found[-2].ends_at.astimezone(zone):%H:%M}" == "06:00"
        assert [length.total_seconds() / 3600 for length in lengths.values()] == [7, 9, 8]

    def test_the_second_of_two_like_times_is_not_offered(self) -> None:
        business = Business("Europe/Berlin", hours={6: [("00:00", "06:00")]})
        watch = business.add_service("Watch", [business.add("Anna")], duration_minutes=30)
        second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        plan = planner(business, wish(watch), now="2026-10-20 08:00")
        assert isinstance(plan.refusal_at(int(second.timestamp())), OffStep)
        first = int(second.timestamp()) - 3600
        assert plan.refusal_at(first) is None
