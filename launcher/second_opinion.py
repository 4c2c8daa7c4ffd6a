"""The language models' word on a line the model is unsure about, exactly as a turn gets it."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from core.conversations.texts import DOMAIN
from core.llm.settings import LlmSettings
from core.workflows.interpretation.interpreter import (
    Business,
    Interpreter,
    OpenPurse,
    build_interpreter,
)
from core.workflows.interpretation.meaning import Heard, Interpretation
from launcher.ear import BadLine, Ear, heard_line, listening_model, question_of
from launcher.errors import LauncherError

_SECONDS = 8.0


class SecondOpinion:
    """Asks the configured language models; a context, so that its connections are closed."""

    def __init__(self, ear: Ear, environment: Mapping[str, str]) -> None:
        self._settings = LlmSettings.of(environment)
        if not self._settings.providers:
            raise LauncherError(
                "No language model is connected.",
                hint="Set ANTHROPIC_API_KEY or OPENAI_API_KEY (see .env.example).",
            )
        self._business = Business("", "", ear.names, ear.settings)
        self._runner = asyncio.Runner()
        self._interpreter: Interpreter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._interpreter is not None:
            self._runner.run(self._interpreter.aclose())
        self._runner.close()

    def of(self, heard: Heard) -> Interpretation:
        """What a message means."""
        return self._runner.run(self._ask(heard))

    async def _ask(self, heard: Heard) -> Interpretation:
        if self._interpreter is None:
            self._interpreter = build_interpreter(self._settings, DOMAIN, None)
        return await self._interpreter.interpret(
            heard, self._business, OpenPurse(), seconds=_SECONDS
        )


def understand_with(
    opinion: SecondOpinion, ear: Ear, lines: Iterable[bytes], *, model: Path | None
) -> Iterator[dict[str, Any] | BadLine]:
    """One answer per line; what the model is unsure about comes from the language models.

    `asked_back` marks what a turn would ask the contact about before doing anything.
    """
    with listening_model(model) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                heard = ear.heard(line)
            except ValueError as error:
                yield BadLine(number, str(error))
                continue
            question, is_asked_back = question_of(heard), False
            child.stdin.write(orjson.dumps(question) + b"\n")
            child.stdin.flush()
            said = heard_line(child.stdout)
            if said["unsure"]:
                found = opinion.of(heard)
                is_asked_back = found.asks_back
                question["interpretation"] = found.for_rasa()
                child.stdin.write(orjson.dumps(question) + b"\n")
                child.stdin.flush()
                said = heard_line(child.stdout)
            answer = ear.answer(said, heard.language)
            yield {**answer, "asked_back": True} if is_asked_back else answer
