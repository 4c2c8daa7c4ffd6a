"""Holding an opening, changing what is held, and letting it go."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.booking_form import hand_over
from actions.booking_summary import say_booked, say_hold
from actions.catalog_names import service_of, services_of
from actions.changing import change_wanted, is_another, say_what_to_change, wants_another
from actions.confirmation import confirm_unpaid
from actions.corrections import changes_booking, heard_at_summary
from actions.cues import says, words_besides
from actions.elsewhere import looks_elsewhere
from actions.fields import answers_of
from actions.forgetting import forget_all, held_booking, let_go_of_hold
from actions.heard_otherwise import action_instead
from actions.hearing import Heard
from actions.last_said import CONFIRMATIONS, has_choices, say_again
from actions.my_bookings import names_standing, upcoming
from actions.openings import OpeningFinder
from actions.paying import (
    explain_due,
    may_be_pin,
    puts_off,
    remind_of_hold,
    said_of_paying,
    say_what_waits,
    speaks_of_paying,
)
from actions.refusal_replies import say_nobody_called_so, say_refused_time
from actions.resuming import resumed
from actions.wishes import Wishes
from core.booking.details import BookingDetails
from core.booking.errors import HoldExpired, OpeningTaken, TimeRefused
from core.catalog.snapshot import CatalogService
from core.contacts.service import ContactService

_FEWEST_WORDS = 3
"""With fewer, "just" and "tu" only stress a no."""


class ActionHoldOpening(TenantAction):
    action_name = names.HOLD_OPENING

    async def perform(self, desk: Desk) -> list[EventType]:
        """Keep the opening and show what it would be; a free one is booked at once."""
        wishes = Wishes.from_slots(desk.slots)
        service = service_of(desk.catalog, wishes.service)
        if service is None or wishes.date is None:
            return []
        finder = OpeningFinder(desk, service, wishes)
        try:
            booking = await _hold(desk, wishes, finder)
        except (OpeningTaken, TimeRefused) as refusal:
            return await _ask_again(desk, finder, service, refusal)
        due_minor = desk.bookings.quote(finder.request).due_minor
        if due_minor == 0:
            await confirm_unpaid(desk, booking)
            say_booked(desk, booking)
            await desk.close_matter("booked")
            return forget_all(desk.slots)
        await say_hold(desk, booking, due_minor)
        return [
            SlotSet("held_booking", str(booking.id)),
            SlotSet("awaiting", "payment"),
            SlotSet("offer", None),
        ]


async def _hold(desk: Desk, wishes: Wishes, finder: OpeningFinder) -> BookingDetails:
    """What this dialogue holds already becomes what is wished now, else a new hold is made."""
    contact = await desk.contact()
    if wishes.name and not wishes.is_guest and wishes.name != contact.name:
        await ContactService(desk.session).rename(contact.id, wishes.name)
    name, answers = (
        wishes.name or contact.name,
        answers_of(services_of(desk.catalog, wishes.services), wishes.notes),
    )
    held = await held_booking(desk)
    if held is not None and held.status == "held":
        try:
            return await desk.bookings.change_hold(
                held.id, finder.request, finder.wished_start(), contact_name=name, fields=answers
            )
        except HoldExpired:
            await desk.payments.withdraw(held.id)
    return await desk.bookings.hold_opening(
        finder.request,
        finder.wished_start(),
        contact_id=contact.id,
        conversation_id=desk.conversation_id,
        contact_name=name,
        fields=answers,
        idempotency_key=desk.effect_key(),
    )


async def _ask_again(
    desk: Desk, finder: OpeningFinder, service: CatalogService, refusal: OpeningTaken | TimeRefused
) -> list[EventType]:
    """Somebody was faster: back into the form, with the nearest openings to choose from."""
    openings = await finder.alternatives(refusal)
    say_refused_time(desk, service, refusal, finder, openings)
    return [
        ActiveLoop(Wishes.from_slots(desk.slots).form),
        SlotSet("time", None),
        SlotSet("offer", finder.offer_slot(openings)),
        SlotSet("requested_slot", "date" if service.is_stay else "time"),
        FollowupAction(names.LISTEN),
    ]


class ActionPickUp(TenantAction):
    action_name = names.PICK_UP

    async def perform(self, desk: Desk) -> list[EventType]:
        """Take up an answer that no form asked for: a change, a number to pay with, an offer."""
        if (other := await action_instead(desk)) is not None:
            return [FollowupAction(other)]
        if (response := _said_at_once(desk)) is not None:
            desk.say(response)
            return []
        if (explained := await explain_due(desk)) is not None:
            return explained
        is_change = desk.heard.concerns_booking or desk.heard.intent == "reschedule_booking"
        is_put_off = says(desk.heard, "paying") and puts_off(desk.heard)
        is_of_paying = speaks_of_paying(desk) or is_put_off or not is_change
        said = await said_of_paying(desk) if is_of_paying else None
        if said is not None:
            return said
        if await _moves_confirmed(desk):
            # The form ends the waiting itself, once it has read what the yes was to be for.
            return [FollowupAction(names.RESCHEDULE_FORM)]
        return await _taken_up(desk)


def _said_at_once(desk: Desk) -> str | None:
    """What is said to a PIN, to a complaint, and to what is no answer to the question of a form."""
    if not desk.loop and may_be_pin(desk):
        return "utter_keep_pin_secret"
    if says(desk.heard, "complaining") and not desk.heard.concerns_booking:
        return "utter_sorry_upset"
    is_open = desk.heard.intent == "affirm" and has_choices(desk)
    if desk.loop:
        return "utter_which_offered" if is_open else "utter_did_not_get"
    return None


async def _moves_confirmed(desk: Desk) -> bool:
    """Whether a time was said for a booking that stands: this dialogue's, or one being moved."""
    heard = desk.heard
    if desk.slots.get("awaiting") == "move":
        return heard.concerns_booking
    wants_move = heard.intent == "reschedule_booking" or heard.concerns_booking
    if heard.ids("service") or not (wants_move or heard.text_of("change")):
        return False
    if is_another(heard):
        return False
    booking = await held_booking(desk)
    return booking is not None and booking.status == "confirmed"


async def _taken_up(desk: Desk) -> list[EventType]:
    heard = heard_at_summary(desk)
    concerns = heard.concerns_booking or looks_elsewhere(desk, heard)
    is_waiting = desk.slots.get("awaiting") == "payment"
    is_of_name = heard.text_of("name") is not None or change_wanted(desk, heard) == "name"
    renames = is_waiting and is_of_name
    is_open = heard.intent == "reschedule_booking" and not concerns and not renames
    if is_open or heard.text_of("change") == "what":
        say_what_to_change(desk)
        return []
    given = heard.text_of("phone")
    if given and is_waiting:
        return [SlotSet("phone", given), FollowupAction(names.START_PAYMENT)]
    accepts_offer = heard.intent == "affirm" and desk.slots.get("offer")
    looks_on = is_waiting and looks_elsewhere(desk, heard)
    is_of_staff = bool(heard.stranger) and bool(desk.catalog.staff)
    if is_of_staff and not Wishes.from_slots(desk.slots).service:
        say_nobody_called_so(desk)
        return []
    if heard.concerns_booking and (goes_on := await resumed(desk)) is not None:
        return goes_on
    is_said = heard.concerns_booking or change_wanted(desk, heard) or looks_on or is_of_staff
    if is_said or accepts_offer or renames:
        return [FollowupAction(Wishes.from_slots(desk.slots).form)]
    return await _not_taken_up(desk)


async def _not_taken_up(desk: Desk) -> list[EventType]:
    """What hangs on a yes is asked again, so that the next yes is for nothing else."""
    if says(desk.heard, "still_wanted") and Wishes.from_slots(desk.slots).service:
        return [FollowupAction(Wishes.from_slots(desk.slots).form)]
    if await _takes_back(desk):
        return [FollowupAction(names.CANCEL_FORM)]
    if desk.slots.get("awaiting") == "payment" and says(desk.heard, "both_after_all"):
        say_what_to_change(desk)
        return []
    if desk.slots.get("awaiting"):
        desk.say("utter_did_not_get")
        await say_what_waits(desk)
        say_again(desk, only=CONFIRMATIONS)
        return []
    if desk.heard.intent == "affirm":
        return await _agreed(desk)
    desk.say("utter_ok" if desk.heard.intent == "deny" else "utter_how_can_i_help")
    return []


async def _takes_back(desk: Desk) -> bool:
    """Whether a booking that stands cannot be kept: it is asked whether to cancel it."""
    cancels = desk.heard.intent != "deny" and says(desk.heard, "canceling")
    is_kept_up = not desk.slots.get("awaiting") and says(desk.heard, "in_its_place")
    return (cancels or is_kept_up) and bool(await upcoming(desk))


async def _agreed(desk: Desk) -> list[EventType]:
    """What follows from a yes to nothing; a bare "book" is taken for one."""
    if reminded := await remind_of_hold(desk):
        return reminded
    if says(desk.heard, "starting"):
        return [FollowupAction(names.BOOKING_FORM)]
    is_done = await held_booking(desk) is not None
    desk.say("utter_ok" if is_done else "utter_how_can_i_help")
    return []


class ActionReleaseHold(TenantAction):
    action_name = names.RELEASE_HOLD

    async def perform(self, desk: Desk) -> list[EventType]:
        """Let the held time go; what was said stays known, for another time.

        Who does not want to pay now, but later, keeps it for as long as it is held; "no, pedicure"
        "remove the pedicure" and "changed my mind, make it 5:30" change it.
        """
        if (kept := await _kept(desk)) is not None:
            return kept
        booking = await held_booking(desk)
        if booking is not None and booking.status == "confirmed":
            return _about_confirmed(desk)
        if changes_booking(desk):
            return [FollowupAction(Wishes.from_slots(desk.slots).form)]
        if desk.heard.intent == "cancel_booking" and await _concerns_others(desk):
            return [SlotSet("awaiting", None), FollowupAction(names.CANCEL_FORM)]
        is_no = desk.heard.intent == "deny" or not says(desk.heard, "canceling")
        if is_no and wants_another(desk):
            return [FollowupAction(Wishes.from_slots(desk.slots).form)]
        return await (_wanted_otherwise(desk) if _says_otherwise(desk) else _released(desk))


async def _kept(desk: Desk) -> list[EventType] | None:
    """The events when it is said to be paid otherwise or later, or not to be let go after all.

    "Nitalipa baadaye, usinitoe" sounds like calling it off.
    """
    is_no = desk.heard.intent == "deny"
    is_called_off = _calls_off(desk.heard) and not says(desk.heard, "not_canceling")
    if not is_no and (desk.heard.is_button or is_called_off):
        return None
    said = await said_of_paying(desk)
    is_kept = says(desk.heard, "still_wanted") or (is_no and _says_nothing(desk.heard))
    if said is None and is_kept:
        return await remind_of_hold(desk)
    return said


def _says_nothing(heard: Heard) -> bool:
    """Whether a no only has nothing to say, or does not know: "nothing", "not sure", "sijui"."""
    left = words_besides(heard.text, ("passing", "remarking"))
    return says(heard, "passing") and not (heard.is_button or left or _calls_off(heard))


async def _concerns_others(desk: Desk) -> bool:
    """Whether bookings that stand are to be canceled: one that is named, or "both"."""
    is_all = says(desk.heard, "all_of_them") and len(await upcoming(desk)) > 1
    return is_all or await names_standing(desk)


def _calls_off(heard: Heard) -> bool:
    return says(heard, "giving_up") or says(heard, "canceling")


def _says_otherwise(desk: Desk) -> bool:
    """Whether a no wants other people or services: "no, both", "just my mum", "somebody else"."""
    heard = desk.heard
    is_somebody = says(heard, "only") and len(heard.text.split()) >= _FEWEST_WORDS
    is_other = is_somebody or says(heard, "both_after_all") or says(heard, "another_person")
    # "Not that, the last one", of a list that was offered too long ago.
    is_other = is_other or any(each["entity"] == "choice" for each in heard.spans)
    return heard.intent == "deny" and is_other and not (_calls_off(heard) or heard.is_button)


async def _wanted_otherwise(desk: Desk) -> list[EventType]:
    """Ask what should change; nothing is let go."""
    say_what_to_change(desk)
    return [SlotSet("awaiting", desk.slots.get("awaiting"))]


async def _released(desk: Desk) -> list[EventType]:
    await let_go_of_hold(desk)
    desk.say("utter_hold_released")
    return [SlotSet("awaiting", None), SlotSet("held_booking", None)]


def _about_confirmed(desk: Desk) -> list[EventType]:
    """It was paid meanwhile, so a "no" changes nothing and "cancel" is asked about first."""
    if desk.heard.intent == "cancel_booking":
        return [SlotSet("awaiting", None), FollowupAction(names.CANCEL_FORM)]
    desk.say("utter_booking_kept")
    return [SlotSet("awaiting", None)]


class ActionStopBooking(TenantAction):
    action_name = names.STOP_BOOKING

    async def perform(self, desk: Desk) -> list[EventType]:
        """Leave the booking that was being made.

        Who asks not to cancel it, or "remove that, put cornrows", or finds no offer fit, goes on.
        """
        goes_on = says(desk.heard, "still_wanted") or looks_elsewhere(desk, desk.heard)
        if desk.loop and (goes_on or changes_booking(desk)):
            return hand_over(desk.loop)
        await let_go_of_hold(desk)
        # "Nothing is booked" would be untrue of who has booked something else.
        desk.say("utter_booking_kept" if await upcoming(desk) else "utter_booking_stopped")
        return [ActiveLoop(None), SlotSet("requested_slot", None), *forget_all(desk.slots)]
