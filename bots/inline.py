"""Reading and language models inside Rasa's graph: for `rasa shell` and `rasa test` only.

    RATIBA_INLINE=1 python -m bots shell

Nobody posts turns there, so the component asks a child process in the services' environment for
what the worker would have sent: the reading as the demo business has it and, when nobody is sure,
the language models' word. It blocks, which is why the server refuses to start with it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from bots.settings import REPOSITORY, InlineSettings


class InlineHelp:
    """The child process, started at the first question."""

    def __init__(self, settings: InlineSettings) -> None:
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def is_on(self) -> bool:
        """Whether this process was started for a shell or a test."""
        return self._settings.inline

    def turn(self, text: str, *, ask: bool) -> dict[str, Any]:
        """What a worker would send with a text; with `ask` the language models are asked, too."""
        child = self._child or self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(orjson.dumps({"text": text, "ask": ask}) + b"\n")
        child.stdin.flush()
        line = child.stdout.readline()
        if not line:
            raise RuntimeError("The services' environment does not answer: see the lines above")
        turn: dict[str, Any] = orjson.loads(line)
        return turn

    def _started(self) -> subprocess.Popen[bytes]:
        # The two environments of an installation stand side by side.
        python = Path(sys.prefix).parent / "venv" / "bin" / "python"
        self._child = subprocess.Popen(
            [str(python), "-m", "launcher.inline_ear"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self._child
