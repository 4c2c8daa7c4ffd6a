"""Understanding without a server: the same reading and the same model as a turn, line by line."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Annotated, Any
from zoneinfo import ZoneInfo

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from core.kit.plain_text import storable
from core.understanding import CatalogNames, NamedEntry, ReadingSettings, read
from core.workflows.interpretation.meaning import Heard
from core.workflows.onboarding.business_file import BusinessFile
from launcher.errors import LauncherError
from launcher.installation import ROOT, rasa_python

SHOWN_ENTITIES = (
    "service", "staff", "anyone", "party_size", "name", "phone", "email", "date", "time",
    "datetime", "date_range", "time_range", "duration_minutes", "nights", "amount_minor",
    "choice", "reference", "number", "soonest",
)  # fmt: skip
# What the model calls otherwise than the reading, which says in its names what is counted.
_OF_MODEL = {"duration_minutes": "duration", "amount_minor": "amount"}


_YEARS = range(1970, 2201)


def _plausible(reference: datetime) -> datetime:
    if reference.year not in _YEARS:
        raise ValueError(f"a year from {_YEARS[0]} to {_YEARS[-1]}")
    return reference


class Utterance(BaseModel):
    """One line of input; texts as the webhook stores them."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, AfterValidator(storable)]
    reference_datetime: Annotated[datetime, AfterValidator(_plausible)] | None = None
    language: Annotated[str, AfterValidator(storable)] | None = None
    requested_slot: Annotated[str, AfterValidator(storable)] | None = None


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be understood, and why."""

    number: int
    reason: str


class Ear:
    """What the texts mean for one business."""

    def __init__(self, business: BusinessFile) -> None:
        self._business = business

    @cached_property
    def names(self) -> CatalogNames:
        """Services and staff; their names stand for their ids."""
        business = self._business
        return CatalogNames(
            services=tuple(
                NamedEntry(part.name, part.name, tuple(part.also_called), part.names)
                for part in business.services
            ),
            staff=tuple(
                NamedEntry(part.name, part.name, tuple(part.also_called)) for part in business.staff
            ),
        )

    @cached_property
    def settings(self) -> ReadingSettings:
        """Zone, currency and usual hours, as the turn's catalog gives them."""
        days = tuple(
            tuple(
                dict.fromkeys(
                    span
                    for branch in self._business.branches
                    for span in sorted(branch.hours.get(day, ()))
                )
            )
            for day in range(7)
        )
        return ReadingSettings(
            zone=ZoneInfo(self._business.time_zone),
            open_hours=days if any(days) else (),
            currency=self._business.currency,
            country=self._business.home_country,
        )

    def heard(self, line: bytes) -> Heard:
        """A line as it was read; raises ValueError."""
        said = _utterance(line)
        reference = said.reference_datetime or datetime.now(UTC)
        if reference.tzinfo is None:
            reference = reference.replace(tzinfo=self.settings.zone)
        reading = read(
            said.text,
            reference=reference,
            catalog=self.names,
            settings=self.settings,
            requested_slot=said.requested_slot,
            language_hint=said.language,
        )
        language = reading.language or said.language
        return Heard(said.text, reference, reading.as_dict(), language, said.requested_slot)

    def question(self, line: bytes) -> tuple[dict[str, Any], str | None]:
        """What the model is asked about a line, and the line's language; raises ValueError."""
        heard = self.heard(line)
        return question_of(heard), heard.language

    def answer(self, heard: Mapping[str, Any], language: str | None) -> dict[str, Any]:
        """The line of output for what the model said."""
        open_questions = heard.get("ambiguous") or []
        left_open = {question["entity"] for question in open_questions}
        found = {name: heard["entities"].get(_OF_MODEL.get(name, name)) for name in SHOWN_ENTITIES}
        entities = {
            name: _named(value)
            for name, value in found.items()
            if value is not None and name not in left_open
        }
        answer = {
            "intent": heard["intent"],
            "confidence": heard["confidence"],
            "entities": entities,
            "language": language,
            "source": heard["source"],
        }
        if open_questions:
            answer["ambiguous"] = open_questions
        return answer


def question_of(heard: Heard) -> dict[str, Any]:
    """What the model is asked about a message that was read."""
    return {"text": heard.text, "reading": heard.reading, "requested_slot": heard.requested_slot}


@contextmanager
def listening_model(model: Path | None) -> Iterator["subprocess.Popen[bytes]"]:
    """The trained model as a child process: a JSON line in, a JSON line out."""
    command = [str(rasa_python()), "-m", "bots.parse"]
    command += ["--model", str(model)] if model else []
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    try:
        yield child
    finally:
        child.kill() if sys.exc_info()[0] else child.stdin.close()
        child.wait()


def understand(
    ear: Ear, lines: Iterable[bytes], *, model: Path | None
) -> Iterator[dict[str, Any] | BadLine]:
    """One answer per line, in order, as soon as it is known."""
    with listening_model(model) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        waiting: SimpleQueue[tuple[str | None] | BadLine | None] = SimpleQueue()
        arguments = (ear, lines, child.stdin, waiting)
        threading.Thread(target=_ask, args=arguments, daemon=True).start()
        while (next_one := waiting.get()) is not None:
            if isinstance(next_one, BadLine):
                yield next_one
                continue
            yield ear.answer(heard_line(child.stdout), next_one[0])


def heard_line(answers: IO[bytes]) -> dict[str, Any]:
    """The next answer of the model; raises LauncherError when it ended."""
    line = answers.readline()
    if not line:
        raise LauncherError("The model stopped answering.", hint="See the lines above.")
    heard: dict[str, Any] = orjson.loads(line)
    return heard


def _ask(
    ear: Ear,
    lines: Iterable[bytes],
    questions: IO[bytes],
    waiting: "SimpleQueue[tuple[str | None] | BadLine | None]",
) -> None:
    try:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                question, language = ear.question(line)
            except ValueError as error:
                waiting.put(BadLine(number, str(error)))
                continue
            questions.write(orjson.dumps(question) + b"\n")
            questions.flush()
            waiting.put((language,))
    except BrokenPipeError:
        pass
    finally:
        waiting.put(None)


def _utterance(line: bytes) -> Utterance:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(given, dict):
        raise ValueError('not a JSON object such as {"text": "Hi"}')
    try:
        return Utterance.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {reason}") from None


def _named(value: Any) -> Any:
    if isinstance(value, dict) and "ids" in value:
        ids = value["ids"]
        return ids[0] if len(ids) == 1 else ids
    return value
