"""How the simulated providers misbehave: by default, per number, or for the next N requests.

An operation's effective behavior is its default, overlaid with that of the number, overlaid with
the first waiting `next` entry (which is used up). Every key of every behavior is listed here.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.models import digits_of


class RawReply(BaseModel):
    """A reply sent as it stands, whatever the provider would have said."""

    model_config = ConfigDict(extra="forbid")

    status: int = 200
    body: str = ""
    content_type: str = "application/json"


class RequestBehavior(BaseModel):
    """What any request may meet."""

    model_config = ConfigDict(extra="forbid")

    delay_ms: int = 0
    """Wait before doing anything."""
    delay_reply_ms: int = 0
    """Do everything, then keep the reply back: the client's time-out leaves the outcome unknown."""
    raw: RawReply | None = None
    """Reply with this and do nothing else (HTML, an empty body, a gateway error)."""
    cut: bool = False
    """Do everything, then break the connection in place of a reply."""
    do_it_anyway: bool = False
    """Do everything although the reply is an error."""


class SendBehavior(RequestBehavior):
    """whatsapp.messages: sends of a business."""

    error_code: int | None = None
    http_status: int | None = None
    message_status: Literal["accepted", "held_for_quality_assessment", "paused"] | None = None


class LimitsBehavior(BaseModel):
    """whatsapp.limits: which limits are enforced."""

    model_config = ConfigDict(extra="forbid")

    window: bool = True
    window_seconds: int = 24 * 3600
    pair_rate: bool = False
    throughput_per_second: int = 0


class StatusBehavior(BaseModel):
    """whatsapp.statuses: what is reported for an accepted send. `null` milliseconds: never."""

    model_config = ConfigDict(extra="forbid")

    sent_ms: int | None = 60
    delivered_ms: int | None = 180
    read_ms: int | None = 900
    fail_code: int | None = None
    fail_ms: int = 80
    copies: int = 1
    order: list[Literal["sent", "delivered", "read"]] | None = None
    """Report in this order instead, all with the timestamps of the true order."""


class WebhookBehavior(BaseModel):
    """whatsapp.webhook: how webhooks travel."""

    model_config = ConfigDict(extra="forbid")

    delay_ms: int = 0
    copies: int = 1
    drop: bool = False
    signature: Literal["right", "wrong", "missing", "sha1_only"] = "right"
    corrupt: Literal["none", "truncate", "not_json", "empty"] = "none"
    escape_slashes: bool = True
    retry_delays_ms: list[int] = [500, 1000, 2000, 4000, 8000, 15000, 30000, 60000, 120000, 300000]
    timeout_ms: int = 20_000


class MediaBehavior(RequestBehavior):
    """whatsapp.media: uploads, look-ups and downloads."""

    error_code: int | None = None
    http_status: int | None = None
    url_expired: bool = False
    size_as_string: bool = False
    size: int | None = None
    """A look-up claims this size."""
    link: str | None = None
    """A look-up names this address."""
    redirect_to: str | None = None
    """A download is sent there."""
    damaged: bool = False
    """A download gives other bytes than were sent."""


class TokenBehavior(RequestBehavior):
    """daraja.token."""

    error: Literal["auth_type", "grant_type", "bad_keys"] | None = None
    expires_in: int = 3599
    life_seconds: int = 3600
    expires_in_as_number: bool = False
    keeps_old_tokens: bool = False


PushError = Literal[
    "invalid_phone", "invalid_amount", "invalid_callback_url", "invalid_shortcode", "token",
    "path", "method", "locked", "merchant", "credentials", "busy", "spike", "quota", "internal",
    "fault_429", "fault_500", "html", "empty",
]  # fmt: skip
Answer = Literal["paid", "wrong_pin", "canceled", "no_answer", "insufficient"]


class PushBehavior(RequestBehavior):
    """daraja.push: the payment request."""

    error: PushError | None = None
    response_code: str = "0"
    callback_first: bool = False
    """Settle and call back before the reply (needs `daraja.prompt` `auto_answer`)."""
    locks_subscriber: bool = True
    requires_https: bool = False


class PromptBehavior(BaseModel):
    """daraja.prompt: what happens on the customer's phone."""

    model_config = ConfigDict(extra="forbid")

    delay_ms: int = 700
    timeout_ms: int = 60_000
    auto_answer: Answer | None = None
    auto_answer_ms: int = 400
    result_code: int | str | None = None
    """Settle with this code whatever the customer answers."""


class LaterResult(BaseModel):
    """Another result for the same request, later."""

    model_config = ConfigDict(extra="forbid")

    result_code: int | str = 0
    after_ms: int = 2000


class CallbackBehavior(BaseModel):
    """daraja.callback: how the result travels."""

    model_config = ConfigDict(extra="forbid")

    delay_ms: int = 900
    drop: bool = False
    copies: int = 1
    copy_gap_ms: int = 0
    reorder: bool = False
    """Hold it back until the next callback has been delivered."""
    corrupt: Literal[
        "none", "truncate", "html", "empty", "form", "no_metadata", "wrong_amount",
        "wrong_merchant", "unknown_checkout",
    ] = "none"  # fmt: skip
    amount_style: Literal["integer", "float", "string", "decimal_string"] = "integer"
    as_strings: bool = False
    balance: Literal["absent", "bare", "blob"] = "bare"
    phone: Literal["full", "masked", "hashed", "absent"] = "full"
    receipt: str | None = None
    result_code: int | str | None = None
    """Contradict the prompt's true result."""
    then: LaterResult | None = None
    """Afterwards report this as well (late success after failure)."""
    source_ip: str | None = "196.201.214.200"
    retry_delays_ms: list[int] = []


class QueryBehavior(RequestBehavior):
    """daraja.query: answers of the status query, independent of the callback."""

    error: PushError | None = None
    pending_form: Literal["http_500", "http_200", "code_4999", "no_code"] = "http_500"
    result_code: int | str | None = None
    """Contradict the true result."""
    stays_pending: bool = False
    code_as_number: bool = False
    min_interval_ms: int = 0
    """Answer faster polls with a spike arrest."""


class ReversalBehavior(RequestBehavior):
    """daraja.reversal: the refund of a whole payment."""

    error: PushError | None = None
    response_code: str = "0"
    result_code: int | str | None = None
    result_ms: int = 900
    outcome: Literal["result", "timeout", "nothing"] = "result"
    copies: int = 1
    code_as_string: bool = False
    single_item: bool = False


class SmsBehavior(RequestBehavior):
    """africastalking.send: one request, whatever its recipients."""

    empty_list: bool = False
    message: str | None = None
    bad_key: bool = False


class RecipientBehavior(BaseModel):
    """africastalking.recipient: one recipient of a send."""

    model_config = ConfigDict(extra="forbid")

    status_code: int | None = None


class ReportBehavior(BaseModel):
    """africastalking.report: delivery reports after a send."""

    model_config = ConfigDict(extra="forbid")

    statuses: list[
        Literal[
            "Sent", "Submitted", "Buffered", "Success", "Failed", "Rejected", "AbsentSubscriber",
            "Expired",
        ]
    ] = ["Sent", "Success"]  # fmt: skip
    failure_reason: str = "DeliveryFailure"
    first_ms: int = 300
    gap_ms: int = 300
    copies: int = 1
    before_reply: bool = False
    drop: bool = False
    network_code: str = "63902"


class LlmBehavior(RequestBehavior):
    """llm.anthropic, llm.openai: what the simulated model answers."""

    mode: Literal[
        "plausible", "garbage", "null", "nulls", "echo", "foreign_ids", "unknown_intent", "huge",
    ] = "plausible"  # fmt: skip
    http_status: int | None = None
    """Refuse with the provider's own error body (429, 500, 529...)."""


OPERATIONS: dict[str, type[BaseModel]] = {
    "whatsapp.messages": SendBehavior,
    "whatsapp.limits": LimitsBehavior,
    "whatsapp.statuses": StatusBehavior,
    "whatsapp.webhook": WebhookBehavior,
    "whatsapp.media": MediaBehavior,
    "daraja.token": TokenBehavior,
    "daraja.push": PushBehavior,
    "daraja.prompt": PromptBehavior,
    "daraja.callback": CallbackBehavior,
    "daraja.query": QueryBehavior,
    "daraja.reversal": ReversalBehavior,
    "africastalking.send": SmsBehavior,
    "africastalking.recipient": RecipientBehavior,
    "africastalking.report": ReportBehavior,
    "llm.anthropic": LlmBehavior,
    "llm.openai": LlmBehavior,
}


class UnknownBehavior(ValueError):
    """A behavior names an operation or a key that does not exist."""


class NextBehavior(BaseModel):
    """A behavior for the next `times` requests, optionally of one number only."""

    model_config = ConfigDict(extra="allow")

    times: int = Field(default=1, ge=1)
    number: str | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """The behavior's own keys."""
        return dict(self.model_extra or {})


class Behaviors:
    """The three layers of behavior and the look-up through them."""

    def __init__(self) -> None:
        self.defaults: dict[str, dict[str, Any]] = {}
        self.numbers: dict[str, dict[str, dict[str, Any]]] = {}
        self.next: dict[str, list[NextBehavior]] = {}

    def effective[B: BaseModel](self, operation: str, kind: type[B], *numbers: str) -> B:
        """The behavior that applies now to a request of these numbers; uses up a `next` entry."""
        settings = dict(self.defaults.get(operation, {}))
        for number in numbers:
            settings.update(self.numbers.get(digits_of(number), {}).get(operation, {}))
        settings.update(self._take_next(operation, numbers))
        return kind.model_validate(settings)

    def _take_next(self, operation: str, numbers: tuple[str, ...]) -> dict[str, Any]:
        waiting = self.next.get(operation, [])
        mine = {digits_of(number) for number in numbers}
        for entry in waiting:
            if entry.number is not None and digits_of(entry.number) not in mine:
                continue
            entry.times -= 1
            if entry.times == 0:
                waiting.remove(entry)
            return entry.settings
        return {}

    def set_default(self, operation: str, settings: dict[str, Any] | None) -> None:
        """Overlay an operation's default; None takes it back."""
        if settings is None:
            self.defaults.pop(operation, None)
            return
        merged = {**self.defaults.get(operation, {}), **settings}
        self._check(operation, merged)
        self.defaults[operation] = merged

    def set_number(self, number: str, operation: str, settings: dict[str, Any] | None) -> None:
        """Overlay an operation's behavior for one phone number or phone_number_id."""
        layer = self.numbers.setdefault(digits_of(number), {})
        if settings is None:
            layer.pop(operation, None)
            return
        merged = {**layer.get(operation, {}), **settings}
        self._check(operation, merged)
        layer[operation] = merged

    def add_next(self, operation: str, settings: dict[str, Any]) -> None:
        """Queue a behavior for the next requests of an operation."""
        entry = NextBehavior.model_validate(settings)
        self._check(operation, entry.settings)
        self.next.setdefault(operation, []).append(entry)

    def clear(self) -> None:
        """Back to a well-behaved provider."""
        self.defaults.clear()
        self.numbers.clear()
        self.next.clear()

    def as_json(self) -> dict[str, Any]:
        """All three layers."""
        waiting = {op: [e.model_dump() for e in entries] for op, entries in self.next.items()}
        return {"defaults": self.defaults, "numbers": self.numbers, "next": waiting}

    @staticmethod
    def _check(operation: str, settings: dict[str, Any]) -> None:
        kind = OPERATIONS.get(operation)
        if kind is None:
            raise UnknownBehavior(f"no operation {operation!r}; known: {', '.join(OPERATIONS)}")
        try:
            kind.model_validate(settings)
        except ValidationError as problem:
            raise UnknownBehavior(f"{operation}: {problem}") from problem
