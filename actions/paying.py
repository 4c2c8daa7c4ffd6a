"""What a contact says of paying besides yes and no: done already, later, from another number."""

import re
from collections.abc import Set
from dataclasses import replace

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk
from actions.booking_summary import naming, next_steps
from actions.cues import Cue, is_reserved, says, words_besides
from actions.forgetting import held_booking
from actions.hearing import Heard
from actions.saying import button, clock_time, money, words
from actions.topics import topics_of
from actions.wishes import Wishes
from core.booking.details import BookingDetails

_PIN = re.compile(r"\W*\d{4}\W*")
_AMOUNT = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+|\d{2,6}(?!\d)")
_WHEN = frozenset({"date", "time", "datetime", "date_range", "time_range"})
_GIVES_UP: tuple[Cue, ...] = ("giving_up", "canceling", "refusing")
_ORDERS = frozenset({"affirm", "make_payment"})
_OF_ANOTHER_MATTER = ("cancellation", "move")


async def said_of_paying(desk: Desk, *, is_answering: bool = False) -> list[EventType] | None:
    """The events when it says "paid already", "later", "if", "by card" or "another number".

    What asks for something else that the business can answer says none of these: "nikija, nibebe
    pesa ngapi?" is no word for later. `is_answering` is the action that answers it.
    """
    if desk.slots.get("awaiting") in _OF_ANOTHER_MATTER:
        return None
    return await explain_due(desk) or await _said(desk, is_answering=is_answering)


async def _said(desk: Desk, *, is_answering: bool) -> list[EventType] | None:
    if says(desk.heard, "not_paying") and not says(desk.heard, "paid"):
        left = await _leave_prompt(desk, await to_be_paid(desk))
        if left is not None:
            return left
    if says(desk.heard, "other_number") and not desk.heard.text_of("phone"):
        return await _ask_number(desk, await to_be_paid(desk))
    if says(desk.heard, "paid"):
        return await look_up(desk, await to_be_paid(desk))
    if says(desk.heard, "other_way") and not says(desk.heard, "mobile_money"):
        return await _only_mobile_money(desk, await to_be_paid(desk))
    if asks_of_business(desk.heard) or asks_of_cash(desk.heard):
        is_taken_otherwise = desk.heard.intent in (*_ORDERS, "deny") and not is_answering
        return [FollowupAction(names.ANSWER_QUESTION)] if is_taken_otherwise else None
    return await _put_off(desk)


async def explain_due(desk: Desk) -> list[EventType] | None:
    """Say what of the price is paid now and why, where the amounts at hand are asked about."""
    is_waiting = desk.slots.get("awaiting") == "payment" and not desk.loop
    booking = await held_booking(desk) if is_waiting and not desk.heard.is_button else None
    if booking is None or booking.status != "held":
        return None
    status = await desk.payments.status_of(booking.id)
    rest = booking.price_minor - status.due_minor
    amounts = {booking.price_minor, status.due_minor, rest}
    if status.due_minor <= 0 or not _asks_of_amount(desk.heard, status.due_minor, amounts):
        return None
    due, price = (
        money(status.due_minor, status.currency),
        money(booking.price_minor, status.currency),
    )
    if rest > 0:
        desk.say("utter_part_is_due", due=due, price=price, rest=money(rest, status.currency))
    else:
        desk.say("utter_all_is_due", due=due)
    await say_what_waits(desk)
    return [SlotSet("awaiting", "payment")]


def _asks_of_amount(heard: Heard, due_minor: int, amounts: Set[int]) -> bool:
    """ "Why 2500 now?", "nilipe 500?", "can I pay all of it?"; "so I pay the 500" is a yes."""
    said, wonders = amounts & _amounts_said(heard), says(heard, "wondering")
    if says(heard, "costly") and heard.intent not in _ORDERS:
        return not any(says(heard, cue) for cue in _GIVES_UP)
    if said == {due_minor} and heard.intent in _ORDERS and not wonders:
        return False
    if said:
        return wonders or asks(heard)
    if asks(heard) and not heard.services and "price" in topics_of(heard.text):
        return True
    return says(heard, "paying") and (wonders or (asks(heard) and says(heard, "whole")))


def _amounts_said(heard: Heard) -> set[int]:
    """The amounts that numbers of the text can be, in minor units, with or without hundredths."""
    said = [int(each.replace(",", "")) for each in _AMOUNT.findall(heard.text)]
    said.append(heard.count_of("number") or 0)
    return {*said, *(each * 100 for each in said), heard.count_of("amount") or 0} - {0}


def pays_now(desk: Desk) -> list[EventType] | None:
    """Start the payment for who says, and does not ask, that he pays: "mi nalipa sai"."""
    is_order = says(desk.heard, "paying_now") and not asks(desk.heard)
    return [FollowupAction(names.START_PAYMENT)] if is_order else None


def asks_of_business(heard: Heard) -> bool:
    """Whether a question is put that facts of the business answer, other than how to pay."""
    topics = set() if heard.is_button or not asks(heard) else set(topics_of(heard.text))
    return bool(topics - {"payment"})


def asks_of_cash(heard: Heard) -> bool:
    """Whether it is asked if cash can be paid: "can I pay with cash"."""
    return says(heard, "cash") and (asks(heard) or says(heard, "whether"))


def asks(heard: Heard) -> bool:
    """Whether it is worded as a question."""
    return "?" in heard.text or says(heard, "questioning")


def may_be_pin(desk: Desk) -> bool:
    """Whether four digits, and nothing else, were written where a payment waits."""
    is_waiting = desk.slots.get("awaiting") == "payment" and not desk.heard.is_button
    return is_waiting and bool(_PIN.fullmatch(desk.heard.text))


def puts_off(heard: Heard) -> bool:
    """Whether it is to be paid later, or once something else has happened.

    Who says "ngoja nilipe sasa hivi" waits for nothing.
    """
    if heard.intent == "make_payment":
        heard = replace(heard, text=words_besides(heard.text, ("at_once",)))
    return says(heard, "later") or (says(heard, "once") and says(heard, "paying"))


async def _put_off(desk: Desk) -> list[EventType] | None:
    is_shift = desk.heard.values.get("duration") and not says(desk.heard, "paying")
    if puts_off(desk.heard) and not is_shift:
        return await _keep_waiting(desk, await to_be_paid(desk))
    if desk.heard.intent in _ORDERS and is_reserved(desk.heard):
        return await _wait_for_a_yes(desk, await to_be_paid(desk))
    booking = await to_be_paid(desk) if speaks_of_paying(desk) else None
    return await _keep_waiting(desk, booking) if _is_for_later(desk, booking) else None


def lets_go(heard: Heard) -> bool:
    """Whether what sounds like a yes lets go what is held: "ok, let it go"."""
    return says(heard, "letting_go") and not (is_reserved(heard) or says(heard, "still_wanted"))


def speaks_of_paying(desk: Desk) -> bool:
    """Whether a day or time that is named is of the payment: "I'll pay in the evening"."""
    heard = desk.heard
    if heard.is_button or says(heard, "correcting") or says(heard, "moving"):
        return False
    is_when = bool(_WHEN & (heard.values.keys() | heard.ambiguous.keys()))
    return is_when and (heard.intent == "make_payment" or says(heard, "paying"))


def _is_for_later(desk: Desk, booking: BookingDetails | None) -> bool:
    """Whether the moment named is not the booking's own, nor today as a whole."""
    if booking is None or desk.heard.values.get("soonest"):
        return False
    said = Wishes().with_heard(desk.heard)
    starts_at = booking.starts_at.astimezone(desk.catalog.zone)
    today = desk.clock().astimezone(desk.catalog.zone).date().isoformat()
    is_timed = bool(said.time or said.time_range or desk.heard.ambiguous)
    if said.date in (None, today):
        return said.time != f"{starts_at:%H:%M}" if is_timed else said.date is None
    return said.date != starts_at.date().isoformat()


async def say_what_waits(desk: Desk) -> None:
    """Remind of what is held and not paid, with what can be done about it."""
    if desk.slots.get("awaiting") != "payment" or desk.loop:
        return
    booking = await held_booking(desk)
    if booking is None or booking.status != "held":
        return
    status = await desk.payments.status_of(booking.id)
    if not status.is_open:
        due = money(status.due_minor, status.currency)
        desk.say("utter_hold_waits", buttons=next_steps(due), due=due, **naming(desk, booking))


async def remind_of_hold(desk: Desk) -> list[EventType] | None:
    """Ask about what the contact still holds, where this dialogue had lost sight of it."""
    booking = await to_be_paid(desk)
    if booking is None or booking.status != "held":
        return None
    status = await desk.payments.status_of(booking.id)
    due = money(status.due_minor, status.currency)
    desk.say("utter_hold_waits", buttons=next_steps(due), due=due, **naming(desk, booking))
    return [SlotSet("awaiting", "payment"), SlotSet("held_booking", str(booking.id))]


def say_paid(desk: Desk, booking: BookingDetails) -> None:
    """Say that nothing is due now, and what is left for the visit."""
    rest = booking.price_minor - booking.deposit_minor if booking.deposit_minor else 0
    if rest > 0 and desk.catalog.settings.payment.collect == "deposit":
        left = money(rest, booking.currency)
        desk.say("utter_deposit_paid", reference=booking.reference, rest=left)
    elif booking.price_minor and desk.catalog.settings.payment.collect == "deposit":
        price = money(booking.price_minor, booking.currency)
        desk.say("utter_paid_at_visit", reference=booking.reference, price=price)
    else:
        desk.say("utter_already_paid", reference=booking.reference)


async def to_be_paid(desk: Desk) -> BookingDetails | None:
    """What this dialogue holds, else the one booking of the contact that waits for its payment."""
    booking = await held_booking(desk)
    if booking is not None and booking.status in ("held", "confirmed", "expired"):
        return booking
    contact = await desk.contact()
    waiting = [
        each for each in await desk.bookings.upcoming_of(contact.id) if each.status == "held"
    ]
    return waiting[0] if waiting else None


async def look_up(desk: Desk, booking: BookingDetails | None) -> list[EventType]:
    """Say where the money stands; M-Pesa is asked again before anything else is sent."""
    if booking is None:
        desk.say("utter_payment_not_seen")
        return []
    status = await desk.payments.status_of(booking.id)
    if status.due_minor <= 0:
        say_paid(desk, booking)
    elif await desk.payments.look_again(booking.id):
        desk.say("utter_payment_looked_up", due=money(status.due_minor, status.currency))
    else:
        desk.say("utter_payment_not_seen", buttons=_send_prompt(desk, booking))
    return _unchanged(desk)


async def _ask_number(desk: Desk, booking: BookingDetails | None) -> list[EventType] | None:
    """Ask which number should pay; nothing is sent to the one that is known."""
    if booking is None or booking.status == "expired":
        return None
    desk.say("utter_ask_phone")
    return [SlotSet("awaiting", "payment"), SlotSet("held_booking", str(booking.id))]


async def _only_mobile_money(desk: Desk, booking: BookingDetails | None) -> list[EventType] | None:
    """Say that no card or bank is taken; no prompt is sent that was not asked for."""
    if booking is None or booking.status != "held":
        return None
    status = await desk.payments.status_of(booking.id)
    due = money(status.due_minor, status.currency)
    desk.say("utter_only_mpesa", buttons=next_steps(due), due=due)
    return [SlotSet("awaiting", "payment"), SlotSet("held_booking", str(booking.id))]


async def _leave_prompt(desk: Desk, booking: BookingDetails | None) -> list[EventType] | None:
    """Tell who does not want to pay now that a prompt which is out takes nothing by itself."""
    if booking is None or booking.status != "held":
        return None
    status = await desk.payments.status_of(booking.id)
    if not status.is_open:
        return await _keep_waiting(desk, booking) if desk.heard.intent in _ORDERS else None
    return await _keep_waiting(desk, booking, response="utter_prompt_can_pass")


async def _wait_for_a_yes(desk: Desk, booking: BookingDetails | None) -> list[EventType] | None:
    """Send no prompt to who says "yes, if it is refundable" or "don't send it"."""
    kept = await _keep_waiting(desk, booking)
    if kept is not None or booking is None:
        return kept
    desk.say("utter_ok")
    return _unchanged(desk)


async def _keep_waiting(
    desk: Desk, booking: BookingDetails | None, *, response: str = "utter_hold_kept"
) -> list[EventType] | None:
    """Keep the hold until its time is up, and say until when and how to pay."""
    if booking is None or booking.status != "held" or booking.held_until is None:
        return None
    status = await desk.payments.status_of(booking.id)
    due = money(status.due_minor, status.currency)
    until = f"{booking.held_until.astimezone(desk.catalog.zone):%H:%M}"
    desk.say(
        response,
        buttons=[
            button(words("button_pay", due=due), "make_payment"),
            button(words("button_cancel"), "deny"),
        ],
        due=due,
        held_until=clock_time(until),
        **naming(desk, booking),
    )
    return [SlotSet("awaiting", "payment"), SlotSet("held_booking", str(booking.id))]


def _send_prompt(desk: Desk, booking: BookingDetails) -> list[dict[str, object]]:
    is_payable = booking.status == "confirmed" or (
        booking.held_until is not None and booking.held_until > desk.clock()
    )
    return [button(words("button_send_prompt"), "make_payment")] if is_payable else []


def _unchanged(desk: Desk) -> list[EventType]:
    return [SlotSet("awaiting", desk.slots.get("awaiting"))]
