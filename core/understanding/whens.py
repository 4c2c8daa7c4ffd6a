"""Marks of days and times put together: which day, which time, and what stays open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from core.understanding import calendar_days, clock_times, tags
from core.understanding.calendar_days import Days
from core.understanding.clock_times import as_text
from core.understanding.line import Line
from core.understanding.marks import (
    CLOCK,
    DAY,
    DAYS,
    INSTANT,
    LEAN,
    PART,
    TIMES,
    WHOLE_DAY,
    DayBounds,
    Mark,
    PartialDate,
    PartOfDay,
    TimeBounds,
)
from core.understanding.mentions import Mentions
from core.understanding.model import Ambiguity, ReadingSettings
from core.understanding.readers.no_days import no_such_day
from core.understanding.stay_ends import told_end

_EARLY = PartOfDay(360, 600, 300, 659)
_NEAR_A_MEAL = 5
_NIGHTFALL, _AFTER_MIDNIGHT, _DAWN = 1080, 1, 300


@dataclass
class Whens:
    """The date and time entities of a line."""

    entities: dict[str, Any] = field(default_factory=dict)
    ambiguous: list[Ambiguity] = field(default_factory=list)
    used: list[tuple[str, Mark]] = field(default_factory=list)
    past: bool = False
    no_such_day: bool = False


class WhenReader:
    """Resolves the marks of one line against its reference time and open hours."""

    def __init__(
        self,
        line: Line,
        marks: Sequence[Mark],
        settings: ReadingSettings,
        *,
        names_service: Callable[[str], bool],
    ) -> None:
        self.line = line
        self.now = line.now
        self.settings = settings
        nowhere = no_such_day(line)
        if nowhere is not None:
            marks = [m for m in marks if m.end <= nowhere[0] or m.start >= nowhere[1]]
        self.mentions = Mentions(line, marks, names_service)
        self.marks = self.mentions.without_unfit_parts()
        is_other = any(mark.kind in (DAY, DAYS) for mark in self.marks)
        self.out = Whens(no_such_day=nowhere is not None and not is_other)

    def read(self) -> Whens:
        """Date, time and their ranges, candidates where the text leaves them open."""
        kinds = {mark.kind for mark in self.marks}
        instants = [mark for mark in self.marks if mark.kind == INSTANT]
        # "Half an hour later, at 3.30 on Friday" tells the moment itself.
        if instants and not {CLOCK, DAY} <= kinds:
            self._take_instant(instants[-1])
            return self.out
        chosen = self.mentions.chosen(self.mentions.suiting(self.mentions.days()))
        chosen = self._wished(chosen)
        days = self._days(chosen)
        part = self._part(chosen)
        times = self._times(days, part)
        self._put(days, times, part)
        if (end := told_end(self.line, chosen, days)) is not None:
            self.out.entities["until"] = end
        for mark in chosen:
            self.out.used.append(("date_range" if days.window else "date", mark))
        return self.out

    def _wished(self, days: list[Mark]) -> list[Mark]:
        """The days wished for; what is of something else goes with the times said with it."""
        wished = self.mentions.wishes.among(days)
        others = [mark for mark in days if mark.value not in (m.value for m in wished)]
        if others and not any(self.line.has(i, tags.MOVE) for i in range(len(self.line))):
            own = self.mentions.wishes.companions([m for m in days if m not in others])
            dropped = self.mentions.wishes.companions(others)
            self.marks = [mark for mark in self.marks if mark in own or mark not in dropped]
        return wished

    def _take_instant(self, mark: Mark) -> None:
        at = self.now + timedelta(minutes=mark.value)
        if at.second or at.microsecond:
            at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
        self._put_moment(at.date(), at.hour * 60 + at.minute)
        self.out.used.append(("datetime", mark))

    def _days(self, marks: list[Mark]) -> Days:
        found: list[Days] = [self._resolve_day(mark) for mark in marks]
        live = [days for days in found if not days.is_past]
        if found and not live:
            self.out.past = True
            return Days()
        if len(live) <= 1:
            return live[0] if live else Days()
        if len(live) == 2 and self._is_stay(marks):
            return self._stay(live[0].candidates[0], marks)
        windows = [days for days in live if days.window]
        if windows:
            is_start = self.line.has(marks[-1].start - 1, tags.FROM)
            return (None if is_start else self._within(windows, live[-1])) or windows[-1]
        union = tuple(dict.fromkeys(day for days in live for day in days.candidates))
        return Days(tuple(sorted(union)))

    def _within(self, windows: Sequence[Days], last: Days) -> Days | None:
        """The one day said last when it lies in each range said before: "this week. Friday?"."""
        if len(last.candidates) != 1 or any(
            self.line.has(i, tags.OR) for i in range(len(self.line))
        ):
            return None
        spans = [days.window for days in windows if days.window]
        return last if all(a <= last.candidates[0] <= b for a, b in spans) else None

    def _is_stay(self, marks: Sequence[Mark]) -> bool:
        """Whether the second day is said to be the end of a stay."""
        between = range(marks[0].end, marks[-1].start)
        is_said = any(self.line.has(i, tags.STAY_END) for i in between)
        return is_said and all(self._resolve_day(mark).candidates for mark in marks)

    def _stay(self, first: date, marks: Sequence[Mark]) -> Days:
        """From one day to another; a month said with the last alone is that of the first."""
        last = calendar_days.resolve(marks[-1].value, first).candidates[0]
        arrival, departure = marks[0].value, marks[-1].value
        if arrival == PartialDate(day=arrival.day) and departure.month is not None:
            first = calendar_days.last_before(arrival.day, last) or first
        return Days(window=(max(first, self.now.date()), max(first, last)))

    def _resolve_day(self, mark: Mark) -> Days:
        if mark.kind == DAY:
            return calendar_days.resolve(mark.value, self.now.date())
        bounds: DayBounds = mark.value
        before = mark.start - 2 if self.line.has(mark.start - 1, tags.THE) else mark.start - 1
        is_target = self.line.has(before, tags.UNTIL)
        is_moved = any(self.line.has(i, tags.MOVE) for i in range(len(self.line)))
        if is_moved and not is_target and bounds.start is not None and bounds.end is not None:
            return calendar_days.resolve(bounds.end, self.now.date())
        return calendar_days.resolve_bounds(bounds, self.now.date())

    def _part(self, chosen: list[Mark]) -> PartOfDay | None:
        for mark in reversed(chosen):
            if isinstance(mark.value, PartialDate) and mark.value.part is not None:
                return mark.value.part
        parts = [mark for mark in self.marks if mark.kind == PART]
        leans = [mark for mark in self.marks if mark.kind == LEAN]
        parts = [mark for mark in parts if mark.value != WHOLE_DAY] or parts
        part: PartOfDay | None = parts[-1].value if parts else None
        if not leans or any(mark.kind in (CLOCK, TIMES) for mark in self.marks):
            return part
        if part is not None:
            return part.leaning(leans[-1].value)
        return _EARLY if chosen and leans[-1].value == "early" else None

    def _times(self, days: Days, part: PartOfDay | None) -> Sequence[int] | None:
        """Candidates of the time of day; None when none was said."""
        said = self.mentions.suiting([m for m in self.marks if m.kind in (CLOCK, TIMES)])
        clocks = self.mentions.chosen([mark for mark in said if mark.kind == CLOCK])
        clocks = self.mentions.wishes.among(clocks)
        ranges = [mark for mark in said if mark.kind == TIMES]
        is_choice = self.mentions.are_alternatives(ranges)
        ranges = self.mentions.chosen(ranges if is_choice else _both_sided(ranges))
        is_possible = self._is_possible(days)
        if ranges and (not clocks or ranges[-1].start > clocks[-1].start):
            self._put_ranges(ranges if is_choice else ranges[-1:], part, is_possible)
            return None
        if not clocks:
            return None
        self.out.used.extend(("time", mark) for mark in clocks)
        found = [
            minute
            for mark in clocks
            for minute in clock_times.resolve(
                mark.value, self._own_part(mark, part) or self._of_meal(mark), is_possible
            )
        ]
        return sorted(dict.fromkeys(found))

    def _own_part(self, clock: Mark, part: PartOfDay | None) -> PartOfDay | None:
        """The part of the day that belongs to this clock and not to one nearer to it."""
        parts = [mark for mark in self.marks if mark.kind == PART and mark.value != WHOLE_DAY]
        others = [mark for mark in self.marks if mark.kind == CLOCK and mark is not clock]
        if not parts:
            return part
        parts = [mark for mark in parts if not self._are_of_two_days(clock, mark)]
        if not parts:
            return None
        nearest = min(parts, key=lambda mark: _gap(clock, mark))
        if any(_gap(other, nearest) < _gap(clock, nearest) for other in others):
            return None
        own: PartOfDay = nearest.value
        return own

    def _of_meal(self, clock: Mark) -> PartOfDay | None:
        """The part of the day of a meal that is said beside a clock: "dinner for 6 at 8"."""
        for step, start in ((-1, clock.start - 1), (1, clock.end)):
            for i in range(start, start + step * _NEAR_A_MEAL, step):
                if (part := self.line.get(i, tags.MEAL)) is not None:
                    meal: PartOfDay = part
                    return meal
                if self.mentions.ends_clause(i) or self._is_of_a_time(i):
                    break
        return None

    def _is_of_a_time(self, i: int) -> bool:
        return any(m.start <= i < m.end for m in self.marks if m.kind in (CLOCK, TIMES, PART))

    def _are_of_two_days(self, clock: Mark, part: Mark) -> bool:
        """Whether a clock and a part of the day each stand right beside a day of their own."""
        days = [mark for mark in self.marks if mark.kind == DAY]
        beside = [
            next((day for day in days if self.mentions.is_beside(mark, day)), None)
            for mark in (clock, part)
        ]
        return None not in beside and beside[0] is not beside[1]

    def _put_ranges(
        self, marks: list[Mark], part: PartOfDay | None, is_possible: Callable[[int], bool]
    ) -> None:
        pairs = dict.fromkeys(
            pair
            for mark in marks
            for pair in clock_times.resolve_bounds(mark.value, part, is_possible)
        )
        texts = [[as_text(first), as_text(last)] for first, last in pairs]
        hours = self._hours_on(marks[0]) if len(pairs) > 1 and part is None else None
        if hours is not None:
            self._put_hours_on(hours, [first for first, _ in pairs])
        elif len(texts) == 1:
            self.out.entities["time_range"] = texts[0]
        elif texts:
            self.out.ambiguous.append(Ambiguity("time_range", tuple(texts)))
        self.out.used.extend(("time_range", mark) for mark in marks)

    def _hours_on(self, mark: Mark) -> int | None:
        """How many hours "baada ya saa moja" may say as well as an hour of the day."""
        i, line = mark.start, self.line
        number = line.number(i + 2)
        is_span = line.has(i, tags.IN_SPAN) and line.has(i + 1, tags.CLOCK_MARKER)
        is_day_said = any(each.kind in (DAY, DAYS) for each in self.marks)
        if number is None or number.value % 1 or not is_span or is_day_said:
            return None
        is_whole = line.skip(number.end, tags.EXACTLY) == mark.end
        return int(number.value) if is_whole else None

    def _put_hours_on(self, hours: int, minutes: Sequence[int]) -> None:
        """The moment so many hours from now, and today's at the hours that may be meant."""
        now = self.now.replace(tzinfo=None, second=0, microsecond=0)
        midnight = now.replace(hour=0, minute=0)
        moments = {now + timedelta(hours=hours)}
        moments |= {at for each in minutes if (at := midnight + timedelta(minutes=each)) > now}
        texts = [f"{at:%Y-%m-%dT%H:%M}" for at in sorted(moments)]
        if len(texts) > 1:
            self.out.ambiguous.append(Ambiguity("datetime", tuple(texts)))
        else:
            self.out.entities["datetime"] = texts[0]
            self.out.entities["date"], _, self.out.entities["time"] = texts[0].partition("T")

    def _is_possible(self, days: Days) -> Callable[[int], bool]:
        """Whether a minute is inside the open hours of the day in question."""
        hours = self.settings.open_minutes
        weekdays = {day.weekday() for day in days.candidates} or set(range(7))
        spans = [span for n in weekdays if n < len(hours) for span in hours[n]]
        return lambda minute: not hours or clock_times.within(minute, spans)

    def _put(self, days: Days, times: Sequence[int] | None, part: PartOfDay | None) -> None:
        if times is not None:
            days = self._of_which_night(days, times, part)
            days = self._never_past(days, times, part)
            times = self._still_to_come(days, times)
        if days.window is not None:
            self.out.entities["date_range"] = [day.isoformat() for day in days.window]
        elif len(days.candidates) > 1:
            texts = tuple(day.isoformat() for day in days.candidates)
            self.out.ambiguous.append(Ambiguity("date", texts))
        self._put_times(times)
        if part == WHOLE_DAY and days.window is not None:
            part = None
        is_ranged = any(mark.kind == TIMES for mark in self.marks)
        is_over = self.out.past and days == Days()
        if times is None and part is not None and not (is_ranged or is_over):
            self._put_part(part)
        self._drop_elapsed_range(days)
        if len(days.candidates) == 1 and not self.out.past:
            self.out.entities["date"] = days.candidates[0].isoformat()
            if times is not None and len(times) == 1:
                self._put_moment(days.candidates[0], times[0])

    def _put_times(self, times: Sequence[int] | None) -> None:
        if times is None:
            return
        if len(times) == 1:
            self.out.entities["time"] = as_text(times[0])
        else:
            self.out.ambiguous.append(Ambiguity("time", tuple(as_text(minute) for minute in times)))

    def _put_part(self, part: PartOfDay) -> None:
        said = {mark.value: mark for mark in self.marks if mark.kind == PART}
        if len(said) > 1 and any(self.line.has(i, tags.OR) for i in range(len(self.line))):
            ranges = tuple(_range(part) for part in said)
            self.out.ambiguous.append(Ambiguity("time_range", ranges))
        else:
            self.out.entities["time_range"] = _range(part)
        self.out.used.extend(("time_range", mark) for mark in said.values())

    def _drop_elapsed_range(self, days: Days) -> None:
        """A range of today starts now at the earliest, and is past once it is over."""
        span = self.out.entities.get("time_range")
        if span is None or days.candidates != (self.now.date(),):
            return
        now = as_text(self.now.hour * 60 + self.now.minute)
        if span[1] <= now:
            del self.out.entities["time_range"]
            self.out.past = True
        elif span[0] < now:
            self.out.entities["time_range"] = [now, span[1]]

    def _put_moment(self, day: date, minute: int) -> None:
        self.out.entities["date"] = day.isoformat()
        self.out.entities["time"] = as_text(minute)
        self.out.entities["datetime"] = f"{day.isoformat()}T{as_text(minute)}"

    def _never_past(self, days: Days, times: Sequence[int], part: PartOfDay | None) -> Days:
        """Days without those on which every time said is over; rolled on where they repeat."""
        kept = tuple(d for d in days.candidates if any(self._is_ahead(d, m) for m in times))
        if not days.candidates or kept:
            return replace(days, candidates=kept) if kept else days
        day = days.candidates[0]
        is_night = times[0] < 360 and (part is None or not part.fits(720))
        if is_night and self._is_ahead(day + timedelta(days=1), times[0]):
            return Days((day + timedelta(days=1),))
        following = calendar_days.later(day, days.roll) if days.roll in ("week", "month") else None
        if following is not None:
            return Days((following,))
        self.out.past = True
        tomorrow = (self.now + timedelta(days=1)).date().isoformat()
        self.out.ambiguous.append(Ambiguity("date", (tomorrow,)))
        return Days()

    def _of_which_night(self, days: Days, times: Sequence[int], part: PartOfDay | None) -> Days:
        """Both days that "tomorrow night at two" can be: its night begins on the day before too."""
        is_night = part is not None and part.first >= _NIGHTFALL and part.fits(times[0])
        if not is_night or len(days.candidates) != 1:
            return days
        if not all(_AFTER_MIDNIGHT <= minute < _DAWN for minute in times):
            return days
        day = days.candidates[0]
        both = (day, day + timedelta(days=1))
        return replace(days, candidates=both) if day > self.now.date() else days

    def _still_to_come(self, days: Days, times: Sequence[int]) -> Sequence[int]:
        if len(days.candidates) != 1:
            return times
        return [m for m in times if self._is_ahead(days.candidates[0], m)] or times

    def _is_ahead(self, day: date, minute: int) -> bool:
        at = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
        return at >= self.now.replace(tzinfo=None, second=0, microsecond=0)


def _both_sided(ranges: list[Mark]) -> list[Mark]:
    """Ranges with a start and an end said apart ("after 2 but before 5") as one."""
    if len(ranges) != 2:
        return ranges
    one, other = (mark.value for mark in ranges)
    start, end = one.start or other.start, one.end or other.end
    is_apart = (one.start is None) != (other.start is None) and (one.end is None) != (
        other.end is None
    )
    if not is_apart or start == end:
        return ranges
    return [replace(ranges[1], start=ranges[0].start, value=TimeBounds(start, end))]


def _range(part: PartOfDay) -> list[str]:
    return [as_text(part.first), as_text(part.last)]


def _gap(clock: Mark, part: Mark) -> int:
    """How far a part of the day stands from a clock; before it counts a little more."""
    if part.start >= clock.end:
        return 2 * (part.start - clock.end)
    return 2 * (clock.start - part.end) + 3
