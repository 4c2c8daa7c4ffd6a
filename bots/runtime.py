"""What must hold before Rasa is imported."""

from __future__ import annotations

import os

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
    """No telemetry, no chatter, one thread per numeric library."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    absent.leave_out()
