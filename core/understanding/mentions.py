"""Which of the days and times a text mentions are meant: not those denied, unfit or taken back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from core.understanding import calendar_days, tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import (
    AMOUNT,
    CLOCK,
    DAY,
    DAYS,
    LEAN,
    PART,
    TIMES,
    Mark,
    PartialDate,
)
from core.understanding.wishes import Wishes

_DAY_KINDS = frozenset({DAY, DAYS})
_TIME_KINDS = frozenset({CLOCK, TIMES, PART, LEAN})
_DENIABLE = frozenset({DAY, CLOCK, PART})
_LONGEST_SHORT = 4
"""The letters of the longest word that is shortened with a full stop: "Sept."."""


class Mentions:
    """The marks of a line that are not denied, and what decides among them."""

    def __init__(
        self, line: Line, marks: Sequence[Mark], names_service: Callable[[str], bool]
    ) -> None:
        self.line = line
        denied: list[Mark] = []
        for mark in marks:
            is_joined = denied and denied[-1].end == mark.start - 1 and denied[-1].kind == mark.kind
            is_last = not any(m.kind == mark.kind and m.start > mark.start for m in marks)
            is_and = line.has(mark.start - 1, tags.AND) and mark.kind == DAY and not is_last
            is_and = is_and and not line.has(mark.end, tags.BEING)
            is_joined = is_joined and (is_and or line.has(mark.start - 1, tags.OR))
            if self._is_denied(mark) or is_joined:
                denied.append(mark)
        denied += [mark for mark in marks if self._goes_with_denied(mark, denied, marks)]
        denied += [mark for mark in marks if self._is_of_paying(mark, marks)]
        self.marks = [mark for mark in marks if mark not in denied]
        self.wishes = Wishes(
            line, self.marks, is_beside=self.is_beside, names_service=names_service
        )

    def _is_denied(self, mark: Mark) -> bool:
        return mark.kind in _DENIABLE and self.line.is_denied(mark.start)

    def _is_of_paying(self, mark: Mark, marks: Sequence[Mark]) -> bool:
        """Whether it is paid then: "I'll pay tomorrow at 9", "kesho nitalipa"."""
        if mark.kind not in _DAY_KINDS | _TIME_KINDS:
            return False
        inside = [each for each in marks if each.kind in _DAY_KINDS | _TIME_KINDS | {AMOUNT}]
        i = mark.start - 1
        while self._is_beside_paying(i) or any(each.start <= i < each.end for each in inside):
            i -= 1
        if self.line.get(i, tags.PAYING) is True:
            return True
        return i < 0 and self.line.get(mark.end, tags.PAYING) is True

    def _is_beside_paying(self, i: int) -> bool:
        """Whether a word may stand between paying and its day: "the deposit", "on"."""
        if self.line.text(i) in CLAUSE_ENDS:
            return False
        is_what = self.line.get(i, tags.PAYING) == "what"
        beside = (tags.GLUE, tags.THE, tags.OWN, tags.MONEY, tags.ARTICLE, tags.ON_DAY)
        return is_what or any(self.line.has(i, tag) for tag in beside)

    def _goes_with_denied(self, mark: Mark, denied: Sequence[Mark], marks: Sequence[Mark]) -> bool:
        """Whether a mark belongs to a denied one ("not Friday at 10"), with others left over."""
        if mark.kind == DAY and mark not in denied:
            return self._words_a_denied_day(mark, denied, marks)
        if mark.kind not in (CLOCK, PART) or mark in denied:
            return False
        is_next = any(
            other.kind == DAY and self._is_glued(other.end, mark.start) for other in denied
        )
        same = (CLOCK, TIMES) if mark.kind == CLOCK else (CLOCK, TIMES, PART)
        return is_next and any(
            other.kind in same and other is not mark and other not in denied for other in marks
        )

    def _words_a_denied_day(
        self, mark: Mark, denied: Sequence[Mark], marks: Sequence[Mark]
    ) -> bool:
        """Whether a mark is the date of the denied weekday before it: "not Friday the 4th"."""
        is_same = any(
            other.kind == DAY
            and other.end <= mark.start
            and self._is_glued(other.end, mark.start)
            and bool(other.value.weekdays)
            and bool(mark.value.day)
            for other in denied
        )
        return is_same and any(
            other.kind == DAY and other is not mark and other not in denied for other in marks
        )

    def _is_glued(self, start: int, end: int) -> bool:
        between = range(start, end)
        return start <= end and all(
            self.line.has(i, tags.GLUE) and self.line.text(i) not in CLAUSE_ENDS for i in between
        )

    def is_beside(self, one: Mark, other: Mark) -> bool:
        """Whether only glue of one clause stands between two marks."""
        first, second = sorted((one, other), key=lambda mark: mark.start)
        return self._is_glued(first.end, second.start)

    def days(self) -> list[Mark]:
        """The wordings of days, those of one day as one."""
        merged: list[Mark] = []
        for mark in self.marks:
            if mark.kind not in _DAY_KINDS:
                continue
            previous = merged[-1] if merged else None
            if previous and previous.kind == mark.kind == DAY and self._is_one(previous, mark):
                both = calendar_days.merge(previous.value, mark.value)
                if both is not None:
                    merged[-1] = replace(previous, end=mark.end, value=both)
                    continue
            merged.append(mark)
        return self._in_one_week(merged)

    def _is_one(self, first: Mark, second: Mark) -> bool:
        """Whether only glue and times stand between two wordings of a day."""
        if _are_two_days(first.value, second.value, self.line) or self._is_again(first, second):
            return False
        if self._is_told_of(second):
            return False
        inside = [m for m in self.marks if m.kind in _TIME_KINDS]
        for i in range(first.end, second.start):
            in_time = any(mark.start <= i < mark.end for mark in inside)
            is_glue = self.line.has(i, tags.GLUE) and not self.line.has(i, tags.CORRECTION)
            if not in_time and (not is_glue or self._ends_sentence(i)):
                return False
        return True

    def _is_again(self, first: Mark, second: Mark) -> bool:
        """Whether a day is said once more behind a pause, as one of some that were offered."""
        if first.value != second.value:
            return False
        is_offered = any(self.line.has(i, tags.OR) for i in range(first.start))
        between = range(first.end, second.start)
        return is_offered and any(self.line.text(i) in CLAUSE_ENDS for i in between)

    def _ends_sentence(self, i: int) -> bool:
        """Whether a full stop ends a sentence, and no short word as in "Fri. 20 Nov."."""
        return self.line.text(i) == "." and len(self.line.text(i - 1)) > _LONGEST_SHORT

    def _in_one_week(self, marks: list[Mark]) -> list[Mark]:
        """Alternatives with the week or month that was said with one of them."""
        shared = list(marks)
        for n in range(len(marks) - 1):
            first, second = shared[n], shared[n + 1]
            is_joined = any(
                self.line.has(i, tags.OR) or self.line.has(i, tags.AND)
                for i in range(first.end, second.start)
            )
            if first.kind == second.kind == DAY and is_joined:
                if _is_bare(second.value):
                    second = replace(second, value=replace(second.value, window=_week_of(first)))
                elif _is_bare(first.value):
                    first = replace(first, value=replace(first.value, window=_week_of(second)))
                shared[n], shared[n + 1] = first, second
        return shared

    def suiting(self, marks: list[Mark]) -> list[Mark]:
        """The marks without those said not to suit, as long as others remain."""
        if len(marks) < 2:
            return marks
        kinds = frozenset(mark.kind for mark in marks)
        unfit = [m for m in marks if self._is_unsuitable(m, kinds) or self._is_told_of(m)]
        unfit += [mark for mark in marks if mark not in unfit and self._is_joined(mark, unfit)]
        kept = [mark for mark in marks if mark not in unfit]
        is_over = all(getattr(mark.value, "is_past", False) for mark in kept)
        return marks if is_over else kept

    def _is_told_of(self, mark: Mark) -> bool:
        """Whether a range of days is what something is said of: "this week is crazy"."""
        if mark.kind != DAY or not mark.value.window or not _is_whole(mark.value):
            return False
        is_said = self.line.has(mark.end, tags.BEING) and self.line.text(mark.end + 1) != ""
        good = (tags.SUITS, tags.ALSO, tags.CORRECTION, tags.WEEKDAY, tags.RELATIVE_DAY)
        return is_said and not any(self.line.has(mark.end + 1, tag) for tag in good)

    def _is_joined(self, mark: Mark, unfit: Sequence[Mark]) -> bool:
        """Whether "and" or "or" alone joins a day to one that cannot be: "not free Mon or Tue"."""
        for other in unfit:
            first, second = sorted((mark, other), key=lambda each: each.start)
            between = range(first.end, second.start)
            joins = [self.line.has(i, tags.OR) or self.line.has(i, tags.AND) for i in between]
            is_good = any(self.line.has(mark.end, tag) for tag in (tags.SUITS, tags.ALSO))
            if any(joins) and self._is_plainly_joined(between) and not is_good:
                return mark.kind in _DAY_KINDS
        return False

    def _is_plainly_joined(self, between: range) -> bool:
        joins = (tags.OR, tags.AND, tags.GLUE, tags.THE)
        return all(
            any(self.line.has(i, tag) for tag in joins) and self.line.text(i) not in CLAUSE_ENDS
            for i in between
        )

    def without_unfit_parts(self) -> list[Mark]:
        """The marks without parts of the day that do not suit, where a time or another part does.

        A part that goes with a time stays.
        """
        kinds = frozenset((PART, CLOCK, TIMES))
        clocks = [mark for mark in self.marks if mark.kind in (CLOCK, TIMES)]
        parts = [mark for mark in self.marks if mark.kind == PART]
        alone = [m for m in parts if not any(self.is_beside(m, clock) for clock in clocks)]
        unfit = [mark for mark in alone if self._is_unsuitable(mark, kinds)]
        is_said = bool(clocks) or len(unfit) < len(parts)
        return [mark for mark in self.marks if not (is_said and mark in unfit)]

    def _is_unsuitable(self, mark: Mark, kinds: frozenset[str]) -> bool:
        """Whether the clause around a mark says that it cannot be, or is when something else is."""
        for step, start in ((-1, mark.start - 1), (1, mark.end)):
            i = start
            while 0 <= i < len(self.line) and not self.ends_clause(i):
                if step < 0 and self._is_of_no_wish(i):
                    return True
                if step > 0 and self.line.has(i, tags.IF):
                    break
                if self.line.has(i, tags.CANNOT):
                    if step > 0 or not self._is_said_of_another(i, mark):
                        return True
                    break
                if any(m.start <= i < m.end for m in self.marks if m.kind in kinds):
                    break
                i += step
        return False

    def _is_of_no_wish(self, i: int) -> bool:
        """Whether what follows in the clause is something else's time, or is dropped."""
        return self.line.has(i, tags.OTHER_EVENT) or self.line.get(i, tags.DROP) == "wish"

    def _is_said_of_another(self, cannot: int, mark: Mark) -> bool:
        """Whether the day or time right before a "cannot" is what it is said of."""
        return any(
            other.kind == mark.kind and other.end == cannot and other is not mark
            for other in self.marks
        )

    def ends_clause(self, i: int) -> bool:
        is_correction = self.line.has(i, tags.CORRECTION) and not self._is_of_no_wish(i)
        return self.line.text(i) in CLAUSE_ENDS or is_correction

    def chosen(self, marks: list[Mark]) -> list[Mark]:
        """The marks that count: the last one after a correction or a move, else all."""
        if len(marks) < 2:
            return marks
        marks = [mark for mark in marks[:-1] if not _is_final(mark)] + marks[-1:]
        last, first = marks[-1], marks[0]
        between = range(first.end, last.start)
        is_moved = any(self.line.has(i, tags.MOVE) for i in range(last.start))
        is_moved = is_moved or (
            any(self.line.has(i, tags.UNTIL) for i in between) and self._has_move()
        )
        if any(self.line.has(i, tags.STAY_END) for i in between):
            return marks
        is_taken_back = self._is_corrected(first, last)
        return [last] if is_taken_back or is_moved or _is_final(last) else marks

    def are_alternatives(self, marks: Sequence[Mark]) -> bool:
        """Whether "or" stands between marks, or at the beginning of the later one."""
        if len(marks) < 2:
            return False
        return any(self.line.has(i, tags.OR) for i in range(marks[0].end, marks[-1].start + 1))

    def _has_move(self) -> bool:
        return any(self.line.has(i, tags.MOVE) for i in range(len(self.line)))

    def _is_corrected(self, first: Mark, last: Mark) -> bool:
        """Whether a correction stands before the last mark, in it, or right after it."""
        said = [i for i in range(first.end, last.end) if self.line.has(i, tags.CORRECTION)]
        # "Saturday is better because on Friday I travel" takes nothing back.
        if said and not any(self.line.has(i, tags.REASON) for i in range(said[-1], last.start)):
            return True
        is_over = last.end + 1 >= len(self.line) or (
            self.line.item(last.end + 1).kind == tokens.SYMBOL
        )
        is_choice = any(self.line.has(i, tags.OR) for i in range(first.end, last.start))
        return is_over and not is_choice and self.line.has(last.end, tags.CORRECTION)


def _is_final(mark: Mark) -> bool:
    return bool(getattr(mark.value, "is_final", False))


def _are_two_days(first: PartialDate, second: PartialDate, line: Line) -> bool:
    """Whether a day counted from today and a weekday that it is not are two days."""
    for one, other in ((first, second), (second, first)):
        if one.on and other.weekdays and not other.on:
            is_near = (one.on[0] - line.today).days < 7
            return is_near and one.on[0].weekday() not in other.weekdays
    return False


def _is_whole(partial: PartialDate) -> bool:
    """Whether a whole week or month is meant, and no day in it."""
    return partial == PartialDate(window=partial.window)


def _is_bare(partial: PartialDate) -> bool:
    """Whether a weekday or a day of the month is all that was said."""
    is_said = bool(partial.weekdays or partial.day)
    return is_said and partial == PartialDate(weekdays=partial.weekdays, day=partial.day)


def _week_of(mark: Mark) -> tuple[date, date] | None:
    partial: PartialDate = mark.value
    return partial.window if partial.weekdays or partial.day else None
