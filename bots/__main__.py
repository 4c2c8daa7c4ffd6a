"""Rasa's own commands with our patches and without TensorFlow: `python -m bots shell|test|data`."""

from __future__ import annotations

from rasa.__main__ import main

from bots import logs, patches

if __name__ == "__main__":
    logs.quiet_structlog()
    patches.apply()
    main()
