"""What a business decides about itself; stored as JSON in `tenants.settings`."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core.kit.phones import is_country


def _known_country(value: str) -> str:
    if not is_country(value):
        raise ValueError("a country of ISO 3166 in two letters, such as KE or TZ")
    return value


Country = Annotated[str, AfterValidator(_known_country)]
Minutes = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BookingPolicy(_Part):
    """When and how openings can be booked."""

    notice_minutes: Minutes = 60
    horizon_days: Annotated[int, Field(ge=1, le=730)] = 90
    hold_minutes: Annotated[int, Field(ge=1, le=1440)] = 10
    ask_staff: bool = False
    check_in: time = time(14, 0)
    check_out: time = time(10, 0)


class CancellationPolicy(_Part):
    """Until when canceling is free, and what it costs later.

    Moving is free, but moving late does not make canceling free again.
    """

    free_until_hours: Annotated[int, Field(ge=0, le=720)] = 24
    late_fee_percent: Annotated[int, Field(ge=0, le=100)] = 100


class PaymentPolicy(_Part):
    """Whether money is asked for when booking, and how long a prompt may take."""

    collect: Literal["deposit", "full", "nothing"] = "deposit"
    window_minutes: Annotated[int, Field(ge=2, le=60)] = 5


class Holidays(_Part):
    """Public holidays on which the business is closed unless special hours say otherwise."""

    country: Country | None = None
    is_closed: bool = True


class Voice(_Part):
    """How the assistant sounds."""

    assistant_name: str | None = None
    tone: Literal["warm", "formal", "brief"] = "warm"


class StaffNotices(_Part):
    """Who of the business is told about a booking."""

    to_booked_staff: bool = True
    phones: tuple[str, ...] = ()


class HandoverPolicy(_Part):
    """When a conversation comes back to the assistant in which no operator writes any more."""

    back_after_hours: Annotated[int, Field(ge=1, le=720)] = 12


class LanguageModel(_Part):
    """Whether a language model may be asked what a message means, and what it may cost."""

    is_used: bool = True
    monthly_budget_cents: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(
        default=None, description="US cents; the installation's own limit if nothing is said."
    )


class BusinessSettings(_Part):
    """All policies of a tenant, with the defaults that hold where it said nothing."""

    country: str | None = Field(
        default=None, description="ISO 3166; that of the time zone if nothing is said."
    )
    booking: BookingPolicy = BookingPolicy()
    cancellation: CancellationPolicy = CancellationPolicy()
    payment: PaymentPolicy = PaymentPolicy()
    holidays: Holidays = Holidays()
    voice: Voice = Voice()
    staff_notices: StaffNotices = StaffNotices()
    handover: HandoverPolicy = HandoverPolicy()
    language_model: LanguageModel = LanguageModel()
    texts: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="The business's own wording: response name -> language -> text.",
    )
    dialogue_idle_hours: Annotated[int, Field(ge=1, le=168)] = 12
