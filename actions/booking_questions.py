"""What a booking still needs, and how it is asked: with the choices the contact has."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from actions.base import Desk
from actions.catalog_names import (
    service_buttons,
    service_of,
    services_of,
    services_of_kind,
    staff_buttons,
    staff_of,
)
from actions.fields import next_question
from actions.hearing import Heard
from actions.openings import OpeningFinder, day_buttons
from actions.refusal_replies import say_refused_time
from actions.refusals import variables_of
from actions.saying import Variable, button, clock_time, day, together
from actions.wishes import ANYONE, MEETING, Wishes
from core.booking.errors import BookingRefused, PartyTooLarge, PartyTooSmall, StaffNotOffered
from core.catalog.snapshot import CatalogResource, CatalogService
from core.kit.ids import BookingId

_PERSON = {"staff", "anyone"}
_NO_PERSON = {"service", "date", "time", "datetime", "date_range", "time_range"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The slot that was asked for (None: nothing is missing), and the wishes after asking."""

    slot: str | None
    wishes: Wishes
    offer: dict[str, Any] | None = None


class BookingQuestions:
    """Finds the next question of a booking and says it, unless its text is `utter_ask_<slot>`."""

    def __init__(
        self, desk: Desk, wishes: Wishes, heard: Heard, *, replacing: BookingId | None
    ) -> None:
        self._desk, self._wishes, self._heard = desk, wishes, heard
        self._replacing = replacing

    async def ask(self) -> Asked:
        """Put the next question: first what was unclear, then what is missing or impossible."""
        try:
            for step in (self._unclear, self._before_time, self._when, self._after_time):
                if step == self._when:
                    self._note_person()
                asked = await step()
                if asked is not None:
                    return asked
        except BookingRefused as refusal:
            return self._cannot_be_booked(refusal)
        return Asked(None, self._wishes)

    def _cannot_be_booked(self, refusal: BookingRefused) -> Asked:
        self._desk.say(f"utter_{refusal.code}", **variables_of(refusal))
        if isinstance(refusal, PartyTooLarge | PartyTooSmall):
            return Asked("party_size", replace(self._wishes, party_size=None))
        if isinstance(refusal, StaffNotOffered):
            return Asked("staff", replace(self._wishes, staff=None))
        return Asked("service", replace(self._wishes, service=None, more_services=None))

    async def _unclear(self) -> Asked | None:
        ambiguous = self._heard.ambiguous
        for entity, ask in self._ask_back().items():
            if len(ambiguous.get(entity, ())) > 1:
                return await ask(entity, ambiguous[entity])
        for entity in ("service", "staff"):
            found = self._heard.ids(entity)
            if len(found) > 1 and not (entity == "service" and self._heard.services):
                return await self._which_name(entity, tuple(found))
        if self._heard.is_past:
            self._desk.say("utter_date_has_passed")
            return Asked("date", replace(self._wishes, date=None, time=None))
        return None

    def _ask_back(self) -> dict[str, Callable[[str, tuple[Any, ...]], Awaitable[Asked | None]]]:
        return {
            "service": self._which_name,
            "staff": self._which_name,
            "datetime": self._which_moment,
            "date": self._which_moment,
            "time": self._which_moment,
        }

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
        if entity == "date":
            buttons = [button(day(each), "inform", date=each) for each in texts]
            self._desk.say("utter_which_date", buttons=buttons)
            return Asked("date", replace(self._wishes, date=None))
        if entity == "time":
            buttons = [button(clock_time(each[:5]), "inform", time=each[:5]) for each in texts]
            self._desk.say("utter_which_time", buttons=buttons)
            return Asked("time", self._wishes.without_time())
        days = {each.partition("T")[0] for each in texts}
        if len(days) == 1:
            self._wishes = replace(self._wishes, date=days.pop())
            return await self._which_moment("time", tuple(each.partition("T")[2] for each in texts))
        return await self._which_moment("date", tuple(sorted(days)))

    async def _before_time(self) -> Asked | None:
        service = service_of(self._desk.catalog, self._wishes.service)
        if service is None:
            return self._offer_services()
        return self._party() or self._staff(service)

    def _party(self) -> Asked | None:
        party = self._wishes.party_size
        services = services_of(self._desk.catalog, self._wishes.services)
        if party is None:
            is_open = any(each.max_party > 1 for each in services)
            return Asked("party_size", self._wishes) if is_open else None
        for each in services:
            if party > 1 and each.max_party == 1:
                self._desk.say("utter_party_size_one", service=each.name_in(self._desk.language))
                self._wishes = replace(self._wishes, party_size=None)
                return None
            if not each.min_party <= party <= each.max_party:
                self._desk.say(
                    "utter_party_size_range", min_party=each.min_party, max_party=each.max_party,
                    service=each.name_in(self._desk.language),
                )  # fmt: skip
                return Asked("party_size", replace(self._wishes, party_size=None))
        return None

    def _offer_services(self) -> Asked:
        offered = services_of_kind(self._desk.catalog, self._wishes.kind)
        response = "utter_offer_meetings" if self._is_meeting else "utter_offer_services"
        self._desk.say(response, buttons=service_buttons(self._desk, offered, "inform"))
        return Asked("service", self._wishes)

    def _staff(self, service: CatalogService) -> Asked | None:
        able = self._able_staff()
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

    def _note_person(self) -> None:
        """Say that a person was understood, where something else was asked for."""
        asked, values = self._desk.slots.get("requested_slot"), self._heard.values
        is_aside = self._desk.loop and asked not in (None, "staff")
        if not is_aside or not _PERSON & values.keys() or _NO_PERSON & values.keys():
            return
        member = staff_of(self._desk.catalog, self._wishes.staff)
        if member is not None:
            self._desk.say("utter_staff_noted", staff=member.name)
        elif self._wishes.staff == ANYONE:
            self._desk.say("utter_anyone_noted")

    def _asks_staff(self, chosen: str | None) -> bool:
        if self._heard.text_of("change") == "staff":
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
        if self._wishes.date is None:
            return await self._offer_days(service)
        if service.is_stay:
            if self._wishes.nights is None:
                return Asked("nights", self._wishes)
        elif self._wishes.time is None:
            return await self._offer_times(service)
        return await self._check(service)

    async def _offer_days(self, service: CatalogService) -> Asked:
        finder = self._finder(service)
        days = await finder.days()
        if not days and (self._wishes.date_range or self._wishes.time_range or self._wishes.time):
            return await self._offer_nearest(finder, service, "utter_range_is_full")
        response = "utter_offer_days" if days else "utter_no_openings"
        self._desk.say(response, buttons=day_buttons(days), service=self._name(service))
        return Asked("date", self._wishes)

    async def _offer_times(self, service: CatalogService) -> Asked:
        finder = self._finder(service)
        openings = await finder.on_day()
        if not openings:
            return await self._offer_nearest(finder, service, "utter_day_is_full")
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
        if self._wishes.date:
            facts["date"] = day(self._wishes.date)
        self._desk.say(response, buttons=finder.moment_buttons(openings), **facts)
        wishes = replace(self._wishes, date=None, time=None, date_range=None, time_range=None)
        return Asked("date", wishes, finder.offer_slot(openings))

    async def _check(self, service: CatalogService) -> Asked | None:
        finder = self._finder(service)
        offer = await finder.check()
        if offer.refusal is None:
            return None
        if isinstance(offer.refusal, BookingRefused):
            return self._cannot_be_booked(offer.refusal)
        say_refused_time(self._desk, service, offer.refusal, finder, offer.openings)
        if not offer.openings:
            return Asked("date", replace(self._wishes, date=None, time=None))
        slot = "date" if service.is_stay else "time"
        return Asked(slot, replace(self._wishes, time=None), finder.offer_slot(offer.openings))

    async def _after_time(self) -> Asked | None:
        services = services_of(self._desk.catalog, self._wishes.services)
        if self._wishes.name is None:
            contact = await self._desk.contact()
            if contact.name is None:
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
