"""What a message about a booking can name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.models import Allocation, Booking, BookingItem
from core.booking.periods import Period, when
from core.catalog.models import Branch, Resource, Service
from core.conversations.utterances import Variable
from core.kit.ids import BookingId, ConversationId
from core.payments.states import captured_minor


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """A booking with the names of what it takes."""

    id: BookingId
    conversation_id: ConversationId | None
    reference: str
    status: str
    starts_at: datetime
    ends_at: datetime
    is_stay: bool
    held_until: datetime | None
    price_minor: int
    currency: str
    calendar_token: str
    contact_name: str | None
    party_size: int
    paid_minor: int
    branch: str
    services: tuple[Variable, ...]
    staff: tuple[str, ...]

    def variables(self, public_url: str) -> dict[str, Variable]:
        """The facts as variables of a response."""
        service, staff = _listed(self.services), _listed(self.staff)
        return {
            "reference": self.reference,
            "when": self._when("word_stay"),
            "when_line": self._when("word_stay_line"),
            "when_lines": self._when("word_stay_lines"),
            "service": service,
            "staff": staff,
            "what": self._what(service, staff),
            "branch": self.branch,
            "price": money(self.price_minor, self.currency),
            "paid": money_or_nothing(self.paid_minor, self.currency),
            "name": self.contact_name or "",
            "calendar": f"{public_url}/calendar/{self.calendar_token}.ics",
        }

    def _when(self, said_as: Period) -> Variable:
        return when(self.starts_at, self.ends_at, is_stay=self.is_stay, said_as=said_as)

    def _what(self, service: Variable, staff: Variable) -> Variable:
        """The service, with whom and for how many."""
        what = service
        if self.staff:
            what = _text("word_service_with", service=service, staff=staff)
        if self.party_size > 1:
            what = _text("word_for_people", what=what, party_size=self.party_size)
        return what


async def booking_facts(session: AsyncSession, booking_id: UUID) -> BookingFacts:
    """Read the facts of one booking."""
    row = (await session.execute(_FACTS, {"booking_id": booking_id})).one()
    conversation_id = row.conversation_id
    return BookingFacts(
        id=BookingId(row.id),
        conversation_id=ConversationId(conversation_id) if conversation_id else None,
        reference=row.reference,
        status=row.status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_stay=row.is_stay,
        held_until=row.held_until,
        price_minor=row.price_minor,
        currency=row.currency,
        calendar_token=row.calendar_token,
        contact_name=row.contact_name,
        party_size=row.party_size,
        paid_minor=await captured_minor(session, booking_id),
        branch=row.branch,
        services=tuple({each["name"]: each for each in row.services or ()}.values()),
        staff=tuple(row.staff or ()),
    )


_SERVICE = func.jsonb_build_object("type", "name", "name", Service.name, "names", Service.names)
_SERVICES = (
    select(func.jsonb_agg(aggregate_order_by(_SERVICE, BookingItem.position), type_=JSONB))
    .select_from(BookingItem)
    .join(Service, Service.id == BookingItem.service_id)
    .where(BookingItem.booking_id == Booking.id)
    .scalar_subquery()
)
_IS_STAY = exists().where(
    BookingItem.booking_id == Booking.id,
    Service.id == BookingItem.service_id,
    Service.unit == "night",
)
_STAFF = (
    select(func.array_agg(func.distinct(Resource.name)))
    .select_from(Allocation)
    .join(Resource, Resource.id == Allocation.resource_id)
    .where(Allocation.booking_id == Booking.id, Resource.kind == "staff")
    .scalar_subquery()
)
_FACTS = (
    select(
        Booking.id,
        Booking.conversation_id,
        Booking.reference,
        Booking.status,
        Booking.starts_at,
        Booking.ends_at,
        Booking.party_size,
        _IS_STAY.label("is_stay"),
        Booking.held_until,
        Booking.price_minor,
        Booking.currency,
        Booking.calendar_token,
        Booking.contact_name,
        Branch.name.label("branch"),
        _SERVICES.label("services"),
        cast(_STAFF, ARRAY(Text)).label("staff"),
    )
    .join(Branch, Branch.id == Booking.branch_id)
    .where(Booking.id == bindparam("booking_id"))
)


def money(amount_minor: int, currency: str) -> Mapping[str, object]:
    """An amount as a variable."""
    return {"type": "money", "amount_minor": amount_minor, "currency": currency}


def money_or_nothing(amount_minor: int, currency: str) -> Variable:
    """An amount as a variable, or the word for none."""
    return money(amount_minor, currency) if amount_minor > 0 else word("word_nothing")


def word(response: str) -> Mapping[str, object]:
    """A fragment of the domain as a variable."""
    return {"type": "text", "response": response}


def _text(response: str, **variables: Variable) -> Mapping[str, object]:
    return {**word(response), "variables": variables}


def _listed(names: tuple[Variable, ...]) -> Variable:
    return names[0] if len(names) == 1 else {"type": "list", "items": list(names), "join": "and"}
