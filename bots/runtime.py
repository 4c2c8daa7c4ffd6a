"""What must hold before Rasa is imported."""

from __future__ import annotations

import os
import warnings
from typing import Any

from bots import absent

_DEFAULTS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def prepare() -> None:
    """No telemetry, no chatter, one thread per numeric library, no unused packages."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    absent.leave_out()
    warnings.showwarning = _without_deprecations(warnings.showwarning)


def _without_deprecations(show: Any) -> Any:
    # Rasa's pinned dependencies deprecate each other at import and switch the filters back on.
    def showwarning(message: Any, category: Any, *given: Any, **named: Any) -> None:
        if not issubclass(category, (DeprecationWarning, FutureWarning)):
            show(message, category, *given, **named)

    return showwarning
