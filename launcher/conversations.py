"""Conversations from the command line: which ones operators have, and giving them back."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from core.catalog.cache import CatalogCache
from core.conversations.takeovers import OperatorConversation, Takeovers
from launcher.businesses import find, open_database
from launcher.errors import LauncherError

ACTOR = "operator:command_line"


async def with_operators(business: str) -> list[dict[str, Any]]:
    """The conversations of a business that operators have, and when each comes back by itself."""
    tenant_id = (await find(business)).id
    async with open_database() as database, database.tenant_transaction(tenant_id) as session:
        catalog = await CatalogCache().get(session)
        idle = timedelta(hours=catalog.settings.handover.back_after_hours)
        found = await Takeovers(session).with_operators()
    return [_row(each, idle) for each in found]


async def release(business: str, named: str | None) -> list[str]:
    """Give one conversation (by its reference or id) or all back; the references of those."""
    tenant_id = (await find(business)).id
    async with open_database() as database, database.tenant_transaction(tenant_id) as session:
        takeovers = Takeovers(session)
        found = await takeovers.with_operators()
        wanted = [each for each in found if named is None or _is_named(each, named)]
        if named is not None and not wanted:
            known = ", ".join(each.reference for each in found) or "none"
            raise LauncherError(
                f"No operator has a conversation {named!r}.", hint=f"With operators: {known}"
            )
        for each in wanted:
            await takeovers.give_back(each.id, ACTOR)
    return [each.reference for each in wanted]


def _is_named(conversation: OperatorConversation, named: str) -> bool:
    return named.upper() == conversation.reference or named.lower() == str(conversation.id)


def _row(conversation: OperatorConversation, idle: timedelta) -> dict[str, Any]:
    since = conversation.last_operator_at
    return {
        "reference": conversation.reference,
        **asdict(conversation),
        "back_at": since + idle if since is not None and conversation.cause != "failure" else None,
    }
