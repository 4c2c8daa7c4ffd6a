"""What one business has, as plain rows for people and programs."""

from typing import Any, Literal

from sqlalchemy import Select, Text, case, cast, func, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.models import Allocation, Booking, BookingItem
from core.catalog.models import Resource, Service
from core.contacts.models import Contact, Identity
from core.conversations.models import Conversation, InboundMessage, OutboundMessage
from core.files.models import File
from core.payments.models import LedgerEntry, Payment, Refund

Report = Literal["bookings", "payments", "refunds", "messages", "files", "contacts", "ledger"]


async def report(session: AsyncSession, kind: Report, *, limit: int = 200) -> list[dict[str, Any]]:
    """The newest `limit` rows of one kind for the bound tenant, oldest first."""
    query = _QUERIES[kind]().limit(limit)
    rows = [dict(row._mapping) for row in await session.execute(query)]
    return rows[::-1]


def _bookings() -> Select[*tuple[Any, ...]]:
    services = (
        select(func.string_agg(Service.name, ", "))
        .join(BookingItem, BookingItem.service_id == Service.id)
        .where(BookingItem.booking_id == Booking.id)
        .scalar_subquery()
    )
    resources = (
        select(func.string_agg(Resource.name.distinct(), ", "))
        .join(Allocation, Allocation.resource_id == Resource.id)
        .where(Allocation.booking_id == Booking.id)
        .scalar_subquery()
    )
    return select(
        Booking.id,
        Booking.reference,
        Booking.status,
        services.label("services"),
        resources.label("resources"),
        Booking.starts_at,
        Booking.ends_at,
        Booking.held_until,
        Booking.party_size,
        Booking.contact_id,
        Booking.contact_name,
        Booking.price_minor,
        Booking.deposit_minor,
        Booking.currency,
        Booking.created_at,
    ).order_by(Booking.created_at.desc())


def _payments() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Payment.id,
            Booking.reference,
            Payment.provider,
            Payment.purpose,
            Payment.state,
            Payment.reason,
            Payment.amount_minor,
            Payment.currency,
            Payment.receipt,
            Payment.created_at,
            Payment.paid_at,
        )
        .join(Booking, Booking.id == Payment.booking_id)
        .order_by(Payment.created_at.desc())
    )


def _refunds() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Refund.id,
            Booking.reference,
            Refund.state,
            Refund.reason,
            Refund.amount_minor,
            Refund.currency,
            Payment.receipt,
            Payment.payer_phone,
            Refund.created_at,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Booking, Booking.id == Payment.booking_id)
        .order_by(Refund.created_at.desc())
    )


def _messages() -> Select[*tuple[Any, ...]]:
    inbound = _with_contact(InboundMessage).add_columns(
        func.concat("in").label("direction"),
        InboundMessage.kind.label("kind"),
        case((InboundMessage.handled_at.is_(None), "waiting"), else_="handled").label("state"),
        cast(null(), Text).label("error"),
        InboundMessage.text.label("text"),
        func.concat("contact").label("author"),
        func.coalesce(InboundMessage.handled_at.is_not(None), False).label("is_done"),
        InboundMessage.created_at,
        _of_file(File.state).label("file"),
        _of_file(File.reason).label("file_reason"),
    )
    outbound = _with_contact(OutboundMessage).add_columns(
        func.concat("out").label("direction"),
        case((OutboundMessage.content.has_key("buttons"), "buttons"), else_="text").label("kind"),
        OutboundMessage.state.label("state"),
        OutboundMessage.error_code.label("error"),
        OutboundMessage.content["text"].astext.label("text"),
        OutboundMessage.author.label("author"),
        OutboundMessage.state.in_(("sent", "delivered", "read")).label("is_done"),
        OutboundMessage.created_at,
        cast(null(), Text).label("file"),
        cast(null(), Text).label("file_reason"),
    )
    both = inbound.union_all(outbound).subquery()
    return select(both).order_by(both.c.created_at.desc())


def _of_file(column: Any) -> Any:
    """A fact of the file that came with an inbound message."""
    return select(column).where(File.message_id == InboundMessage.id).scalar_subquery()


def _files() -> Select[*tuple[Any, ...]]:
    return (
        _with_contact(InboundMessage)
        .join(File, File.message_id == InboundMessage.id)
        .add_columns(
            File.id,
            File.message_id,
            File.kind,
            File.name,
            File.mime_type,
            File.size_bytes,
            File.sha256,
            File.state,
            File.reason,
            File.attempts,
            File.due_at,
            File.object_key,
            File.created_at,
        )
        .order_by(File.created_at.desc())
    )


def _with_contact(
    message: type[InboundMessage] | type[OutboundMessage],
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            message.conversation_id,
            Conversation.contact_id,
            Contact.name.label("contact_name"),
            func.coalesce(Contact.phone, Identity.external_id).label("contact_address"),
            Identity.channel_type,
        )
        .select_from(message)
        .join(Conversation, Conversation.id == message.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Identity, Identity.id == Conversation.identity_id)
    )


def _contacts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contact.id,
            Contact.name,
            Contact.phone,
            Contact.language,
            Contact.is_staff,
            Identity.channel_type,
            Identity.external_id,
            Identity.is_reachable,
            Contact.created_at,
        )
        .join(Identity, Identity.contact_id == Contact.id, isouter=True)
        .order_by(Contact.created_at.desc())
    )


def _ledger() -> Select[*tuple[Any, ...]]:
    return (
        select(
            LedgerEntry.transaction_id,
            LedgerEntry.account,
            LedgerEntry.amount_minor,
            LedgerEntry.currency,
            Booking.reference,
            LedgerEntry.payment_id,
            LedgerEntry.created_at,
        )
        .join(Booking, Booking.id == LedgerEntry.booking_id, isouter=True)
        .order_by(LedgerEntry.created_at.desc(), LedgerEntry.account)
    )


_QUERIES = {
    "bookings": _bookings,
    "payments": _payments,
    "refunds": _refunds,
    "messages": _messages,
    "files": _files,
    "contacts": _contacts,
    "ledger": _ledger,
}
