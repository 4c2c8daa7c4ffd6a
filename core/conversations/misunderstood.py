"""Messages that were not understood, for a person to say what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.masking import MASKS, STAND_INS, masked, with_names
from core.conversations.models import Turn, TurnReview
from core.conversations.takeovers import handover_reference
from core.kit.db import tenant_of
from core.kit.ids import ConversationId, TurnId, new_id

_DOUBTFUL = with_names("""
    WITH spoken AS (
        SELECT t.id, t.conversation_id, t.created_at, t.text, t.payload, t.language, t.reading,
               t.state, t.outcome, t.interpretation,
               lead(t.text) OVER thread AS next_text,
               lead(t.outcome #>> '{intent,name}') OVER thread AS next_intent
        FROM turns t
        WHERE t.tenant_id = :tenant_id
          AND t.created_at > clock_timestamp() - make_interval(days => :days)
        WINDOW thread AS (PARTITION BY t.conversation_id ORDER BY t.created_at)
    ), judged AS (
        SELECT s.*, array_remove(ARRAY[
            CASE WHEN s.state = 'failed' THEN 'failed' END,
            CASE WHEN s.outcome ->> 'guess' IS NOT NULL THEN 'asked_back' END,
            CASE WHEN s.outcome ->> 'unsure' = 'true' OR s.interpretation IS NOT NULL
                 THEN 'unsure' END,
            CASE WHEN s.outcome -> 'actions' @> '[{"name": "action_decline"}]'
                   OR s.outcome -> 'actions' @> '[{"name": "action_default_fallback"}]'
                 THEN 'fell_back' END,
            CASE WHEN s.next_intent = 'repeat' OR lower(s.next_text) = lower(s.text)
                 THEN 'repeated' END,
            CASE WHEN s.next_intent = 'speak_to_human'
                   AND s.outcome #>> '{intent,name}' IS DISTINCT FROM 'speak_to_human'
                 THEN 'handed_over' END
        ], NULL) AS reasons
        FROM spoken s WHERE s.payload IS NULL AND s.text <> ''
    )
    SELECT j.id, j.conversation_id, j.created_at, j.text, j.language, j.reading, j.reasons,
           j.outcome #>> '{intent,name}' AS intent,
           coalesce(j.outcome ->> 'guess', '') AS guess,
           {names}
    FROM judged j
    JOIN conversations c ON c.tenant_id = :tenant_id AND c.id = j.conversation_id
    JOIN contacts k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
    JOIN identities i ON i.tenant_id = c.tenant_id AND i.id = c.identity_id
    WHERE cardinality(j.reasons) > 0
      AND NOT EXISTS (SELECT 1 FROM turn_reviews r
                      WHERE r.tenant_id = :tenant_id AND r.turn_id = j.id)
    ORDER BY j.created_at DESC LIMIT :limit
""")
_LABELED = with_names("""
    SELECT r.turn_id, r.intent, t.text, t.language, t.reading,
           {names}
    FROM turn_reviews r
    JOIN turns t ON t.tenant_id = r.tenant_id AND t.id = r.turn_id
    JOIN conversations c ON c.tenant_id = t.tenant_id AND c.id = t.conversation_id
    JOIN contacts k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
    JOIN identities i ON i.tenant_id = c.tenant_id AND i.id = c.identity_id
    WHERE r.tenant_id = :tenant_id AND r.intent IS NOT NULL AND r.exported_at IS NULL
    ORDER BY r.created_at
""")


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """A message that waits for a label; its text is masked."""

    id: TurnId
    conversation: str
    """Its reference, such as H-7F3K2A."""
    at: datetime
    text: str
    language: str | None
    intent: str | None
    guess: str | None
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class LabeledText:
    """A text and what it means; stand-ins take the place of personal data."""

    turn_id: TurnId
    text: str
    language: str
    intent: str


class MisunderstoodMessages:
    """The queue of one tenant, in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._tenant_id = tenant_of(session)

    async def waiting(self, *, days: int, limit: int) -> list[Misunderstood]:
        """The newest messages that nobody has labeled or dismissed."""
        found = await self._session.execute(
            text(_DOUBTFUL), {"tenant_id": self._tenant_id, "days": days, "limit": limit}
        )
        return [_waiting(row) for row in found.mappings()]

    async def turns_ending_with(self, ending: str) -> list[TurnId]:
        """The turns whose id ends so; dashes do not count."""
        digits = func.replace(func.text(Turn.id), "-", "")
        wanted = ending.replace("-", "").lower()
        found = await self._session.scalars(
            select(Turn.id)
            .where(Turn.tenant_id == self._tenant_id, func.right(digits, len(wanted)) == wanted)
            .limit(2)
        )
        return [TurnId(each) for each in found]

    async def review(self, turn_id: TurnId, intent: str | None) -> None:
        """Say what the message of a turn means; None dismisses it."""
        new = insert(TurnReview).values(
            id=new_id(), tenant_id=self._tenant_id, turn_id=turn_id, intent=intent
        )
        await self._session.execute(
            new.on_conflict_do_update(
                index_elements=["tenant_id", "turn_id"],
                set_={"intent": intent, "exported_at": None},
            )
        )

    async def labeled(self) -> list[LabeledText]:
        """What was labeled and has not become training data."""
        found = await self._session.execute(text(_LABELED), {"tenant_id": self._tenant_id})
        return [
            LabeledText(
                TurnId(row["turn_id"]),
                masked(row["text"], row["reading"], row["names"], words=STAND_INS),
                row["language"],
                row["intent"],
            )
            for row in found.mappings()
        ]

    async def mark_exported(self, turn_ids: Sequence[TurnId]) -> None:
        """Note that these are training data now."""
        await self._session.execute(
            update(TurnReview)
            .where(TurnReview.tenant_id == self._tenant_id, TurnReview.turn_id.in_(turn_ids))
            .values(exported_at=func.clock_timestamp())
        )


def _waiting(row: Mapping[Any, Any]) -> Misunderstood:
    return Misunderstood(
        id=TurnId(row["id"]),
        conversation=handover_reference(ConversationId(row["conversation_id"])),
        at=row["created_at"],
        text=masked(row["text"], row["reading"], row["names"], words=MASKS),
        language=row["language"],
        intent=row["intent"],
        guess=row["guess"] or None,
        reasons=tuple(row["reasons"]),
    )
