"""The facts of a refusal as variables of the response that says it."""

from datetime import date, datetime
from typing import Any

from actions.saying import Variable, day, instant
from core.kit.errors import CoreError


def variables_of(refusal: CoreError) -> dict[str, Variable]:
    """Every attribute of a refusal that a text can name."""
    known = {name: _variable(value) for name, value in vars(refusal).items()}
    return {name: variable for name, variable in known.items() if variable is not None}


def _variable(value: Any) -> Variable | None:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return None
    return value if isinstance(value, str | int) else None
