"""Readers of ranges of days: from one to another, up to one, after one."""

from dataclasses import replace
from datetime import date, timedelta

from core.understanding import calendar_days, tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import CLOCK, DAY, DAYS, DayBounds, Mark, PartialDate
from core.understanding.readers.clocks import hour_or_clock
from core.understanding.readers.dates import day_number


def day_range(line: Line, i: int) -> Mark | None:
    """ "5 - 8 March", "from the 5th to the 8th", "tarehe 5 hadi 8"."""
    j = line.skip(i, tags.FROM, tags.THE, tags.BETWEEN)
    first = line.find(j, DAY)
    day, end = (None, _after_its_time(line, first.end)) if first else day_number(line, j)
    is_joined = line.has(end, tags.UNTIL) or (line.has(end, tags.AND) and line.has(i, tags.BETWEEN))
    left = _left_after_arrival(line, i, end)
    is_joined, end = is_joined or left is not None, end if left is None else left
    if (first is None and day is None) or not is_joined:
        return None
    k = line.skip(end + 1, tags.THE)
    last = line.find(k, DAY)
    if last is None and first is not None and first.value.day is not None:
        number, last_end = day_number(line, k)
        if number is not None and not line.has(last_end, tags.MERIDIEM):
            partial = PartialDate(day=number, month=first.value.month, year=first.value.year)
            last = Mark(DAY, k, last_end, partial)
    if last is None or last.value.is_past or (first is not None and first.value.is_past):
        return None
    if first is None and last.value.day is None:
        return None
    if first is not None and line.get(i - 1, tags.WISH) == "over":
        return replace(first, end=last.end)
    if first is not None and (same := _said_twice(line, first, last)):
        return same
    last = _in_named_month(line, _with_its_number(line, last))
    if first is not None and end > first.end:
        last = _with_its_clock(line, last)
    start: PartialDate = first.value if first else PartialDate(day=day)
    if start.day is not None and start.month is None:
        start = _in_month_of(start, last.value)
    return Mark(DAYS, i, last.end, DayBounds(start, last.value))


def _in_month_of(start: PartialDate, last: PartialDate) -> PartialDate:
    """The first day in the month of the last, or in the one before it: "28th to 3rd January"."""
    month, year = last.month, last.year
    is_before = month is not None and (start.day or 0) > (last.day or 31)
    if month is not None and is_before:
        month, year = month - 1 or 12, year - 1 if year and month == 1 else year
    return replace(start, month=month, year=year)


def _left_after_arrival(line: Line, i: int, end: int) -> int | None:
    """Where leaving is said of a stay that begins on the day before: "kuingia tarehe 5, kutoka"."""
    after = end + 1 if line.text(end) in CLAUSE_ENDS or line.has(end, tags.AND) else end
    is_left = line.has(after, tags.FROM) or line.has(after, tags.STAY_END)
    return after if is_left and line.has(i - 1, tags.STAY_START) else None


def _said_twice(line: Line, first: Mark, last: Mark) -> Mark | None:
    """ "Friday - 27th": one day in two wordings with a dash between them."""
    both = calendar_days.merge(first.value, last.value)
    if line.text(first.end) != "-" or both is None or not (both.weekdays and both.day):
        return None
    on = calendar_days.resolve(both, line.today).candidates
    return Mark(DAY, first.start, last.end, both) if len(on) == 1 else None


def _after_its_time(line: Line, i: int) -> int:
    """The place after a part of the day that is said with a day, or the hour a stay starts at."""
    if line.has(i, tags.PART) and line.has(i + 1, tags.UNTIL):
        return i + 1
    clock = None if _is_moved(line) else hour_or_clock(line, i)
    is_range = clock is not None and line.has(clock.end, tags.UNTIL)
    last = line.find(line.skip(clock.end + 1, tags.THE), DAY) if clock and is_range else None
    return clock.end if clock and last else i


def _with_its_number(line: Line, last: Mark) -> Mark:
    """The last day of a range with the day of the month that tells its weekday again."""
    other = line.find(line.skip(last.end, tags.THE), DAY) if last.value.weekdays else None
    if other is None or other.value.day is None or last.value.day is not None:
        return last
    both = calendar_days.merge(last.value, other.value)
    return last if both is None else replace(last, end=other.end, value=both)


def _with_its_clock(line: Line, last: Mark) -> Mark:
    """The last day of a stay with the hour it ends at."""
    clock = None if _is_moved(line) else line.find(line.skip(last.end, tags.AT), CLOCK)
    return last if clock is None else replace(last, end=clock.end)


def _is_moved(line: Line) -> bool:
    return any(line.has(k, tags.MOVE) for k in range(len(line)))


def _in_named_month(line: Line, mark: Mark) -> Mark:
    """The last day of a range with the month said after it: "mwezi huu", "of next month"."""
    partial: PartialDate = mark.value
    month = line.find(line.skip(mark.end, tags.OF, tags.THE), DAY)
    if partial.day is None or partial.month is not None or month is None:
        return mark
    if month.value.window is None or month.value.window[0].day != 1:
        return mark
    first = month.value.window[0]
    return replace(mark, end=month.end, value=replace(partial, month=first.month, year=first.year))


def from_day(line: Line, i: int) -> Mark | None:
    """ "from tomorrow", "kuanzia leo"."""
    on = line.today + timedelta(days=line.get(i, tags.FROM_DAY))
    return Mark(DAY, i, i + 1, PartialDate(on=(on,), is_relative=True))


def day_bound(line: Line, i: int) -> Mark | None:
    """ "after Friday", "before the 5th", "by Monday", "hadi Ijumaa"."""
    day = line.find(line.skip(i + 1, tags.THE), DAY)
    if day is None or day.value.is_past:
        return None
    # What begins on a day does not leave it out: "kutoka tarehe 5".
    if line.get(i, tags.AFTER) == "clock" or line.has(i, tags.FROM):
        return None
    if line.has(i, tags.AFTER):
        is_open = line.get(i, tags.AFTER) != "inclusive"
        return Mark(DAYS, i, day.end, DayBounds(day.value, None, is_open=is_open))
    if line.has(i, tags.UNTIL) and any(line.has(k, tags.MOVE) for k in range(len(line))):
        return replace(day, start=i)
    # "Before the end of the month" lasts until that end.
    is_edge = line.has(line.skip(i + 1, tags.THE), tags.EDGE)
    is_open = line.get(i, tags.BEFORE) == "exclusive" and not is_edge
    return Mark(DAYS, i, day.end, DayBounds(None, day.value, is_open=is_open))


def day_beside(line: Line, i: int) -> Mark | None:
    """ "the day after Christmas", "siku moja kabla ya Ijumaa", "not tomorrow but the day after"."""
    day = line.find(line.skip(i + 1, tags.THE), DAY)
    if day is None:
        day = day_said_before(line, i)
        is_final = not line.has(i - 1, tags.OR)
        day = day and replace(day, end=i + 1, value=replace(day.value, is_final=is_final))
    if day is None or day.value.is_past or is_span(day.value):
        return None
    return replace(day, start=i, value=replace(day.value, shift=line.get(i, tags.BESIDE)))


def is_span(partial: PartialDate) -> bool:
    """Whether several days are meant: a week or a month without a day in it."""
    return partial.window is not None and not (partial.day or partial.weekdays)


def weekday_beside(line: Line, i: int) -> Mark | None:
    """ "the Friday before Christmas", "Jumatatu baada ya tarehe 5", "the weekend after the 5th"."""
    is_weekend = line.get(i, tags.UNIT) == "weekend"
    weekdays: tuple[int, ...] = line.get(i, tags.WEEKDAY) or ((5,) if is_weekend else ())
    beside = _beside_day(line, i) if len(weekdays) == 1 else None
    if beside is None:
        return None
    (first, last), is_before, end = beside
    if is_before:
        on = first - timedelta(days=(first.weekday() - weekdays[0]) % 7 or 7)
    else:
        on = last + timedelta(days=(weekdays[0] - last.weekday()) % 7 or 7)
    if on < line.today:
        return None
    value = (
        PartialDate(window=(on, on + timedelta(days=1))) if is_weekend else PartialDate(on=(on,))
    )
    return Mark(DAY, i, end, value)


def week_beside(line: Line, i: int) -> Mark | None:
    """ "the week before Christmas", "wiki kabla ya Krismasi": the seven days right beside it."""
    if line.get(i, tags.UNIT) != "week":
        return None
    beside = _beside_day(line, i)
    if beside is None:
        return None
    (first, last), is_before, end = beside
    start = first - timedelta(days=7) if is_before else last + timedelta(days=1)
    window = (start, start + timedelta(days=6))
    return None if window[1] < line.today else Mark(DAY, i, end, PartialDate(window=window))


def _beside_day(line: Line, i: int) -> tuple[tuple[date, date], bool, int] | None:
    """The day, or the days, that something at `i` is before (True) or after, and where it ends."""
    j, placed = i + 1, line.get(i + 1, tags.PLACED)
    is_before = line.get(j, tags.BEFORE) == "exclusive" or placed == -1
    is_after = (line.has(j, tags.AFTER) and not line.has(j, tags.FROM)) or placed == 1
    base = line.find(line.skip(j + 1, tags.THE), DAY) if is_before or is_after else None
    if base is None or base.value.is_past or base.value.on:
        return None
    ends = calendar_days.resolve(base.value, line.today).ends
    return None if ends is None else (ends, is_before, base.end)


def day_said_before(line: Line, i: int) -> Mark | None:
    """The last day before a place, with the month or week that stands right after it."""
    found = _last_day(line, i)
    if found is None or not found.value.window:
        return found
    first = _last_day(line, found.start)
    whole = first and first.end == found.start and calendar_days.merge(first.value, found.value)
    return replace(found, value=whole) if whole else found


def _last_day(line: Line, i: int) -> Mark | None:
    for k in reversed(range(i)):
        mark = line.find(k, DAY)
        if mark is not None:
            longer = (line.find(n, DAY) for n in range(max(0, k - _LONGEST_DAY), k))
            return next((m for m in longer if m is not None and m.end >= mark.end), mark)
    return None


def next_one(line: Line, i: int) -> Mark | None:
    """ "Not this Friday, the next one", "tomorrow or the next day"."""
    day = day_said_before(line, i)
    if day is not None and line.get(i, tags.NEXT_ONE) == "day":
        is_final = not line.has(i - 1, tags.OR)
        is_reckoned = not (is_span(day.value) or day.value.is_past or day.value.shift)
        partial = replace(day.value, shift=1, is_final=is_final)
        return Mark(DAY, i, i + 1, partial) if is_reckoned else None
    if day is None or not day.value.weekdays or line.requested_slot == "time":
        return None
    partial = PartialDate(weekdays=day.value.weekdays, which="after_next", is_final=True)
    return Mark(DAY, i, i + 1, partial)


def day_thereafter(line: Line, i: int) -> Mark | None:
    """ "I'm away till Friday, after that": the days from the one said last."""
    day = day_said_before(line, i)
    if day is None or day.value.is_past or any(line.find(k, CLOCK) for k in range(i)):
        return None
    if line.get(i, tags.THEREAFTER) == "before":
        return Mark(DAYS, i, i + 1, DayBounds(None, day.value, is_open=True, is_final=True))
    return Mark(DAYS, i, i + 1, DayBounds(day.value, None, is_open=True, is_final=True))


_LONGEST_DAY = 6
SIMPLE = ((tags.FROM_DAY, from_day),)
_RANGE_STARTS = (
    tags.FROM_DAY,
    tags.FROM,
    tags.BETWEEN,
    tags.WEEKDAY,
    tags.RELATIVE_DAY,
    tags.WHICH_BEFORE,
    tags.DATE_WORD,
    tags.MONTH,
    tags.HOLIDAY,
    tags.NUMBER,
    tokens.ORDINAL,
    tokens.DIGITS,
    tokens.ISO_DATE,
    tokens.NUMERIC_DATE,
)
COMPOUND = (
    (tags.WEEKDAY, weekday_beside),
    (tags.UNIT, weekday_beside),
    (tags.UNIT, week_beside),
    (tags.BESIDE, day_beside),
    (tags.NEXT_ONE, next_one),
    (tags.THEREAFTER, day_thereafter),
    (tags.AFTER, day_bound),
    (tags.BEFORE, day_bound),
    *((key, day_range) for key in _RANGE_STARTS),
)
