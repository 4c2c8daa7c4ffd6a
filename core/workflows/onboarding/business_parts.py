"""The parts of a business file, each field with what may stand in it."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from core.conversations.languages import LANGUAGES
from core.kit.phones import country_of
from core.tenancy.settings import (
    BookingPolicy,
    CancellationPolicy,
    Country,
    HandoverPolicy,
    Holidays,
    LanguageModel,
    PaymentPolicy,
    StaffNotices,
    Voice,
)
from core.workflows.onboarding.values import Amount, DepositRule, Duration, Spans, Week

_SLUG = re.compile("[a-z0-9][a-z0-9-]{1,40}")
_KEY = re.compile("[a-z][a-z0-9_]{0,30}")


def _known_language(value: str) -> str:
    if value not in LANGUAGES.wordings:
        raise ValueError(f"a language is one of {', '.join(sorted(LANGUAGES.wordings))}")
    return value


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("a time zone of the IANA list, such as Africa/Nairobi")
    return value


def _known_currency(value: str) -> str:
    if value not in get_global("all_currencies"):
        raise ValueError("a currency code of ISO 4217, such as KES")
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError("2 to 41 small letters, digits and hyphens, such as zuri-hair")
    return value


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError("small letters, digits and _, such as hair_length")
    return value


def _by_language(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("a text for each language, such as {en: Braids, sw: Kusuka}")
    return value


def _by_day(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError('hours for each day, such as {2026-12-24: "08:00-14:00"}')
    return value


def _list_or_all(value: Any) -> Any:
    if isinstance(value, list) or value == "all":
        return value
    raise ValueError("a list of names of services, such as [Braids, Haircut], or all")


Name = Annotated[str, Field(min_length=1, max_length=80)]
Language = Annotated[str, AfterValidator(_known_language)]
Translations = Annotated[dict[Language, str], BeforeValidator(_by_language)]
BufferMinutes = Annotated[int, Field(ge=0, le=24 * 60)]
Party = Annotated[int, Field(ge=1, le=1000)]
MEETING = "meeting"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class TimeOff(Part):
    starts: datetime = Field(alias="from")
    ends: datetime = Field(alias="to")
    reason: str | None = None


class BranchPart(Part):
    name: Name
    address: str | None = None
    phone: str | None = None
    hours: Week
    breaks: Week = Field(default_factory=dict)
    special_hours: Annotated[dict[date, Spans], BeforeValidator(_by_day)] = Field(
        default_factory=dict
    )
    blocked: list[TimeOff] = Field(default_factory=list)


class FieldPart(Part):
    """A question of the business's own, asked while booking a service."""

    key: Annotated[str, AfterValidator(_key)]
    label: Translations
    is_required: bool = Field(default=True, alias="required")
    kind: Literal["text", "number", "choice", "phone", "email"] = "text"
    choices: list[str] = Field(default_factory=list)


class ServicePart(Part):
    """What can be booked; a meeting with somebody of the staff has no price."""

    name: Name
    names: Translations = Field(default_factory=dict)
    also_called: list[str] = Field(default_factory=list)
    description: Translations = Field(default_factory=dict)
    kind: Literal["service", "meeting"] = "service"
    duration: Duration = 60
    price: Amount
    price_per: Literal["appointment", "person", "night"] = "appointment"
    deposit: DepositRule = Field(default="none", validate_default=True)
    buffer_before: BufferMinutes = 0
    buffer_after: BufferMinutes = 0
    min_party: Party = 1
    max_party: Party = 1
    every: Duration = 30
    notice_minutes: int | None = Field(default=None, ge=0, le=365 * 24 * 60)
    horizon_days: int | None = Field(default=None, ge=1, le=730)
    fields: list[FieldPart] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _meeting_is_free(cls, value: Any) -> Any:
        is_meeting = isinstance(value, dict) and value.get("kind") == MEETING
        return {"price": 0, **value} if is_meeting else value

    @field_validator("price", "price_per", "deposit")
    @classmethod
    def _nothing_to_pay(cls, value: Any, info: ValidationInfo) -> Any:
        is_free = value in (0, "appointment") or value == ("none", 0)
        if info.data.get("kind") == MEETING and not is_free:
            raise ValueError("a meeting costs nothing: leave it out, or use kind: service")
        return value


class ResourcePart(Part):
    name: Name
    kind: Literal["staff", "room", "chair", "table", "unit"]
    branch: str | None = None
    services: Annotated[list[str] | Literal["all"], BeforeValidator(_list_or_all)] = "all"
    also_called: list[str] = Field(default_factory=list)
    capacity: int = Field(default=1, ge=1, le=100_000)
    phone: str | None = None
    language: Language | None = None
    hours: Week | None = None
    breaks: Week = Field(default_factory=dict)
    away: list[TimeOff] = Field(default_factory=list)


class StaffPart(ResourcePart):
    kind: Literal["staff"] = "staff"


class ChannelPart(Part):
    type: Literal["whatsapp", "sms"]
    id: Annotated[str, Field(min_length=1, max_length=100)]
    display: str
    secrets: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)


class PaymentPart(Part):
    """M-Pesa: keys and passkey are secrets; shortcode, type and party_b are settings."""

    provider: Literal["mpesa"]
    secrets: dict[str, str]
    settings: dict[str, Any] = Field(default_factory=dict)


class BusinessFile(Part):
    slug: Annotated[str, AfterValidator(_slug)]
    name: Name
    vertical: Literal[
        "salon", "barber", "clinic", "restaurant", "hotel", "tours", "garage", "other"
    ]
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    country: Country | None = None
    currency: Annotated[str, AfterValidator(_known_currency)]
    languages: Annotated[list[Language], Field(min_length=1)]
    branches: Annotated[list[BranchPart], Field(min_length=1)]
    staff: list[StaffPart] = Field(default_factory=list)
    resources: list[ResourcePart] = Field(default_factory=list)
    services: Annotated[list[ServicePart], Field(min_length=1)]
    booking: BookingPolicy = BookingPolicy()
    cancellation: CancellationPolicy = CancellationPolicy()
    payment: PaymentPolicy = PaymentPolicy()
    holidays: Holidays = Holidays()
    voice: Voice = Voice()
    staff_notices: StaffNotices = StaffNotices()
    handover: HandoverPolicy = HandoverPolicy()
    language_model: LanguageModel = LanguageModel()
    texts: dict[str, Translations] = Field(default_factory=dict)
    channels: list[ChannelPart] = Field(default_factory=list)
    payments: list[PaymentPart] = Field(default_factory=list)

    @property
    def home_country(self) -> str | None:
        """Where local phone numbers are from: the country, else that of the time zone."""
        return self.country or country_of(ZoneInfo(self.time_zone))
