"""What is to be said, before it is worded for a business, a language and a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from core.tenancy.settings import BusinessSettings
from core.understanding import ReadingSettings

Variable = str | int | float | bool | Mapping[str, Any] | None
"""A plain value, or a typed one: `{"type": "money", "amount_minor": 1, "currency": "KES"}`."""


class Business(Protocol):
    """What wording needs to know about a tenant; a catalog snapshot has it."""

    @property
    def name(self) -> str: ...
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def reading_settings(self) -> ReadingSettings: ...
    @property
    def settings(self) -> BusinessSettings: ...


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered with a text. The payload stays with us, the contact gets a button id."""

    title: Variable
    payload: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """A response by name, its variables, and the buttons that go with it.

    `texts` are templates by language for a response that the caller brings itself.
    """

    response: str | None
    variables: Mapping[str, Variable] = field(default_factory=dict)
    buttons: Sequence[Button] = ()
    texts: Mapping[str, str] | None = None
