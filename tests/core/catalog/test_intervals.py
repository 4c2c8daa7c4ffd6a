from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.intervals import Interval, common, contains, merged, without

pytestmark = pytest.mark.unit

INTERVALS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair))),
    max_size=6,
)


def seconds(intervals: tuple[Interval, ...] | list[Interval]) -> set[int]:
    return {second for start, end in intervals for second in range(start, end)}


class TestMerged:
    @given(INTERVALS)
    def test_keeps_the_same_time_without_touching_stretches(self, some: list[Interval]) -> None:
        result = merged(some)
        assert seconds(result) == seconds(some)
        assert all(first[1] < second[0] for first, second in pairwise(result))

    def test_drops_empty_stretches(self) -> None:
        assert merged([(5, 5), (9, 3)]) == ()


class TestCommon:
    @given(INTERVALS, INTERVALS)
    def test_is_the_time_in_both(self, some: list[Interval], other: list[Interval]) -> None:
        assert seconds(common(merged(some), merged(other))) == seconds(some) & seconds(other)


class TestWithout:
    @given(INTERVALS, INTERVALS)
    def test_is_the_time_left_over(self, some: list[Interval], taken: list[Interval]) -> None:
        assert seconds(without(merged(some), taken)) == seconds(some) - seconds(taken)


class TestContains:
    @given(INTERVALS, st.integers(0, 50), st.integers(1, 10))
    def test_is_true_when_every_second_is_in(
        self, some: list[Interval], start: int, length: int
    ) -> None:
        wanted = set(range(start, start + length))
        assert contains(merged(some), start, start + length) == (wanted <= seconds(some))
