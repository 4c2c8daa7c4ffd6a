"""What a message says of how long a stay is: the day it ends on, more or fewer nights."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.cues import says
from actions.hearing import Heard
from core.catalog.snapshot import CatalogSnapshot
from core.understanding import nights_until

_DAYS = frozenset({"date", "datetime", "date_range"})


def told_of_stay(heard: Heard, catalog: CatalogSnapshot, slots: Mapping[str, Any]) -> Heard:
    """The message with the end of a stay told in nights; the end of anything else tells nothing.

    While the arrival is open, the end itself stays known, and is no day to arrive on.
    """
    if not _is_stay(heard, catalog, slots):
        return without_end(heard)
    arrival = slots.get("date") or next(iter(slots.get("date_range") or ()), None)
    return of_stay(heard, arrival=arrival, nights=slots.get("nights"))


def of_stay(heard: Heard, *, arrival: str | None, nights: int | None) -> Heard:
    """The message about a stay that begins on a day (None: open) and has so many nights."""
    if heard.is_button:
        return heard
    heard = _reckoned(heard, nights)
    told = heard.values.get("until")
    if not isinstance(told, Mapping):
        return heard
    if "first" in told:
        arrival = str(told["first"])
    else:
        heard = _without(heard, _DAYS)
    if arrival is None:
        return heard
    counted = heard.count_of("nights") or nights_until(told, arrival)
    heard = without_end(heard)
    return replace(heard, values={**heard.values, "nights": counted}) if counted else heard


def without_end(heard: Heard) -> Heard:
    """The message without the day that a stay would end on."""
    return _without(heard, frozenset({"until"}))


def _without(heard: Heard, entities: frozenset[str]) -> Heard:
    if not entities & (heard.values.keys() | heard.ambiguous.keys()):
        return heard
    return replace(
        heard,
        values={name: value for name, value in heard.values.items() if name not in entities},
        ambiguous={name: open_ for name, open_ in heard.ambiguous.items() if name not in entities},
        is_weekday=heard.is_weekday and not entities & _DAYS,
        is_month_day=heard.is_month_day and not entities & _DAYS,
    )


def _reckoned(heard: Heard, nights: int | None) -> Heard:
    """The nights after "two more" or "one night less"; "extend to 4 nights" says all of them."""
    count = heard.count_of("nights")
    if count is None or nights is None or says(heard, "nights_in_all"):
        return heard
    if says(heard, "fewer_nights"):
        count = nights - count
    elif says(heard, "more_nights"):
        count += nights
    return replace(heard, values={**heard.values, "nights": count if count > 0 else nights})


def _is_stay(heard: Heard, catalog: CatalogSnapshot, slots: Mapping[str, Any]) -> bool:
    """Whether the service named, else the one talked about, is let by the night, as all may be."""
    named = heard.services or [str(slots.get("service"))]
    meant = [each for each in catalog.services if str(each.id) in named] or catalog.services
    return all(each.is_stay for each in meant)
