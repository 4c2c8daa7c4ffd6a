"""The inline mode: a shell understands like a turn, and the server refuses it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY
from tests.core.payments.provider import sandbox_fixtures

pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]
sandbox_url, _ = sandbox_fixtures

PARSE = "tests/bots/fixtures/inline_parse.py"
STRANGE = "zxqv wvut manze"


def parsed(model: Path, *texts: str, **environment: str) -> list[dict[str, Any]]:
    """What Rasa's own parsing gives for texts that no worker has read."""
    finished = subprocess.run(
        [RASA_PYTHON, "-W", "ignore", PARSE, str(model), *texts],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    return [json.loads(line) for line in finished.stdout.splitlines() if line.startswith("{")]


class TestInline:
    def test_a_text_is_read_and_the_model_asked_when_unsure(
        self, trained_model: Path, sandbox_url: str
    ) -> None:
        body = {"answers": [{"text": STRANGE, "answer": {"intent": "goodbye", "entities": []}}]}
        httpx.put(f"{sandbox_url}/control/llm/answers", json=body).raise_for_status()
        sure, strange = parsed(
            trained_model,
            "book braids please",
            STRANGE,
            RATIBA_INLINE="1",
            OPENAI_API_KEY="k",
            OPENAI_BASE_URL=f"{sandbox_url}/openai/v1",
        )
        assert (sure["intent"]["name"], sure["source"]) == ("book_service", "local")
        assert [each["entity"] for each in sure["entities"]] == ["service"]
        assert (strange["intent"]["name"], strange["source"]) == ("goodbye", "llm")

    def test_is_off_unless_it_is_switched_on(self, trained_model: Path) -> None:
        (plain,) = parsed(trained_model, "book braids please")
        assert plain["entities"] == []

    def test_the_server_refuses_it(self) -> None:
        finished = subprocess.run(
            [RASA_PYTHON, "-m", "bots.server"],
            cwd=REPOSITORY,
            env={**os.environ, "RATIBA_INLINE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert finished.returncode == 1
        assert "RATIBA_INLINE is for shell and test" in finished.stderr
