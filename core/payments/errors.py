"""Why a payment cannot be started or used."""

from datetime import datetime
from uuid import UUID

from core.kit.errors import Conflict, NotFound, Refused


class PaymentInFlight(Conflict):
    """An earlier prompt of this booking or phone is open; from `retry_at` a new one may go."""

    code = "payment_in_flight"

    def __init__(
        self, payment_id: UUID, *, state: str, retry_at: datetime, payer_phone: str
    ) -> None:
        super().__init__(f"payment {payment_id} is {state}")
        self.payment_id, self.state, self.retry_at = payment_id, state, retry_at
        self.payer_phone = payer_phone


class PaymentTooSoon(Refused):
    """The provider wants a pause before the next prompt."""

    code = "payment_too_soon"

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(f"no new prompt before {retry_at:%H:%M:%S}")
        self.retry_at = retry_at


class AlreadyPaid(Refused):
    code = "already_paid"

    def __init__(self, booking_id: UUID) -> None:
        super().__init__(f"nothing is due for booking {booking_id}")
        self.booking_id = booking_id


class UnsupportedPayer(Refused):
    """Not a Kenyan mobile number that M-Pesa can prompt."""

    code = "unsupported_payer"

    def __init__(self) -> None:
        super().__init__("the payer's number is not a Kenyan mobile number")


class UnsupportedAmount(Refused):
    """Not whole shillings, outside the limits, or not in KES."""

    code = "unsupported_amount"

    def __init__(self, amount_minor: int, currency: str) -> None:
        super().__init__(f"{amount_minor} {currency} cannot be collected")
        self.amount_minor, self.currency = amount_minor, currency


class NotPayable(Refused):
    """The booking is neither held nor confirmed."""

    code = "not_payable"

    def __init__(self, booking_id: UUID, status: str) -> None:
        super().__init__(f"booking {booking_id} is {status}")
        self.booking_id, self.status = booking_id, status


class PaymentUnavailable(Refused):
    """The tenant has no usable account with the provider."""

    code = "payment_unavailable"

    def __init__(self, provider: str) -> None:
        super().__init__(f"no usable {provider} account")
        self.provider = provider


class PaymentNotFound(NotFound):
    code = "payment_not_found"
