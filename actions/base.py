"""What every action gets: its tenant's transaction, what was heard, and a way to speak."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from actions.errors import DeadlinePassed, DialogueUnknown
from actions.hearing import Heard, heard_in
from actions.refusals import variables_of
from actions.saying import Button, Variable
from actions.stays import told_of_stay
from core.audit.service import current_turn
from core.booking.availability import Availability
from core.booking.service import BookingService
from core.catalog.cache import CatalogCache
from core.catalog.snapshot import CatalogSnapshot
from core.conversations.contacts import ContactFacts, contact_of
from core.conversations.dialogues import Dialogues
from core.conversations.texts import TextCatalog
from core.kit.clock import Clock
from core.kit.db import Database
from core.kit.errors import CoreError
from core.kit.ids import ConversationId, DialogueId, TenantId, TurnId
from core.kit.logs import add_context
from core.kit.metrics import counter
from core.payments.service import PaymentService
from core.workflows.cancellation import Cancellations
from core.workflows.moving import Moves

REFUSALS = counter("action_refusals", "Business rules that said no to an action", ("code",))
_KNOWN_DIALOGUES = 20_000
_ROUTE = text("SELECT tenant_id, subject_id FROM dialogue_route(:dialogue_id)")
_LONGEST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Route:
    """Whose dialogue it is."""

    tenant_id: TenantId
    conversation_id: ConversationId


class DialogueRoutes:
    """Finds tenant and conversation of a dialogue; an answer never changes, so it is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, Route] = OrderedDict()

    async def find(self, sender_id: str) -> Route:
        """The route of a dialogue; raises DialogueUnknown."""
        known = self._known.get(sender_id)
        if known is not None:
            self._known.move_to_end(sender_id)
            return known
        route = await self._look_up(sender_id)
        self._known[sender_id] = route
        if len(self._known) > _KNOWN_DIALOGUES:
            self._known.popitem(last=False)
        return route

    async def _look_up(self, sender_id: str) -> Route:
        try:
            dialogue_id = UUID(sender_id)
        except ValueError:
            raise DialogueUnknown from None
        async with self._database.untenanted_transaction() as session:
            row = (await session.execute(_ROUTE, {"dialogue_id": dialogue_id})).first()
        if row is None:
            raise DialogueUnknown
        return Route(TenantId(row.tenant_id), ConversationId(row.subject_id))


@dataclass
class Desk:
    """One action call: the transaction, the business, the message and the reply being made."""

    action: str
    tracker: Tracker
    dispatcher: CollectingDispatcher
    session: AsyncSession
    catalog: CatalogSnapshot
    clock: Clock
    conversation_id: ConversationId
    texts: TextCatalog
    public_url: str
    _contact: ContactFacts | None = None

    @cached_property
    def heard(self) -> Heard:
        """The contact's last message."""
        return told_of_stay(heard_in(self.tracker), self.catalog, self.slots)

    @property
    def slots(self) -> dict[str, Any]:
        """The dialogue's slots before this action."""
        return self.tracker.slots

    @property
    def language(self) -> str:
        """The language of this turn."""
        metadata = self.tracker.latest_message.get("metadata") or {}
        return str(metadata.get("language") or self.slots.get("language") or "en")

    @property
    def loop(self) -> str | None:
        """The form that is active."""
        return (self.tracker.active_loop or {}).get("name")

    @property
    def bookings(self) -> BookingService:
        return BookingService(self.session, self.catalog, self.clock)

    @property
    def availability(self) -> Availability:
        return Availability(self.session, self.catalog, self.clock)

    @property
    def payments(self) -> PaymentService:
        return PaymentService(self.session, self.catalog, self.clock)

    @property
    def cancellations(self) -> Cancellations:
        return Cancellations(self.session, self.catalog, self.texts, self.clock)

    @property
    def moves(self) -> Moves:
        return Moves(self.bookings, self.cancellations)

    async def contact(self) -> ContactFacts:
        """Who writes."""
        if self._contact is None:
            self._contact = await contact_of(self.session, self.conversation_id)
        return self._contact

    def effect_key(self, ordinal: int = 0) -> str:
        """The same for every repetition of this call, and for nothing else."""
        metadata = self.tracker.latest_message.get("metadata") or {}
        message_id = metadata.get("message_id") or self.tracker.latest_message.get("message_id")
        return f"{self.tracker.sender_id}:{message_id}:{self.action}:{ordinal}"

    async def close_matter(self, reason: str) -> None:
        """End the dialogue with this turn: the next message starts a clean one.

        While another request of the contact waits in it, it goes on with that.
        """
        if self.slots.get("next_request"):
            return
        dialogue_id = DialogueId(UUID(self.tracker.sender_id))
        await Dialogues(self.session).close(dialogue_id, reason)

    def say(self, response: str, *, buttons: Sequence[Button] = (), **variables: Variable) -> None:
        """Utter a response of the domain."""
        self.dispatcher.utter_message(response=response, buttons=list(buttons), **variables)


class ActionRunner:
    """Opens the transaction of an action, keeps its deadline and words its refusals."""

    def __init__(
        self,
        database: Database,
        catalogs: CatalogCache,
        texts: TextCatalog,
        clock: Clock,
        *,
        public_url: str,
    ) -> None:
        self._database, self._catalogs = database, catalogs
        self._texts, self._clock = texts, clock
        self._public_url = public_url
        self._routes = DialogueRoutes(database)

    async def run(
        self, action: "TenantAction", dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """The action's events; raises what should abort the turn."""
        metadata = tracker.latest_message.get("metadata") or {}
        turn_id = _turn_id(metadata.get("message_id"))
        token = current_turn.set(turn_id)
        # Whoever called logs what is raised here: the ids outlast this function.
        if turn_id is not None:
            add_context(turn_id=str(turn_id))
        try:
            async with asyncio.timeout(_seconds_left(metadata.get("deadline"))):
                return await self._perform(action, dispatcher, tracker)
        except TimeoutError:
            raise DeadlinePassed from None
        finally:
            current_turn.reset(token)

    async def _perform(
        self, action: "TenantAction", dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        route = await self._routes.find(tracker.sender_id)
        add_context(tenant_id=str(route.tenant_id), conversation_id=str(route.conversation_id))
        try:
            async with self._database.tenant_transaction(route.tenant_id) as session:
                catalog = await self._catalogs.get(session)
                desk = Desk(
                    action.action_name, tracker, dispatcher, session, catalog, self._clock,
                    route.conversation_id, self._texts, self._public_url,
                )  # fmt: skip
                return await action.perform(desk)
        except CoreError as refusal:
            REFUSALS.labels(refusal.code).inc()
            dispatcher.messages.clear()
            dispatcher.utter_message(response=f"utter_{refusal.code}", **variables_of(refusal))
            return action.events_of_refusal(tracker)


class TenantAction(Action, ABC):
    """An action of one tenant's dialogue: `perform` runs in the tenant's transaction."""

    action_name: ClassVar[str]

    def __init__(self, runner: ActionRunner) -> None:
        self._runner = runner

    def name(self) -> str:
        """The name the domain knows it by."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[EventType]:
        """What rasa-sdk calls."""
        return await self._runner.run(self, dispatcher, tracker)

    @abstractmethod
    async def perform(self, desk: Desk) -> list[EventType]:
        """Do it and return the events; a CoreError rolls everything back and is said."""

    def events_of_refusal(self, tracker: Tracker) -> list[EventType]:
        """The events when a business rule said no.

        A form that waits for an answer goes on waiting; without an event it would be left instead.
        """
        requested = tracker.slots.get("requested_slot")
        return [SlotSet("offer", None), SlotSet("requested_slot", requested)] if requested else []


def _turn_id(message_id: Any) -> TurnId | None:
    try:
        return TurnId(UUID(str(message_id)))
    except ValueError:
        return None


def _seconds_left(deadline: Any) -> float:
    if not isinstance(deadline, int | float):
        return _LONGEST_SECONDS
    left = deadline - time.time()
    if left <= 0:
        raise DeadlinePassed
    return min(left, _LONGEST_SECONDS)


type ActionFactory = Callable[[ActionRunner], TenantAction]
