"""The rows of a turn: claim a conversation with its messages, begin the turn, finish it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core.conversations import turn_statements
from core.conversations.contacts import ContactFacts
from core.conversations.errors import LeaseLost
from core.conversations.lease import LEASE_SECONDS, TurnLease
from core.conversations.outbound import message_of
from core.conversations.turn_rows import (
    ClaimedConversation,
    FinishedTurn,
    OpenDialogue,
    TurnResult,
    TurnRow,
    UnhandledMessage,
)
from core.kit.ids import ChannelId, ContactId, ConversationId, DialogueId, TenantId, TurnId
from core.kit.quick import Executor, Step

MOST_MESSAGES = 50


class TurnStore:
    """The rows of turns, among one tenant's."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._tenant_id = executor.tenant_id

    async def claim(
        self, conversation_id: ConversationId, owner: str
    ) -> ClaimedConversation | None:
        """Take the lease and drain the inbox; None when nothing waits or another has the lease."""
        found = await self._executor.rows(
            turn_statements.CLAIM,
            {
                "tenant_id": self._tenant_id,
                "conversation_id": conversation_id,
                "owner": owner,
                "seconds": LEASE_SECONDS,
                "most": MOST_MESSAGES,
            },
        )
        row = found[0] if found else None
        return _claimed(row, owner) if row is not None and row.messages else None

    async def begin(
        self, claimed: ClaimedConversation, turn: TurnRow, messages: Sequence[UnhandledMessage]
    ) -> None:
        """Write the turn and bind its messages to it: from here on a retry repeats exactly this."""
        begun = await self._executor.rows(
            turn_statements.BEGIN,
            {
                **self._held(claimed),
                "turn_id": turn.id,
                "dialogue_id": turn.dialogue_id,
                "message_ids": [message.id for message in messages],
                "text": turn.text,
                "payload": turn.payload,
                "language": turn.language,
                "reading": _json(turn.reading),
                "steps": _json(turn.steps),
            },
        )
        if not begun:
            raise LeaseLost("the lease ended before the turn began")

    async def resume(self, turn_id: TurnId) -> TurnRow:
        """The turn that somebody else began and did not finish."""
        found = await self._executor.rows(
            turn_statements.RESUME, {"tenant_id": self._tenant_id, "turn_id": turn_id}
        )
        (row,) = found
        return TurnRow(
            id=TurnId(row.id),
            dialogue_id=DialogueId(row.dialogue_id),
            text=row.text,
            payload=row.payload,
            language=row.language,
            reading=row.reading,
            steps=[],
            seed_slots=row.seed_slots,
            age_seconds=float(row.age),
            attempts=row.attempts,
            interpretation=row.interpretation,
        )

    async def finish(
        self,
        claimed: ClaimedConversation,
        turn: TurnRow,
        result: TurnResult,
        *,
        token: str,
        window_seconds: float | None,
    ) -> FinishedTurn:
        """Write outcome and replies, mark the messages handled, give the lease back.

        The first reply is claimed for sending under `token` where nothing stands in its way: that
        check of takeover and channel window is part of this transaction.
        """
        found = await self._executor.rows(
            turn_statements.FINISH,
            {
                **self._held(claimed),
                "turn_id": turn.id,
                "dialogue_id": turn.dialogue_id,
                "language": result.language,
                "fails": result.state == "failed",
                "speaks": bool(result.outbound),
                "token": token,
                "seconds": LEASE_SECONDS,
                "window": window_seconds,
                "state": result.state,
                "outcome": _json(result.outcome),
                "steps": _json(result.steps),
                "is_decided": result.is_decided,
                "requested_slot": result.requested_slot,
                "active_loop": result.active_loop,
                "outbound": _json(result.outbound),
            },
        )
        if not found:
            raise LeaseLost("another worker took the conversation during the turn")
        row = found[0]
        first = message_of(row, self._tenant_id, claimed.id) if row.id is not None else None
        return FinishedTurn(row.has_more, row.is_sender, first)

    async def set_aside(
        self, claimed: ClaimedConversation, messages: Sequence[UnhandledMessage]
    ) -> None:
        """Mark messages handled that get no turn, and give the lease back."""
        parameters = {**self._held(claimed), "message_ids": [message.id for message in messages]}
        await self._executor.rows(turn_statements.SET_ASIDE, parameters)

    def _held(self, claimed: ClaimedConversation) -> dict[str, Any]:
        return _held(self._tenant_id, claimed)


def keep_interpretation(
    tenant_id: TenantId, claimed: ClaimedConversation, turn_id: TurnId, kept: dict[str, Any]
) -> Step:
    """What keeps an interpretation on the turn, so that a retry repeats it.

    It gives no row when the lease ended meanwhile.
    """
    parameters = {
        **_held(tenant_id, claimed),
        "turn_id": turn_id,
        "interpretation": _json(kept),
    }
    return turn_statements.INTERPRET, parameters


def _held(tenant_id: TenantId, claimed: ClaimedConversation) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "conversation_id": claimed.id,
        "owner": claimed.lease.owner,
        "fence": claimed.lease.fence,
    }


def _claimed(row: Any, owner: str) -> ClaimedConversation:
    dialogue = None
    if row.dialogue_id is not None:
        dialogue = OpenDialogue(
            DialogueId(row.dialogue_id),
            row.requested_slot,
            row.active_loop,
            row.turn_count,
            row.last_turn_at,
        )
    return ClaimedConversation(
        id=ConversationId(row.id),
        lease=TurnLease(owner, row.lease_fence),
        channel_id=ChannelId(row.channel_id),
        channel_type=row.channel_type,
        tenant_version=row.tenant_version,
        answered_by=row.answered_by,
        handover_cause=row.handover_cause,
        language=row.language,
        contact=ContactFacts(
            ContactId(row.contact_id),
            row.contact_name,
            row.contact_phone,
            row.contact_language,
            row.is_opted_out,
        ),
        dialogue=dialogue,
        messages=tuple(map(_unhandled, row.messages)),
        offered=tuple(_offered(row.said or ())),
    )


def _unhandled(item: dict[str, Any]) -> UnhandledMessage:
    button = item["button"] or {}
    return UnhandledMessage(
        id=UUID(item["id"]),
        external_id=item["external_id"],
        kind=item["kind"],
        text=item["text"] or "",
        payload=button.get("payload"),
        sent_at=datetime.fromisoformat(item["sent_at"]),
        age_seconds=float(item["age"]),
        turn_id=TurnId(UUID(item["turn_id"])) if item["turn_id"] else None,
        traceparent=item["traceparent"],
    )


def _offered(said: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """The last buttons among the replies of the last turn and the news after it, newest first."""
    last_turn = None
    for message in said:
        if last_turn is not None and message["turn_id"] != last_turn:
            break
        last_turn = message["turn_id"]
        if message["buttons"]:
            return list(message["buttons"])
    return []


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()
