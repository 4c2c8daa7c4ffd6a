"""Wordings of times that only Swahili has, and its way of building numbers and words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.understanding import tags, tokens
from core.understanding.line import Item, Line
from core.understanding.marks import CLOCK, Clock, Mark
from core.understanding.readers.clocks import written_clock


def read_number(items: Sequence[Item], i: int) -> tuple[float, int] | None:
    """A number in words ("elfu moja na mia tano", "kumi na mbili") and where it ends."""
    if i and _text(items, i) in _RIDES and _text(items, i - 1).endswith(_RIDING):
        return None
    total, limit, start, end = 0.0, float("inf"), i, i
    while True:
        part = _scaled(items, i, limit) or _small(items, i)
        if part is None:
            break
        value, end, scale = part
        if value >= limit:
            break
        total, limit = total + value, scale
        if limit == 1:
            break
        i = end + 1 if _text(items, end) == "na" else end
    return (total, end) if end > start else None


# "Matatu" are three, or a minibus: by what stands before it.
_RIDES = ("matatu",)
_RIDING = ("na", "kwa", "kwenye", "ya", "panda", "pande", "katika")


def _scaled(items: Sequence[Item], i: int, limit: float) -> tuple[float, int, float] | None:
    """A scale and what it is multiplied with: "elfu" 1000, "mia tano" 500."""
    scale = _tag(items, i, tags.SCALE)
    if scale is None or scale >= limit:
        return None
    multiplier = _small(items, i + 1)
    if multiplier is None:
        return scale, i + 1, scale
    return scale * multiplier[0], multiplier[1], scale


def _small(items: Sequence[Item], i: int) -> tuple[float, int, float] | None:
    """A number below a hundred: "kumi na mbili", "tano", or digits after a scale."""
    if i < len(items) and items[i].kind == tokens.DIGITS and len(items[i].text) < 4:
        return float(items[i].text), i + 1, 1
    value = _tag(items, i, tags.NUMBER)
    if value is None:
        return None
    if value in range(10, 100, 10) and _text(items, i + 1) in _JOINED:
        unit = _tag(items, i + 2, tags.NUMBER)
        if unit is not None and unit < 10:
            return value + unit, i + 3, 1
    is_hour = i > 0 and tags.CLOCK_MARKER in items[i - 1].tags
    if value == 10 and is_hour and (unit := _tag(items, i + 1, tags.NUMBER)) in (1, 2):
        return value + unit, i + 2, 1
    return value, i + 1, 1


_JOINED = ("na", "n", "&")


def _tag(items: Sequence[Item], i: int, tag: str) -> float | None:
    if i >= len(items) or items[i].lang not in ("sw", ""):
        return None
    return items[i].tags.get(tag)


def _text(items: Sequence[Item], i: int) -> str:
    return items[i].text if i < len(items) else ""


_VERB = re.compile(
    r"^(?:(?:ni|u|a|tu|mu|m|wa)(?:na|li|ta|me|ki|nge)?(?:ni|ku|m|tu|wa)?|ku(?:ni|m|tu)?|ni|i)"
    r"(?P<root>[a-z']{4,})$"
)


def stems(word: str) -> Iterable[str]:
    """The word, its verb root, and the root without passive and applicative endings."""
    yield word
    match = _VERB.match(word)
    root = match.group("root") if match else word
    if root != word:
        yield root
    for ending, replacement in (
        ("liwa", "a"), ("lewa", "a"), ("iwa", "a"), ("ewa", "a"), ("we", "a"), ("wa", "a"),
        ("ie", "a"), ("ia", "a"), ("ea", "a"), ("e", "a"), ("ni", ""),
    ):  # fmt: skip
        if root.endswith(ending) and len(root) - len(ending) >= 2:
            yield root.removesuffix(ending) + replacement


_SYLLABLES = re.compile(
    r"^(?:(?:ng'|[bcdfghjklmnprstvwyz]h?[wy]?|m[bpvw]|n[dgjz][wy]?|mb?w|ngw?)?[aeiou])+$"
)
_PREFIXES = (
    "nina", "nime", "nita", "nili", "ana", "ume", "una", "uta", "tuna", "tuta", "tume", "wana",
    "ku", "ki", "vi", "mna", "haku", "hau", "sija", "niku", "ningependa", "na",
)  # fmt: skip


def looks_like(word: str) -> float:
    """How Swahili the shape of an unknown word is: open syllables and verb prefixes."""
    if not _SYLLABLES.match(word):
        return 0.3 if word.startswith(("ku", "nina", "nime", "nita")) else 0.0
    return 0.9 if word.startswith(_PREFIXES) else 0.6


def saa_clock(line: Line, i: int) -> Mark | None:
    """ "saa nane", "saa 8:30", "saa tatu na nusu", "saa tisa kasoro robo", "saa 3pm"."""
    j = line.skip(i + 1, tags.EXACTLY, tags.AT)
    item = line.item(j)
    if line.text(j + 1) == ":":
        return None
    if item.kind in (tokens.CLOCK, tokens.HOURS_CLOCK, tokens.MERIDIEM_CLOCK):
        return _written(line, i, j)
    number = line.number(j)
    if number is None or not 0 <= number.value <= 24 or number.value % 1:
        return None
    minute, end = _minutes(line, number.end)
    if line.has(i - 1, tags.BETWEEN) and not line.has(end, tags.AND):
        minute, end = 0, number.end
    if line.has(end, tags.SHIFT):
        return None
    hour = int(number.value)
    clock = Clock(hour, minute, face="swahili", is_spelled=number.lang == "sw")
    meridiem = line.get(end, tags.MERIDIEM)
    if meridiem and number.lang != "sw":
        clock = replace(clock, face="western", meridiem=meridiem)
        end += 1
    elif meridiem:
        clock = replace(clock, face="either", meridiem=meridiem)
        end += 1
    return Mark(CLOCK, i, line.skip(end, tags.EXACTLY), clock)


def _written(line: Line, i: int, j: int) -> Mark | None:
    mark = written_clock(line, j)
    if mark is None:
        return None
    clock: Clock = mark.value
    if clock.meridiem is None and clock.hour <= 12:
        clock = replace(clock, face="either" if clock.is_padded else "swahili")
    minute, end = _minutes(line, mark.end)
    return Mark(CLOCK, i, end, replace(clock, minute=clock.minute + minute))


def bare_clock(line: Line, i: int) -> Mark | None:
    """A Swahili number with minutes but without "saa": "nane na nusu", "tisa kasoro robo"."""
    number = line.number(i)
    if number is None or not 1 <= number.value <= 12 or number.lang != "sw":
        return None
    if line.has(i - 1, tags.SCALE) or line.get(i - 1, tags.UNIT) in _COUNTED_UNITS:
        return None
    minute, end = _minutes(line, number.end)
    if line.has(i - 1, tags.BETWEEN) and not line.has(end, tags.AND):
        return None
    if end == number.end or line.get(end, tags.UNIT) or line.get(end - 1, tags.UNIT) == "hour":
        return None
    return Mark(CLOCK, i, end, Clock(int(number.value), minute, face="swahili", is_spelled=True))


def _minutes(line: Line, i: int) -> tuple[int, int]:
    """Minutes said after the hour (negative with "kasoro") and where they end."""
    if (whole := _WHOLE_MINUTES.get(line.text(i))) is not None:
        return whole, i + 1
    is_link = len(line.text(i)) <= 2 and line.item(i).kind == tokens.WORD
    if is_link and (line.has(i + 1, tags.HALF) or line.has(i + 1, tags.QUARTER)):
        return (30 if line.has(i + 1, tags.HALF) else 15), i + 2
    is_less = line.has(i, tags.TO_HOUR) and line.item(i).lang == "sw"
    if line.get(i, tags.UNIT) == "minute" and not line.has(i - 1, tags.UNIT):
        minutes, end = _part_of_hour(line, i)
        return (minutes, end) if minutes else (0, i)
    is_more = line.has(i, tags.AND) or line.text(i) == "nusu"
    if not (is_less or is_more):
        return 0, i
    minutes, end = _part_of_hour(line, i if line.has(i, tags.HALF) else i + 1)
    return (-minutes if is_less else minutes), (end if minutes else i)


def _part_of_hour(line: Line, i: int) -> tuple[int, int]:
    """ "nusu", "robo", "dakika kumi" or a plain "kumi" in minutes; 0 when it is none of them."""
    if line.has(i, tags.HALF):
        return 30, i + 1
    if line.has(i, tags.QUARTER):
        return 15, i + 1
    is_named = line.get(i, tags.UNIT) == "minute"
    number = line.number(i + 1 if is_named else i)
    if number is None or not 0 < number.value < 60 or not (is_named or number.value >= 5):
        return 0, i
    if not is_named and (line.has(number.end, tags.PEOPLE) or line.has(number.end, tags.UNIT)):
        return 0, i
    return int(number.value), number.end


_COUNTED_UNITS = ("year", "month", "week", "day")
_WHOLE_MINUTES = {"unusu": 30, "kasorobo": -15, "kasarobo": -15, "kasrobo": -15}

RULES = ((tags.CLOCK_MARKER, saa_clock), (tags.NUMBER, bare_clock))
