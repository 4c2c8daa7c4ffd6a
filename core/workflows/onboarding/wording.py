"""What is wrong with a value of a business file, in the words of somebody who runs a business."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

_LONGEST_SHOWN = 40
_LIST = "a list, such as [one, two]"
_MAPPING = "fields of its own, such as {field: value}"
_WHOLE = "a whole number, such as 10"
_MOMENT = "a day and a time, such as 2026-12-24 14:00"
_DAY = "a day, such as 2026-12-25"

_PLAIN: Mapping[str, str] = {
    "missing": "has to be there",
    "invalid_key": "the name of a field is a word",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "too_short": "at least one",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "bool_type": "yes or no",
    "bool_parsing": "yes or no",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "string_too_short": "is empty",
    "time_type": 'a time in quotes, such as "14:00"',
    "time_parsing": 'a time in quotes, such as "14:00"',
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
}


def in_words(detail: Mapping[str, Any], allowed: Callable[[], Sequence[str]]) -> str:
    """What is allowed where pydantic refused something; `allowed` gives the fields of a place."""
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown(str(detail["loc"][-1]), allowed())
    if kind in _WITH_LIMITS:
        return _WITH_LIMITS[kind](detail.get("ctx") or {}, detail.get("input"))
    return _PLAIN.get(kind, detail["msg"])


def _unknown(name: str, allowed: Sequence[str]) -> str:
    return f"not known here{_perhaps(name, allowed)}; allowed are: {', '.join(allowed)}"


def _one_of(expected: str, given: Any) -> str:
    choices = expected.replace("'", "").replace(" or ", ", ").split(", ")
    shown = f", not {given!r}" if isinstance(given, str) and len(given) <= _LONGEST_SHOWN else ""
    only = f"has to be {choices[0]}" if len(choices) == 1 else f"one of {', '.join(choices)}"
    return f"{only}{shown}{_perhaps(given, choices)}"


def _perhaps(name: Any, choices: Sequence[str]) -> str:
    near = get_close_matches(str(name).lower(), choices, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _text(given: Any) -> str:
    if given is None:
        return "is empty"
    if isinstance(given, dict | list):
        return "one text, not a list"
    return 'has to stand in quotes, "like this": without them a number loses its + and its zeros'


_WITH_LIMITS: Mapping[str, Callable[[Mapping[str, Any], Any], str]] = {
    "value_error": lambda limits, _: str(limits["error"]),
    "literal_error": lambda limits, given: _one_of(limits["expected"], given),
    "string_type": lambda _, given: _text(given),
    "string_too_long": lambda limits, given: (
        f"at most {limits['max_length']} letters, this has {len(str(given))}"
    ),
    "greater_than_equal": lambda limits, given: f"at least {limits['ge']}, not {given}",
    "less_than_equal": lambda limits, given: f"at most {limits['le']}, not {given}",
}
