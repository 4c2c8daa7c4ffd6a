"""What a worker would send with a text, for `rasa shell` and `rasa test`: lines in, lines out.

In: `{"text", "ask": bool}`. Out: `{"reading", "interpretation", "ask_back"}` for the demo business.
Without a key nobody is asked.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import orjson

from core.llm.settings import LlmSettings
from core.workflows.onboarding.business_file import load_business_file
from launcher.ear import Ear
from launcher.installation import given_environment
from launcher.second_opinion import SecondOpinion
from launcher.table import DEMO_BUSINESS


def turns(
    ear: Ear, opinion: SecondOpinion | None, lines: Iterable[bytes]
) -> Iterator[dict[str, Any]]:
    """One answer per line, as soon as it is known."""
    for line in lines:
        question = orjson.loads(line)
        heard = ear.heard(orjson.dumps({"text": question["text"]}))
        found = opinion.of(heard) if opinion is not None and question["ask"] else None
        yield {
            "reading": heard.reading,
            "interpretation": found.for_rasa() if found else None,
            "ask_back": bool(found and found.asks_back),
        }


def main(environment: Mapping[str, str]) -> None:
    """Answer standard input until it ends."""
    ear = Ear(load_business_file(DEMO_BUSINESS, environment))
    with ExitStack() as opened:
        opinion = None
        if LlmSettings.of(environment).providers:
            opinion = opened.enter_context(SecondOpinion(ear, environment))
        for turn in turns(ear, opinion, sys.stdin.buffer):
            sys.stdout.buffer.write(orjson.dumps(turn) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(given_environment())
