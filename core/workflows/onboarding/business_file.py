"""The readable file that describes a whole business, and its errors with line and field."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from core.kit.errors import Refused
from core.tenancy.settings import (
    BookingPolicy,
    CancellationPolicy,
    HandoverPolicy,
    Holidays,
    LanguageModel,
    PaymentPolicy,
    StaffNotices,
    Voice,
)
from core.workflows.onboarding.values import Amount, DepositRule, Duration, Spans, Week

Name = Annotated[str, Field(min_length=1, max_length=80)]
Translations = dict[str, str]
MEETING = "meeting"
_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?::-([^}]*))?\}")


class BusinessFileInvalid(Refused):
    """The file cannot be used; `problems` name line, field and what is allowed."""

    code = "business_file_invalid"

    def __init__(self, path: str, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.problems = tuple(problems)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class TimeOff(_Part):
    starts: datetime = Field(alias="from")
    ends: datetime = Field(alias="to")
    reason: str | None = None


class BranchPart(_Part):
    name: Name
    address: str | None = None
    phone: str | None = None
    hours: Week
    breaks: Week = Field(default_factory=dict)
    special_hours: dict[date, Spans] = Field(default_factory=dict)
    blocked: list[TimeOff] = Field(default_factory=list)


class FieldPart(_Part):
    """A question of the business's own, asked while booking a service."""

    key: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,30}$")]
    label: Translations
    is_required: bool = Field(default=True, alias="required")
    kind: Literal["text", "number", "choice", "phone", "email"] = "text"
    choices: list[str] = Field(default_factory=list)


class ServicePart(_Part):
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
    buffer_before: int = Field(default=0, ge=0)
    buffer_after: int = Field(default=0, ge=0)
    min_party: int = Field(default=1, ge=1)
    max_party: int = Field(default=1, ge=1)
    every: Duration = 30
    notice_minutes: int | None = Field(default=None, ge=0)
    horizon_days: int | None = Field(default=None, ge=1)
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


class ResourcePart(_Part):
    name: Name
    kind: Literal["staff", "room", "chair", "table", "unit"]
    branch: str | None = None
    services: list[str] | Literal["all"] = "all"
    also_called: list[str] = Field(default_factory=list)
    capacity: int = Field(default=1, ge=1)
    phone: str | None = None
    language: str | None = None
    hours: Week | None = None
    breaks: Week = Field(default_factory=dict)
    away: list[TimeOff] = Field(default_factory=list)


class StaffPart(ResourcePart):
    kind: Literal["staff"] = "staff"


class ChannelPart(_Part):
    type: Literal["whatsapp", "sms"]
    id: Annotated[str, Field(min_length=1)]
    display: str
    secrets: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)


class PaymentPart(_Part):
    """M-Pesa: keys and passkey are secrets; shortcode, type and party_b are settings."""

    provider: Literal["mpesa"]
    secrets: dict[str, str]
    settings: dict[str, Any] = Field(default_factory=dict)


class BusinessFile(_Part):
    slug: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{1,40}$")]
    name: Name
    vertical: Literal[
        "salon", "barber", "clinic", "restaurant", "hotel", "tours", "garage", "other"
    ]
    time_zone: str
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    languages: Annotated[list[Literal["en", "sw"]], Field(min_length=1)]
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

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("a time zone of the IANA list, such as Africa/Nairobi")
        return value

    @field_validator("services")
    @classmethod
    def _somebody_can_be_met(
        cls, value: list[ServicePart], info: ValidationInfo
    ) -> list[ServicePart]:
        staff: list[StaffPart] = info.data.get("staff") or []
        can_meet = {name for each in staff if each.services != "all" for name in each.services}
        is_open = any(each.services == "all" for each in staff)
        for each in value:
            if each.kind == MEETING and not is_open and each.name not in can_meet:
                raise ValueError(
                    f"{each.name}: a meeting needs somebody who can be met;"
                    " name it under the services of a member of staff"
                )
        return value

    @model_validator(mode="after")
    def _names_refer(self) -> Self:
        services = {service.name for service in self.services}
        branches = {branch.name for branch in self.branches}
        for resource in [*self.staff, *self.resources]:
            if resource.branch is not None and resource.branch not in branches:
                raise ValueError(f"{resource.name}: no branch is called {resource.branch!r}")
            if resource.services != "all" and (unknown := set(resource.services) - services):
                raise ValueError(f"{resource.name}: no service is called {min(unknown)!r}")
        if not (self.staff or self.resources):
            raise ValueError("at least one staff member or resource that can be booked")
        return self


def load_business_file(path: Path, environment: Mapping[str, str]) -> BusinessFile:
    """The business a YAML file describes; `${NAME}` and `${NAME:-default}` come from `environment`.

    Raises BusinessFileInvalid with every problem's line, field and what is allowed.
    """
    try:
        document = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BusinessFileInvalid(path.name, [f"line {line}: not YAML: {error.problem}"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BusinessFileInvalid(path.name, [f"cannot be read: {type(error).__name__}"]) from None
    if not isinstance(document, CommentedMap):
        raise BusinessFileInvalid(path.name, ["line 1: the file is a mapping: name: ..."])
    missing: list[str] = []
    plain = _plain(document, environment, missing)
    if missing:
        raise BusinessFileInvalid(path.name, missing)
    try:
        return BusinessFile.model_validate(plain)
    except ValidationError as error:
        problems = [_problem(document, detail) for detail in error.errors()]  # type: ignore[arg-type]
        raise BusinessFileInvalid(path.name, problems) from None


def _plain(node: Any, environment: Mapping[str, str], missing: list[str], line: int = 1) -> Any:
    if isinstance(node, CommentedMap):
        return {key: _plain(node[key], environment, missing, _line_of(node, key)) for key in node}
    if isinstance(node, CommentedSeq):
        return [
            _plain(item, environment, missing, _line_of(node, index))
            for index, item in enumerate(node)
        ]
    if isinstance(node, str):

        def value_of(match: re.Match[str]) -> str:
            value = environment.get(match[1], match[2])
            if value is None:
                missing.append(f"line {line}: the environment variable {match[1]} is not set")
            return value or ""

        return _VARIABLE.sub(value_of, str(node))
    return node


def _line_of(node: CommentedMap | CommentedSeq, key: Any) -> int:
    try:
        position = node.lc.value(key) if isinstance(node, CommentedMap) else node.lc.item(key)
    except (KeyError, IndexError, TypeError):
        return int(node.lc.line) + 1
    return int(position[0]) + 1


def _problem(document: CommentedMap, detail: dict[str, Any]) -> str:
    node: Any = document
    line, field = 1, []
    for key in detail["loc"]:
        if isinstance(node, CommentedMap | CommentedSeq):
            if isinstance(node, CommentedMap) and key not in node:
                field.append(str(key))
                break
            line = _line_of(node, key)
            node = node[key]
        field.append(str(key))
    message = detail["msg"].removeprefix("Value error, ")
    return f"line {line}: {'.'.join(field) or 'the file'}: {message}"
