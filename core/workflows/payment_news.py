"""Which response tells what became of a payment, and what it offers next."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from core.conversations.utterances import Button, Variable
from core.payments.mpesa.codes import Reason
from core.workflows.booking_facts import BookingFacts, word

RESPONSES: Mapping[Reason, str] = {
    Reason.INSUFFICIENT: "utter_payment_insufficient",
    Reason.LIMIT: "utter_payment_limit",
    Reason.MERCHANT_LIMIT: "utter_payment_unavailable",
    Reason.TOO_SOON: "utter_payment_busy",
    Reason.BUSY: "utter_payment_busy",
    Reason.NO_ANSWER: "utter_payment_no_answer",
    Reason.NOT_SENT: "utter_payment_not_sent",
    Reason.CANCELED: "utter_payment_cancelled",
    Reason.WRONG_PIN: "utter_payment_wrong_pin",
    Reason.PIN_LOCKED: "utter_payment_pin_locked",
    Reason.MISCONFIGURED: "utter_payment_unavailable",
    Reason.UNAVAILABLE: "utter_payment_not_sent",
    Reason.INVALID_REQUEST: "utter_unsupported_payer",
    Reason.PROVIDER_SILENT: "utter_payment_unknown",
    Reason.UNKNOWN_RESULT: "utter_payment_unknown",
}
BOOKING_CONFIRMED = "utter_booking_confirmed"
PAYMENT_RECEIVED = "utter_payment_received"
RECEIPT_KNOWN = "utter_payment_receipt"
CHECKING = "utter_payment_checking"
PERHAPS_NO_PROMPT = "utter_payment_perhaps_no_prompt"
PAID_LATE = "utter_paid_late"
PAID_AFTER_CANCEL = "utter_paid_after_cancel"
PAID_TWICE = "utter_paid_twice"
HOLD_EXPIRED = "utter_hold_expired"
HOLD_EXPIRED_WHILE_PAYING = "utter_hold_expired_while_paying"
STAFF_BOOKING_CONFIRMED = "utter_staff_booking_confirmed"
STAFF_BOOKING_CANCELED = "utter_staff_booking_canceled"
STAFF_REFUND_DUE = "utter_staff_refund_due"

_TRY_AGAIN = Button(word("button_try_again"), "/make_payment")
_BOOK_AGAIN = Button(word("button_book_again"), "/book_service")
_PERSON = Button(word("button_operator"), "/speak_to_human")


def next_steps(status: str) -> Sequence[Button]:
    """What a failed payment offers; none where the hold stands and the response has its own."""
    if status == "held":
        return ()
    return (_TRY_AGAIN, _PERSON) if status == "confirmed" else (_TRY_AGAIN, _BOOK_AGAIN)


def kept_until(facts: BookingFacts, zone: tzinfo) -> dict[str, Variable]:
    """How long the opening is kept, as the variables `held_until` and `kept`."""
    if facts.held_until is None:
        is_over = facts.status != "confirmed"
        return {
            "held_until": "",
            "kept": word("word_hold_over" if is_over else "word_booking_stands"),
        }
    local = facts.held_until.astimezone(zone)
    held_until: Variable = {"type": "time", "value": f"{local:%H:%M}"}
    kept = {**word("word_kept_until"), "variables": {"held_until": held_until}}
    return {"held_until": held_until, "kept": kept}
