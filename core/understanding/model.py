"""What goes into a reading and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from core.understanding.names import CatalogMatcher

_WITHOUT_CENTS = frozenset({"BIF", "DJF", "GNF", "JPY", "KMF", "KRW", "RWF", "UGX", "XAF", "XOF"})
_NAIROBI = ZoneInfo("Africa/Nairobi")

type Language = str
"""A language folder's name, or "mixed"."""
type OpenHours = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A service or a member of staff as a contact may call it."""

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CatalogNames:
    """The names of one business; keep the object, its matcher is built once and reused."""

    services: tuple[NamedEntry, ...] = ()
    staff: tuple[NamedEntry, ...] = ()

    @cached_property
    def matcher(self) -> "CatalogMatcher":
        from core.understanding.names import CatalogMatcher

        return CatalogMatcher(self.services, self.staff)


@dataclass(frozen=True)
class ReadingSettings:
    """What a business's place and hours say about the meaning of its contacts' words."""

    zone: tzinfo = _NAIROBI
    open_hours: tuple[OpenHours, ...] = ()
    """Monday first, local times; empty when unknown."""
    date_order: Literal["dmy", "mdy"] = "dmy"
    currency: str = "KES"
    country: str | None = "KE"
    """Where a number without a country code is from."""

    @cached_property
    def open_minutes(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Open hours as minutes of the day; those that end after midnight go on the next day."""
        days: list[list[tuple[int, int]]] = [[] for _ in self.open_hours]
        for weekday, hours in enumerate(self.open_hours):
            for opening, closing in hours:
                start, end = _minutes(opening), _minutes(closing)
                days[weekday].append((start, end if end > start else 1440))
                if end <= start and end:
                    days[(weekday + 1) % len(days)].append((0, end))
        return tuple(tuple(spans) for spans in days)

    @property
    def minor_units(self) -> int:
        """How many of the smallest unit make one of the currency."""
        return 1 if self.currency in _WITHOUT_CENTS else 100


def _minutes(value: time) -> int:
    return value.hour * 60 + value.minute


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the text an entity was read, in characters."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """An entity the text leaves open, and what it can be."""

    entity: str
    candidates: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says by itself: language, values, and values that must be asked back."""

    language: Language | None
    dominant_language: str | None = None
    entities: Mapping[str, Any] = field(default_factory=dict)
    ambiguous: tuple[Ambiguity, ...] = ()
    spans: tuple[Span, ...] = ()
    past: bool = False
    """The text names a day or time that is over; no date is given for it."""
    no_such_day: bool = False
    """The only day that is named is one that its month does not have."""
    called_so: bool = False
    """The name is one that people are known by, though its words say something else too."""

    def as_dict(self) -> dict[str, Any]:
        """The reading as JSON carries it; keys that were not found are absent."""
        reading: dict[str, Any] = {
            "language": self.language,
            "entities": dict(self.entities),
            "ambiguous": [
                {"entity": item.entity, "candidates": list(item.candidates)}
                for item in self.ambiguous
            ],
            "spans": [
                {"entity": span.entity, "start": span.start, "end": span.end} for span in self.spans
            ],
        }
        if self.past:
            reading["past"] = True
        if self.no_such_day:
            reading["no_such_day"] = True
        if self.called_so:
            reading["called_so"] = True
        return reading
