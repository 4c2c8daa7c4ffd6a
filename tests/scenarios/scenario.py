"""Scenarios as designers write them: read from YAML, checked, one per language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LANGUAGES = ("en", "sw", "mixed")
_BOOKING_ENDS = ("confirmed", "held", "none")
_GIVEN_ENDS = ("unchanged", "moved", "canceled")


class ScenarioError(Exception):
    """A scenario file says something that means nothing."""


@dataclass(frozen=True)
class Goal:
    """What a customer wants; a booking somebody already has is described the same way."""

    service: str = "Braids"
    staff: str | None = None
    day: int | str = 2
    time: str = "10:00"
    people: int = 1
    name: str = "Jane Wanjiku"
    pick: int | None = None
    is_flexible: bool = False


@dataclass(frozen=True)
class Line:
    """One thing a customer does: says a phrase or a text, taps, types a PIN."""

    when: str | None = None
    say: str | None = None
    text: Mapping[str, str] | None = None
    tap: str | int | None = None
    pin: str | None = None
    message: Mapping[str, Any] | None = None
    goal: Mapping[str, Any] = field(default_factory=dict)
    language: str | None = None
    heard: tuple[str, ...] = ()
    burst: tuple[str, ...] = ()
    leaves: bool = False
    times: int = 1
    may: bool = False
    unless: str | None = None


@dataclass(frozen=True)
class Ends:
    """What must be true afterwards."""

    booking: str = "none"
    given: str = "unchanged"
    payments: tuple[str, ...] = ("paid",)
    answered_by: str = "assistant"
    opted_out: bool = False
    heard: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """One goal on one path in one language."""

    journey: str
    name: str
    language: str
    goal: Goal
    wants: tuple[Line, ...]
    path: tuple[Line, ...]
    ends: Ends
    given: tuple[Goal, ...] = ()
    others: tuple[Goal, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    patience: int = 2
    wants_booking: bool = True

    @property
    def id(self) -> str:
        """How it is called on the command line and in reports."""
        return f"{self.journey}/{self.name}/{self.language}"


def load(folder: Path = HERE / "journeys") -> list[Scenario]:
    """Every scenario of a folder; ScenarioError names the file and what is wrong."""
    found = [each for path in sorted(folder.glob("*.yml")) for each in _of_file(path)]
    names = [each.id for each in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ScenarioError(f"two scenarios are called {sorted(twice)}")
    return found


def _of_file(path: Path) -> Iterator[Scenario]:
    content = yaml.safe_load(path.read_text("utf-8"))
    for name, body in content["scenarios"].items():
        try:
            for language in body.pop("languages", LANGUAGES):
                yield _scenario(path.stem, name, language, body)
        except (TypeError, ValueError, KeyError) as error:
            raise ScenarioError(f"{path.name}: {name}: {error}") from error


def _scenario(journey: str, name: str, language: str, body: Mapping[str, Any]) -> Scenario:
    known = {"goal", "wants", "path", "ends", "given", "others", "answers", "patience"}
    if strange := set(body) - known:
        raise ValueError(
            f"unknown: {', '.join(sorted(strange))}; known: {', '.join(sorted(known))}"
        )
    return Scenario(
        journey=journey,
        name=name,
        language=language,
        goal=_goal(body.get("goal", {})),
        wants=tuple(map(_line, body.get("wants", ["book_everything"]))),
        path=tuple(_line(each, needs_when=True) for each in body.get("path", ())),
        ends=_ends(body.get("ends", {})),
        given=tuple(map(_goal, body.get("given", ()))),
        others=tuple(map(_goal, body.get("others", ()))),
        answers=_answers(body.get("answers", {})),
        patience=body.get("patience", 2),
        wants_booking="goal" in body,
    )


def _goal(facts: Mapping[str, Any]) -> Goal:
    return changed(Goal(), facts)


def changed(goal: Goal, facts: Mapping[str, Any]) -> Goal:
    """A goal after the customer's mind changed."""
    facts = dict(facts)
    if "flexible" in facts:
        facts["is_flexible"] = facts.pop("flexible")
    return replace(goal, **facts)


def _line(raw: str | Mapping[str, Any], *, needs_when: bool = False) -> Line:
    facts: dict[str, Any] = {"say": raw} if isinstance(raw, str) else dict(raw)
    if needs_when and "when" not in facts:
        raise ValueError(f"an event of the path needs `when`: {raw}")
    if isinstance(facts.get("text"), str):
        facts["text"] = dict.fromkeys(LANGUAGES, facts["text"])
    for name in ("heard", "burst"):
        facts[name] = _names(facts.get(name, ()))
    if facts.get("say") is not None and facts["say"] not in phrases():
        raise ValueError(f"phrases.yml has no {facts['say']!r}")
    return Line(**facts)


def _ends(raw: str | Mapping[str, Any]) -> Ends:
    facts: dict[str, Any] = {"booking": raw} if isinstance(raw, str) else dict(raw)
    for name in ("heard", "never", "payments"):
        if name in facts:
            facts[name] = _names(facts[name])
    ends = Ends(**facts)
    if ends.booking not in _BOOKING_ENDS or ends.given not in _GIVEN_ENDS:
        raise ValueError(f"ends: booking is one of {_BOOKING_ENDS}, given one of {_GIVEN_ENDS}")
    return ends


def _answers(raw: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"": raw} if isinstance(raw, str) else raw


def _names(raw: str | Sequence[str]) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else tuple(raw)


_PHRASES: dict[str, dict[str, list[str]]] = {}


def phrases() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The held-out phrases: key -> language -> ways to say it."""
    if not _PHRASES:
        _PHRASES.update(yaml.safe_load((HERE / "phrases.yml").read_text("utf-8")))
    return _PHRASES
