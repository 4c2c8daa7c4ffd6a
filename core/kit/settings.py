"""A setting that cannot be used ends a process in one line, not in a traceback."""

import sys
from types import TracebackType
from typing import TypeIs

from pydantic import ValidationError

_SETTINGS = "Settings"


def explain_settings() -> None:
    """From now on an uncaught refusal of settings is said in words; other errors stay as they are.

    The words name the setting and never its value: it may be a secret.
    """
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if is_of_settings(error):
            sys.stderr.write(problem_of(error) + "\n")
        else:
            before(kind, error, trace)

    sys.excepthook = hook


def is_of_settings(error: BaseException) -> TypeIs[ValidationError]:
    """Whether this is the refusal of a setting."""
    return isinstance(error, ValidationError) and error.title.endswith(_SETTINGS)


def problem_of(error: ValidationError) -> str:
    """Which settings cannot be used and why, a line each, and where they are set."""
    lines = []
    for detail in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in detail["loc"]).upper()
        reason = detail["msg"].removeprefix("Value error, ")
        is_missing = detail["type"] == "missing"
        lines.append(f"{name} is not set." if is_missing else f"{name} cannot be used: {reason}.")
    return "\n".join([*lines, "Settings stand in .env or in the environment; see .env.example."])
