import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from core.kit.logs import bind_context, configure_logs, logger

pytestmark = pytest.mark.unit


@pytest.fixture
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    handlers = logging.getLogger().handlers[:]
    configure_logs("test")
    yield capsys
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers[:] = handlers


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


class TestConfigureLogs:
    def test_writes_one_object_with_the_bound_ids(
        self, configured: pytest.CaptureFixture[str]
    ) -> None:
        with bind_context(tenant_id="t1", turn_id="u1"):
            logger.info("turn_taken", ms=3)
        (line,) = lines(configured)
        assert line["event"] == "turn_taken"
        assert (line["tenant_id"], line["turn_id"], line["ms"]) == ("t1", "u1", 3)
        assert (line["process"], line["level"]) == ("test", "info")

    def test_keeps_the_text_of_an_exception_out(
        self, configured: pytest.CaptureFixture[str]
    ) -> None:
        try:
            raise ValueError("phone 254712345678")
        except ValueError as error:
            logger.error("work_failed", exc_info=error)
        out = configured.readouterr().out
        assert "254712345678" not in out
        assert json.loads(out)["error"] == "ValueError"

    def test_turns_the_lines_of_libraries_into_objects_without_their_arguments(
        self, configured: pytest.CaptureFixture[str]
    ) -> None:
        try:
            raise RuntimeError("the message said secret")
        except RuntimeError:
            logging.getLogger("some.library").exception("failed for %s", "Jane Wanjiku")
        out = configured.readouterr().out
        assert "Jane" not in out
        assert "secret" not in out
        line = json.loads(out)
        assert (line["event"], line["logger"]) == ("failed for %s", "some.library")
        assert line["error"] == "RuntimeError"
