"""What happened in the turns of one contact, newest last, for the trace view."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.db import tenant_of
from core.kit.ids import ChannelId

_TURNS = text(
    """
    WITH thread AS (
        SELECT c.id FROM conversations c JOIN identities i
          ON i.tenant_id = c.tenant_id AND i.id = c.identity_id
        WHERE c.tenant_id = :tenant_id AND c.channel_id = :channel_id
          AND (i.external_id = :contact OR i.phone = :contact OR EXISTS (
              SELECT 1 FROM identity_aliases a
              WHERE a.tenant_id = c.tenant_id AND a.identity_id = i.id
                AND a.external_id = :contact))
    ), latest AS (
        SELECT t.* FROM turns t JOIN thread ON thread.id = t.conversation_id
        WHERE t.tenant_id = :tenant_id
          AND (CAST(:after AS uuid) IS NULL OR t.id > CAST(:after AS uuid))
        ORDER BY t.id DESC LIMIT :limit
    )
    SELECT t.id, t.created_at, t.finished_at, t.text, t.payload, t.language, t.state, t.reading,
           t.interpretation, t.outcome, t.steps, before.outcome -> 'slots' AS slots_before,
           (SELECT jsonb_agg(jsonb_build_object(
                'table', a.subject_table, 'change', a.action, 'facts', a.facts) ORDER BY a.id)
            FROM audit_entries a WHERE a.tenant_id = t.tenant_id AND a.turn_id = t.id) AS changes,
           (SELECT min(m.created_at) FROM inbound_messages m
            WHERE m.conversation_id = t.conversation_id AND m.turn_id = t.id
              AND m.tenant_id = t.tenant_id) AS received_at,
           (SELECT max(o.sent_at) FROM outbound_messages o
            WHERE o.tenant_id = t.tenant_id AND o.conversation_id = t.conversation_id
              AND o.turn_id = t.id AND o.author = 'assistant') AS sent_at
    FROM latest t
    LEFT JOIN LATERAL (
        SELECT p.outcome FROM turns p
        WHERE p.tenant_id = t.tenant_id AND p.conversation_id = t.conversation_id
          AND p.dialogue_id = t.dialogue_id AND p.created_at < t.created_at
        ORDER BY p.created_at DESC LIMIT 1
    ) before ON true
    ORDER BY t.id
    """
)


class TurnTrace:
    """Reads the turns of the tenant that the session is bound to."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def turns(
        self, channel_id: ChannelId, contact: str, *, after: UUID | None, limit: int
    ) -> list[dict[str, Any]]:
        """The latest turns of a contact on a channel, those after one turn if it is given."""
        rows = await self._session.execute(
            _TURNS,
            {
                "tenant_id": tenant_of(self._session),
                "channel_id": channel_id,
                "contact": contact,
                "after": after,
                "limit": limit,
            },
        )
        return [_described(row._asdict()) for row in rows]


def _described(row: Mapping[str, Any]) -> dict[str, Any]:
    outcome = row["outcome"]
    steps = list(row["steps"])
    started, finished = row["received_at"] or row["created_at"], row["finished_at"]
    if finished is not None and row["sent_at"] is not None:
        steps.append({"name": "send", "ms": _ms(row["sent_at"] - finished)})
        finished = max(finished, row["sent_at"])
    return {
        "id": str(row["id"]),
        "started_at": started.isoformat(),
        "text": row["text"],
        "payload": row["payload"],
        "language": row["language"],
        "state": row["state"],
        "total_ms": _ms(finished - started) if finished is not None else None,
        "reading": row["reading"],
        "intent": outcome.get("intent") or {},
        "entities": outcome.get("entities") or {},
        "llm": _llm(row["interpretation"]),
        "slots": _changed(row["slots_before"] or {}, outcome.get("slots") or {}),
        "active_loop": outcome.get("active_loop"),
        "requested_slot": outcome.get("requested_slot"),
        "actions": outcome.get("actions") or [],
        "changes": [_change(entry) for entry in row["changes"] or []],
        "steps": steps,
        "replies": outcome.get("replies") or [],
    }


def _llm(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Who was asked what the message means, what came of it and what it cost; None if nobody."""
    if not kept:
        return None
    cost = kept.get("cost_micros", 0)
    names = ("status", "reason", "model", "is_cached", "tokens_in", "tokens_out", "ms")
    return {**{name: kept.get(name) for name in names}, "cost_usd": round(cost / 1e6, 6)}


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The slots that this turn set to something else, None for those it emptied."""
    changed = {name: value for name, value in now.items() if before.get(name) != value}
    return {**changed, **{name: None for name in before if name not in now}}


def _change(entry: Mapping[str, Any]) -> dict[str, Any]:
    facts = entry["facts"]
    summary = facts.get("summary") or ", ".join(f"{key} {value}" for key, value in facts.items())
    change = facts.get("change") or entry["change"]
    return {"table": entry["table"], "change": change, "summary": summary}


def _ms(duration: timedelta) -> float:
    return round(max(0.0, duration.total_seconds()) * 1000, 1)
