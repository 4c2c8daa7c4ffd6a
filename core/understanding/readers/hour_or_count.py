"""What tells a bare number that counts what is wanted from one that is an hour."""

from core.understanding import tags, tokens
from core.understanding.line import Line

_FOR = "4"
_OF_TIME = (
    tags.NUMBER, tags.PART, tags.OCLOCK, tags.MERIDIEM, tags.WEEKDAY, tags.RELATIVE_DAY,
    tags.CLOCK_WORD, tags.HALF, tags.EXACTLY, tags.MONTH, tags.CORRECTION,
)  # fmt: skip


def counts_of_day(line: Line, i: int, end: int) -> bool:
    """Whether so many are wanted on a day: "one for today", "moja ya leo", "mbili za kesho"."""
    number = line.number(i)
    is_of_day = line.has(end + 1, tags.RELATIVE_DAY) or line.has(end + 1, tags.WEEKDAY)
    if number is not None and _stands_for_for(line, i, end):
        return True
    if number is None or not number.lang or not is_of_day or _is_led_as_hour(line, i):
        return False
    if line.has(end, tags.OF):
        return bool((number.value > 1) == (line.get(end, tags.OF) == "many"))
    return number.value == 1 and line.has(end, tags.FOR)


def numbers_thing(line: Line, i: int) -> bool:
    """Whether "no" is short for number: "house no 12", and not "at three no four"."""
    is_word = line.item(i - 1).kind == tokens.WORD
    is_short = line.has(i, tags.CHOICE_LEAD) and line.item(i + 1).kind == tokens.DIGITS
    return is_word and is_short and not any(line.has(i - 1, tag) for tag in _OF_TIME)


def _stands_for_for(line: Line, i: int, end: int) -> bool:
    """Whether a 4 is written for the word: "book 4 tmrw 10am", where another hour is said."""
    is_of_day = line.has(end, tags.RELATIVE_DAY) or line.has(end, tags.WEEKDAY)
    clocks = (tokens.CLOCK, tokens.MERIDIEM_CLOCK)
    has_other = any(line.item(k).kind in clocks for k in range(end, len(line)))
    is_led = i > 0 and not line.has(i - 1, tags.OR) and not _is_led_as_hour(line, i)
    return line.text(i) == _FOR and is_of_day and has_other and is_led


def _is_led_as_hour(line: Line, i: int) -> bool:
    return line.has(i - 1, tags.AT) or line.has(i - 1, tags.CLOCK_MARKER)
