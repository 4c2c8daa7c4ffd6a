"""Starting the payment of what is held; the prompt itself is the worker's next job."""

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.changing import say_what_to_change, wants_another
from actions.cues import says
from actions.paying import said_of_paying, say_paid, speaks_of_paying, to_be_paid
from actions.prompting_again import held_anew, lapsed
from actions.saying import money, phone
from core.booking.details import BookingDetails
from core.payments.errors import AlreadyPaid, PaymentInFlight


class ActionStartPayment(TenantAction):
    action_name = names.START_PAYMENT

    async def perform(self, desk: Desk) -> list[EventType]:
        """Have M-Pesa asked for what is due; a hold that ran out is renewed first.

        A yes that names another service, person or time is a wish to change what is held. Who has
        paid, wants to pay later, or binds his yes to something, is sent no prompt.
        """
        is_change = wants_another(desk) and not speaks_of_paying(desk)
        is_yes = desk.heard.intent == "affirm"
        if is_change and (is_yes or desk.heard.count_of("nights")):
            return [FollowupAction(names.BOOKING_FORM)]
        said = _one_more(desk) or await said_of_paying(desk)
        if said is not None:
            return said
        booking = await to_be_paid(desk)
        if booking is None:
            return await _without_hold(desk)
        if booking.status == "expired":
            desk.say("utter_hold_is_over")
            return [SlotSet("held_booking", None), FollowupAction(names.HOLD_OPENING)]
        payer = desk.heard.text_of("phone") or desk.slots.get("phone")
        payer = payer or (await desk.contact()).phone
        if not payer:
            desk.say("utter_ask_phone")
            return [SlotSet("awaiting", "payment")]
        await _start(desk, booking, payer)
        return [
            SlotSet("phone", payer),
            SlotSet("held_booking", str(booking.id)),
            SlotSet("awaiting", "payment"),
        ]


def _one_more(desk: Desk) -> list[EventType] | None:
    """Ask what should change, where a yes asks for one more: "also one for me"."""
    is_yes = desk.heard.intent == "affirm" and not says(desk.heard, "paying")
    if not is_yes or desk.heard.is_button or not says(desk.heard, "for_more"):
        return None
    say_what_to_change(desk)
    return [SlotSet("awaiting", desk.slots.get("awaiting"))]


async def _without_hold(desk: Desk) -> list[EventType]:
    """Hold anew what was not paid in time, where nothing else is to be paid."""
    booking = await lapsed(desk)
    if booking is None and desk.heard.ids("service"):
        # "Pedicure on Friday, my husband pays, his number is..."
        payer = desk.heard.text_of("phone")
        return [*([SlotSet("phone", payer)] if payer else []), FollowupAction(names.BOOKING_FORM)]
    if booking is None:
        desk.say(
            "utter_nothing_to_pay_yet"
            if desk.loop == names.BOOKING_FORM
            else "utter_nothing_to_pay"
        )
        return []
    desk.say("utter_hold_is_over")
    return [*held_anew(desk, booking), FollowupAction(names.HOLD_OPENING)]


async def _start(desk: Desk, booking: BookingDetails, payer: str) -> None:
    try:
        payment = await desk.payments.start(
            booking.id,
            payer_phone=payer,
            purpose="booking",
            idempotency_key=desk.effect_key(),
        )
    except PaymentInFlight as open_one:
        desk.say("utter_payment_in_flight", phone=phone(open_one.payer_phone))
    except AlreadyPaid:
        say_paid(desk, booking)
    else:
        due = money(payment.amount_minor, payment.currency)
        desk.say("utter_payment_starting", due=due, phone=phone(payment.payer_phone))
