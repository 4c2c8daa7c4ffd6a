"""Canceling a booking: which one, what it costs, and only after a yes."""

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.booking_form import (
    INTERRUPTING,
    REQUESTED_SLOT,
    hand_over,
    is_answering,
    is_returning,
)
from actions.booking_summary import naming
from actions.cues import is_reserved, says
from actions.forgetting import held_booking
from actions.hearing import Heard
from actions.last_said import amount_asked
from actions.my_bookings import (
    booking_meant,
    gives_up,
    keep,
    own_booking,
    upcoming,
    which_booking,
)
from actions.saying import Variable, money, phone
from core.booking.details import BookingDetails
from core.workflows.cancellation import CancellationTerms

_QUESTION = "utter_confirm_cancellation"
_INTENT = "cancel_booking"
_HELD = "held"


class ValidateCancelForm(TenantAction):
    action_name = names.VALIDATE_CANCEL_FORM

    async def perform(self, desk: Desk) -> list[EventType]:
        """The booking to cancel, or the question which one; nothing when the message answers none.

        "Stop" in answer to a question about moving or canceling is a no to that question, and
        "ok, cancel it" a yes.
        """
        if (held := await _lets_go_of(desk)) is not None:
            return [SlotSet("held_booking", str(held.id)), *hand_over(names.RELEASE_HOLD)]
        if _leaves_as_it_is(desk):
            return [*keep(desk), *_ended()]
        if _agrees(desk):
            return hand_over(names.CANCEL_BOOKING)
        is_asked = is_answering(desk, names.CANCEL_FORM)
        is_going_on = is_asked and is_returning(desk.tracker, names.CANCEL_FORM)
        if is_asked and not is_going_on and gives_up(desk):
            return hand_over(names.KEEP_BOOKING)
        if is_asked and not is_going_on and not _answers(desk):
            return []
        return await _asked_which(desk, by_day=not is_going_on)

    def events_of_refusal(self, tracker: Tracker) -> list[EventType]:
        """Somebody else's booking ends the form."""
        return [SlotSet("awaiting", None), SlotSet("booking", None), *_ended()]


async def _lets_go_of(desk: Desk) -> BookingDetails | None:
    """What is not paid for and is to be let go, by a button that says so; that needs no yes."""
    if not desk.heard.is_button or desk.heard.text_of("booking") != _HELD:
        return None
    booking = await held_booking(desk)
    if booking is not None:
        return booking if booking.status == "held" else None
    held = [each for each in await upcoming(desk) if each.status == "held"]
    return held[0] if len(held) == 1 else None


async def _asked_which(desk: Desk, *, by_day: bool) -> list[EventType]:
    meant = await booking_meant(desk, by_day=by_day)
    if not isinstance(meant, list):
        return _chosen(meant)
    if meant and (says(desk.heard, "all_of_them") or desk.slots.get("cancel_rest")):
        return [SlotSet("cancel_rest", True), *_chosen(meant[0])]
    which_booking(desk, meant, _INTENT)
    forgotten = [SlotSet("awaiting", None), SlotSet("booking", None)]
    return [*forgotten, *([SlotSet(REQUESTED_SLOT, "booking")] if meant else _ended())]


def _chosen(booking: BookingDetails) -> list[EventType]:
    return [SlotSet("booking", str(booking.id)), SlotSet(REQUESTED_SLOT, None)]


def _ended() -> list[EventType]:
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]


def _answers(desk: Desk) -> bool:
    heard = desk.heard
    is_other = heard.intent in INTERRUPTING and heard.intent != _INTENT
    names_booking = heard.text_of("booking") or heard.text_of("reference")
    return not is_other and bool(names_booking or heard.concerns_booking or heard.intent == _INTENT)


def _agrees(desk: Desk) -> bool:
    """Whether the message says once more, with a yes, to cancel what was just asked about."""
    heard = desk.heard
    is_asked = desk.slots.get("awaiting") == "cancellation" and bool(desk.slots.get("booking"))
    is_open = is_asked and heard.intent == _INTENT and not heard.is_button
    return is_open and says(heard, "agreeing") and not _names_another(heard)


def _names_another(heard: Heard) -> bool:
    return bool(heard.concerns_booking or heard.text_of("reference"))


class ActionAskCancellation(TenantAction):
    action_name = names.ASK_CANCELLATION

    async def perform(self, desk: Desk) -> list[EventType]:
        """Ask for a yes before canceling; nothing when the form ended without a booking."""
        if not desk.slots.get("booking"):
            return []
        booking = await own_booking(desk)
        _say_terms(desk, booking, await desk.cancellations.terms(booking))
        return [SlotSet("awaiting", "cancellation")]


def _say_terms(desk: Desk, booking: BookingDetails, terms: CancellationTerms) -> None:
    """Ask for the yes with what canceling costs and brings back."""
    facts: dict[str, Variable] = naming(desk, booking)
    if not terms.paid_minor:
        desk.say("utter_confirm_cancellation", **facts)
        return
    facts["refund"] = money(terms.refund_minor, terms.currency)
    if not terms.fee_minor:
        desk.say("utter_confirm_cancellation_refund", **facts)
        return
    facts["fee"] = money(terms.fee_minor, terms.currency)
    facts["hours"] = desk.catalog.settings.cancellation.free_until_hours
    if terms.is_late:
        kept = "late" if terms.refund_minor else "no_refund"
    else:
        kept = "moved_late" if terms.refund_minor else "moved_no_refund"
    desk.say(f"{_QUESTION}_{kept}", **facts)


class ActionCancelBooking(TenantAction):
    action_name = names.CANCEL_BOOKING

    async def perform(self, desk: Desk) -> list[EventType]:
        """Cancel the booking that the contact said yes to, and to nothing else.

        "Yes, keep it" keeps it; after "yes, if it's free" or "really?" it is asked again.
        """
        if says(desk.heard, "staying") and not says(desk.heard, "canceling"):
            return keep(desk)
        booking = await own_booking(desk)
        terms = await desk.cancellations.terms(booking)
        said = amount_asked(desk, _QUESTION, "refund")
        # The time may have passed between question and yes in which it was cheaper.
        is_other = booking.status == "confirmed" and said not in (None, terms.refund_minor)
        if is_other or is_reserved(desk.heard) or "?" in desk.heard.text:
            _say_terms(desk, booking, terms)
            return [SlotSet("awaiting", "cancellation")]
        done = await desk.cancellations.cancel(booking)
        if done.refund_minor and done.payer_phone:
            refund = money(done.refund_minor, done.currency)
            desk.say("utter_booking_canceled_refund", refund=refund,
                     phone=phone(done.payer_phone), **naming(desk, booking))  # fmt: skip
        else:
            desk.say("utter_booking_canceled", **naming(desk, booking))
        if desk.slots.get("cancel_rest") and await upcoming(desk):
            return [*self.events_of_refusal(desk.tracker), FollowupAction(names.CANCEL_FORM)]
        await desk.close_matter("canceled")
        return [SlotSet("cancel_rest", None), *self.events_of_refusal(desk.tracker)]

    def events_of_refusal(self, tracker: object) -> list[EventType]:
        """Nothing hangs on a yes any more."""
        return [SlotSet("booking", None), SlotSet("awaiting", None)]


def _leaves_as_it_is(desk: Desk) -> bool:
    is_asked = desk.slots.get("awaiting") in ("cancellation", "move") or _has_left_a_form(desk)
    heard = desk.heard
    is_open = heard.intent == _INTENT and not heard.is_button
    is_no = is_asked and not says(heard, "canceling") and not heard.text_of("reference")
    return is_open and (is_no or says(heard, "not_canceling"))


def _has_left_a_form(desk: Desk) -> bool:
    for event in reversed(desk.tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event["name"] == names.PART:
            return True
    return False
