"""Moving a booking: which one, to when, and only after a yes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import names
from actions.absent_staff import says_absent
from actions.base import Desk, TenantAction
from actions.booking_form import (
    ASKED_BACK,
    INTERRUPTING,
    REQUESTED_SLOT,
    hand_over,
    has_passed_on,
    is_answering,
    is_returning,
)
from actions.booking_summary import naming
from actions.catalog_names import service_of, staff_of
from actions.changing import is_another
from actions.cues import is_reserved, says
from actions.elsewhere import Asked, Elsewhere, looks_elsewhere, with_day_off
from actions.forgetting import forget_all
from actions.hearing import Heard, heard_in
from actions.last_said import amount_asked, say_again
from actions.my_bookings import (
    booking_meant,
    gives_up,
    own_booking,
    upcoming,
    which_booking,
    will_be_late,
)
from actions.openings import OpeningFinder, day_buttons
from actions.refusal_replies import impossible_day, say_refused_time
from actions.saying import Variable, day, instant, money
from actions.stays import of_stay, without_end
from actions.wishes import ANYONE, Wishes, day_near
from core.booking.details import BookingDetails
from core.booking.errors import ServiceNotOffered
from core.booking.periods import stay
from core.catalog.snapshot import CatalogResource, CatalogService
from core.kit.ids import ResourceId

_QUESTION = "utter_confirm_move"
_OF_A_MOVE = ("date", "time", "date_range", "time_range", "nights", "staff", "offer")


class ValidateRescheduleForm(TenantAction):
    action_name = names.VALIDATE_RESCHEDULE_FORM

    async def perform(self, desk: Desk) -> list[EventType]:
        """The booking to move and its new time; nothing when the message was no answer."""
        is_asked = is_answering(desk, names.RESCHEDULE_FORM)
        is_answer = is_asked and not is_returning(desk.tracker, names.RESCHEDULE_FORM)
        if is_answer and (desk.heard.intent in INTERRUPTING or not _answers(desk)):
            return hand_over(names.KEEP_BOOKING) if gives_up(desk) else []
        if is_asked and not is_answer and say_again(desk, only=ASKED_BACK):
            return [SlotSet(REQUESTED_SLOT, desk.slots.get(REQUESTED_SLOT))]
        is_corrected = desk.slots.get("awaiting") == "move"
        is_fresh = not is_asked and not is_corrected
        if is_fresh and (instead := await _form_instead(desk)) is not None:
            return hand_over(instead)
        meant = await booking_meant(desk, by_day=False)
        known = _known(desk, is_fresh=is_fresh)
        said = desk.heard if isinstance(meant, list) else _told_of(desk, meant, known)
        is_said = is_answer or not is_asked
        wishes = _wishes(desk, known, said, is_fresh=is_fresh) if is_said else known
        if isinstance(meant, list):
            which_booking(desk, meant, "reschedule_booking")
            if not meant:
                return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
            return _remembered(wishes, None, "booking")
        return await _asked_of(desk, meant, wishes, said if is_said else Heard("", ""))


async def _asked_of(
    desk: Desk, booking: BookingDetails, wishes: Wishes, heard: Heard
) -> list[EventType]:
    asked = await _MoveQuestions(desk, booking, wishes, heard).ask()
    if asked.slot is None and await _gets_money_back(desk, booking, asked.wishes):
        return hand_over(names.HAND_OVER)
    return _remembered(asked.wishes, str(booking.id), asked.slot, asked.offer)


async def _gets_money_back(desk: Desk, booking: BookingDetails, wishes: Wishes) -> bool:
    """Whether more was paid than the nights left cost, which a person has to settle."""
    price_minor = desk.bookings.price_of_nights(booking, wishes.nights)
    if price_minor >= booking.price_minor:
        return False
    return (await desk.payments.status_of(booking.id)).paid_minor > price_minor


async def _form_instead(desk: Desk) -> str | None:
    """What goes on instead of a move: a person told of a delay or a name, canceling, booking."""
    if await will_be_late(desk) or await _renames(desk):
        return names.HAND_OVER
    if says(desk.heard, "giving_away") and not desk.heard.concerns_booking:
        return names.CANCEL_FORM
    is_passed_on = has_passed_on(desk.tracker, names.BOOKING_FORM)
    return names.BOOKING_FORM if not is_passed_on and await _begins_another(desk) else None


async def _renames(desk: Desk) -> bool:
    """Whether a booking is to be in another name, which a person changes."""
    is_move = desk.heard.concerns_booking and says(desk.heard, "moving")
    return says(desk.heard, "renaming") and not is_move and bool(await upcoming(desk))


async def _begins_another(desk: Desk) -> bool:
    """Whether a new booking is wanted: "another one", or what and when of who has none."""
    heard = desk.heard
    if is_another(heard):
        return True
    is_timed = any(heard.text_of(each) for each in ("date", "time", "datetime"))
    known = heard.ids("service") or desk.slots.get("service") or desk.slots.get("asked_about")
    return is_timed and bool(known) and not await upcoming(desk)


def _answers(desk: Desk) -> bool:
    heard = desk.heard
    accepts_offer = heard.intent == "affirm" and bool(desk.slots.get("offer"))
    names_booking = heard.text_of("booking") or heard.text_of("reference")
    is_renewed = heard.intent == "reschedule_booking" or looks_elsewhere(desk, heard)
    return bool(accepts_offer or names_booking or heard.concerns_booking or is_renewed)


def _known(desk: Desk, *, is_fresh: bool) -> Wishes:
    """What was wished of the move; a fresh form does not take over what an earlier one left."""
    known = Wishes() if is_fresh else Wishes.from_slots(desk.slots)
    return Wishes(**{name: getattr(known, name) for name in _OF_A_MOVE if name != "offer"})


def _wishes(desk: Desk, known: Wishes, heard: Heard, *, is_fresh: bool) -> Wishes:
    """When the booking should be."""
    if heard.intent == "affirm" and not is_fresh and desk.slots.get("offer"):
        return replace(known, **desk.slots["offer"])
    return known.with_heard(heard)


def _told_of(desk: Desk, booking: BookingDetails, known: Wishes) -> Heard:
    """The message about a booking; where a stay is to end is told in nights."""
    heard, present = heard_in(desk.tracker), desk.bookings.request_of(booking).nights
    if present is None:
        return without_end(heard)
    return of_stay(
        heard,
        arrival=known.date or _first_day(desk, booking),
        nights=known.nights or present,
    )


def _first_day(desk: Desk, booking: BookingDetails) -> str:
    return booking.starts_at.astimezone(desk.catalog.zone).date().isoformat()


def _remembered(
    wishes: Wishes, booking: str | None, slot: str | None, offer: dict[str, Any] | None = None
) -> list[EventType]:
    times = {name: getattr(wishes, name) for name in _OF_A_MOVE if name != "offer"}
    return [
        *(SlotSet(name, value) for name, value in times.items()),
        SlotSet("booking", booking),
        SlotSet("offer", offer),
        SlotSet("awaiting", None),
        SlotSet(REQUESTED_SLOT, slot),
    ]


class _MoveQuestions:
    """Asks for the new day and time of one booking."""

    def __init__(self, desk: Desk, booking: BookingDetails, wishes: Wishes, heard: Heard) -> None:
        service = service_of(desk.catalog, str(booking.service_ids[0]))
        self._desk, self._booking, self._wishes = desk, booking, wishes
        self._service, self._heard = service, heard

    async def ask(self) -> Asked:
        """The next question, or None when the new time can be had."""
        service, wishes = self._service, self._wishes
        if service is None:
            self._desk.say("utter_illegal_transition")
            return Asked("date", Wishes())
        if self._heard.is_impossible:
            finder = _finder(self._desk, self._booking, service, wishes)
            return await self._which_day(finder, service, replace(wishes, date=None))
        return await self._when(service, wishes)

    async def _when(self, service: CatalogService, wishes: Wishes) -> Asked:
        wishes = self._with_person(service, wishes)
        if service.is_stay:
            wishes = self._with_first_day(wishes)
        if (near := day_near(self._heard, self._present_date())) is not None:
            wishes = replace(wishes, date=near, date_range=None)
        if wishes.time and not wishes.date and not service.is_stay:
            wishes = replace(wishes, date=self._present_date())
        if wishes.date and not wishes.time and says(self._desk.heard, "same_time"):
            wishes = replace(wishes, time=self._present_time())
        if not service.is_stay:
            wishes = self._on_another_day(wishes)
            elsewhere = await self._elsewhere(service, wishes)
            if elsewhere is not None and elsewhere.slot:
                return elsewhere
            wishes = elsewhere.wishes if elsewhere else wishes
        finder = _finder(self._desk, self._booking, service, wishes)
        if wishes.date is None:
            return await self._which_day(finder, service, wishes)
        if wishes.time is None and not service.is_stay:
            return await self._which_time(finder, service, wishes)
        offer = await finder.check()
        if offer.refusal is None:
            return Asked(None, wishes)
        say_refused_time(self._desk, service, offer.refusal, finder, offer.openings)
        left = replace(wishes, time=None)
        return Asked("time", left, finder.offer_slot(offer.openings))

    def _with_first_day(self, wishes: Wishes) -> Wishes:
        """The first of the days said; the present one where only the nights change."""
        if wishes.date_range and not wishes.date:
            return replace(wishes, date=wishes.date_range[0], date_range=None)
        is_longer = bool(wishes.nights) and not wishes.date
        return replace(wishes, date=self._present_date()) if is_longer else wishes

    def _with_person(self, service: CatalogService, wishes: Wishes) -> Wishes:
        """Somebody else for the booking, at the present time unless another was said."""
        member = staff_of(self._desk.catalog, wishes.staff)
        if member is None or member.id in self._booking.resource_ids:
            return wishes if member is None else replace(wishes, staff=None)
        if member not in service.staff:
            self._desk.say(
                "utter_staff_not_for_service",
                staff=member.name,
                service=service.name_in(self._desk.language),
            )
            return replace(wishes, staff=None)
        if wishes.date or wishes.time or wishes.date_range or wishes.time_range:
            return wishes
        return replace(wishes, date=self._present_date(), time=self._present_time())

    def _on_another_day(self, wishes: Wishes) -> Wishes:
        """A day on or back, at the same time unless another was said."""
        moved = with_day_off(self._desk, wishes, self._heard, present=self._present_date())
        if moved == wishes or moved.time or moved.time_range:
            return moved
        local = self._booking.starts_at.astimezone(self._desk.catalog.zone)
        return replace(moved, time=f"{local:%H:%M}")

    async def _elsewhere(self, service: CatalogService, wishes: Wishes) -> Asked | None:
        finder = _finder(self._desk, self._booking, service, wishes)
        elsewhere = Elsewhere(
            self._desk, self._heard, replace(wishes, service=str(service.id)), finder
        )
        asked = await elsewhere.ask(self._booking.starts_at.astimezone(self._desk.catalog.zone))
        if asked is not None and asked.slot == "date" and asked.offer is None:
            finder = _finder(self._desk, self._booking, service, asked.wishes)
            return await self._which_day(finder, service, asked.wishes)
        return asked

    async def _which_day(
        self, finder: OpeningFinder, service: CatalogService, wishes: Wishes
    ) -> Asked:
        buttons = day_buttons(await finder.days())
        response = "utter_offer_new_days" if buttons else "utter_no_openings"
        if self._heard.is_impossible and buttons:
            response = impossible_day(self._heard)
        self._desk.say(response, buttons=buttons, **naming(self._desk, self._booking))
        return Asked("date", wishes)

    async def _which_time(
        self, finder: OpeningFinder, service: CatalogService, wishes: Wishes
    ) -> Asked:
        name = service.name_in(self._desk.language)
        on_date = day(wishes.date or "")
        openings = await finder.on_day()
        if openings:
            buttons = finder.time_buttons(openings)
            self._desk.say("utter_offer_openings", buttons=buttons, service=name, date=on_date)
            return Asked("time", wishes)
        nearest = await finder.nearest()
        staff, wanted = self._staff(wishes), wishes.date or ""
        if not says_absent(
            self._desk, finder, service, staff=staff, on_date=wanted, nearest=nearest
        ):
            buttons = finder.moment_buttons(nearest)
            self._desk.say("utter_day_is_full", buttons=buttons, service=name, date=on_date)
        return Asked("date", replace(wishes, date=None), finder.offer_slot(nearest))

    def _staff(self, wishes: Wishes) -> Sequence[CatalogResource]:
        """Who is to do it: the one wished, or who does it as it stands; empty for anyone."""
        if wishes.staff == ANYONE:
            return ()
        wished = staff_of(self._desk.catalog, wishes.staff)
        return (wished,) if wished else self._desk.catalog.staff_among(self._booking.resource_ids)

    def _present_date(self) -> str:
        return _first_day(self._desk, self._booking)

    def _present_time(self) -> str:
        return f"{self._booking.starts_at.astimezone(self._desk.catalog.zone):%H:%M}"


class ActionAskMove(TenantAction):
    action_name = names.ASK_MOVE

    async def perform(self, desk: Desk) -> list[EventType]:
        """Show old and new time and ask for a yes; nothing when the form ended without one."""
        wishes = Wishes.from_slots(desk.slots)
        if not desk.slots.get("booking") or wishes.date is None:
            return []
        return await _ask_move(desk, wishes)


async def _ask_move(desk: Desk, wishes: Wishes) -> list[EventType]:
    booking = await own_booking(desk)
    kept_minor = await desk.moves.kept_minor(
        booking, _new_start(desk, booking, wishes), nights=wishes.nights
    )
    _say_move(desk, booking, wishes, kept_minor)
    return [SlotSet("awaiting", "move")]


class ActionMoveBooking(TenantAction):
    action_name = names.MOVE_BOOKING

    async def perform(self, desk: Desk) -> list[EventType]:
        """Move the booking that the contact said yes to, and to nothing else.

        "Yes, but at four" is another time; after "yes, if it's free" it is asked again.
        """
        booking, wishes = await own_booking(desk), Wishes.from_slots(desk.slots)
        if desk.heard.concerns_booking and wishes.with_heard(desk.heard) != wishes:
            return [FollowupAction(names.RESCHEDULE_FORM)]
        if is_reserved(desk.heard) or "?" in desk.heard.text:
            return await _ask_move(desk, wishes)
        new_start = _new_start(desk, booking, wishes)
        kept_minor = await desk.moves.kept_minor(booking, new_start, nights=wishes.nights)
        if kept_minor > (amount_asked(desk, _QUESTION, "fee") or 0):
            # It became late between question and yes.
            _say_move(desk, booking, wishes, kept_minor)
            return [SlotSet("awaiting", "move")]
        moved = await desk.moves.move(
            booking, new_start, resource_ids=_people(desk, wishes), nights=wishes.nights
        )
        desk.say("utter_booking_moved", **naming(desk, moved))
        await desk.close_matter("moved")
        return forget_all(desk.slots)


def _say_move(desk: Desk, booking: BookingDetails, wishes: Wishes, kept_minor: int) -> None:
    """Ask for the yes with both times, and with what stays to be paid of a late move."""
    said = {"new_starts_at": _said_new_start(desk, booking, wishes), **naming(desk, booking)}
    question = _QUESTION
    if (member := staff_of(desk.catalog, wishes.staff)) is not None:
        question, said["staff"] = f"{question}_to_staff", member.name
    if kept_minor:
        question, said["fee"] = f"{question}_late", money(kept_minor, booking.currency)
        said["hours"] = desk.catalog.settings.cancellation.free_until_hours
    price_minor = desk.bookings.price_of_nights(booking, wishes.nights)
    if price_minor != booking.price_minor:
        desk.say("utter_new_price", price=money(price_minor, booking.currency))
    desk.say(question, **said)


def _finder(
    desk: Desk, booking: BookingDetails, service: CatalogService, wishes: Wishes
) -> OpeningFinder:
    request = desk.bookings.request_of(
        booking, resource_ids=_people(desk, wishes), nights=wishes.nights
    )
    return OpeningFinder(desk, service, wishes, request=request, replacing=booking.id)


def _people(desk: Desk, wishes: Wishes) -> tuple[ResourceId, ...] | None:
    """Who may do it instead: empty for anyone, None for the same as before."""
    if wishes.staff == ANYONE:
        return ()
    member = staff_of(desk.catalog, wishes.staff)
    return None if member is None else (member.id,)


def _said_new_start(desk: Desk, booking: BookingDetails, wishes: Wishes) -> Variable:
    """The new time in words; a stay moves with all its nights, unless others were said."""
    nights = desk.bookings.request_of(booking, nights=wishes.nights).nights
    if nights is None:
        return instant(_new_start(desk, booking, wishes))
    first = date.fromisoformat(wishes.date or "")
    return stay(first, first + timedelta(days=nights))


def _new_start(desk: Desk, booking: BookingDetails, wishes: Wishes) -> datetime:
    service = service_of(desk.catalog, str(booking.service_ids[0]))
    if service is None:
        raise ServiceNotOffered(booking.service_ids[0])
    return _finder(desk, booking, service, wishes).wished_start()
