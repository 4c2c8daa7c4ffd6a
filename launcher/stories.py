"""A conversation of the history as a story or a story test."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from core.conversations.history import History, Said
from core.conversations.takeovers import handover_reference
from core.kit.ids import ConversationId
from launcher.businesses import find, open_database
from launcher.errors import LauncherError
from launcher.installation import ROOT, rasa_python

_SHORTEST_NAME = 6


async def story(
    business: str, conversation: str, environment: Mapping[str, str], *, is_test: bool
) -> str:
    """The YAML of a conversation: one story for each of its matters."""
    reference, said = await _said(business, conversation)
    ids = list(dict.fromkeys(str(each.dialogue_id) for each in said))
    stories = [each for each in await _told(ids, environment) if each["steps"]]
    if not stories:
        raise LauncherError(f"No dialogue of {reference} is kept.")
    texts = {str(each.turn_id): each.text for each in said}
    return "\n".join(_document(reference, stories, texts, is_test=is_test)) + "\n"


async def _said(business: str, conversation: str) -> tuple[str, list[Said]]:
    tenant_id = (await find(business)).id
    is_short = len(conversation) < _SHORTEST_NAME
    async with open_database() as database, database.tenant_transaction(tenant_id) as session:
        history = History(session)
        found: list[ConversationId] = [] if is_short else await history.named(conversation)
        if len(found) != 1:
            raise LauncherError(
                f"{'More than one' if found else 'No'} conversation is called {conversation!r}.",
                hint=f"See the ids with: ./ratiba show messages --business {business}",
            )
        return handover_reference(found[0]), await history.said(found[0])


async def _told(ids: Sequence[str], environment: Mapping[str, str]) -> list[dict[str, Any]]:
    child = await asyncio.create_subprocess_exec(
        str(rasa_python()), "-W", "ignore", "-m", "bots.stories", *ids,
        cwd=ROOT, env={**environment}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await child.communicate()
    if child.returncode != 0:
        raise LauncherError("The dialogues cannot be read.", hint="See the lines above.")
    return [orjson.loads(line) for line in output.splitlines()]


def _document(
    reference: str,
    stories: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str],
    *,
    is_test: bool,
) -> Iterator[str]:
    place = "tests/dialogue/stories/test_<subject>.yml" if is_test else "data/stories/<subject>.yml"
    yield f"# For {place}: give it a name that says what it shows,"
    yield "# cut what is beside the point, and run ./ratiba check."
    yield 'version: "3.1"'
    yield ""
    yield "stories:"
    for number, each in enumerate(stories, 1):
        yield f"  - story: Conversation {reference}, matter {number}"
        if not each["is_whole"]:
            yield "    # The first messages are not kept any more: it begins in the middle."
        yield "    steps:"
        for step in each["steps"]:
            yield from _step(step, texts)


def _step(step: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    if "intent" in step:
        said = " ".join(texts.get(str(step.get("message_id")), "").split())
        if said:
            yield f"      # {said}"
        yield f"      - intent: {step['intent']}"
    elif "slot_was_set" in step:
        yield "      - slot_was_set:"
        for slot in step["slot_was_set"]:
            for name, value in slot.items():
                yield f"          - {name}: {json.dumps(value)}"
    else:
        for name, value in step.items():
            yield f"      - {name}: {'null' if value is None else value}"
