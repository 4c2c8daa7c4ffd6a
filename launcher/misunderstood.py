"""The queue of misunderstood messages from the command line."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from core.conversations.misunderstood import MisunderstoodMessages
from launcher.businesses import find, open_database
from launcher.domain import load_domain
from launcher.errors import LauncherError
from launcher.examples import Added, Example, Examples
from launcher.installation import ROOT

_SHOWN_DIGITS = 8
_SHORTEST_ID = 6


async def waiting(business: str, *, days: int, limit: int) -> list[dict[str, Any]]:
    """The messages that wait for a label, newest first."""
    tenant_id = (await find(business)).id
    async with open_database() as database, database.tenant_transaction(tenant_id) as session:
        found = await MisunderstoodMessages(session).waiting(days=days, limit=limit)
    return [
        {**asdict(each), "id": _shown_id(each.id), "reasons": ", ".join(each.reasons)}
        for each in found
    ]


async def review(business: str, ending: str, intent: str | None) -> None:
    """Label a message with an intent of the domain, or dismiss it."""
    if intent is not None:
        load_domain().known_intent(intent)
    if len(ending.replace("-", "")) < _SHORTEST_ID:
        raise LauncherError(f"{ending!r} is too short for an id.", hint=_see(business))
    tenant_id = (await find(business)).id
    async with open_database() as database, database.tenant_transaction(tenant_id) as session:
        messages = MisunderstoodMessages(session)
        found = await messages.turns_ending_with(ending)
        if len(found) != 1:
            problem = "No message has" if not found else "More than one message has"
            raise LauncherError(f"{problem} the id {ending!r}.", hint=_see(business))
        await messages.review(found[0], intent)


@dataclass(frozen=True)
class Exported:
    """A labeled message, and what became of it as an example."""

    id: str
    added: Added


async def export(business: str, examples: Examples | None = None) -> list[Exported]:
    """Write what was labeled into the training data; what stays out can be labeled again."""
    tenant_id = (await find(business)).id
    examples = examples or Examples(ROOT / "data")
    async with open_database() as database, database.tenant_transaction(tenant_id) as session:
        messages = MisunderstoodMessages(session)
        labeled = await messages.labeled()
        added = examples.add(Example(each.text, each.language, each.intent) for each in labeled)
        results = list(zip(labeled, added, strict=True))
        done = [one.turn_id for one, result in results if result.file or result.is_known]
        await messages.mark_exported(done)
    return [Exported(_shown_id(one.turn_id), result) for one, result in results]


def _shown_id(turn_id: UUID) -> str:
    return turn_id.hex[-_SHOWN_DIGITS:]


def _see(business: str) -> str:
    return f"See the ids with: ./ratiba misunderstood list --business {business}"
