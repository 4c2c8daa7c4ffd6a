"""What the sandbox remembers: businesses, customers, messages, SMS and payment prompts."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Sender = Literal["customer", "business"]
MessageStatus = Literal["sending", "sent", "delivered", "read", "failed"]
PromptState = Literal["queued", "open", "answered", "settled"]


def digits_of(phone: str) -> str:
    """The digits of a phone number, which is how WhatsApp writes a `wa_id`."""
    return "".join(character for character in phone if character.isdigit())


class Template(BaseModel):
    """An approved template of a business; `{{1}}` marks positional parameters."""

    name: str
    language: str = "en"
    body: str = ""
    parameters: int = 0
    category: Literal["utility", "marketing", "authentication"] = "utility"


class Business(BaseModel):
    """A business number on WhatsApp, optionally with the paybill or till it is paid on."""

    model_config = ConfigDict(extra="ignore")

    phone_number_id: str
    display_phone_number: str = ""
    name: str = ""
    vertical: str = ""
    token: str | None = None
    waba_id: str = "102290129340398"
    portfolio: str = "ratiba-demo"
    shortcode: str | None = None
    templates: list[Template] = Field(default_factory=list)

    @property
    def country_code(self) -> str:
        """The calling code that Meta puts in front of a `to` without a plus sign."""
        number = digits_of(self.display_phone_number)
        return number[: max(1, len(number) - 9)] if number else "254"


class Customer(BaseModel):
    """A person with a phone, a WhatsApp account and an M-Pesa wallet (whole shillings)."""

    phone: str
    name: str
    language: Literal["en", "sw", "mixed"] = "en"
    username: str | None = None
    hides_phone: bool = False
    balance: int = 20_000
    is_preset: bool = False

    @field_validator("phone")
    @classmethod
    def _only_digits(cls, value: str) -> str:
        number = digits_of(value)
        if not 8 <= len(number) <= 15:
            raise ValueError("a phone number with country code has 8 to 15 digits")
        return number


class StatusChange(BaseModel):
    """One status that the sandbox reported for a message."""

    status: str
    at: float
    code: int | None = None


class Delivery(BaseModel):
    """One attempt to deliver a webhook: HTTP status, or the network error's name."""

    attempt: int
    at: float
    ms: float
    http_status: int | None = None
    error: str | None = None


class Message(BaseModel):
    """A WhatsApp message of either side, as the phone shows it and as the wire carried it."""

    id: str
    phone_number_id: str
    customer: str
    sender: Sender
    type: str
    text: str = ""
    content: dict[str, Any] = Field(default_factory=dict)
    context_id: str | None = None
    reaction: str | None = None
    at: float
    received_monotonic_ns: int | None = None
    status: MessageStatus = "sending"
    statuses: list[StatusChange] = Field(default_factory=list)
    deliveries: list[Delivery] = Field(default_factory=list)
    error_code: int | None = None
    opaque: str | None = None


class Sms(BaseModel):
    """A text message in a phone's SMS inbox."""

    id: str
    phone: str
    sender: str
    text: str
    at: float
    source: Literal["africastalking", "mpesa"]
    status: str = "Success"


class StkPrompt(BaseModel):
    """An M-Pesa payment prompt from its push to its final result."""

    checkout_request_id: str
    merchant_request_id: str
    phone: str
    amount: int
    shortcode: str
    party_b: str
    business_name: str
    account_reference: str
    description: str
    callback_url: str
    created_at: float
    state: PromptState = "queued"
    expires_at: float | None = None
    answer: str | None = None
    result_code: int | str | None = None
    result_desc: str | None = None
    receipt: str | None = None
    settled_at: float | None = None
    callbacks: list[Delivery] = Field(default_factory=list)
    queries: int = 0
    reversal_receipt: str | None = None
    reversals: list[Delivery] = Field(default_factory=list)
