"""Readers of how many come: counted people, those named one by one, and bare answers."""

from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.kin import is_addressed_last, is_only_said, is_self_told
from core.understanding.line import Line
from core.understanding.marks import CLOCK, PARTY, Mark

_LARGEST_PARTY = 500
_MOST_FILLERS = 5
_FILLERS = frozenset({tags.GLUE, tags.NOW, tags.NAME_LEAD, tags.PARTY_LEAD, tags.CORRECTION})
_ASKED = ("party_size", "nights")
_OTHER_COUNTS = (tags.MERIDIEM, tags.OCLOCK, tags.MONEY, tags.MONTH, tags.SCALE, tags.AGE)
_OTHER_LEADS = (
    tags.CLOCK_MARKER, tags.DATE_WORD, tags.MONTH_WORD, tags.MONTH, tags.UNIT, tags.MONEY,
    tags.CHOICE_LEAD, tags.NUMBER, tags.AGE,
)  # fmt: skip
_BEFORE_SELF = frozenset(
    {tags.FOR, tags.AND, tags.ALONG, tags.GLUE, tags.WITH, tags.PARTY_LEAD, tags.PLUS_ME}
)
_BEFORE_PERSONS = (
    tags.GLUE, tags.FOR, tags.OF, tags.AND, tags.PART, tags.NUMBER, tags.WEEKDAY,
    tags.RELATIVE_DAY, tags.CORRECTION, tags.MERIDIEM, tags.HALF,
)  # fmt: skip


def company(line: Line, i: int) -> Mark | None:
    """People counted or named side by side: "2 adults and 1 child", "me, my wife and 2 kids"."""
    is_begun = line.has(i - 1, tags.OWN) and not line.has(i, tags.COMPANION)
    if is_begun or is_only_said(line, line.skip(i, tags.OWN)) or _is_done_for(line, i):
        return None
    total, j, end, has_self, is_own, has_kin = 0, i, i, False, False, False
    while True:
        if line.has(j, tags.SELF):
            # "2 people and I want", "not the lady, I want" name the contact only as who wants.
            is_subject = end > i and line.get(j, tags.SELF) == "subject"
            is_clause = line.text(j - 1) == "," and not line.has(j + 1, tags.AND)
            if has_self or (is_subject and (j == end or not has_kin or is_clause)):
                break
            found, has_self = (1, j + 1), True
        elif end > i and _is_about(line, j):
            j += 1
            continue
        elif counted := counted_people(line, j) or (_more(line, j) if has_self else None):
            is_more = line.get(counted[1] - 1, tags.PEOPLE) == "more"
            found, is_own = counted, is_own or is_more or line.has(j, tags.OWN)
            has_kin = has_kin or is_own
        elif (kin := _one_of_kin(line, j)) is not None:
            found, has_kin, is_own = kin, True, is_own or not line.has(j, tags.ARTICLE)
        else:
            break
        total, end = total + found[0], found[1]
        j = _joined(line, end)
        if line.text(j - 1) == "," and not has_self and line.find(j, PARTY) is None:
            j = end if _one_of_kin(line, j) else j
    if j > end and _is_uncounted(line, j):
        return None
    if not 0 < total <= _LARGEST_PARTY or (is_own and not has_self) or (has_self and total < 2):
        return None
    is_one_of_kin = total == 1 and has_kin
    return None if is_one_of_kin else Mark(PARTY, i, end, total)


def _is_done_for(line: Line, i: int) -> bool:
    """Whether something is only done for the contact: "book me 4 kids", and joined to nobody."""
    if line.get(i, tags.SELF) != "object" or _joined(line, i + 1) > i + 1:
        return False
    before = line.item(i - 1)
    return before.kind == tokens.WORD and before.tags.keys().isdisjoint(_BEFORE_SELF)


def _is_about(line: Line, i: int) -> bool:
    """Whether a filler stands before more people: "me and about 3 friends"."""
    is_filler = line.get(i, tags.AT) in ("about", "that") or line.item(i).tags.keys() == {tags.GLUE}
    return is_filler and line.text(i) != "," and counted_people(line, i + 1) is not None


def _is_uncounted(line: Line, i: int) -> bool:
    """Whether more people are joined of whom nobody knows how many: "and the kids"."""
    k = line.skip(i, tags.THE, tags.OWN)
    return line.has(i - 1, tags.AND) and line.has(k, tags.PEOPLE) and not line.has(i, tags.AT)


def _joined(line: Line, i: int) -> int:
    """The place after what joins people, or the same place."""
    while line.has(i, tags.AND) or line.has(i, tags.ALONG) or line.text(i) == ",":
        i += 1
    return i


def _more(line: Line, i: int) -> tuple[int, int] | None:
    """ "plus 3"."""
    return whole_number(line, i) if line.text(i - 1) in ("plus", "+") else None


def _one_of_kin(line: Line, i: int) -> tuple[int, int] | None:
    """ "my wife", "a friend", "dadangu", "rafiki yangu mmoja"."""
    j = line.skip(i, tags.OWN, tags.ARTICLE)
    if not line.has(j, tags.COMPANION) or is_self_told(line, j) or is_addressed_last(line, j):
        return None
    end = line.skip(j + 1, tags.OWN)
    if line.has(end, tags.AGE):
        return None
    number = line.number(end)
    if number is not None and line.is_noun_first(j) and not number.value % 1:
        return int(number.value), number.end
    return int(line.get(j, tags.COMPANION)), end


def counted_people(line: Line, i: int) -> tuple[int, int] | None:
    """ "3 people", "my two kids", "watu wanne", "watoto wangu wawili", "a couple of friends"."""
    j = line.skip(i, tags.OWN)
    if (couple := line.get(j, tags.COUPLE)) is not None and line.has(j + 1, tags.PEOPLE):
        return couple, j + 2
    number = line.number(j)
    if number is not None and number.value % 1 == 0:
        end = number.end
        end = line.skip(end, tags.OF, tags.OWN) if line.has(end, tags.OF) else end
        if line.has(end, tags.PEOPLE) or line.has(end, tags.COMPANION):
            return int(number.value), line.skip(end + 1, tags.PEOPLE)
        return None
    if line.has(i, tags.PEOPLE):
        k = line.skip(i + 1, tags.AT, tags.OWN)
        number = line.number(k)
        if number is None or number.value % 1 or line.has(number.end, tags.PEOPLE):
            return None
        return None if _is_of_moment(line, number.end) else (int(number.value), number.end)
    return None


def _is_of_moment(line: Line, end: int) -> bool:
    """Whether a number is a day or an hour: "a spot 7 March", "a spot 3 o'clock"."""
    j = line.skip(end, tags.OF)
    return line.has(j, tags.MONTH) or line.has(end, tags.MERIDIEM) or line.has(end, tags.OCLOCK)


def party(line: Line, i: int) -> Mark | None:
    """ "party of 4", "table for two", "sisi wawili", "just me"."""
    if (value := line.get(i, tags.PARTY)) is not None:
        if not line.has(i + 1, tags.AND):
            return Mark(PARTY, i, i + 1, value)
        return Mark(PARTY, i, *reversed(_with_others(line, value, i + 1)))
    j = i + 2 if line.get(i + 1, tags.AT) == "about" else i + 1
    if (counted := line.find(j, PARTY)) is not None:
        return replace(counted, start=i)
    number = whole_number(line, j)
    if number is None:
        return None
    count, end = number
    is_weak = line.get(i, tags.PARTY_LEAD) == "persons"
    if (is_weak and line.get(end - 1, tags.COUNTED) != "people") or counts_else(line, end):
        return None
    return Mark(PARTY, i, line.skip(end, tags.PEOPLE), count)


def whole_number(line: Line, i: int) -> tuple[int, int] | None:
    number = line.number(i)
    if number is None or number.value % 1 or number.is_money:
        return None
    return (int(number.value), number.end) if 0 < number.value <= _LARGEST_PARTY else None


def counts_else(line: Line, end: int) -> bool:
    """Whether what follows a number says that it counts no people."""
    if line.has(end, tags.UNIT) and not line.is_noun_first(end):
        return bool(line.get(end, tags.UNIT) != "weekend")
    return any(line.has(end, tag) for tag in _OTHER_COUNTS) or line.text(end) == "%"


def is_hour(line: Line, end: int) -> bool:
    """Whether a part of the day after a number makes it an hour ("4 in the morning")."""
    return line.has(end, tags.PART) and not line.has(end, tags.RELATIVE_DAY)


def plus_me(line: Line, i: int) -> Mark | None:
    """ "coming with two friends", "niko na rafiki yangu": the people named, and the contact."""
    found = counted_people(line, i + 1) or _one_of_kin(line, i + 1)
    if found is None:
        more = line.find(i + 1, PARTY)
        found = None if more is None else (more.value, more.end)
    if found is None:
        return None
    total, end = _with_others(line, *found)
    if line.has(end, tags.FOR) and line.has(end + 1, tags.ARTICLE):
        # "Bringing my nephew for a kids cut" says for whom it is, not how many come.
        return None
    return Mark(PARTY, i, end, total + 1)


def _with_others(line: Line, total: int, end: int) -> tuple[int, int]:
    """How many there are with those who are joined to them, and where they end."""
    while (j := _joined(line, end)) > end:
        others = counted_people(line, j) or _one_of_kin(line, j)
        if others is None:
            break
        total, end = total + others[0], others[1]
    return total, end


def party_for(line: Line, i: int) -> Mark | None:
    """ "for 3": people, unless a unit or a part of the day says otherwise."""
    number = whole_number(line, i + 1)
    if number is None or number[0] > 30 or "time" in line.requested_slot:
        return None
    count, end = number
    clock = line.find(i + 1, CLOCK)
    if clock is not None and clock.end > end:
        return None
    if counts_else(line, end) or is_hour(line, end) or line.text(end) in ("in", "in the"):
        return None
    # "Two twin rooms": one word may stand between.
    if line.has(end, tags.THINGS) or (not line.item(end).tags and line.has(end + 1, tags.THINGS)):
        return None
    return Mark(PARTY, i, line.skip(end, tags.PEOPLE), count)


def persons(line: Line, i: int) -> Mark | None:
    """A number whose form counts people ("wawili") where no noun that it counts stands before."""
    number = whole_number(line, i)
    if number is None or number[0] < 2 or line.get(number[1] - 1, tags.COUNTED) != "people":
        return None
    before = line.item(i - 1)
    is_free = before.kind == tokens.SYMBOL or any(tag in before.tags for tag in _BEFORE_PERSONS)
    return Mark(PARTY, i, number[1], number[0]) if is_free else None


def counted_in_one(line: Line, i: int) -> Mark | None:
    """ "tuko wa4": a number written in one with what says that it counts people."""
    number = whole_number(line, i + 1)
    if number is None or line.item(i).end != line.item(i + 1).start:
        return None
    return Mark(PARTY, i, number[1], number[0])


def asked_number(line: Line, i: int) -> Mark | None:
    """A number in answer to "how many people?": "about eight", "so 5", "ni wanne"."""
    if line.requested_slot != "party_size":
        return None
    number = whole_number(line, i)
    if number is None or any(line.has(i - 1, tag) for tag in _OTHER_LEADS):
        return None
    count, end = number
    is_more = line.get(end, tags.PEOPLE) == "more"
    if is_more or counts_else(line, end) or is_hour(line, end):
        return None
    return Mark(PARTY, i, end, count)


def asked_self(line: Line, i: int) -> Mark | None:
    """ "Me", "mimi" in answer to "how many people?"."""
    is_whole = all(line.has(k, tags.GLUE) for k in range(len(line)) if k != i)
    return Mark(PARTY, i, i + 1, 1) if line.requested_slot == "party_size" and is_whole else None


def asked_whole(line: Line, i: int) -> Mark | None:
    """ "Both are for her", "zote ni zake" in answer to "how many people?": one person."""
    if line.requested_slot != "party_size":
        return None
    near = range(i + 1, min(i + _MOST_FILLERS, len(line)))
    told = (tags.FOR, tags.OF, tags.PRONOUN)
    lead = next((k for k in near if any(line.has(k, tag) for tag in told)), len(line))
    j = line.skip(lead, tags.FOR, tags.OF, tags.OWN)
    is_person = any(line.has(j, tag) for tag in (tags.PRONOUN, tags.COMPANION, tags.SELF))
    end = line.skip(j + 1, tags.OWN)
    return Mark(PARTY, i, end, 1) if is_person and not line.has(end, tags.AND) else None


def corrected_number(line: Line, i: int) -> Mark | None:
    """ "4 people, sorry 5", "us four, but now it's only 3": the number after a correction."""
    if not any(line.find(k, PARTY) for k in range(i)):
        return None
    is_move = any(line.has(k, tags.FROM) or line.has(k, tags.MOVE) for k in range(i))
    if line.has(i, tags.UNTIL) and not is_move:
        return None
    for j in range(i + 1, min(i + _MOST_FILLERS, len(line))):
        number = whole_number(line, j)
        if number is not None:
            return None if counts_else(line, number[1]) else Mark(PARTY, j, number[1], number[0])
        if not (line.text(j) == "," or line.item(j).tags.keys() <= _FILLERS):
            return None
    return None


def number_instead(line: Line, i: int) -> Mark | None:
    """ "not 6 people, 7", "si watu sita ni saba": the number after one that is denied."""
    k = i - 1
    while k >= 0 and line.has(k, tags.GLUE):
        k -= 1
    number = whole_number(line, i)
    if number is None or k == i - 1 or counts_else(line, number[1]) or is_hour(line, number[1]):
        return None
    denied = (line.find(n, PARTY) for n in range(max(0, k - 3), k + 1) if line.is_denied(n))
    is_instead = any(mark is not None and mark.end == k + 1 for mark in denied)
    return Mark(PARTY, i, number[1], number[0]) if is_instead else None


SIMPLE = (
    (tokens.DIGITS, company),
    (tags.NUMBER, company),
    (tags.PEOPLE, company),
    (tags.OWN, company),
    (tags.SELF, company),
    (tags.COMPANION, company),
    (tags.COUPLE, company),
    (tags.ARTICLE, company),
    (tokens.DIGITS, asked_number),
    (tags.NUMBER, asked_number),
    (tags.NUMBER, persons),
    (tags.COUNTING, counted_in_one),
    (tags.SCALE, company),
    (tags.SELF, asked_self),
    (tags.ALL_OF, asked_whole),
    (tags.PARTY, party),
    (tags.PARTY_LEAD, party),
    (tags.PLUS_ME, plus_me),
    (tags.FOR, party_for),
)
COMPOUND = (
    (tags.CORRECTION, corrected_number),
    (tags.UNTIL, corrected_number),
    (tokens.DIGITS, number_instead),
    (tags.NUMBER, number_instead),
)
