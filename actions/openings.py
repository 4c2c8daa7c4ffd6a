"""Openings for what the contact wants: searching, checking and offering them as buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from actions.base import Desk
from actions.catalog_names import services_of
from actions.saying import Button, Variable, button, clock_time, day, instant
from actions.wishes import ANYONE, Wishes
from core.booking.errors import OutsideHours, TooFar
from core.booking.parties import can_be_at_once, items_for, items_for_each, most_at_once
from core.booking.requests import Opening, OpeningRequest
from core.catalog.snapshot import CatalogService, CatalogSnapshot
from core.kit.errors import CoreError
from core.kit.ids import BookingId

MOST_BUTTONS = 10
MOST_DAYS = 6
_SEARCH_DAYS = 21
_MOST_A_DAY = 96


@dataclass(frozen=True, slots=True)
class Offer:
    """Openings to choose from; `refusal` says why the wished one is not among them."""

    openings: Sequence[Opening]
    refusal: CoreError | None = None


class OpeningFinder:
    """Asks `core` for openings that fit wishes, in the business's zone."""

    def __init__(
        self,
        desk: Desk,
        service: CatalogService,
        wishes: Wishes,
        *,
        request: OpeningRequest | None = None,
        replacing: BookingId | None = None,
    ) -> None:
        """`replacing` is the contact's own booking or hold, whose time is free for this."""
        self._desk, self._service, self._wishes = desk, service, wishes
        self._zone = desk.catalog.zone
        self.replacing = replacing
        self.request = request or request_of(desk.catalog, wishes)

    async def check(self) -> Offer:
        """Whether the wished day and time can be had; alternatives when not."""
        wished = self.wished_start()
        refusal = await self._desk.availability.explain(self.request, wished, moving=self.replacing)
        if refusal is None:
            return Offer(())
        return Offer(await self._nearest(wished, refusal), refusal)

    async def on_day(self) -> list[Opening]:
        """Openings of the wished day within the wished part of it, spread over the day."""
        found = await self._of_day(date.fromisoformat(self._wishes.date or ""), limit=_MOST_A_DAY)
        return spread(found, MOST_BUTTONS)

    async def unseen(self, seen: Sequence[datetime]) -> list[Opening]:
        """Openings of the wished day that were not among those offered."""
        found = await self._of_day(date.fromisoformat(self._wishes.date or ""), limit=_MOST_A_DAY)
        return [each for each in found if each.starts_at not in seen]

    async def between(self, earliest: datetime, latest: datetime, *, limit: int) -> list[Opening]:
        """Openings from now on between two moments, the first first."""
        return await self._desk.availability.find_openings(
            self.request,
            earliest=max(earliest, self._desk.clock()),
            latest=latest,
            limit=limit,
            moving=self.replacing,
        )

    async def days(self) -> list[date]:
        """The next days with an opening within the wished days and hours."""
        today = self._desk.clock().astimezone(self._zone).date()
        first, last = today, today + timedelta(days=_SEARCH_DAYS)
        if self._wishes.date_range:
            first = max(today, date.fromisoformat(self._wishes.date_range[0]))
            last = date.fromisoformat(self._wishes.date_range[1])
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return await self._desk.availability.open_days(
            self.request,
            [self._wished_hours(each) for each in days],
            limit=MOST_DAYS,
            moving=self.replacing,
        )

    async def why_never_on_day(self) -> CoreError | None:
        """What rules the whole wished day out: too far ahead, closed; None when it is just full."""
        noon = datetime.combine(date.fromisoformat(self._wishes.date or ""), time(12), self._zone)
        refusal = await self._desk.availability.explain(self.request, noon, moving=self.replacing)
        if isinstance(refusal, TooFar):
            return refusal
        is_closed = isinstance(refusal, OutsideHours) and refusal.because is not None
        return refusal if is_closed else None

    async def alternatives(self, refusal: CoreError) -> Sequence[Opening]:
        """What can be had instead of a time that was refused."""
        return await self._nearest(self.wished_start(), refusal)

    async def nearest(self) -> Sequence[Opening]:
        """The openings nearest to what was wished."""
        return await self._nearest(self.wished_start(), None)

    def wished_start(self) -> datetime:
        """The wished moment; a day without a time stands for the start of its wished hours."""
        wishes = self._wishes
        on_date = wishes.date or (wishes.date_range or [self._today()])[0]
        at = wishes.time or (wishes.time_range[0] if wishes.time_range else None)
        if self._service.is_stay:
            at_time = self._desk.catalog.settings.booking.check_in
        else:
            at_time = time.fromisoformat(at) if at else time(0)
        return datetime.combine(date.fromisoformat(on_date), at_time, self._zone)

    async def _nearest(self, wished: datetime, refusal: CoreError | None) -> Sequence[Opening]:
        alternatives = tuple(getattr(refusal, "alternatives", ()) or ())
        if alternatives:
            return alternatives
        around = max(wished, self._desk.clock())
        return await self._desk.availability.nearest_openings(
            self.request, around=around, limit=3, moving=self.replacing
        )

    async def _of_day(self, on_date: date, *, limit: int) -> list[Opening]:
        start, end = self._wished_hours(on_date)
        return await self._desk.availability.find_openings(
            self.request,
            earliest=max(start, self._desk.clock()),
            latest=end,
            limit=limit,
            moving=self.replacing,
        )

    def _wished_hours(self, on_date: date) -> tuple[datetime, datetime]:
        midnight = datetime.combine(on_date, time(0), self._zone)
        if self._wishes.time and not self._service.is_stay:
            start = datetime.combine(on_date, time.fromisoformat(self._wishes.time), self._zone)
            return start, start + timedelta(minutes=1)
        if self._wishes.time_range is None:
            return midnight, midnight + timedelta(days=1)
        first, last = map(time.fromisoformat, self._wishes.time_range)
        ends_on = on_date if first < last else on_date + timedelta(days=1)
        start = datetime.combine(on_date, first, self._zone)
        return start, datetime.combine(ends_on, last, self._zone)

    def _local(self, opening: Opening) -> datetime:
        return opening.starts_at.astimezone(self._zone)

    def _today(self) -> str:
        return self._desk.clock().astimezone(self._zone).date().isoformat()

    def time_buttons(self, openings: Iterable[Opening]) -> list[Button]:
        """Buttons for openings of one day: their times."""
        return [
            button(clock_time(f"{local:%H:%M}"), "inform", **_moment(local))
            for local in map(self._local, openings)
        ]

    def moment_buttons(self, openings: Iterable[Opening]) -> list[Button]:
        """Buttons for openings of different days: day and time, for a stay the day alone."""
        return [
            button(self._moment_title(local), "inform", **_moment(local))
            for local in map(self._local, openings)
        ]

    def _moment_title(self, local: datetime) -> Variable:
        return day(local.date()) if self._service.is_stay else instant(local)

    def offer_slot(self, openings: Sequence[Opening]) -> dict[str, Any] | None:
        """What a plain "yes" accepts: the first opening offered."""
        return _moment(self._local(openings[0])) if openings else None


def request_of(catalog: CatalogSnapshot, wishes: Wishes) -> OpeningRequest:
    """What `core` is asked for: every service, with the wished person where they do it."""
    services = services_of(catalog, wishes.services)
    party_size = wishes.party_size or max(each.min_party for each in services)
    at_once = 1 if wishes.in_turn else people_at_once(catalog, wishes)
    persons, wanted = _persons(catalog, wishes), _wanted(wishes)
    return OpeningRequest(
        items=items_for_each(persons, at_once=at_once > 1, wanted=wanted)
        if persons
        else items_for(services, party_size, at_once=at_once, wanted=wanted),
        party_size=party_size,
        nights=(wishes.nights or 1) if services[0].is_stay else None,
    )


def people_at_once(catalog: CatalogSnapshot, wishes: Wishes) -> int:
    """How many of the party can be served at the same time, by whom they wish for."""
    persons, wanted = _persons(catalog, wishes), _wanted(wishes)
    if persons:
        return len(persons) if can_be_at_once(persons, wanted) else 1
    services = services_of(catalog, wishes.services)
    return min(most_at_once(services, wanted), wishes.party_size or 1)


def _persons(catalog: CatalogSnapshot, wishes: Wishes) -> list[list[CatalogService]]:
    """The services of each of the party; empty where all have the same, or share a stay."""
    found = [services_of(catalog, each) for each in wishes.persons]
    is_stay = any(each.is_stay for services in found for each in services)
    return [] if is_stay or not all(found) else found


def _wanted(wishes: Wishes) -> frozenset[UUID]:
    is_open = not wishes.staff or wishes.staff == ANYONE
    return frozenset() if is_open else frozenset({UUID(wishes.staff)})


def day_buttons(days: Sequence[date]) -> list[Button]:
    """One button per day."""
    return [button(day(each), "inform", date=each.isoformat()) for each in days]


def spread(openings: Sequence[Opening], most: int) -> list[Opening]:
    """At most so many openings, evenly taken over the day, first and last included."""
    if len(openings) <= most:
        return list(openings)
    last = len(openings) - 1
    return [openings[round(index * last / (most - 1))] for index in range(most)]


def _moment(local: datetime) -> dict[str, Any]:
    return {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
