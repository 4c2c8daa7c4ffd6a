"""`validate_booking_form`: reads the message into slots, asks for what is missing.

`validate_meeting_form` does the same for meetings (`actions.meeting_form`).
What is required depends on the service and on the business's settings, so the questions with
choices are put here, in the call that validates; plain questions are `utter_ask_<slot>`.
"""

from dataclasses import replace
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import names
from actions.asked_about import is_price_follow_up, with_asked_about
from actions.base import Desk, TenantAction
from actions.booking_questions import BookingQuestions
from actions.catalog_names import service_of, services_of, services_of_kind, staff_of
from actions.changing import change_wanted, moves_instead, say_what_to_change
from actions.corrections import (
    ask_whether_name,
    ask_whose_name,
    changes_booking,
    heard_at_summary,
    is_plainly_staff,
    staff_for_name,
)
from actions.cues import says
from actions.earlier_bookings import as_before
from actions.elsewhere import looks_elsewhere, with_day_off
from actions.field_answers import (
    ask_which,
    changes_wishes,
    finds_fault,
    is_open,
    passes,
    with_answer,
)
from actions.fields import FieldQuestion, next_question
from actions.forgetting import held_booking
from actions.hearing import Heard
from actions.last_said import say_again
from actions.service_choice import offered_services
from actions.who_does import asks_number
from actions.wishes import ANYONE, MEETING, Wishes
from core.booking.details import BookingDetails
from core.kit.ids import BookingId
from core.understanding import nights_until

REQUESTED_SLOT = "requested_slot"
# These are answered by their own rules, and the form goes on afterwards.
INTERRUPTING = frozenset(
    {
        "ask_question", "cancel_booking", "change_language", "check_booking", "goodbye", "help",
        "make_payment", "opt_in", "opt_out", "out_of_scope", "repeat", "speak_to_human",
        "start_over",
    }
)  # fmt: skip
# Questions with choices of their own, which a message that answers nothing leaves open.
ASKED_BACK = frozenset(
    {
        "utter_which_date", "utter_which_time", "utter_which_service", "utter_which_staff",
        "utter_whose_name", "utter_is_it_a_name", "utter_meeting_or_service",
        "utter_offer_soonest", "utter_offer_sooner", "utter_offer_later",
        "utter_offer_others", "utter_change_or_answer", "utter_offer_staff", "utter_offer_people",
    }
)  # fmt: skip
_OF_THIS_DIALOGUE = ("held", "expired")
_OPENING = frozenset({"ask_availability", "book_meeting", "book_service"})
_GIVES_UP = frozenset({"affirm", "deny", "inform", "goodbye", "out_of_scope"})


class ValidateBookingForm(TenantAction):
    action_name = names.VALIDATE_BOOKING_FORM
    form: ClassVar[str] = names.BOOKING_FORM
    kind: ClassVar[str | None] = None

    async def perform(self, desk: Desk) -> list[EventType]:
        """Slots for what was heard, and the next question; nothing when it was no answer."""
        held = await held_booking(desk)
        replacing = held.id if held and held.status in _OF_THIS_DIALOGUE else None
        known, is_asked = self._known(desk, is_held=replacing is not None), self.is_asked(desk)
        if is_asked and is_returning(desk.tracker, self.form):
            if say_again(desk, only=ASKED_BACK):
                return [SlotSet(REQUESTED_SLOT, desk.slots.get(REQUESTED_SLOT))]
            return await _go_on(desk, known, Heard("", ""), replacing)
        if is_asked and _interrupts(desk):
            return []
        if (instead := await self._instead(desk, is_asked=is_asked)) is not None:
            return instead
        if is_asked and desk.heard.intent == "book_meeting" and _meets_nobody(desk):
            desk.say("utter_no_meetings")
        if not is_asked and held and replacing is None:
            # What was wished before is booked or given up: this is about something new.
            known = known.anew(self.kind)
        return await self._answered(desk, known, held if replacing else None, is_asked=is_asked)

    async def _answered(
        self, desk: Desk, known: Wishes, held: BookingDetails | None, *, is_asked: bool
    ) -> list[EventType]:
        """What follows from the message; `held` is what this dialogue holds, or held until now."""
        heard = self.hear(desk)
        known = await as_before(desk, known)
        if not is_asked:
            known = with_asked_about(desk, known)
        wishes = self.understood(desk, known, heard)
        if is_asked and wishes is None:
            return []
        if wishes is not None and held is not None:
            wishes = _on_held_day(desk, wishes, held)
        events = await _go_on(desk, wishes or known, heard, held.id if held else None)
        return events if is_asked else [*events, SlotSet("asked_with", None)]

    def is_asked(self, desk: Desk) -> bool:
        """Whether the message answers a question of this form."""
        return is_answering(desk, self.form)

    def hear(self, desk: Desk) -> Heard:
        """The message, as far as it is for this form."""
        return heard_at_summary(desk)

    def understood(self, desk: Desk, before: Wishes, heard: Heard) -> Wishes | None:
        """The wishes with what was heard, or None when the message answers nothing."""
        return _understood(desk, before, heard)

    def form_instead(self, desk: Desk) -> str | None:
        """The form that the message belongs to, when it is not this one.

        A wish to meet that says neither with whom nor when does not replace a service chosen.
        """
        if _meets_nobody(desk):
            return None
        named = services_of(desk.catalog, desk.heard.services)
        wants_meeting = not named and _wants_to_meet(desk)
        names_meeting = bool(named) and all(each.kind == MEETING for each in named)
        has_nothing_else = not services_of_kind(desk.catalog, None)
        return names.MEETING_FORM if wants_meeting or names_meeting or has_nothing_else else None

    async def _instead(self, desk: Desk, *, is_asked: bool) -> list[EventType] | None:
        """What is done instead of reading the message as wishes: another form, a question back."""
        is_passed_on = has_passed_on(desk.tracker, names.RESCHEDULE_FORM)
        if not is_passed_on and await moves_instead(desk):
            return hand_over(names.RESCHEDULE_FORM)
        if is_price_follow_up(desk) or (not is_asked and asks_number(desk.heard)):
            return hand_over(names.ANSWER_QUESTION)
        if (other := self.form_instead(desk)) is not None:
            return hand_over(other)
        return self._answered_otherwise(desk) if is_asked else None

    def _answered_otherwise(self, desk: Desk) -> list[EventType] | None:
        """What is done instead of taking the message for an answer."""
        heard, known = desk.heard, self._known(desk, is_held=False)
        question = _asked_field(desk, known)
        is_passed = question is not None and passes(heard, question)
        gives_up = says(heard, "giving_up") and not (heard.concerns_booking or is_passed)
        if heard.intent in _GIVES_UP and gives_up:
            return hand_over(names.STOP_BOOKING)
        is_move = heard.intent == "reschedule_booking" and not _says_where(desk)
        if (is_move and not is_passed) or finds_fault(heard):
            say_what_to_change(desk)
            return self.events_of_refusal(desk.tracker)
        if question is not None and is_open(heard, question, known):
            return ask_which(desk, heard)
        if (is_name := self._doubts_name(desk)) is not None:
            return is_name
        staff = staff_for_name(desk)
        if staff is None or is_plainly_staff(heard, staff):
            return None
        ask_whose_name(desk, staff)
        return self.events_of_refusal(desk.tracker)

    def _doubts_name(self, desk: Desk) -> list[EventType] | None:
        """Ask whether what was said is a name; a no to that has the name asked for again."""
        if desk.slots.get(REQUESTED_SLOT) != "name":
            return None
        if desk.heard.intent == "deny" and "name" in (desk.slots.get("offer") or {}):
            return self.events_of_refusal(desk.tracker)
        offer = ask_whether_name(desk)
        return [SlotSet("offer", offer), SlotSet(REQUESTED_SLOT, "name")] if offer else None

    def _known(self, desk: Desk, *, is_held: bool) -> Wishes:
        """What was said so far; of the other form's wishes only what suits both."""
        known = Wishes.from_slots(desk.slots)
        if known.kind == self.kind:
            return known
        if is_held:
            return known.anew(self.kind)
        return replace(known.without("service"), staff=known.staff, kind=self.kind)


def _wants_to_meet(desk: Desk) -> bool:
    heard, is_meeting = desk.heard, says(desk.heard, "meeting")
    if desk.slots.get("service") is None:
        is_meeting = is_meeting or says(heard, "talking")
        return heard.intent == "book_meeting" or (heard.intent == "book_service" and is_meeting)
    if says(heard, "meeting_elsewhere"):
        return False
    # "A meeting instead" changes what is being booked; a day beside it only when.
    is_changed = heard.intent == "reschedule_booking" and not heard.concerns_booking
    wants_one = heard.intent == "book_meeting"
    return (is_changed and is_meeting) or (wants_one and (is_meeting or heard.concerns_booking))


def _meets_nobody(desk: Desk) -> bool:
    return not services_of_kind(desk.catalog, MEETING)


def hand_over(form: str) -> list[EventType]:
    """Leave this form for another, which hears the same message."""
    return [*ended(), FollowupAction(form)]


def has_passed_on(tracker: Tracker, form: str) -> bool:
    """Whether that form heard this message and left it to another: it does not get it back."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event["name"] == form:
            return True
    return False


def ended() -> list[EventType]:
    """Leave the form; Rasa takes the requested slot alone for a message that answered nothing."""
    return [ActiveLoop(None), SlotSet("offer", None), SlotSet(REQUESTED_SLOT, None)]


def _says_where(desk: Desk) -> bool:
    return heard_at_summary(desk).concerns_booking or looks_elsewhere(desk, desk.heard)


def _interrupts(desk: Desk) -> bool:
    """Whether the message is for another rule; "9 is good for me" checks no booking."""
    heard, asked = desk.heard, desk.slots.get(REQUESTED_SLOT)
    if heard.intent == "check_booking" and asked in ("date", "name", "time"):
        return not (heard.text_of(asked) or (asked != "name" and heard.text_of("datetime")))
    # "Now now" parts with nobody.
    is_pressing = heard.intent == "goodbye" and bool(heard.values.get("soonest"))
    is_other = heard.intent in INTERRUPTING or is_price_follow_up(desk)
    is_other = is_other and not is_pressing
    return is_other and not changes_booking(desk)


def is_answering(desk: Desk, form: str) -> bool:
    """Whether the form is active and waits for an answer, so that it is not just starting."""
    is_waiting = desk.loop == form and bool(desk.slots.get(REQUESTED_SLOT))
    return is_waiting and not _has_taken_over(desk.tracker, form)


def _has_taken_over(tracker: Tracker, form: str) -> bool:
    """Whether this message began the form, in the middle of another one's question."""
    for event in reversed(tracker.events):
        if event["event"] in ("user", "active_loop"):
            return event["event"] == "active_loop" and bool(event["name"] == form)
    return False


def is_returning(tracker: Tracker, form: str) -> bool:
    """Whether the form goes on after another action has answered this message."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected":
            return True
        if event["event"] == "action" and event["name"] not in (form, names.LISTEN):
            return True
    return False


def _understood(desk: Desk, before: Wishes, heard: Heard) -> Wishes | None:
    """The wishes with what was heard, or None when the message answers nothing."""
    if heard.intent == "affirm" and not heard.concerns_booking and desk.slots.get("offer"):
        return replace(before, **desk.slots["offer"])
    change = change_wanted(desk, heard)
    if change is not None:
        return before.without(change)
    staff = staff_for_name(desk)
    if staff is not None and is_plainly_staff(heard, staff):
        return replace(before, staff=str(staff.id))
    question = _asked_field(desk, before)
    if question is not None and not changes_wishes(heard, question):
        return with_answer(question, before, heard)
    wishes = with_day_off(desk, _known_only(desk, before.with_heard(heard)), heard)
    is_new = wishes != before or heard.concerns_booking or heard.intent in _OPENING
    is_new = is_new or looks_elsewhere(desk, heard) or heard.stranger is not None
    return wishes if is_new else None


def _asked_field(desk: Desk, wishes: Wishes) -> FieldQuestion | None:
    """The business's own question that was put."""
    if desk.slots.get(REQUESTED_SLOT) != "notes":
        return None
    return next_question(services_of(desk.catalog, wishes.services), wishes.notes)


def _on_held_day(desk: Desk, wishes: Wishes, held: BookingDetails) -> Wishes:
    """Who changes when it should be and then says only an hour means the day that is held."""
    is_hour_alone = bool(wishes.time or wishes.time_range)
    if not is_hour_alone or wishes.date or wishes.date_range or wishes.open_days:
        return wishes
    return replace(wishes, date=f"{held.starts_at.astimezone(desk.catalog.zone):%Y-%m-%d}")


def _known_only(desk: Desk, wishes: Wishes) -> Wishes:
    """The wishes without ids that this business does not have."""
    known = [str(each.id) for each in services_of(desk.catalog, wishes.services)]
    if known != wishes.services:
        first = known[0] if known else None
        wishes = replace(wishes, service=first, more_services=known[1:] or None)
    if wishes.staff not in (None, ANYONE) and not staff_of(desk.catalog, wishes.staff):
        wishes = replace(wishes, staff=None)
    return wishes


async def _go_on(
    desk: Desk, wishes: Wishes, heard: Heard, replacing: BookingId | None
) -> list[EventType]:
    """Ask for the next thing, or end the form when nothing is missing."""
    wishes = _completed(desk, wishes, heard)
    asked = await BookingQuestions(desk, wishes, heard, replacing=replacing).ask()
    return [
        *asked.wishes.slot_events(Wishes.from_slots(desk.slots)),
        SlotSet("offer", asked.offer),
        SlotSet("awaiting", None),
        SlotSet(REQUESTED_SLOT, asked.slot),
    ]


def _completed(desk: Desk, wishes: Wishes, heard: Heard) -> Wishes:
    """The wishes with what goes without saying: a single service, a single member of staff."""
    if wishes.service is None and not heard.not_offered:
        offered = offered_services(desk.catalog, wishes)
        if len(offered) == 1:
            wishes = replace(wishes, service=str(offered[0].id))
    service = service_of(desk.catalog, wishes.service)
    if service and service.is_stay and wishes.date is None and wishes.date_range:
        wishes = replace(wishes, date=wishes.date_range[0], date_range=None)
    if wishes.until and wishes.date:
        nights = wishes.nights or nights_until(wishes.until, wishes.date)
        wishes = replace(wishes, nights=nights, until=None)
    all_of_them = services_of(desk.catalog, wishes.services)
    if service and wishes.staff is None and all(len(each.staff) <= 1 for each in all_of_them):
        wishes = replace(wishes, staff=ANYONE)
    return wishes
