"""Readers of times of day: written clocks, hours, parts of the day."""

import re
from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import Line
from core.understanding.marks import (
    CLOCK,
    DAY,
    LEAN,
    PART,
    PARTY,
    TIMES,
    WHOLE_DAY,
    Clock,
    Face,
    Mark,
    TimeBounds,
)
from core.understanding.readers.hour_or_count import counts_of_day, numbers_thing
from core.understanding.readers.written_dates import dotted_day

_DIGITS = re.compile(r"\d+")
_CLOCKS = (tokens.CLOCK, tokens.MERIDIEM_CLOCK, tokens.HOURS_CLOCK)
_LEAD_HOURS = (
    tags.AT, tags.UNTIL, tags.AND, tags.OR, tags.FROM, tags.BETWEEN, tags.AFTER, tags.BEFORE,
    tags.CLOCK_MARKER, tags.CORRECTION, tags.NUMBER,
)  # fmt: skip
_IN_RANGE = (tags.FROM, tags.BETWEEN, tags.UNTIL, tags.AND)
_SPEAKS_OF_TIME = (
    tags.WEEKDAY, tags.RELATIVE_DAY, tags.MONTH, tags.PART, tags.DATE_WORD, tags.WHICH_AFTER,
    tags.ANY_TIME,
)  # fmt: skip
_LEADS_RANGE = (tags.FROM, tags.AFTER, tags.BEFORE)
_LEADS_TIME = (tags.AT, tags.BETWEEN, tags.ANY_TIME)
_NOT_A_TIME = (tags.UNIT, tags.PEOPLE, tags.MONEY, tags.MONTH, tags.SCALE, tags.CHOICE_ONE)


def written_clock(line: Line, i: int) -> Mark | None:
    """15:00, 3pm, 3.30 p.m., 14h00, 1430hrs."""
    item = line.item(i)
    numbers = _DIGITS.findall(item.text)
    if len(numbers) == 1 and len(numbers[0]) > 2:
        numbers = [numbers[0][:-2], numbers[0][-2:]]
    hour, minute = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if item.kind == tokens.MERIDIEM_CLOCK and hour <= 12:
        clock = Clock(hour, minute, meridiem="pm" if "p" in item.text else "am")
        return Mark(CLOCK, i, i + 1, clock)
    is_dotted = item.kind == tokens.CLOCK and "." in item.text
    if is_dotted and (line.has(i - 1, tags.MONEY) or dotted_day(line, i)):
        return None
    is_padded = len(numbers[0]) == 2 and numbers[0][0] == "0"
    is_exact = item.kind == tokens.HOURS_CLOCK or is_padded or hour > 12 or hour == 0
    face: Face = "exact" if is_exact else "western"
    return with_meridiem(
        line, Mark(CLOCK, i, i + 1, Clock(hour % 24, minute, face, None, is_padded))
    )


def with_meridiem(line: Line, mark: Mark) -> Mark:
    """The clock with "o'clock", am or pm said after it."""
    end = line.skip(mark.end, tags.OCLOCK)
    meridiem = line.get(end, tags.MERIDIEM)
    if meridiem is None or mark.value.hour > 12:
        return replace(mark, end=line.skip(end, tags.EXACTLY))
    end = line.skip(end + 1, tags.EXACTLY)
    return replace(mark, end=end, value=replace(mark.value, face="western", meridiem=meridiem))


def spoken_clock(line: Line, i: int) -> Mark | None:
    """A number that its surroundings make a time: "three pm", "4 o'clock", "3 mchana"."""
    mark = bare_hour(line, i)
    if mark is None or _is_pronoun(line, i, mark.end) or counts_of_day(line, i, mark.end):
        return None
    if any(line.has(k, tags.OCLOCK) for k in (mark.end - 1, mark.end)) or line.has(
        mark.end, tags.MERIDIEM
    ):
        return with_meridiem(line, mark)
    if (other := _one_of_several(line, mark.end)) is not None:
        meridiem = other.value.meridiem
        return replace(mark, value=replace(mark.value, meridiem=meridiem))
    if _part_follows(line, mark.end) or day_is_near(line, i, mark.end):
        return mark
    if "time" in line.requested_slot and _stands_out(line, i, mark.end):
        return mark
    return None


def _one_of_several(line: Line, i: int) -> Mark | None:
    """The clock that follows an hour it is an alternative to: "2, 3 or 4pm"."""
    other = line.find(i + 1, CLOCK) if line.has(i, tags.OR) or line.text(i) == "," else None
    is_list = other is not None and (line.has(i, tags.OR) or line.has(other.end, tags.OR))
    return other if is_list else None


def _stands_out(line: Line, i: int, end: int) -> bool:
    """Whether a bare number answers "what time?": alone, or where something is said of it."""
    if i == 0 or end >= len(line) or len(line) <= 4:
        return True
    is_led = any(line.has(i - 1, tag) for tag in (tags.CORRECTION, tags.CANNOT, tags.OR))
    is_said_of = any(line.has(end, tag) for tag in (tags.CORRECTION, tags.CANNOT, tags.SUITS))
    return is_led or is_said_of or line.item(end).kind == tokens.SYMBOL


def _is_pronoun(line: Line, i: int, end: int) -> bool:
    """Whether "one" stands for an offer: "the Tuesday one", "the one at 3"; "one evening"."""
    if line.text(i) != "one" or any(line.has(end, tag) for tag in (tags.MERIDIEM, tags.OCLOCK)):
        return False
    if line.has(end, tags.PART):
        return True
    if line.item(i - 1).kind == tokens.SYMBOL or any(line.has(i - 1, tag) for tag in _LEAD_HOURS):
        return False
    if any(line.has(i - 1, tag) for tag in (tags.WEEKDAY, tags.RELATIVE_DAY)):
        return line.has(i - 2, tags.THE)
    return True


def spaced_clock(line: Line, i: int) -> Mark | None:
    """ "3 30" after "at" or where a time is asked for."""
    hour, minute = line.item(i), line.item(i + 1)
    is_led = line.has(i - 1, tags.AT) or "time" in line.requested_slot
    if not is_led or minute.kind != tokens.DIGITS or not re.fullmatch(r"[0-5][0-9]", minute.text):
        return None
    if not re.fullmatch(r"[0-9]{1,2}", hour.text) or int(hour.text) > 23:
        return None
    value = int(hour.text)
    clock = Clock(value, int(minute.text), "western" if 0 < value <= 12 else "exact")
    return with_meridiem(line, Mark(CLOCK, i, i + 2, clock))


def _part_follows(line: Line, i: int) -> bool:
    j = line.skip(i, tags.GLUE, tags.WHICH_BEFORE)
    if line.has(j, tags.RELATIVE_DAY):
        j += 1
    if not line.has(j, tags.PART):
        return False
    counts_nights = line.get(j, tags.UNIT) == "night" and line.dial(line.item(j).lang) == "western"
    return j > i or not counts_nights


def day_is_near(line: Line, i: int, end: int) -> bool:
    if line.has(end, tags.RELATIVE_DAY):
        return True
    return any(line.has(i - 1, tag) for tag in (tags.RELATIVE_DAY, tags.WEEKDAY, tags.PART))


def clock_at(line: Line, i: int) -> Mark | None:
    """ "at 4", "around 7.30", "kama nane"."""
    j = line.skip(i, tags.AT)
    if line.has(i, tags.CORRECTION) and counts_people_so_far(line, i):
        return None
    is_asked_how_many = line.requested_slot in ("party_size", "nights")
    led = line.get(i, tags.AT)
    if led == "that" and line.has(j, tags.CHOICE_ONE):
        return None  # "I can't make that one"
    mark = line.find(j, CLOCK)
    if mark is None and not (is_asked_how_many and led in ("about", "that")):
        mark = bare_hour(line, j)
        behind = (tags.NOT, tags.WEEKDAY)
        is_end = mark is not None and (
            ends_clause(line, mark.end) or any(line.has(mark.end, tag) for tag in behind)
        )
        if led == "do" and not is_end:
            return None
        mark = mark or _hours_of_day(line, i, j)
    if mark is None:
        return None
    if line.has(mark.end, tags.ONWARDS) and not hour_or_clock(line, mark.end + 1):
        return Mark(TIMES, i, mark.end + 1, TimeBounds(mark.value, None))
    return replace(mark, start=i)


def counts_people_so_far(line: Line, i: int) -> bool:
    """Whether people were counted before a place and no hour was said."""
    has_party = any(line.find(k, PARTY) for k in range(i))
    return has_party and not any(line.find(k, CLOCK) for k in range(i))


def _hours_of_day(line: Line, i: int, j: int) -> Mark | None:
    """ "at 15hrs": an hour of the day, where "about 15hrs" is how long something takes."""
    number = line.number(j)
    if number is None or number.value % 1 or not 7 <= number.value <= 23:
        return None
    if line.get(number.end, tags.UNIT) != "hour" or line.get(i, tags.AT) is not True:
        return None
    return Mark(CLOCK, i, number.end + 1, Clock(int(number.value), 0, "exact"))


def bare_hour(line: Line, i: int) -> Mark | None:
    """A number that can be an hour ("4", "nane", "430"), judged by itself."""
    number = line.number(i)
    if number is None or number.value % 1 or number.is_money:
        return None
    if line.has(number.end - 1, tags.COUNTED):
        return None
    if any(line.has(number.end, tag) for tag in _NOT_A_TIME) and not line.has(
        number.end, tags.PART
    ):
        return None
    hour, minute = int(number.value), 0
    text = line.text(i)
    if hour > 24:
        is_written = not number.lang and re.fullmatch(r"[0-9]{3,4}", text)
        if not is_written or _is_price(line, i, number.end):
            return None
        if int(text[-2:]) > 59 or int(text[:-2]) > 23:
            return None
        hour, minute = int(text[:-2]), int(text[-2:])
    is_exact = text.startswith("0") or hour > 12 or hour == 0
    face: Face = "exact" if is_exact else _face(line, i, number.end, number.lang)
    clock = Clock(hour % 24, minute, face, is_padded=text.startswith("0") and hour > 0)
    return Mark(CLOCK, i, number.end, clock)


def _is_price(line: Line, i: int, end: int) -> bool:
    """Whether a high number is what something costs: "500 per person", "between 1000 and 1500"."""
    if line.has(end, tags.RATED):
        return True
    is_of_range = line.has(end, tags.UNTIL) or any(line.has(i - 1, tag) for tag in _IN_RANGE)
    is_round = len(line.text(i)) == 4 and line.text(i)[1:] in ("000", "500")
    is_timed = "time" in line.requested_slot or any(
        line.has(k, tag) for k in range(len(line)) for tag in _SPEAKS_OF_TIME
    )
    return is_of_range and is_round and not is_timed


def _face(line: Line, i: int, end: int, lang: str) -> Face:
    """The dial a bare number is read from: its own language's, else its surroundings'."""
    if lang:
        return line.dial(lang)
    k = line.skip(end, tags.GLUE)
    if line.get(end, tags.OCLOCK) == "western" or (line.has(k, tags.PART) and _is_western(line, k)):
        return "western"
    leads = (tags.AT, tags.FROM, tags.AFTER, tags.BEFORE, tags.BETWEEN)
    if any(line.has(i - 1, tag) for tag in leads) and line.item(i - 1).lang:
        return "western" if line.dial(line.item(i - 1).lang) == "western" else "either"
    near = {line.dial(line.item(k).lang) for k in (i - 1, end, end + 1) if line.item(k).lang} or {
        line.dial(line.language or "")
    }
    return "either" if "swahili" in near else "western"


def _is_western(line: Line, i: int) -> bool:
    return bool(line.item(i).lang) and line.dial(line.item(i).lang) == "western"


def other_clock(line: Line, i: int) -> Mark | None:
    """A second hour to choose from: "or 4" in "at 3 or 4", "au tisa" in "saa nane au tisa"."""
    mark = bare_hour(line, i + 1)
    if mark is None or line.find(i + 1, CLOCK) is not None:
        return None
    is_marked = line.has(i - 2, tags.CLOCK_MARKER)
    earlier = (line.find(k, CLOCK) for k in range(max(0, i - 4), i))
    before = next((mark for mark in earlier if mark is not None and mark.end == i), None)
    before = before or hour_after_part(line, i - 1)
    if before is None and not is_marked and not line.has(i - 2, tags.AT):
        return None
    before = before or (None if is_marked else bare_hour(line, i - 1))
    clock = replace(mark.value, face="swahili") if is_marked else mark.value
    if before is not None and clock.face == "either" and before.value.face == "western":
        clock = replace(clock, face="western")
    return replace(mark, start=i, value=clock)


def clock_word(line: Line, i: int) -> Mark | None:
    """ "noon", "midnight"."""
    minutes = line.get(i, tags.CLOCK_WORD)
    return Mark(CLOCK, i, i + 1, Clock(minutes // 60, minutes % 60, "exact"))


def part(line: Line, i: int) -> Mark | None:
    """ "morning", "jioni"."""
    if line.get(i, tags.UNIT) == "night" and _counts_nights(line, i):
        return None
    return Mark(PART, i, i + 1, line.get(i, tags.PART))


def any_time(_line: Line, i: int) -> Mark | None:
    """ "anytime", "saa yoyote": the whole day."""
    return Mark(PART, i, i + 1, WHOLE_DAY)


def lean(line: Line, i: int) -> Mark | None:
    """ "early", "late in the", "mapema"."""
    return Mark(LEAN, i, i + 1, line.get(i, tags.LEAN))


def _counts_nights(line: Line, i: int) -> bool:
    after = line.number(i + 1)
    if after is not None and after.lang and after.lang == line.item(i).lang:
        return not line.has(i - 1, tags.OF)
    before = line.item(i - 1)
    is_counted = before.kind == tokens.DIGITS or before.lang == line.item(i).lang
    is_number = before.kind == tokens.DIGITS or line.has(i - 1, tags.NUMBER)
    return is_number and is_counted and line.dial(line.item(i).lang) == "western"


def corrected_hour(line: Line, i: int) -> Mark | None:
    """ "at 3, scratch that, 4": a bare number after a correction of a time."""
    j = i + 1 if line.text(i + 1) != "," else i + 2
    mark = bare_hour(line, j)
    said_before = any(
        line.find(k, CLOCK)
        or any(line.has(k, tag) for tag in _LEADS_TIME)
        or (any(line.has(k, tag) for tag in _LEADS_RANGE) and bare_hour(line, k + 1))
        for k in range(i)
    )
    if mark is None or not said_before or numbers_thing(line, i):
        return None
    return mark if ends_clause(line, mark.end) else None


def moved_hour(line: Line, i: int) -> Mark | None:
    """ "push it to 4": the new time of a move."""
    mark = bare_hour(line, line.skip(i + 1, tags.AT))
    if mark is None or line.requested_slot in ("party_size", "nights"):
        return None
    is_timed = any(line.get(k, tags.CHOICE_ONE) == "time" for k in range(i))
    is_move = any(line.get(k, tags.MOVE) in (True, is_timed and "change") for k in range(i))
    is_range = line.has(mark.end, tags.UNTIL)
    ends = ends_clause(line, mark.end) and not is_range
    return replace(mark, start=i) if is_move and ends else None


def hour_after_part(line: Line, i: int) -> Mark | None:
    """ "tomorrow morning, maybe 9 or 10": bare hours after the part of the day they lie in."""
    mark = bare_hour(line, i)
    if mark is None or line.requested_slot in ("party_size", "nights"):
        return None
    if not line.has(i - 1, tags.GLUE) or line.has(i - 1, tags.ON_DAY) or line.has(i - 1, tags.THE):
        return None
    said = [part for k in range(i) if (part := line.find(k, PART)) is not None]
    is_end = ends_clause(line, mark.end) or line.has(mark.end, tags.OR)
    minutes = (mark.value.hour % 12 * 60, mark.value.hour % 12 * 60 + 720)
    fits = bool(said) and any(said[-1].value.fits(minute) for minute in minutes)
    return mark if fits and is_end and 0 < mark.value.hour <= 12 else None


def hour_after_date(line: Line, i: int) -> Mark | None:
    """ "1st dec 10": a bare number right after a day with its month."""
    mark = bare_hour(line, i)
    if mark is None or mark.value.minute or not ends_clause(line, mark.end):
        return None
    days = (line.find(k, DAY) for k in range(max(0, i - 5), i))
    is_led = any(day and day.end == i and day.value.day and day.value.month for day in days)
    return mark if is_led and 0 < mark.value.hour <= 12 else None


def hour_or_clock(line: Line, i: int) -> Mark | None:
    """A clock, or a bare number where only a time makes sense."""
    j = line.skip(i, tags.AT)
    return line.find(j, CLOCK) or bare_hour(line, j)


def clock_said_before(line: Line, i: int) -> Mark | None:
    for k in reversed(range(i)):
        is_led = any(
            line.has(k - 1, tag) for tag in (tags.AT, tags.UNTIL, tags.BEFORE, tags.BETWEEN)
        )
        mark = hour_or_clock(line, k) if is_led else line.find(k, CLOCK)
        if mark is not None:
            return mark
    return None


def is_moved(line: Line, i: int) -> bool:
    """Whether something is being moved here, so that only the time after "to" counts."""
    return any(line.has(k, tags.MOVE) for k in range(i))


def ends_clause(line: Line, i: int) -> bool:
    is_end = i >= len(line) or line.item(i).kind == tokens.SYMBOL
    return is_end or any(line.has(i, tag) for tag in (tags.SUITS, tags.GLUE, tags.RELATIVE_DAY))


SIMPLE = (
    (tokens.CLOCK, written_clock),
    (tokens.MERIDIEM_CLOCK, written_clock),
    (tokens.HOURS_CLOCK, written_clock),
    (tokens.DIGITS, spoken_clock),
    (tokens.DIGITS, spaced_clock),
    (tags.NUMBER, spoken_clock),
    (tags.CLOCK_WORD, clock_word),
    (tags.PART, part),
    (tags.ANY_TIME, any_time),
    (tags.LEAN, lean),
)
COMPOUND = (
    (tags.AT, clock_at),
    (tags.CORRECTION, corrected_hour),
    (tags.UNTIL, moved_hour),
    (tokens.DIGITS, hour_after_date),
    (tags.NUMBER, hour_after_date),
    (tokens.DIGITS, hour_after_part),
    (tags.NUMBER, hour_after_part),
    (tags.OR, other_clock),
)
