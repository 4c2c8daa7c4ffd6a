from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.catalog.hours import ClosedBecause
from core.kit.ids import ResourceId
from tests.core.catalog.business import EVERY_DAY, Business

pytestmark = pytest.mark.unit

MONDAY = date(2026, 11, 23)
BERLIN_SPRING = date(2027, 3, 28)
BERLIN_AUTUMN = date(2026, 10, 25)


def shown(business: Business, resource: ResourceId, on_date: date) -> list[str]:
    """The stretches that begin on a date, as the wall clock of the business shows them."""
    zone = ZoneInfo(business.zone)
    found = []
    for span in business.snapshot().hours.open_around(resource, on_date):
        start, end = (datetime.fromtimestamp(second, zone) for second in span)
        if start.date() == on_date:
            found.append(f"{start:%H:%M}-{end:%H:%M}")
    return found


class TestOpenAround:
    def test_a_resource_without_hours_of_its_own_works_when_the_branch_is_open(self) -> None:
        business = Business()
        assert shown(business, business.add("Amina"), MONDAY) == ["09:00-17:00"]

    def test_own_hours_count_only_inside_those_of_the_branch(self) -> None:
        business = Business()
        amina = business.add("Amina", hours={0: [("07:00", "12:00"), ("16:00", "20:00")]})
        assert shown(business, amina, MONDAY) == ["09:00-12:00", "16:00-17:00"]

    def test_nobody_with_own_hours_works_on_a_weekday_they_leave_out(self) -> None:
        business = Business()
        amina = business.add("Amina", hours={1: [("09:00", "17:00")]})
        assert shown(business, amina, MONDAY) == []

    def test_breaks_of_branch_and_resource_take_time_away(self) -> None:
        business = Business()
        amina = business.add("Amina")
        business.add_hours({0: [("13:00", "14:00")]}, kind="break")
        business.add_hours({0: [("10:00", "10:30")]}, kind="break", resource=amina)
        assert shown(business, amina, MONDAY) == ["09:00-10:00", "10:30-13:00", "14:00-17:00"]

    def test_an_evening_goes_on_after_midnight(self) -> None:
        business = Business(hours={0: [("18:00", "02:00")]})
        assert shown(business, business.add("Amina"), MONDAY) == ["18:00-02:00"]

    def test_the_same_time_twice_is_open_all_day_and_joins_the_next(self) -> None:
        business = Business(hours={day: [("00:00", "00:00")] for day in range(7)})
        amina = business.add("Amina")
        (span,) = business.snapshot().hours.open_around(amina, MONDAY)
        assert span[1] - span[0] == 3 * 24 * 3600

    def test_closures_of_branch_and_resource_block(self) -> None:
        business = Business()
        amina = business.add("Amina")
        business.close(business.local("2026-11-23 12:00"), business.local("2026-11-23 13:00"))
        away = business.local("2026-11-23 15:00"), business.local("2026-11-25 10:00")
        business.close(*away, resource=amina)
        assert shown(business, amina, MONDAY) == ["09:00-12:00", "13:00-15:00"]
        assert shown(business, amina, date(2026, 11, 25)) == ["10:00-17:00"]
        assert shown(business, business.add("Grace"), date(2026, 11, 24)) == ["09:00-17:00"]

    def test_special_hours_replace_the_weekly_ones_and_their_breaks(self) -> None:
        business = Business()
        business.add_hours({0: [("13:00", "14:00")]}, kind="break")
        business.add_special(MONDAY, "10:00", "15:00")
        assert shown(business, business.add("Amina"), MONDAY) == ["10:00-15:00"]

    def test_special_hours_without_times_close_the_date(self) -> None:
        business = Business()
        business.add_special(MONDAY, None, None)
        assert shown(business, business.add("Amina"), MONDAY) == []

    def test_a_public_holiday_is_closed(self) -> None:
        business = Business(settings={"holidays": {"country": "KE"}})
        jamhuri_day = date(2026, 12, 12)
        assert shown(business, business.add("Amina"), jamhuri_day) == []

    def test_special_hours_open_a_public_holiday(self) -> None:
        business = Business(settings={"holidays": {"country": "KE"}})
        jamhuri_day = date(2026, 12, 12)
        business.add_special(jamhuri_day, "10:00", "12:00")
        assert shown(business, business.add("Amina"), jamhuri_day) == ["10:00-12:00"]

    def test_a_business_may_work_on_public_holidays(self) -> None:
        business = Business(settings={"holidays": {"country": "KE", "is_closed": False}})
        assert shown(business, business.add("Amina"), date(2026, 12, 12)) == ["09:00-17:00"]

    @pytest.mark.parametrize(
        ("on_date", "hours"), [(BERLIN_SPRING, 23), (BERLIN_AUTUMN, 25), (MONDAY, 24)]
    )
    def test_a_day_is_as_long_as_its_clock_change_makes_it(self, on_date: date, hours: int) -> None:
        business = Business("Europe/Berlin", hours={on_date.weekday(): [("00:00", "00:00")]})
        anna = business.add("Anna")
        (span,) = business.snapshot().hours.open_around(anna, on_date)
        assert span[1] - span[0] == hours * 3600

    def test_opening_times_keep_to_the_wall_clock_after_a_clock_change(self) -> None:
        business = Business("Europe/Berlin")
        anna = business.add("Anna")
        assert shown(business, anna, date(2027, 3, 27)) == ["09:00-17:00"]
        assert shown(business, anna, BERLIN_SPRING) == ["09:00-17:00"]


class TestGrid:
    def test_begins_at_local_midnight_and_has_every_step(self) -> None:
        business = Business()
        grid = business.snapshot().hours.grid(MONDAY, 45)
        assert len(grid) == 32
        assert datetime.fromtimestamp(grid[0], UTC) == business.local("2026-11-23 00:00")

    def test_leaves_out_wall_times_that_a_clock_change_skips(self) -> None:
        business = Business("Europe/Berlin")
        zone = ZoneInfo("Europe/Berlin")
        grid = business.snapshot().hours.grid(BERLIN_SPRING, 30)
        times = [f"{datetime.fromtimestamp(second, zone):%H:%M}" for second in grid]
        assert len(times) == len(set(times)) == 46
        assert not {"02:00", "02:30"} & set(times)

    def test_names_no_wall_time_twice_when_the_clock_goes_back(self) -> None:
        business = Business("Europe/Berlin")
        zone = ZoneInfo("Europe/Berlin")
        grid = business.snapshot().hours.grid(BERLIN_AUTUMN, 30)
        assert len(grid) == len({f"{datetime.fromtimestamp(s, zone):%H:%M}" for s in grid}) == 48


class TestClosedBecause:
    def test_is_nothing_on_an_open_date(self) -> None:
        business = Business()
        assert business.snapshot().hours.closed_because(business.branch, MONDAY) is None

    def test_names_the_public_holiday(self) -> None:
        business = Business(settings={"holidays": {"country": "KE"}})
        because = business.snapshot().hours.closed_because(business.branch, date(2026, 12, 12))
        assert because == ClosedBecause("holiday", "Jamhuri Day")

    def test_gives_the_reason_of_a_closure(self) -> None:
        business = Business()
        business.close(business.local("2026-11-22 00:00"), business.local("2026-11-24 00:00"))
        because = business.snapshot().hours.closed_because(business.branch, MONDAY)
        assert because == ClosedBecause("closure", "stocktaking")

    def test_tells_a_weekday_that_is_never_open(self) -> None:
        business = Business(hours={1: EVERY_DAY[1]})
        because = business.snapshot().hours.closed_because(business.branch, MONDAY)
        assert because == ClosedBecause("weekly")
