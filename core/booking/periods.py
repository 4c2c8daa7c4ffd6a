"""When a booking is, as a variable of a response: a moment, or the days and nights of a stay."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from core.conversations.utterances import Variable

type Period = Literal["word_stay", "word_stay_line", "word_stay_lines"]
"""The days alone as they stand in a sentence; with the times, on one line or on several."""


def when(
    starts_at: datetime, ends_at: datetime, *, is_stay: bool, said_as: Period = "word_stay"
) -> Variable:
    """The moment an appointment begins; for a stay check-in, check-out and nights."""
    if not is_stay:
        return _moment(starts_at)
    if said_as == "word_stay":
        return stay(starts_at, ends_at)
    times = {"check_in": _moment(starts_at), "check_out": _moment(ends_at)}
    return _text(said_as, **times, nights=nights(starts_at, ends_at))


def stay(first: date, last: date) -> Variable:
    """The days of a stay and its nights; a moment stands for its day where the business is."""
    return _text(
        "word_stay", check_in=_day(first), check_out=_day(last), nights=nights(first, last)
    )


def nights(first: date, last: date) -> Variable:
    """How many nights lie between two days, in words."""
    return {"type": "nights", "first": first.isoformat(), "last": last.isoformat()}


def _moment(value: datetime) -> Mapping[str, object]:
    return {"type": "datetime", "value": value.isoformat()}


def _day(value: date) -> Mapping[str, object]:
    return {"type": "date", "value": value.isoformat()}


def _text(response: str, **variables: Variable) -> Mapping[str, object]:
    return {"type": "text", "response": response, "variables": variables}
