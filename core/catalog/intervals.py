"""Stretches of time as pairs of epoch seconds, end excluded, sorted and disjoint."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

type Interval = tuple[int, int]


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time as sorted stretches that neither touch nor overlap."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


def common(first: Sequence[Interval], second: Sequence[Interval]) -> tuple[Interval, ...]:
    """The time in both."""
    result: list[Interval] = []
    i = j = 0
    while i < len(first) and j < len(second):
        start, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if start < end:
            result.append((start, end))
        if first[i][1] < second[j][1]:
            i += 1
        else:
            j += 1
    return tuple(result)


def without(intervals: Sequence[Interval], taken: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time in the first that is not in the second."""
    cuts = merged(taken)
    result: list[Interval] = []
    for start, end in intervals:
        at = start
        for cut_start, cut_end in cuts:
            if cut_end <= at:
                continue
            if cut_start >= end:
                break
            if cut_start > at:
                result.append((at, cut_start))
            at = cut_end
        if at < end:
            result.append((at, end))
    return tuple(result)


def contains(intervals: Sequence[Interval], start: int, end: int) -> bool:
    """Whether one stretch covers all of [start, end)."""
    index = bisect_right(intervals, start, key=lambda interval: interval[0]) - 1
    return index >= 0 and end <= intervals[index][1]
