"""Understanding without a server: JSON lines in, JSON lines out.

    python -m bots.parse [--model FILE_OR_FOLDER] < lines

In: `{"text", "reading"?, "payload"?, "interpretation"?, "requested_slot"?, "active_loop"?,
"ask_back"?, "explain"?}`.
Out: `{"intent", "confidence", "entities", "source", "unsure", "ranking", "ambiguous"?, "guess"?}`,
and with `explain` also `evidence` (the classifier's) and `explanation` (the reading component's).
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from rasa.core.processor import MessageProcessor

from bots import logs, patches
from bots.intent_classifier import EVIDENCE
from bots.models import Models
from bots.reading_component import EXPLANATION
from bots.settings import ServerSettings
from bots.understanding import Understanding, described, is_unsure

_OPTIONAL = ("payload", "interpretation", "requested_slot", "active_loop", "ask_back", "explain")


def load(model: Path) -> Understanding:
    """The understanding of a trained model."""
    _, metadata, runner = MessageProcessor._load_model(str(model))
    return Understanding(runner, metadata)


def understood(understanding: Understanding, line: dict[str, Any]) -> dict[str, Any]:
    """One line of output for one of input."""
    context = {name: line[name] for name in _OPTIONAL if line.get(name)}
    parsed = understanding.parse(line["text"], reading=line.get("reading") or {}, **context)
    shown = described(parsed)
    intent = shown.pop("intent")
    return {
        "intent": intent["name"],
        "confidence": round(intent["confidence"], 4),
        **shown,
        "unsure": is_unsure(parsed),
        "ranking": parsed.get("intent_ranking", []),
        **{name: parsed[name] for name in (EVIDENCE, EXPLANATION) if name in parsed},
    }


def run(understanding: Understanding, lines: Iterable[bytes], out: BinaryIO) -> None:
    """Answer every line as soon as it is read."""
    for line in lines:
        if not line.strip():
            continue
        answer = understood(understanding, orjson.loads(line))
        out.write(orjson.dumps(answer, None, orjson.OPT_SERIALIZE_NUMPY) + b"\n")
        out.flush()


def main() -> None:
    """Read standard input until it ends."""
    parser = argparse.ArgumentParser(prog="python -m bots.parse", description=__doc__)
    parser.add_argument("--model", type=Path, help="a model archive or a folder of them")
    arguments = parser.parse_args()
    given = arguments.model or ServerSettings().model or ServerSettings().models
    model = Models(given).in_use() if given.is_dir() else given
    if model is None:
        raise SystemExit(f"No model in {given}: run `python -m bots.training` first")
    patches.apply()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logs.quiet_structlog()
    logs.drop_warnings()
    run(load(model), sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
