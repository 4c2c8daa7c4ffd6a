"""Variables and buttons of replies: values stay typed, the worker puts them into words."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

# A plain value or a typed one (core.conversations.utterances.Variable); rasa-sdk's keywords.
type Variable = Any
type Button = dict[str, Any]


def money(amount_minor: int, currency: str) -> Variable:
    """An amount."""
    return {"type": "money", "amount_minor": amount_minor, "currency": currency}


def instant(value: datetime) -> Variable:
    """A moment, shown in the business's zone."""
    return {"type": "datetime", "value": value.isoformat()}


def day(value: date | str) -> Variable:
    """A local date."""
    return {"type": "date", "value": value if isinstance(value, str) else value.isoformat()}


def clock_time(value: str) -> Variable:
    """A local time of day such as "15:00"."""
    return {"type": "time", "value": value}


def minutes(value: int) -> Variable:
    """A duration."""
    return {"type": "duration", "minutes": value}


def phone(value: str) -> Variable:
    """A phone number."""
    return {"type": "phone", "value": value}


def words(response: str, **variables: Variable) -> Variable:
    """A piece of text from the domain, with variables of its own."""
    return {"type": "text", "response": response, "variables": variables}


def lines(items: Sequence[Variable]) -> Variable:
    """Several pieces, one below the other."""
    return {"type": "list", "items": list(items), "join": "lines"}


def either(items: Sequence[Variable]) -> Variable:
    """Several pieces of which one may be meant."""
    return {"type": "list", "items": list(items), "join": "or"}


def together(items: Sequence[Variable]) -> Variable:
    """Several pieces that belong together."""
    return {"type": "list", "items": list(items), "join": "and"}


def button(title: Variable, intent: str, **entities: Any) -> Button:
    """A button that means an intent with these entities."""
    payload = f"/{intent}{json.dumps(entities)}" if entities else f"/{intent}"
    return {"title": title, "payload": payload}
