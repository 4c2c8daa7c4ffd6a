"""Why a text is understood as it is: who said what, with the same code as a turn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from core.conversations.languages import LANGUAGES
from launcher.domain import load_domain
from launcher.ear import Ear, heard_line, listening_model, question_of
from launcher.errors import LauncherError


@dataclass(frozen=True)
class Tried:
    """A text, and what is going on when it comes."""

    text: str
    slot: str | None = None
    language: str | None = None

    @property
    def active_loop(self) -> str | None:
        """The form that asks for the slot; raises LauncherError when none does."""
        return load_domain().form_of(self.slot) if self.slot else None


def explain(ear: Ear, tried: Tried, *, model: Path | None, has_llm: bool) -> dict[str, Any]:
    """What each component said about a text, and what a turn would do with it."""
    _require_sense(tried)
    line = {"text": tried.text, "requested_slot": tried.slot, "language": tried.language}
    heard = ear.heard(orjson.dumps(line))
    question = {**question_of(heard), "active_loop": tried.active_loop, "explain": True}
    with listening_model(model) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(orjson.dumps(question) + b"\n")
        child.stdin.flush()
        said = heard_line(child.stdout)
    now = heard.reference.astimezone(ear.settings.zone)
    return {
        "text": tried.text,
        "requested_slot": tried.slot,
        "active_loop": tried.active_loop,
        "reading": {
            "language": heard.language,
            "reference": now.isoformat(timespec="minutes"),
            "found": list(_found(tried.text, heard.reading)),
            "ambiguous": heard.reading.get("ambiguous") or [],
        },
        "classifier": said["evidence"],
        "merge": said["explanation"],
        "result": {
            **{name: said[name] for name in ("intent", "confidence", "entities", "source")},
            "is_unsure": said["unsure"],
            "next": _next_step(said, has_llm=has_llm),
        },
    }


def _require_sense(tried: Tried) -> None:
    if not tried.text.strip():
        raise LauncherError("There is no text to explain.", hint='./ratiba try "nataka kubook"')
    known = sorted(LANGUAGES.wordings)
    if tried.language is not None and tried.language not in known:
        raise LauncherError(
            f"There is no language {tried.language!r}.", hint=f"Languages: {', '.join(known)}"
        )


def lines(explained: Mapping[str, Any]) -> Iterator[str]:
    """The explanation for a person."""
    yield from _reading_lines(explained["reading"])
    yield ""
    yield from _classifier_lines(explained["classifier"])
    yield ""
    yield from _result_lines(explained)


def _found(text: str, reading: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every entity with the words that it was read from."""
    spans = {span["entity"]: span for span in reading.get("spans") or []}
    ambiguous = {each["entity"]: each["candidates"] for each in reading.get("ambiguous") or []}
    entities = {**ambiguous, **(reading.get("entities") or {})}
    for name, value in entities.items():
        span = spans.get(name)
        words = text[span["start"] : span["end"]] if span else None
        yield {"entity": name, "value": value, "words": words, "is_open": name in ambiguous}


def _next_step(said: Mapping[str, Any], *, has_llm: bool) -> str:
    if not said["unsure"]:
        return "act"
    return "ask a language model" if has_llm else "act on the guess"


def _reading_lines(reading: Mapping[str, Any]) -> Iterator[str]:
    yield f"Reading       language {reading['language'] or 'unknown'}, now {reading['reference']}"
    if not reading["found"]:
        yield "  nothing"
    for each in reading["found"]:
        words = f'"{each["words"]}"' if each["words"] else "(no span)"
        state = "one of " if each["is_open"] else ""
        yield f"  {each['entity']:<12}{words} -> {state}{_plain(each['value'])}"


def _classifier_lines(evidence: Mapping[str, Any]) -> Iterator[str]:
    share = evidence["known_share"]
    yield f"Classifier    {share:.0%} of the text is known from the training data"
    for wording in evidence["wordings"]:
        yield f"  read as     {wording}"
    for place in evidence["ranking"]:
        yield f"  {place['confidence']:>7.1%}     {place['name']}"
    for intent, ngrams in evidence["ngrams"].items():
        shown = "  ".join(f"{each['ngram']!r} {each['weight']:+.2f}" for each in ngrams)
        yield f"  {intent}: {shown or 'nothing known speaks for it'}"
    for voice, name in (("network", "the network"), ("sentences", "the sentence's meaning")):
        thoughts = [f"{each['name']} {each['confidence']:.0%}" for each in evidence[voice]]
        yield f"  {name} alone: {', '.join(thoughts) or 'nothing'}"


def _result_lines(explained: Mapping[str, Any]) -> Iterator[str]:
    result, merge = explained["result"], explained["merge"]
    limits = ", ".join(f"{name} {value}" for name, value in merge["thresholds"].items())
    if explained["requested_slot"]:
        yield f"Asked         {explained['requested_slot']}, in {explained['active_loop']}"
    yield f"Merge         {merge['because']} (thresholds: {limits})"
    doubt = "not sure" if result["is_unsure"] else "sure"
    yield f"Intent        {result['intent']} ({result['confidence']:.0%}, {doubt})"
    for name, value in result["entities"].items():
        yield f"  {name:<12}{_plain(value)}"
    yield f"A turn would  {_said_next(result['next'], result['intent'])}"


def _said_next(step: str, intent: str) -> str:
    if step == "act":
        return "act on it"
    if step == "ask a language model":
        return "ask a language model; without a useful answer the guess is asked back"
    return f"go on with {intent}: no language model is connected"


def _plain(value: Any) -> str:
    if isinstance(value, dict) and "ids" in value:
        return " or ".join(map(str, value["ids"]))
    return value if isinstance(value, str) else orjson.dumps(value).decode()
