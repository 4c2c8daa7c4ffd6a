from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.booking.busy import BusyStretch, BusyTimes
from core.booking.demand import demand_of
from core.booking.errors import (
    InThePast,
    OffStep,
    OutsideHours,
    PartyTooLarge,
    UnitsMixed,
)
from core.booking.planning import Planner
from core.booking.requests import ItemRequest, OpeningRequest
from core.kit.ids import BookingId, ResourceId, ServiceId, new_id
from tests.core.booking.desk import wish
from tests.core.booking.plans import MONDAY, openings, planner, refusal, starts, taken
from tests.core.catalog.business import EVERY_DAY, Business

pytestmark = pytest.mark.unit


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
