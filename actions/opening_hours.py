"""Saying when the business is open: the week, or one date that was asked about."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import groupby

from actions.base import Desk
from actions.cues import says
from actions.saying import Variable, clock_time, day, lines, together, words
from core.catalog.snapshot import CatalogBranch

_WEEK = range(7)
_LOOKS_AHEAD, _MOST_CLOSED = 90, 5

type Spans = tuple[tuple[time, time], ...]


def say_hours(desk: Desk) -> None:
    """Say the hours of the date that was asked about, else of the whole week."""
    branch = desk.catalog.branches[0]
    asked = desk.heard.text_of("date") or (desk.heard.text_of("datetime") or "").partition("T")[0]
    if asked:
        _say_date(desk, branch, date.fromisoformat(asked))
        return
    week = [_spans_of(desk, branch, weekday) for weekday in _WEEK]
    groups = [
        (spans, [weekday for weekday, _ in days])
        for spans, days in groupby(enumerate(week), key=lambda item: item[1])
    ]
    said = [_line(_days(days), spans) for spans, days in groups]
    if says(desk.heard, "holidays"):
        said += [_line(day(each), ()) for each in _days_closed(desk, branch)]
    desk.say("utter_hours", hours=lines(said))


def _days_closed(desk: Desk, branch: CatalogBranch) -> list[date]:
    """The next days that are closed, besides those that are so every week."""
    today = desk.clock().astimezone(desk.catalog.zone).date()
    coming = [today + timedelta(days=number) for number in range(_LOOKS_AHEAD)]
    reasons = [(each, desk.catalog.hours.closed_because(branch.id, each)) for each in coming]
    closed = [each for each, because in reasons if because and because.cause != "weekly"]
    return closed[:_MOST_CLOSED]


def _say_date(desk: Desk, branch: CatalogBranch, on_date: date) -> None:
    special = [
        (row.opens_at, row.closes_at)
        for row in desk.catalog.special_hours
        if row.branch_id == branch.id and row.on_date == on_date
        and row.opens_at is not None and row.closes_at is not None
    ]  # fmt: skip
    spans = tuple(special) or _spans_of(desk, branch, on_date.weekday())
    if desk.catalog.hours.closed_because(branch.id, on_date) is not None:
        spans = ()
    desk.say("utter_hours", hours=_line(day(on_date), spans))


def _spans_of(desk: Desk, branch: CatalogBranch, weekday: int) -> Spans:
    return tuple(
        sorted(
            (row.opens_at, row.closes_at)
            for row in desk.catalog.weekly_hours
            if row.branch_id == branch.id
            and row.resource_id is None
            and row.kind == "open"
            and row.weekday == weekday
        )
    )


def _days(weekdays: Sequence[int]) -> Variable:
    first, last = words(f"weekday_{weekdays[0]}"), words(f"weekday_{weekdays[-1]}")
    return first if len(weekdays) == 1 else words("word_days", first=first, last=last)


def _line(days: Variable, spans: Spans) -> Variable:
    if not spans:
        return words("line_hours_closed", days=days)
    said = [
        words(
            "word_span",
            opens_at=clock_time(f"{opens_at:%H:%M}"),
            closes_at=clock_time(f"{closes_at:%H:%M}"),
        )
        for opens_at, closes_at in spans
    ]
    return words("line_hours", days=days, spans=together(said))
