"""What tells a bare number that counts what is wanted from one that is an hour."""

from core.understanding import tags
from core.understanding.line import Line


def counts_of_day(line: Line, i: int, end: int) -> bool:
    """Whether so many are wanted on a day: "one for today", "moja ya leo", "mbili za kesho"."""
    number = line.number(i)
    is_of_day = line.has(end + 1, tags.RELATIVE_DAY) or line.has(end + 1, tags.WEEKDAY)
    if number is None or not number.lang or not is_of_day or _is_led_as_hour(line, i):
        return False
    if line.has(end, tags.OF):
        return bool((number.value > 1) == (line.get(end, tags.OF) == "many"))
    return number.value == 1 and line.has(end, tags.FOR)


def _is_led_as_hour(line: Line, i: int) -> bool:
    return line.has(i - 1, tags.AT) or line.has(i - 1, tags.CLOCK_MARKER)
