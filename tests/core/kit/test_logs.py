"""Logs are set up once per process, so each case runs in a process of its own."""

import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest

pytestmark = pytest.mark.unit

START = """
import logging
from core.kit.logs import bind_context, configure_logs, logger
configure_logs("test")
"""


def written_by(code: str) -> list[dict[str, Any]]:
    """The log lines of a process that runs `code`."""
    script = START + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


class TestConfigureLogs:
    def test_writes_one_object_with_the_bound_ids(self) -> None:
        (line,) = written_by(
            """
            with bind_context(tenant_id="t1", turn_id="u1"):
                logger.info("turn_taken", ms=3)
            """
        )
        assert line["event"] == "turn_taken"
        assert (line["tenant_id"], line["turn_id"], line["ms"]) == ("t1", "u1", 3)
        assert (line["process"], line["level"]) == ("test", "info")

    def test_keeps_the_text_of_an_exception_out(self) -> None:
        (line,) = written_by(
            """
            try:
                raise ValueError("phone 254712345678")
            except ValueError as error:
                logger.error("work_failed", exc_info=error)
            """
        )
        assert "254712345678" not in str(line)
        assert line["error"] == "ValueError"

    def test_turns_the_lines_of_libraries_into_objects_without_their_arguments(self) -> None:
        (line,) = written_by(
            """
            try:
                raise RuntimeError("the message said secret")
            except RuntimeError:
                logging.getLogger("some.library").exception("failed for %s", "Jane Wanjiku")
            """
        )
        assert "Jane" not in str(line)
        assert "secret" not in str(line)
        assert (line["event"], line["logger"]) == ("failed for %s", "some.library")
        assert line["error"] == "RuntimeError"
