"""What was said about a time, against the part of the day, the day and the open hours."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from core.understanding.marks import Clock, Face, PartOfDay, TimeBounds

END_OF_DAY = 1439
_FAR_OFF = 120
"""Minutes beyond which nobody says a part of the day with an hour: 8:30 is no "mchana"."""
_BARE = ("either", "western")
_DIALS: tuple[Face, ...] = ("western", "swahili")
type IsPossible = Callable[[int], bool]
"""Whether a minute of the day can be meant, by what is known of day and open hours."""


def as_text(minute: int) -> str:
    """Minutes of the day as "15:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def resolve(clock: Clock, part: PartOfDay | None, is_possible: IsPossible) -> tuple[int, ...]:
    """The minutes of the day a clock time can mean; one means certain."""
    found, is_certain = _by_part(clock, part or clock.part)
    if len(found) == 1 or is_certain:
        return found
    possible = tuple(minute for minute in found if is_possible(minute))
    return possible or found


def _by_part(clock: Clock, part: PartOfDay | None) -> tuple[tuple[int, ...], bool]:
    """Candidates, and whether they must all be asked back whatever the open hours are."""
    readings = _readings(clock)
    if part is None or clock.meridiem is not None:
        is_odd = clock.face == "either" and (clock.is_padded or clock.meridiem is not None)
        return readings, is_odd
    fitting = tuple(minute for minute in readings if part.fits(minute))
    if fitting:
        return fitting, False
    return _out_of_part(clock, part, readings)


def _out_of_part(
    clock: Clock, part: PartOfDay, readings: tuple[int, ...]
) -> tuple[tuple[int, ...], bool]:
    """What an hour can mean that its dial does not put in the part of the day said with it."""
    if clock.face == "exact":
        turned = tuple((minute + 720) % 1440 for minute in readings)
        is_late = readings[0] >= 720
        return (
            readings if is_late else turned if part.fits(turned[0]) else readings + turned
        ), False
    if clock.face == "either":
        faces = (_readings(replace(clock, face=face)) for face in _DIALS)
        return tuple(sorted({min(found, key=part.distance) for found in faces})), True
    nearest = min(readings, key=part.distance)
    other = _readings(replace(clock, face="western" if clock.face != "western" else "swahili"))
    fits = [minute for minute in other if part.fits(minute)]
    if clock.face == "western" and not fits:
        return readings, True
    if clock.face == "western" and len(fits) == 1 and part.distance(nearest) > _FAR_OFF:
        return tuple(fits), True
    return tuple(sorted({nearest, *fits})), True


def _readings(clock: Clock) -> tuple[int, ...]:
    """Every minute of the day the wording allows, by its dial."""
    minutes = clock.hour * 60 + clock.minute
    if clock.face == "exact" or clock.hour > 12 or clock.hour == 0:
        return (minutes % 1440,)
    western = {minutes % 720, minutes % 720 + 720}
    swahili = {(minute + 360) % 1440 for minute in western}
    by_face = {"western": western, "swahili": swahili, "either": western | swahili}
    found = sorted(by_face[clock.face])
    if clock.meridiem is None:
        return tuple(found)
    return tuple(minute for minute in found if (minute >= 720) == (clock.meridiem == "pm"))


def resolve_bounds(
    bounds: TimeBounds, part: PartOfDay | None, is_possible: IsPossible
) -> tuple[tuple[int, int], ...]:
    """The ranges that bounds can mean, as minutes; one means certain."""
    if bounds.start is None or bounds.end is None:
        return _open_sided(bounds, part, is_possible)
    start, end = _shared_meridiem(bounds.start, bounds.end)
    end_part = end.part or part
    start_part = start.part or (part if start.part is None and _fits(start, part) else None)
    starts, _ = _by_part(start, start_part)
    ends, _ = _by_part(end, end_part)
    pairs = [(s, e) for s in starts for e in ends if s < e]
    if not pairs:
        pairs = [(s, END_OF_DAY) for s in starts if 0 in ends]
    if not pairs:
        return ()
    shortest = min(e - s for s, e in pairs)
    pairs = [pair for pair in pairs if pair[1] - pair[0] == shortest]
    return _possible_first(pairs, lambda pair: is_possible(pair[0]) or is_possible(pair[1] - 1))


def _shared_meridiem(start: Clock, end: Clock) -> tuple[Clock, Clock]:
    """ "2 to 4pm": the start takes the end's half of the day when it then comes before it."""
    if end.meridiem and not start.meridiem and start.face == "western" and start.part is None:
        shared = replace(start, meridiem=end.meridiem)
        if _readings(shared)[0] < _readings(end)[0]:
            return shared, end
    if start.face == "swahili" and end.face in _BARE and end.meridiem is None:
        return start, replace(end, face="swahili")
    if start.face == "western" and end.face == "either" and end.meridiem is None:
        return start, replace(end, face="western")
    if start.face == "either" and end.face == "swahili":
        return replace(start, face="swahili"), end
    return start, end


def _fits(clock: Clock, part: PartOfDay | None) -> bool:
    return part is not None and any(part.fits(minute) for minute in _readings(clock))


def _open_sided(
    bounds: TimeBounds, part: PartOfDay | None, is_possible: IsPossible
) -> tuple[tuple[int, int], ...]:
    if bounds.start is not None:
        found = resolve(bounds.start, part, is_possible)
        return tuple((minute, END_OF_DAY) for minute in found)
    if bounds.end is not None:
        found = resolve(bounds.end, part, lambda minute: is_possible(minute - 1))
        return tuple((0, minute) for minute in found if minute > 0) or ((0, END_OF_DAY),)
    return ()


def _possible_first(
    pairs: Sequence[tuple[int, int]], is_possible: Callable[[tuple[int, int]], bool]
) -> tuple[tuple[int, int], ...]:
    possible = tuple(pair for pair in pairs if is_possible(pair))
    return possible or tuple(pairs)


def within(minute: int, hours: Iterable[tuple[int, int]]) -> bool:
    """Whether a minute of the day lies in open hours."""
    return any(start <= minute < end for start, end in hours)
