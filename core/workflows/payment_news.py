"""Which response tells what became of a payment."""

from collections.abc import Mapping

from core.payments.mpesa.codes import Reason

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
PAID_LATE = "utter_paid_late"
PAID_AFTER_CANCEL = "utter_paid_after_cancel"
PAID_TWICE = "utter_paid_twice"
HOLD_EXPIRED = "utter_hold_expired"
HOLD_EXPIRED_WHILE_PAYING = "utter_hold_expired_while_paying"
STAFF_BOOKING_CONFIRMED = "utter_staff_booking_confirmed"
