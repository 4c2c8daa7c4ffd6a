"""Which of several days or times is the appointment, where the others are of something else."""

from collections.abc import Callable, Sequence

from core.understanding import tags, tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import CHOICE, CLOCK, DAY, DAYS, PART, TIMES, Mark

_BOUNDS = (tags.CORRECTION, tags.REASON)
_OF_ANOTHER = (
    tags.SELF, tags.OWN, tags.OTHER_EVENT, tags.COMPANION, tags.EVENT, tags.REASON,
)  # fmt: skip
_LEADING = frozenset((
    tags.GLUE, tags.THE, tags.AT, tags.OF, tags.FOR, tags.AND, tags.NOT, tags.SUITS, tags.WISH,
    tags.CORRECTION, tags.PART, tags.LEAN, tags.CLOCK_MARKER, tags.WEEKDAY, tags.RELATIVE_DAY,
    tags.NUMBER, tags.WHICH_AFTER, tags.WHICH_BEFORE, tags.UNTIL, tags.FROM, tags.MERIDIEM,
))  # fmt: skip
_AFTER = ("after", "both")
_DAY_KINDS = frozenset({DAY, DAYS})
_TIME_KINDS = frozenset({CLOCK, TIMES})


class Wishes:
    """Tells what is wished for from what only surrounds it: "my flight is at 6, book me at 3"."""

    def __init__(
        self,
        line: Line,
        marks: Sequence[Mark],
        *,
        is_beside: Callable[[Mark, Mark], bool],
        names_service: Callable[[str], bool],
    ) -> None:
        self.line = line
        self.marks = marks
        self._is_beside = is_beside
        self._names_service = names_service

    def among(self, marks: list[Mark]) -> list[Mark]:
        """The marks that are wished for; all of them where the text does not tell."""
        if len(marks) < 2:
            return marks
        if self._said_again(marks):
            return marks[-1:]
        if (picked := self._picked(marks)) is not None:
            return [picked]
        if self._are_offered(marks) or self._are_a_stay(marks):
            return marks
        for is_meant, is_other in (
            (self._is_wished, self._is_aside),
            (self._is_accepted, self._is_no_wish),
            (self._is_no_reason, self._is_reason),
            (self._is_for_a_service, self._is_no_wish),
            (self._has_companion, self._is_no_other_service),
            (self._is_untold, self._is_only_told),
        ):
            meant = [mark for mark in marks if is_meant(mark)]
            others = [mark for mark in marks if mark not in meant]
            if len(meant) == 1 and all(is_other(other, meant[0]) for other in others):
                return meant
        return marks

    def companions(self, days: Sequence[Mark]) -> list[Mark]:
        """The times that stand right beside days, with their parts of the day."""
        clocks = [
            mark
            for mark in self.marks
            if mark.kind in _TIME_KINDS and any(self._is_beside(mark, day) for day in days)
        ]
        heads = (*days, *clocks)
        return clocks + [
            mark
            for mark in self.marks
            if mark.kind == PART and any(self._is_beside(mark, head) for head in heads)
        ]

    def _are_offered(self, marks: Sequence[Mark]) -> bool:
        """Whether "or" stands between marks."""
        return any(self.line.has(i, tags.OR) for i in range(marks[0].end, marks[-1].start + 1))

    def _are_a_stay(self, marks: Sequence[Mark]) -> bool:
        """Whether the last is where a stay ends, and no hour of the first is said."""
        between = range(marks[0].end, marks[-1].start)
        is_left = any(self.line.has(i, tags.STAY_END) for i in between)
        return is_left and not any(self._has_companion(mark) for mark in marks)

    def _said_again(self, marks: Sequence[Mark]) -> bool:
        """Whether the last mark repeats an earlier one in a sentence of its own."""
        last = marks[-1]
        is_own = any(self.line.text(i) in CLAUSE_ENDS for i in range(marks[-2].end, last.start))
        is_repeated = any(mark.value == last.value for mark in marks[:-1])
        return is_own and is_repeated and len(marks) > 2

    def _picked(self, marks: Sequence[Mark]) -> Mark | None:
        """The one of some joined by "or" that is picked by its place: "2 or 3? The first one"."""
        places = [m.value for m in self.marks if m.kind == CHOICE and m.start > marks[-1].end]
        if len(places) != 1 or not self._are_offered(marks) or self._has_other_offers(marks):
            return None
        place = len(marks) if places[0] == -1 else places[0]
        return marks[place - 1] if 0 < place <= len(marks) else None

    def _has_other_offers(self, marks: Sequence[Mark]) -> bool:
        """Whether marks of the other kind are offered too, and not one beside each."""
        kinds = _TIME_KINDS if marks[0].kind in _DAY_KINDS else _DAY_KINDS
        others = len([mark for mark in self.marks if mark.kind in kinds])
        is_paired = others == len(marks) and all(self._has_companion(mark) for mark in marks)
        return others > 1 and not is_paired

    def _is_wished(self, mark: Mark) -> bool:
        """Whether the clause asks for it: "book me at 3", "naomba saa nane"."""
        before, after = self._clause(mark)
        is_asked = any(
            self.line.has(i, tags.WISH) and self.line.get(i, tags.WISH) != "after" for i in before
        )
        return is_asked or any(self.line.get(i, tags.WISH) in _AFTER for i in after)

    def _is_for_a_service(self, mark: Mark) -> bool:
        """Whether a service is named beside it: "going out at 7, blowout at 5"."""
        before, after = self._clause(mark)
        return any(self._names_service(self.line.text(i)) for i in (*before, *after))

    def _is_accepted(self, mark: Mark) -> bool:
        """Whether the clause says that it suits, and not that it suits as well."""
        before, after = self._clause(mark)
        said = {self.line.get(i, tags.ALSO) for i in (*before, *after)}
        return True in said and "more" not in said

    def _is_no_reason(self, mark: Mark) -> bool:
        return not self._is_reason(mark)

    def _is_reason(self, mark: Mark, meant: Mark | None = None) -> bool:
        """Whether the clause only tells why: "because tomorrow I have a funeral"."""
        before, _ = self._clause(mark)
        return self.line.has(before.start - 1, tags.REASON) and not self._is_wished(mark)

    def _is_no_wish(self, mark: Mark, meant: Mark) -> bool:
        return not self._is_wished(mark) and self._is_aside(mark, meant)

    def _has_companion(self, mark: Mark) -> bool:
        """Whether a time stands beside a day, or a day beside a time."""
        kinds = _TIME_KINDS if mark.kind in _DAY_KINDS else _DAY_KINDS
        return any(self._is_beside(mark, other) for other in self.marks if other.kind in kinds)

    def _is_untold(self, mark: Mark) -> bool:
        return not self._is_told(mark)

    def _is_told(self, mark: Mark) -> bool:
        """Whether the clause tells of somebody or of something else, "for my son" aside."""
        before, after = self._clause(mark)
        return any(
            any(self.line.has(i, tag) for tag in _OF_ANOTHER)
            and not any(self.line.has(k, tags.FOR) for k in (i - 1, i - 2))
            for i in (*before, *after)
        )

    def _is_no_other_service(self, mark: Mark, meant: Mark) -> bool:
        is_time = mark.kind in _TIME_KINDS and not self._is_told(mark)
        return not (is_time and self._is_for_a_service(mark)) and self._is_aside(mark, meant)

    def _is_only_told(self, mark: Mark, meant: Mark) -> bool:
        return self._is_told(mark) and self._is_no_wish(mark, meant)

    def _is_aside(self, mark: Mark, meant: Mark) -> bool:
        """Whether the clause of a mark tells of something else and names no other possibility."""
        before, after = self._clause(mark)
        clause = (*before, *after)
        if any(self.line.has(i, tags.ALSO) for i in clause):
            return False
        if mark.start > meant.start:
            lead = clause[0] - 1
            is_reason = self.line.has(lead, tags.REASON) or self.line.text(lead) == "("
            return is_reason or self._is_told(mark)
        is_dropped = any(self.line.has(i, tags.DROP) for i in clause)
        return is_dropped or self._is_told(mark) or self._says_more(mark, clause)

    def _says_more(self, mark: Mark, clause: Sequence[int]) -> bool:
        """Whether a clause has words beside those that only lead to a day or a time."""
        outside = [self.line.item(i) for i in clause if not mark.start <= i < mark.end]
        return any(item.kind == tokens.WORD and not item.tags.keys() & _LEADING for item in outside)

    def _clause(self, mark: Mark) -> tuple[range, range]:
        """The places of a mark's clause up to its end, and those behind it."""
        start, end = mark.start, mark.end
        while start > 0 and not self._ends_clause(start - 1, mark):
            start -= 1
        while end < len(self.line) and not self._ends_clause(end, mark):
            end += 1
        return range(start, mark.end), range(mark.end, end)

    def _ends_clause(self, i: int, mark: Mark) -> bool:
        if self.line.text(i) in CLAUSE_ENDS or self.line.text(i) in ("(", ")"):
            return True
        is_bound = any(self.line.has(i, tag) for tag in _BOUNDS)
        kinds = _DAY_KINDS if mark.kind in _DAY_KINDS else _TIME_KINDS
        is_other = any(m.start <= i < m.end for m in self.marks if m.kind in kinds)
        return is_other or (is_bound and not self.line.has(i, tags.WISH))
