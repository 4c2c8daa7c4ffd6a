"""What was said about a day, against today's date: one day, several candidates, or a range."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from core.understanding.marks import DayBounds, PartialDate

type RollUnit = Literal["week", "month", "year", "none"]


@dataclass(frozen=True, slots=True)
class Days:
    """Candidates of one day (one means certain), or a range; `roll` is how a day repeats."""

    candidates: tuple[date, ...] = ()
    window: tuple[date, date] | None = None
    is_past: bool = False
    roll: RollUnit = "none"

    @property
    def ends(self) -> tuple[date, date] | None:
        """The first and last day of what is certain: of a range, or the one day twice."""
        if self.window is None and len(self.candidates) == 1:
            return self.candidates[0], self.candidates[0]
        return self.window


def merge(first: PartialDate, second: PartialDate) -> PartialDate | None:
    """Two wordings of one day as one ("Friday" + "5 March"); None when they are two days."""
    if first.is_past or second.is_past:
        return None
    for name in (
        "weekdays",
        "day",
        "month",
        "year",
        "on",
        "window",
        "which",
        "part",
        "shift",
        "nth",
    ):
        mine, other = getattr(first, name), getattr(second, name)
        if mine and other and mine != other:
            return None
    if (first.on and second.window) or (second.on and first.window):
        return None
    return PartialDate(
        on=first.on or second.on,
        weekdays=first.weekdays or second.weekdays,
        which=first.which or second.which,
        day=first.day or second.day,
        month=first.month or second.month,
        year=first.year or second.year,
        is_swappable=first.is_swappable or second.is_swappable,
        window=first.window or second.window,
        part=first.part or second.part,
        shift=first.shift or second.shift,
        nth=first.nth or second.nth,
        around=first.around or second.around,
        is_relative=first.is_relative or second.is_relative,
    )


def resolve(partial: PartialDate, today: date) -> Days:
    """The day or days meant, never before today."""
    if partial.is_past:
        return Days(is_past=True)
    if partial.around:
        return _around(partial, today)
    if partial.shift:
        return _shifted(partial, today)
    if partial.on:
        return _relative(partial, today)
    if partial.window is not None:
        return _in_window(partial, today)
    return _by_calendar(partial, today)


def _by_calendar(partial: PartialDate, today: date) -> Days:
    if partial.day is not None:
        return _calendar_day(partial, today)
    if partial.month is not None:
        return _month(partial, today)
    return _weekday(partial, today)


def _around(partial: PartialDate, today: date) -> Days:
    """The week or weekend of the day named."""
    days = resolve(replace(partial, around=None, weekdays=()), today).candidates
    if not days:
        return Days(is_past=True)
    monday = days[0] - timedelta(days=days[0].weekday())
    if partial.weekdays:
        return _in_window(
            PartialDate(weekdays=partial.weekdays, window=(monday, monday + timedelta(days=6))),
            today,
        )
    first = monday + timedelta(days=5 if partial.around == "weekend" else 0)
    return Days(window=(max(first, today), monday + timedelta(days=6)))


def _shifted(partial: PartialDate, today: date) -> Days:
    """The day so many days after or before the one named."""
    base = resolve(replace(partial, shift=0), today)
    shifted = (day + timedelta(days=partial.shift) for day in base.candidates)
    ahead = tuple(day for day in shifted if day >= today)
    return replace(base, candidates=ahead) if ahead else Days(is_past=True)


def _relative(partial: PartialDate, today: date) -> Days:
    days = partial.on
    if partial.weekdays and days[0].weekday() not in partial.weekdays:
        if partial.is_relative and (days[0] - today).days >= 7:
            monday = days[0] - timedelta(days=days[0].weekday())
            return Days(tuple(monday + timedelta(days=n) for n in partial.weekdays))
        others = _weekday(replace(partial, on=()), today).candidates
        return Days(tuple(dict.fromkeys((*days, *others))))
    if partial.day is not None and days[0].day != partial.day:
        others = _calendar_day(replace(partial, on=()), today).candidates
        return Days(tuple(dict.fromkeys((*days, *others))))
    return Days(days)


def _in_window(partial: PartialDate, today: date) -> Days:
    first, last = partial.window or (today, today)
    # "The end of the month, the 30th" on the 31st is next month's.
    is_side = partial.day is not None and 7 < (last - first).days < 27
    if last < today and not is_side:
        return Days(is_past=True)
    if not partial.weekdays and partial.day is None:
        return Days(window=(max(first, today), last))
    matching = tuple(
        day
        for day in _each_day(first, last)
        if (not partial.weekdays or day.weekday() in partial.weekdays)
        and (partial.day is None or day.day == partial.day)
        and (partial.month is None or day.month == partial.month)
    )
    if partial.nth:
        matching = _nth(matching, partial.nth)
    ahead = tuple(day for day in matching if day >= today)
    if not matching or (is_side and not ahead):
        return _calendar_day(replace(partial, window=None), today)
    return Days(ahead) if ahead else Days(is_past=True)


def _nth(days: tuple[date, ...], nth: int) -> tuple[date, ...]:
    index = nth if nth < 0 else nth - 1
    return (days[index],) if -len(days) <= index < len(days) else ()


def _each_day(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _calendar_day(partial: PartialDate, today: date) -> Days:
    if partial.month is None:
        return _day_of_month(partial, today)
    readings = [(partial.day or 1, partial.month)]
    if partial.is_swappable:
        readings.append((partial.month, partial.day or 1))
    found: list[date] = []
    for day, month in readings:
        year = partial.year or today.year
        years = (partial.year,) if partial.year else range(year, year + 9)
        dates = [d for y in years if (d := _date(y, month, day)) is not None and d >= today]
        found.extend(dates[:1])
    if not found:
        return Days(is_past=True)
    fitting = tuple(d for d in found if not partial.weekdays or d.weekday() in partial.weekdays)
    if fitting:
        return Days(fitting, roll="none" if partial.year else "year")
    near = _weekday(PartialDate(weekdays=partial.weekdays), today).candidates
    return Days(tuple(dict.fromkeys((*found, *near))))


def _day_of_month(partial: PartialDate, today: date) -> Days:
    ahead = []
    for steps in range(15):
        index = today.year * 12 + today.month - 1 + steps
        day = _date(index // 12, index % 12 + 1, partial.day or 1)
        if day is not None and day >= today:
            ahead.append(day)
    if not ahead:
        return Days(is_past=True)
    if not partial.weekdays:
        return Days((ahead[0],), roll="month")
    fitting = [day for day in ahead[:3] if day.weekday() in partial.weekdays]
    if fitting and fitting[0] == ahead[0]:
        return Days((fitting[0],))
    near = _weekday(PartialDate(weekdays=partial.weekdays), today).candidates
    return Days(tuple(dict.fromkeys((ahead[0], *near, *fitting[:1]))))


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year or 1, month or 1, day or 1)
    except ValueError:
        return None


def _month(partial: PartialDate, today: date) -> Days:
    month = partial.month or 1
    year = partial.year or today.year + (month < today.month)
    if partial.weekdays and not partial.nth:
        first = max(date(year, month, 1), today)
        return _in_window(replace(partial, window=_month_from(first)), today)
    if partial.nth:
        return _nth_of_month(partial, year, today)
    first, last = _month_from(date(year, month, 1))
    return Days(is_past=True) if last < today else Days(window=(max(first, today), last))


def _month_from(day: date) -> tuple[date, date]:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day, following - timedelta(days=1)


def _nth_of_month(partial: PartialDate, year: int, today: date) -> Days:
    """ "The first Monday in March", this year's or the next one's."""
    for tried in (year, year + 1):
        days = (_date(tried, partial.month, day) for day in range(1, 32))
        fitting = (day for day in days if day and day.weekday() in partial.weekdays)
        found = _nth(tuple(fitting), partial.nth)
        if found and found[0] >= today:
            return Days(found)
        if partial.year:
            break
    return Days(is_past=True)


def _weekday(partial: PartialDate, today: date) -> Days:
    if not partial.weekdays:
        return Days()
    found: list[date] = []
    roll: RollUnit = "week"
    for weekday in partial.weekdays:
        days, roll = _one_weekday(weekday, partial.which, today)
        found.extend(days)
    return Days(tuple(sorted(set(found))), roll=roll)


def _one_weekday(weekday: int, which: str | None, today: date) -> tuple[tuple[date, ...], RollUnit]:
    ahead = (weekday - today.weekday()) % 7
    coming = today + timedelta(days=ahead or 7)
    in_next_week = today + timedelta(days=7 - today.weekday() + weekday)
    if which == "this":
        return (today + timedelta(days=ahead),), "week"
    if which == "after_next":
        return (coming + timedelta(days=7),), "none"
    if which == "next":
        if coming != in_next_week:
            return (coming, in_next_week), "none"
        return ((coming, coming + timedelta(days=7)), "none") if ahead == 1 else ((coming,), "none")
    if which == "coming" or ahead:
        return (coming,), "none"
    return (today, coming), "week"


def resolve_bounds(bounds: DayBounds, today: date) -> Days:
    """The range of days between two, or up to or from one (two weeks where no end is said)."""
    gap = timedelta(days=1 if bounds.is_open else 0)
    if bounds.start is None:
        last = _edge(resolve(bounds.end or PartialDate(), today), is_last=not bounds.is_open)
        if last is None:
            return Days(is_past=True)
        return Days(window=(today, max(today, last - gap)))
    first = _edge(resolve(bounds.start, today), is_last=bounds.is_open)
    if first is None:
        return Days(is_past=True)
    if bounds.end is None:
        return Days(window=(first + gap, first + gap + timedelta(days=13)))
    end = resolve(bounds.end, first)
    later_days = [day for day in end.candidates if day > first]
    last = later_days[0] if later_days else _edge(end, is_last=True)
    if last is not None and last < first:
        # "Next Tuesday to tomorrow" moves something, it spans nothing.
        return Days((last,))
    return Days((first,)) if last is None else Days(window=(first, last))


def last_before(day: int, end: date) -> date | None:
    """The last day of a month with this number that is not after the end."""
    index = end.year * 12 + end.month - 1
    months = (divmod(index - step, 12) for step in range(3))
    found = (_date(year, month + 1, day) for year, month in months)
    return next((each for each in found if each is not None and each <= end), None)


def _edge(days: Days, *, is_last: bool) -> date | None:
    if days.window is not None:
        return days.window[1 if is_last else 0]
    return days.candidates[0] if days.candidates else None


def later(day: date, roll: RollUnit) -> date | None:
    """The next time a day comes round, when it does."""
    if roll == "week":
        return day + timedelta(days=7)
    steps = {"month": range(1, 15), "year": range(12, 12 * 9 + 1, 12)}.get(roll, range(0))
    for step in steps:
        index = day.year * 12 + day.month - 1 + step
        found = _date(index // 12, index % 12 + 1, day.day)
        if found is not None:
            return found
    return None
