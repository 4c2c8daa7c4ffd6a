from datetime import UTC, datetime, timedelta

import pytest

from core.payments.schedule import next_query_at

pytestmark = pytest.mark.unit
START = datetime(2026, 11, 21, 12, tzinfo=UTC)


def ages(*, is_soft: bool = False) -> list[float]:
    """The ages at which a prompt is asked about when every query runs on time."""
    found, now = [], START
    while (at := next_query_at(START, now, is_soft=is_soft)) is not None:
        found.append((at - START).total_seconds())
        now = at
    return found


class TestNextQueryAt:
    def test_the_first_queries_have_their_ages_with_jitter_on_top(self) -> None:
        for age, expected in zip(ages(), (15, 30, 60, 120, 300, 900, 3600), strict=False):
            assert expected <= age <= expected * 1.15

    def test_asking_goes_on_for_three_days_and_then_stops(self) -> None:
        asked = ages()
        assert 70 * 3600 <= asked[-1] <= 73 * 3600
        assert len(asked) < 85

    def test_a_soft_failure_is_asked_about_for_an_hour(self) -> None:
        assert ages(is_soft=True)[-1] <= 3600 * 1.1

    def test_a_late_run_does_not_catch_up_on_missed_queries(self) -> None:
        now = START + timedelta(seconds=200)
        at = next_query_at(START, now, is_soft=False)
        assert at is not None
        assert timedelta(seconds=100) <= at - now <= timedelta(seconds=111)
