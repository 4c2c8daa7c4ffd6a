"""Wordings of times that only English has, and its way of building numbers and words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import Item, Line
from core.understanding.marks import CLOCK, Clock, Face, Mark
from core.understanding.readers.clocks import with_meridiem


def read_number(items: Sequence[Item], i: int) -> tuple[float, int] | None:
    """A number in words ("two thousand five hundred", "twenty five") and where it ends."""
    total, current, start = 0.0, 0.0, i
    while i < len(items) and items[i].lang in ("en", ""):
        item = items[i]
        number, scale = item.tags.get(tags.NUMBER), item.tags.get(tags.SCALE)
        is_first = i == start or current == 0 < total
        if is_first and item.kind == tokens.DIGITS and len(item.text) < 10:
            number = float(item.text)
        if number is not None and _extends(current, number, is_first=is_first):
            current += number
        elif scale is not None and (i > start or _follows_article(items, i)):
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
        elif not (item.text == "and" and i > start and _goes_on(items, i)):
            break
        i += 1
    return (total + current, i) if i > start else None


def _extends(current: float, number: float, *, is_first: bool) -> bool:
    if is_first or (current % 100 == 0 and current > 0):
        return True
    return current % 100 >= 20 and current % 10 == 0 and 0 < number < 10


def _follows_article(items: Sequence[Item], i: int) -> bool:
    return i > 0 and tags.ARTICLE in items[i - 1].tags


def _goes_on(items: Sequence[Item], i: int) -> bool:
    return (
        tags.SCALE in items[i - 1].tags and i + 1 < len(items) and tags.NUMBER in items[i + 1].tags
    )


def stems(word: str) -> Iterable[str]:
    """The word and its singular, or its verb without an ending."""
    yield word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word.removesuffix(ending) + replacement
            yield base
            if len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]


_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ings", ""), ("ed", ""),
    ("ed", "e"), ("er", ""), ("'s", ""),
)  # fmt: skip


def looks_like(word: str) -> float:
    """How English the shape of an unknown word is: endings and clusters Swahili lacks."""
    if word.endswith(("ing", "tion", "ght", "ck", "ly", "ed", "er", "ment", "ness", "th", "ll")):
        return 0.8
    if word[-1] not in "aeiou":
        return 0.5
    return 0.1


_NOT_HOURS = (tags.UNIT, tags.PEOPLE, tags.MONEY, tags.SCALE)


def half_past(line: Line, i: int) -> Mark | None:
    """ "half past two", "quarter to five", "ten to 5", "20 minutes past three"."""
    minutes, j = _minutes_of_hour(line, i)
    shift, j = _past_or_to(line, i, j, minutes) if minutes is not None else (None, j)
    if shift is None:
        return None
    if (word := line.get(j, tags.CLOCK_WORD)) is not None:
        return Mark(CLOCK, i, j + 1, Clock(word // 60, shift, face="exact"))
    is_marked = line.has(j, tags.CLOCK_MARKER)
    k = j + 1 if is_marked else j
    number = line.number(k)
    if number is None and (said := line.find(k, CLOCK)) and said.value.meridiem:
        return replace(said, start=i, value=replace(said.value, minute=shift))
    if number is None or not 0 < number.value <= 24 or number.value % 1:
        return None
    if any(line.has(number.end, tag) for tag in _NOT_HOURS):
        return None
    face: Face = "swahili" if is_marked else line.dial(number.lang) if number.lang else "western"
    clock = Clock(int(number.value), shift, face)
    return with_meridiem(line, Mark(CLOCK, i, number.end, clock))


def _past_or_to(line: Line, i: int, j: int, minutes: int) -> tuple[int | None, int]:
    """The minutes counted past the hour (negative: to it) and where the hour stands."""
    if line.text(i) == "halfpast":
        return minutes, j
    is_named = _names_minutes(line, i, j)
    j = j + 1 if line.text(j) == "-" else j
    after = j + 2 if line.text(j + 1) == "-" else j + 1
    if line.has(j, tags.PAST_HOUR) or (line.text(j) == "after" and is_named):
        return minutes, after
    is_to = line.has(j, tags.TO_HOUR) and is_named
    if line.get(j, tags.TO_HOUR) == "named":
        is_to = line.has(i, tags.QUARTER) or line.get(j - 1, tags.UNIT) == "minute"
    return (-minutes if is_to else None), after


def _minutes_of_hour(line: Line, i: int) -> tuple[int | None, int]:
    if line.has(i, tags.HALF):
        return 30, i + 1
    if line.has(i, tags.QUARTER):
        return 15, i + 1
    number = line.number(i)
    if number is None or not 0 < number.value < 60 or number.value % 1:
        return None, i
    j = number.end
    if line.get(j, tags.UNIT) == "minute":
        j += 1
    return int(number.value), j


def _names_minutes(line: Line, i: int, j: int) -> bool:
    """Whether "to" means minutes before the hour, not a range of hours ("2 to 5")."""
    if line.has(i, tags.HALF) or line.has(i, tags.QUARTER) or line.has(j - 1, tags.UNIT):
        return True
    number = line.number(i)
    if number is None or number.value not in (5, 10, 15, 20, 25):
        return False
    return number.lang == "en" or number.value > 12 or line.text(j) == "after"


def military_clock(line: Line, i: int) -> Mark | None:
    """ "oh nine hundred", "fifteen hundred hours", "fourteen thirty", "oh eight fifteen"."""
    has_zero = line.has(i, tags.ZERO)
    k = i + 1 if has_zero else i
    hour = line.get(k, tags.NUMBER)
    if hour is None or not 0 < hour < 24 or line.item(k).lang != "en":
        return None
    if line.text(k + 1) == "hundred":
        is_hours = line.get(k + 2, tags.UNIT) == "hour"
        end = k + 3 if is_hours else k + 2
        is_sure = has_zero or is_hours or (hour > 9 and line.has(i - 1, tags.AT))
        is_other = line.number(end) is not None or any(line.has(end, tag) for tag in _NOT_HOURS)
        return Mark(CLOCK, i, end, Clock(hour, 0, "exact")) if is_sure and not is_other else None
    minutes = line.number(k + 1)
    if minutes is None or minutes.lang != "en" or not 10 <= minutes.value < 60:
        return None
    if any(line.has(minutes.end, tag) for tag in _NOT_HOURS if tag != tags.UNIT):
        return None
    if not (has_zero or hour > 12):
        return None
    end = minutes.end + (line.get(minutes.end, tags.UNIT) == "hour")
    return with_meridiem(line, Mark(CLOCK, i, end, Clock(hour, int(minutes.value), "exact")))


def half_hour(line: Line, i: int) -> Mark | None:
    """ "half two" as said in Britain and Kenya: half past two."""
    number = line.number(i + 1)
    said = line.find(i + 1, CLOCK) if number is None and line.text(i) == "half" else None
    if said is not None and said.value.meridiem and not said.value.minute:
        return replace(said, start=i, value=replace(said.value, minute=30))
    if line.item(i).text != "half" or number is None or not 0 < number.value <= 12:
        return None
    if number.value % 1 or any(line.has(number.end, tag) for tag in _NOT_HOURS):
        return None
    return Mark(CLOCK, i, number.end, Clock(int(number.value), 30))


def spelled_clock(line: Line, i: int) -> Mark | None:
    """ "three thirty", "ten fifteen", "seven oh five"."""
    hour = line.get(i, tags.NUMBER)
    if hour is None or not 1 <= hour <= 12 or "en" not in line.item(i).langs:
        return None
    j = i + 1
    if line.text(j) == "-" and (minutes := line.number(j + 1)) and minutes.value > 12:
        j += 1
    if line.text(j) in ("oh", "o") and (unit := line.get(j + 1, tags.NUMBER)) and unit < 10:
        return with_meridiem(line, Mark(CLOCK, i, j + 2, Clock(hour, unit)))
    number = line.number(j)
    if number is None or number.lang != "en" or not 10 <= number.value < 60:
        return None
    if any(line.has(number.end, tag) for tag in _NOT_HOURS):
        return None
    clock = Clock(hour, int(number.value))
    return with_meridiem(line, Mark(CLOCK, i, number.end, clock))


RULES = (
    (tags.HALF, half_past),
    (tags.HALF, half_hour),
    (tags.QUARTER, half_past),
    (tags.NUMBER, half_past),
    (tokens.DIGITS, half_past),
    (tags.NUMBER, spelled_clock),
    (tags.NUMBER, military_clock),
    (tags.ZERO, military_clock),
)
