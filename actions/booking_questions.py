"""What a booking still needs, and how it is asked: with the choices the contact has."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from actions.absent_staff import says_absent
from actions.base import Desk
from actions.catalog_names import (
    service_buttons,
    service_of,
    services_of,
    staff_buttons,
    staff_of,
)
from actions.changing import change_wanted
from actions.corrections import refused_staff
from actions.elsewhere import Asked, Elsewhere, looks_elsewhere
from actions.fields import next_question
from actions.hearing import Heard
from actions.noting import note_person, note_time, say_stranger
from actions.openings import OpeningFinder, day_buttons
from actions.parties import IN_TURN, asked_of_party, offers_in_turn
from actions.refusal_replies import impossible_day, say_refused_time
from actions.refusals import variables_of
from actions.saying import Button, Variable, button, clock_time, day, together
from actions.service_choice import offer_services
from actions.wishes import ANYONE, MEETING, Wishes, moment_of
from core.booking.errors import (
    BookingRefused,
    OutsideHours,
    PartyTooLarge,
    PartyTooSmall,
    StaffNotOffered,
)
from core.booking.requests import Opening
from core.catalog.snapshot import CatalogResource, CatalogService
from core.kit.ids import BookingId

_NEAR_EACH = 2


class BookingQuestions:
    """Finds the next question of a booking and says it, unless its text is `utter_ask_<slot>`."""

    def __init__(
        self, desk: Desk, wishes: Wishes, heard: Heard, *, replacing: BookingId | None
    ) -> None:
        self._desk, self._wishes, self._heard = desk, wishes, heard
        self._replacing = replacing

    async def ask(self) -> Asked:
        """Put the next question: first what was unclear, then what is missing or impossible."""
        say_stranger(self._desk, self._wishes, self._heard)
        try:
            for step in (self._unclear, self._before_time, self._when, self._after_time):
                if step == self._when:
                    note_person(self._desk, self._wishes, self._heard)
                asked = await step()
                if asked is not None:
                    return asked
        except BookingRefused as refusal:
            return self._cannot_be_booked(refusal)
        return Asked(None, self._wishes)

    def _cannot_be_booked(self, refusal: BookingRefused) -> Asked:
        self._desk.say(f"utter_{refusal.code}", **variables_of(refusal))
        if isinstance(refusal, PartyTooLarge | PartyTooSmall):
            self._desk.say("utter_how_many_people")
            return Asked("party_size", replace(self._wishes, party_size=None))
        if isinstance(refusal, StaffNotOffered):
            return Asked("staff", replace(self._wishes, staff=None))
        return Asked("service", replace(self._wishes, service=None, more_services=None))

    async def _unclear(self) -> Asked | None:
        for entity, ask in self._ask_back().items():
            candidates = self._within_wished_days(entity)
            if len(candidates) > 1:
                return await ask(entity, candidates)
            if candidates:
                self._wishes = replace(self._wishes, **moment_of(entity, candidates[0]))
        if (days := self._days_still_open()) and (asked := await self._which_moment("date", days)):
            return asked
        for entity in ("service", "staff"):
            found = self._heard.ids(entity)
            if len(found) > 1 and not (entity == "service" and self._heard.services):
                return await self._which_name(entity, tuple(found))
        if self._heard.is_impossible:
            self._desk.say(impossible_day(self._heard), buttons=await self._next_days())
            return Asked("date", replace(self._wishes, date=None))
        return None

    def _within_wished_days(self, entity: str) -> tuple[Any, ...]:
        """What a value may be; of several days those of the span that was talked about."""
        candidates = self._heard.ambiguous.get(entity, ())
        if entity == "date" and self._is_told(candidates):
            return ()
        span = self._wishes.date_range
        if entity not in ("date", "datetime") or not span:
            return candidates if len(candidates) > 1 else ()
        within = tuple(each for each in candidates if span[0] <= str(each)[:10] <= span[1])
        return within or candidates

    def _days_still_open(self) -> tuple[str, ...]:
        """The days asked about before, where the message says something else: "make it 7"."""
        days, wishes = self._wishes.open_days, self._wishes
        self._wishes = replace(wishes, open_days=None)
        is_settled = wishes.date or wishes.date_range or self._heard.is_impossible
        if not days or is_settled or looks_elsewhere(self._desk, self._heard):
            return ()
        return tuple(days)

    def _is_told(self, days: Sequence[Any]) -> bool:
        """Whether the days a weekday may be are those of another week than is talked about."""
        wished = self._wishes.date
        if not self._heard.is_weekday or wished is None or not days or wished in days:
            return False
        return date.fromisoformat(wished).weekday() == date.fromisoformat(str(days[0])).weekday()

    def _ask_back(self) -> dict[str, Callable[[str, tuple[Any, ...]], Awaitable[Asked | None]]]:
        return {
            "service": self._which_name,
            "staff": self._which_name,
            "datetime": self._which_moment,
            "date": self._which_moment,
            "time": self._which_moment,
            "party_size": self._how_many,
        }

    async def _how_many(self, _entity: str, _candidates: tuple[Any, ...]) -> Asked | None:
        """Forget how many were to come; they are asked for where the service takes several."""
        self._wishes = replace(self._wishes, party_size=None)
        return None

    async def _which_name(self, entity: str, candidates: tuple[Any, ...]) -> Asked | None:
        wanted = {str(each) for each in candidates}
        if entity == "service":
            known = [each for each in self._desk.catalog.services if str(each.id) in wanted]
            buttons = service_buttons(self._desk, known, "inform")
        else:
            staff = [each for each in self._desk.catalog.resources if str(each.id) in wanted]
            buttons = staff_buttons(staff, with_anyone=False)
        if len(buttons) < 2:
            return None
        self._desk.say(f"utter_which_{entity}", buttons=buttons)
        if entity == "service":
            return Asked(entity, replace(self._wishes, service=None, more_services=None))
        return Asked(entity, self._wishes)

    async def _which_moment(self, entity: str, candidates: tuple[Any, ...]) -> Asked | None:
        texts = [str(each) for each in candidates]
        if entity == "date" and (texts := await self._without_full_today(texts))[1:] == []:
            self._wishes = replace(self._wishes, date=texts[0], date_range=None)
            return None
        if entity == "date":
            buttons = [button(day(each), "inform", date=each) for each in texts]
            self._desk.say("utter_which_date", buttons=buttons)
            return Asked("date", replace(self._wishes, date=None, open_days=texts))
        if entity == "time":
            if (closed := await self._closed_at_all(texts)) is not None:
                return closed
            buttons = [button(clock_time(each[:5]), "inform", time=each[:5]) for each in texts]
            self._desk.say("utter_which_time", buttons=buttons)
            return Asked("time", self._wishes.without_time())
        days = {each.partition("T")[0] for each in texts}
        if len(days) == 1:
            self._wishes = replace(self._wishes, date=days.pop())
            return await self._which_moment("time", tuple(each.partition("T")[2] for each in texts))
        return await self._which_moment("date", tuple(sorted(days)))

    async def _without_full_today(self, days: list[str]) -> list[str]:
        """Days that a wording can mean, without today when nothing is left of it."""
        service = service_of(self._desk.catalog, self._wishes.service)
        today = self._desk.clock().astimezone(self._desk.catalog.zone).date().isoformat()
        if service is None or service.is_stay or today not in days or len(days) < 2:
            return days
        wishes = replace(self._wishes, date=today, time=None, time_range=None)
        finder = OpeningFinder(self._desk, service, wishes, replacing=self._replacing)
        return days if await finder.on_day() else [each for each in days if each != today]

    async def _closed_at_all(self, times: Sequence[str]) -> Asked | None:
        """Say so, with openings near each, where all that a time can mean is outside the hours."""
        service = service_of(self._desk.catalog, self._wishes.service)
        if service is None or service.is_stay or self._wishes.date is None:
            return None
        found: list[Opening] = []
        for each in times:
            wishes = replace(self._wishes, time=each[:5], time_range=None)
            finder = OpeningFinder(self._desk, service, wishes, replacing=self._replacing)
            offer = await finder.check()
            if not isinstance(offer.refusal, OutsideHours) or not offer.openings:
                return None
            found += offer.openings[:_NEAR_EACH]
        openings = sorted({each.starts_at: each for each in found}.items())
        finder, offered = self._finder(service), [opening for _, opening in openings]
        self._desk.say(
            "utter_closed_at_times",
            buttons=finder.moment_buttons(offered),
            times=together([clock_time(each[:5]) for each in times]),
            date=day(self._wishes.date),
        )
        return Asked("time", self._wishes.without_time(), finder.offer_slot(offered))

    async def _before_time(self) -> Asked | None:
        service = service_of(self._desk.catalog, self._wishes.service)
        if service is None:
            return offer_services(self._desk, self._wishes, self._heard)
        return asked_of_party(self._desk, self._wishes) or self._staff(service)

    def _staff(self, service: CatalogService) -> Asked | None:
        able = self._able_staff()
        refused = refused_staff(self._desk, self._heard)
        if refused and self._wishes.staff in (None, ANYONE, *(str(each.id) for each in refused)):
            able = [each for each in able if each not in refused]
            only = str(able[0].id) if len(able) == 1 else None
            self._wishes = replace(self._wishes, staff=only)
        chosen = self._wishes.staff
        if chosen not in (None, ANYONE) and chosen not in {str(each.id) for each in able}:
            member = staff_of(self._desk.catalog, chosen)
            self._desk.say(
                "utter_cannot_be_met" if self._is_meeting else "utter_staff_not_for_service",
                staff=member.name if member else "",
                service=self._name(service),
            )
            self._wishes = replace(self._wishes, staff=None)
        elif not self._asks_staff(chosen):
            return None
        self._desk.say(
            "utter_offer_people" if self._is_meeting else "utter_offer_staff",
            buttons=staff_buttons(able, with_anyone=True),
            service=self._name(service),
        )
        return Asked("staff", self._wishes)

    def _able_staff(self) -> list[CatalogResource]:
        """Who can do at least one of the wished services."""
        services = services_of(self._desk.catalog, self._wishes.services)
        return list({each.id: each for service in services for each in service.staff}.values())

    def _asks_staff(self, chosen: str | None) -> bool:
        is_open = self._heard.stranger or refused_staff(self._desk, self._heard)
        is_another = bool(self._heard.stranger) and len(self._able_staff()) > 1
        if self._heard.text_of("change") == "staff" or (chosen is None and is_open) or is_another:
            return True
        is_needed = self._is_meeting or self._desk.catalog.settings.booking.ask_staff
        return chosen is None and is_needed

    @property
    def _is_meeting(self) -> bool:
        return self._wishes.kind == MEETING

    async def _when(self) -> Asked | None:
        service = service_of(self._desk.catalog, self._wishes.service)
        if service is None:
            return None
        if not service.is_stay:
            asked = await self._elsewhere(service)
            if asked is not None and asked.slot:
                return asked
        if self._wishes.date is None:
            return await self._offer_days(service)
        if service.is_stay:
            if self._wishes.nights is None:
                return Asked("nights", self._wishes)
        elif self._wishes.time is None:
            return await self._offer_times(service)
        return await self._check(service)

    async def _elsewhere(self, service: CatalogService) -> Asked | None:
        asked = await Elsewhere(self._desk, self._heard, self._wishes, self._finder(service)).ask()
        if asked is None:
            return None
        self._wishes = asked.wishes
        if asked.slot == "date" and asked.offer is None:
            return await self._offer_days(service)
        return asked

    async def _offer_days(self, service: CatalogService) -> Asked:
        finder = self._finder(service)
        days = await finder.days()
        if not days and (self._wishes.date_range or self._wishes.time_range or self._wishes.time):
            return await self._offer_nearest(finder, service, "utter_range_is_full")
        response = "utter_offer_days" if days else "utter_no_openings"
        self._desk.say(response, buttons=day_buttons(days), service=self._name(service))
        return Asked("date", self._wishes)

    async def _next_days(self) -> list[Button]:
        service = service_of(self._desk.catalog, self._wishes.service)
        return day_buttons(await self._finder(service).days()) if service else []

    async def _offer_times(self, service: CatalogService) -> Asked:
        finder = self._finder(service)
        openings = await finder.on_day()
        if not openings:
            is_part = self._wishes.time_range is not None
            response = "utter_range_is_full" if is_part else "utter_day_is_full"
            return await self._offer_nearest(finder, service, response)
        self._desk.say(
            "utter_offer_openings",
            buttons=finder.time_buttons(openings),
            service=self._name(service),
            date=day(self._wishes.date or ""),
        )
        offer = finder.offer_slot(openings) if len(openings) == 1 else None
        return Asked("time", self._wishes, offer)

    async def _offer_nearest(
        self, finder: OpeningFinder, service: CatalogService, response: str
    ) -> Asked:
        openings = await finder.nearest()
        if not openings:
            self._desk.say("utter_no_openings", service=self._name(service))
            return Asked("date", replace(self._wishes, date=None, time=None))
        facts: dict[str, Any] = {"service": self._name(service)}
        why = await finder.why_never_on_day() if self._wishes.date else None
        if why is not None:
            say_refused_time(self._desk, service, why, finder, openings)
            wishes = replace(self._wishes, date=None, time=None)
            return Asked("date", wishes, finder.offer_slot(openings))
        if self._wishes.date:
            facts["date"] = day(self._wishes.date)
        if not self._says_absent(finder, service, openings):
            self._desk.say(response, buttons=finder.moment_buttons(openings), **facts)
        wishes = replace(self._wishes, date=None, time=None, date_range=None, time_range=None)
        return Asked("date", wishes, finder.offer_slot(openings))

    def _says_absent(
        self, finder: OpeningFinder, service: CatalogService, openings: Sequence[Opening]
    ) -> bool:
        member = staff_of(self._desk.catalog, self._wishes.staff)
        if member is None or self._wishes.date is None:
            return False
        on_date, nearest = self._wishes.date, openings
        return says_absent(
            self._desk, finder, service, staff=(member,), on_date=on_date, nearest=nearest
        )

    async def _check(self, service: CatalogService) -> Asked | None:
        finder = self._finder(service)
        offer = await finder.check()
        if offer.refusal is None:
            return None
        if isinstance(offer.refusal, BookingRefused):
            return self._cannot_be_booked(offer.refusal)
        if await offers_in_turn(self._desk, self._wishes, finder, offer.openings):
            return Asked("time", self._wishes, dict(IN_TURN))
        say_refused_time(self._desk, service, offer.refusal, finder, offer.openings)
        if not offer.openings:
            return Asked("date", replace(self._wishes, date=None, time=None))
        slot = "date" if service.is_stay else "time"
        return Asked(slot, replace(self._wishes, time=None), finder.offer_slot(offer.openings))

    async def _after_time(self) -> Asked | None:
        services = services_of(self._desk.catalog, self._wishes.services)
        note_time(self._desk, self._wishes)
        if self._wishes.name is None:
            contact = await self._desk.contact()
            if contact.name is None or change_wanted(self._desk, self._heard) == "name":
                return Asked("name", self._wishes)
        question = next_question(services, self._wishes.notes)
        if question is None:
            return None
        text = question.question(self._desk.language)
        response = "utter_field_question"
        if not question.is_required:
            response = "utter_optional_field_question"
        choices = [button(each, "inform", notes=each) for each in question.choices]
        self._desk.say(response, buttons=choices, question=text)
        return Asked("notes", self._wishes)

    def _finder(self, service: CatalogService) -> OpeningFinder:
        return OpeningFinder(self._desk, service, self._wishes, replacing=self._replacing)

    def _name(self, service: CatalogService) -> Variable:
        """The wished service, or all of them when there are several."""
        services = services_of(self._desk.catalog, self._wishes.services)
        names = [each.name_in(self._desk.language) for each in services]
        return together(names) if len(names) > 1 else service.name_in(self._desk.language)
