"""The small notations of a business file: durations, hours, deposits, amounts."""

import re
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from babel.numbers import get_currency_precision
from pydantic import BeforeValidator

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DURATION = re.compile(r"^(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?$")
_HOURS = re.compile(r"^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$")

_LONGEST_MINUTES = 7 * 24 * 60

Span = tuple[time, time]


def parse_duration(value: Any) -> int:
    """Minutes from `90`, `"45m"`, `"2h"` or `"2h 30m"`."""
    if isinstance(value, int) and not isinstance(value, bool):
        minutes = value
    else:
        match = _DURATION.match(str(value).strip().lower())
        if match is None or not any(match.groups()):
            raise ValueError("a duration is minutes (90) or like 45m, 2h, 2h 30m")
        minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
    if not 0 < minutes <= _LONGEST_MINUTES:
        raise ValueError("a duration is longer than 0 minutes and at most 7 days")
    return minutes


def parse_spans(value: Any) -> tuple[Span, ...]:
    """Opening spans from `"08:00-18:00"`, a list of such, or `"closed"`."""
    if value is None or value == "closed" or value is False:
        return ()
    texts = value if isinstance(value, list) else [value]
    spans = []
    for text in texts:
        match = _HOURS.match(str(text).strip())
        if match is None:
            raise ValueError('hours are like "08:00-18:00", a list of such, or closed')
        spans.append((_clock(match[1], match[2]), _clock(match[3], match[4], may_end_day=True)))
    return tuple(spans)


def _clock(hour: str, minute: str, *, may_end_day: bool = False) -> time:
    if may_end_day and (hour, minute) == ("24", "00"):
        return time(0)
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"{hour}:{minute} is no time of a day, 00:00 to 23:59 (24:00 as an end)")
    return time(int(hour), int(minute))


def parse_week(value: Any) -> dict[int, tuple[Span, ...]]:
    """Spans per weekday (Monday = 0) from `{mon-fri: "08:00-18:00", sat: ..., sun: closed}`."""
    if not isinstance(value, dict):
        raise ValueError('hours stand by their days: {mon-fri: "08:00-18:00", sun: closed}')
    week: dict[int, tuple[Span, ...]] = {}
    for days, spans in value.items():
        try:
            read = parse_spans(spans)
        except ValueError as error:
            raise ValueError(f"{days}: {error}") from None
        for day in _days(str(days)):
            week[day] = read
    return week


def _days(text: str) -> list[int]:
    numbers = []
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first == "daily":
            first, last = "mon", "sun"
        start, end = _weekday(first), _weekday(last or first)
        numbers += [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]
    return numbers


def _weekday(name: str) -> int:
    """Monday is 0; a name may be cut to three letters or more."""
    for number, full in enumerate(_FULL_NAMES):
        if len(name) >= 3 and full.startswith(name):
            return number
    raise ValueError(f"days are {', '.join(WEEKDAYS)}, a span mon-fri, or daily")


def parse_amount(value: Any) -> Decimal:
    """A non-negative amount in major units of the business's currency."""
    try:
        amount = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        raise ValueError(
            "an amount is a number without its currency, such as 1500 or 1500.50; 0 is free"
        ) from None
    if not amount.is_finite() or amount < 0:
        raise ValueError("an amount is 0 or more")
    return amount


def minor_units(amount: Decimal, currency: str) -> int:
    """Integer minor units; raises ValueError when the currency has fewer decimals than given."""
    minor = amount.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} has more decimals than {currency}")
    return int(minor)


DepositKind = Literal["none", "fixed", "percent", "full"]
Deposit = tuple[DepositKind, Decimal]


def parse_deposit(value: Any) -> Deposit:
    """`none`, `full`, a percentage `20%`, or a fixed amount `500`."""
    if isinstance(value, tuple):
        return value[0], value[1]
    text = str(value).strip().lower()
    if text in ("none", "0", "no"):
        return "none", Decimal(0)
    if text == "full":
        return "full", Decimal(0)
    if text.endswith("%"):
        share = parse_amount(text[:-1])
        if not 0 < share <= 100 or share != share.to_integral_value():
            raise ValueError("a deposit in percent is a whole number from 1% to 100%")
        return "percent", share
    try:
        return "fixed", parse_amount(text)
    except ValueError:
        raise ValueError("a deposit is none, full, a percentage (20%) or an amount (500)") from None


Duration = Annotated[int, BeforeValidator(parse_duration)]
Week = Annotated[dict[int, tuple[Span, ...]], BeforeValidator(parse_week)]
Spans = Annotated[tuple[Span, ...], BeforeValidator(parse_spans)]
Amount = Annotated[Decimal, BeforeValidator(parse_amount)]
DepositRule = Annotated[Deposit, BeforeValidator(parse_deposit)]
