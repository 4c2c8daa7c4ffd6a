"""Calls actions the way Rasa does and keeps the slots that their events set."""

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rasa_sdk.executor import ActionExecutor
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.models import Booking
from core.catalog.cache import CatalogCache
from core.catalog.snapshot import CatalogSnapshot
from core.contacts.address import Address
from core.contacts.identities import IdentityResolver
from core.conversations import dialogues
from core.conversations.models import Conversation
from core.kit.db import Database
from core.kit.ids import ConversationId, DialogueId, TenantId, new_id
from core.kit.quick import SessionExecutor
from core.payments.models import Payment
from core.tenancy.models import Channel

NOW = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
"""Saturday, 8:00 in Nairobi."""

type Event = Mapping[str, Any]


class PinnedClock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@dataclass
class Answer:
    """What an action said and set."""

    events: list[Event]
    responses: list[Mapping[str, Any]]

    @property
    def said(self) -> list[str]:
        """The names of the responses."""
        return [str(each["response"]) for each in self.responses]

    @property
    def buttons(self) -> list[Mapping[str, Any]]:
        """All buttons offered."""
        return [button for each in self.responses for button in each["buttons"]]

    @property
    def payloads(self) -> list[str]:
        return [str(each["payload"]) for each in self.buttons]

    def variable(self, name: str) -> Any:
        """A variable of the first response that has it."""
        return next(each[name] for each in self.responses if name in each)

    def slot(self, name: str) -> Any:
        """What a slot was set to last; KeyError when it was not."""
        found = [each["value"] for each in self.events if each.get("name") == name]
        if not found:
            raise KeyError(name)
        return found[-1]

    @property
    def follow_up(self) -> str | None:
        return next((each["name"] for each in self.events if each["event"] == "followup"), None)


@dataclass
class Caller:
    """One contact's dialogue with one business."""

    executor: ActionExecutor
    database: Database
    tenant_id: TenantId
    conversation_id: ConversationId
    dialogue_id: DialogueId
    clock: PinnedClock
    catalogs: CatalogCache
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    language: str = "en"
    said: list[Event] = field(default_factory=list)
    """What was said last, as the tracker keeps it."""

    async def call(
        self,
        action: str,
        intent: str = "inform",
        *,
        text: str = "",
        message_id: str | None = None,
        ambiguous: Mapping[str, list[Any]] | None = None,
        past: bool = False,
        no_such_day: bool = False,
        after: tuple[Event, ...] = (),
        deadline: float | None = None,
        guess: str | None = None,
        spans: tuple[Mapping[str, Any], ...] = (),
        is_button: bool = False,
        **values: Any,
    ) -> Answer:
        """Run an action after a message with this intent and these values."""
        message = self._message(intent, text, message_id, ambiguous, past, deadline, values)
        message["guess"] = guess
        if is_button:
            message["source"] = "payload"
        message["metadata"]["reading"] |= {"spans": list(spans), "no_such_day": no_such_day}
        tracker = {
            "sender_id": str(self.dialogue_id),
            "slots": self.slots,
            "latest_message": message,
            "events": [{"event": "user"}, *self.said, {"event": "user"}, *after],
            "active_loop": {"name": self.loop} if self.loop else {},
            "latest_action_name": "action_listen",
        }
        result = await self.executor.run(
            {"next_action": action, "tracker": tracker, "domain": {"slots": {}}}
        )
        assert result is not None
        answer = Answer(list(result.events), list(result.responses))
        self._remember(action, answer)
        return answer

    async def book(
        self, intent: str = "book_service", *, form: str = "booking_form", **values: Any
    ) -> Answer:
        """Say something to a form, or the one it hands over to; hold when nothing is missing."""
        self.loop = form
        answer = await self.call(f"validate_{form}", intent, **values)
        if answer.follow_up is not None:
            return await self.book(intent, form=answer.follow_up, **values)
        if answer.slot("requested_slot") is not None:
            return answer
        self.loop = None
        return await self.call("action_hold_opening", intent, **values)

    async def cancel(self, **values: Any) -> Answer:
        """Want to cancel; the question before it when the booking is clear."""
        self.loop = "cancel_form"
        answer = await self.call("validate_cancel_form", "cancel_booking", **values)
        if answer.follow_up is not None:
            return await self.call(answer.follow_up, "cancel_booking", **values)
        if answer.responses or answer.slot("requested_slot") is not None:
            return answer
        self.loop = None
        return await self.call("action_ask_cancellation", "cancel_booking", **values)

    async def meet(self, intent: str = "book_meeting", **values: Any) -> Answer:
        """Say something to the meeting form."""
        return await self.book(intent, form="meeting_form", **values)

    def _message(
        self,
        intent: str,
        text: str,
        message_id: str | None,
        ambiguous: Mapping[str, list[Any]] | None,
        past: bool,
        deadline: float | None,
        values: Mapping[str, Any],
    ) -> dict[str, Any]:
        open_values = [
            {"entity": entity, "candidates": found} for entity, found in (ambiguous or {}).items()
        ]
        metadata: dict[str, Any] = {
            "message_id": message_id or str(new_id()),
            "language": self.language,
            "reading": {"ambiguous": open_values, "past": past},
        }
        if deadline is not None:
            metadata["deadline"] = deadline
        return {
            "intent": {"name": intent, "confidence": 1.0},
            "entities": [{"entity": name, "value": value} for name, value in values.items()],
            "text": text,
            "metadata": metadata,
        }

    def _remember(self, action: str, answer: Answer) -> None:
        if answer.responses:
            self.said = [_bot_event(each) for each in answer.responses]
        for event in answer.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            if event["event"] == "active_loop":
                self.loop = event["name"]

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A transaction of this business, to look at rows or change them."""
        async with self.database.tenant_transaction(self.tenant_id) as session:
            yield session

    async def catalog(self) -> CatalogSnapshot:
        async with self.session() as session:
            return await self.catalogs.get(session)

    async def service(self, name: str) -> str:
        """The id of a service."""
        catalog = await self.catalog()
        return next(str(each.id) for each in catalog.services if each.name == name)

    async def staff(self, name: str) -> str:
        """The id of a member of staff."""
        catalog = await self.catalog()
        return next(str(each.id) for each in catalog.staff if each.name == name)

    async def bookings(self) -> list[tuple[str, str]]:
        """Status and local start of every booking of the business, the oldest first."""
        async with self.session() as session:
            rows = await session.execute(
                select(Booking.status, func.timezone("Africa/Nairobi", Booking.starts_at)).order_by(
                    Booking.id
                )
            )
            return [(row[0], f"{row[1]:%Y-%m-%d %H:%M}") for row in rows]

    async def count_payments(self) -> int:
        async with self.session() as session:
            return await session.scalar(select(func.count()).select_from(Payment)) or 0

    async def continued(self) -> "Caller":
        """The same contact in a new dialogue, after the one before was closed."""
        async with self.session() as session:
            dialogue_id = await dialogues.open_dialogue(
                SessionExecutor(session), self.conversation_id, {}
            )
        return replace(self, dialogue_id=dialogue_id, slots={"name": "Jane Wanjiku"}, loop=None)

    async def somebody_else(self, phone: str | None = None) -> "Caller":
        """Another contact of the same business, whose name is known."""
        other = await open_dialogue(
            self.executor, self.database, self.tenant_id, self.clock, self.catalogs, phone=phone
        )
        other.slots["name"] = "Mary Atieno"
        return other


def _bot_event(response: Mapping[str, Any]) -> Event:
    """A response as Rasa puts it into the tracker."""
    kept = ("response", "buttons", "text", "custom", "image", "attachment", "elements", "template")
    variables = {name: value for name, value in response.items() if name not in kept}
    metadata = {"utter_action": response.get("response"), "variables": variables}
    return {"event": "bot", "metadata": metadata, "data": {"buttons": response["buttons"]}}


async def open_dialogue(
    executor: ActionExecutor,
    database: Database,
    tenant_id: TenantId,
    clock: PinnedClock,
    catalogs: CatalogCache,
    *,
    phone: str | None = None,
) -> Caller:
    """A contact who has just written to a business."""
    number = phone or f"2547{uuid.uuid4().int % 10**8:08d}"
    async with database.tenant_transaction(tenant_id) as session:
        identity = await IdentityResolver(session).resolve("whatsapp", Address(phone=number))
        channel_id = await session.scalar(
            select(Channel.id).where(Channel.channel_type == "whatsapp")
        )
        conversation = Conversation(
            id=new_id(),
            tenant_id=tenant_id,
            channel_id=channel_id,
            identity_id=identity.id,
            contact_id=identity.contact_id,
        )
        session.add(conversation)
        await session.flush()
        conversation_id = ConversationId(conversation.id)
        dialogue_id = await dialogues.open_dialogue(SessionExecutor(session), conversation_id, {})
    return Caller(
        executor, database, tenant_id, conversation_id, dialogue_id, clock, catalogs
    )  # fmt: skip
