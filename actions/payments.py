"""Starting the payment of what is held; the prompt itself is the worker's next job."""

from collections.abc import Sequence

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.changing import say_what_to_change, wants_another
from actions.cues import says
from actions.last_said import Reply, last_replies
from actions.paying import (
    lets_go,
    remind_of_hold,
    said_of_paying,
    say_paid,
    speaks_of_paying,
    to_be_paid,
)
from actions.prompting_again import held_anew, lapsed
from actions.saying import money, phone
from core.booking.details import BookingDetails
from core.conversations.last_said import last_said
from core.payments.errors import AlreadyPaid, PaymentInFlight

# After these a plain yes is about paying, though no button of theirs says so; after those it only
# agrees to wait.
_OF_PAYING = frozenset(
    {
        "utter_ask_phone", "utter_did_you_mean", "utter_hold_needs_phone",
        "utter_payment_in_flight", "utter_payment_looked_up", "utter_payment_not_seen",
        "utter_payment_starting", "utter_payment_too_soon", "utter_unsupported_payer",
    }
)  # fmt: skip
_WAITS = frozenset({"utter_hold_kept", "utter_prompt_can_pass"})


class ActionStartPayment(TenantAction):
    action_name = names.START_PAYMENT

    async def perform(self, desk: Desk) -> list[EventType]:
        """Have M-Pesa asked for what is due; a hold that ran out is renewed first.

        A yes that names another service, person or time is a wish to change what is held, "ok, let
        it go" none to pay. Who has paid, wants to pay later, or binds his yes to something, is sent
        no prompt.
        """
        is_change = wants_another(desk) and not speaks_of_paying(desk)
        is_yes = desk.heard.intent == "affirm"
        is_let_go = is_yes and lets_go(desk.heard)
        if is_let_go or (is_change and (is_yes or desk.heard.count_of("nights"))):
            return [FollowupAction(names.RELEASE_HOLD if is_let_go else names.BOOKING_FORM)]
        said = _one_more(desk) or await said_of_paying(desk) or await _without_question(desk)
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


async def _without_question(desk: Desk) -> list[EventType] | None:
    """Ask for the payment where nothing was asked that a yes could be for: "sawa" to an answer."""
    if desk.heard.intent != "affirm" or desk.heard.is_button or desk.heard.text_of("phone"):
        return None
    said = last_replies(desk)
    if not said or says(desk.heard, "paying") or await _asked_to_pay(desk, said):
        return None
    if any(each.response in _WAITS for each in said) and not says(desk.heard, "back_again"):
        desk.say("utter_ok")
        return [SlotSet("awaiting", desk.slots.get("awaiting"))]
    return await remind_of_hold(desk)


async def _asked_to_pay(desk: Desk, said: Sequence[Reply]) -> bool:
    payloads = [button.get("payload") for each in said for button in each.buttons]
    if "/affirm" in payloads or any(each.response in _OF_PAYING for each in said):
        return True
    news = await last_said(desk.session, desk.conversation_id)
    return news is not None and news.is_news


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
