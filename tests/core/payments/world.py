"""A small salon in the database, with its conversation, for tests of money."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from core.booking.models import Allocation, Booking, BookingItem
from core.catalog.models import Branch, Resource, Service, ServiceResource, WorkingHours
from core.contacts.models import Contact, Identity
from core.conversations.models import Conversation
from core.kit.db import Database
from core.kit.ids import BookingId, ConversationId, TenantId, new_id
from core.tenancy.models import Channel, PaymentAccount, Tenant

PAYER = "254712345678"
STAFF_PHONE = "254700111222"
MPESA_SECRETS = {"consumer_key": "key", "consumer_secret": "secret", "passkey": "pass"}
MPESA_SETTINGS = {"shortcode": "174379", "type": "paybill"}


@dataclass
class World:
    """One tenant and the rows a booking needs."""

    database: Database
    tenant_id: TenantId
    channel_id: UUID
    contact_id: UUID
    conversation_id: ConversationId
    branch_id: UUID
    service_id: UUID
    staff_id: UUID

    async def hold(
        self,
        *,
        price_minor: int = 200_000,
        deposit_minor: int = 50_000,
        minutes: float = 10,
        status: str = "held",
        day: int = 1,
        conversation: bool = True,
        currency: str = "KES",
    ) -> BookingId:
        """A booking of the staff member at 12:00 UTC, `day` days from now."""
        noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
        starts_at = noon + timedelta(days=day)
        ends_at = starts_at + timedelta(hours=1)
        booking_id = new_id()
        shared = {"tenant_id": self.tenant_id, "booking_id": booking_id}
        async with self.database.tenant_transaction(self.tenant_id) as session:
            session.add(
                Booking(
                    id=booking_id,
                    tenant_id=self.tenant_id,
                    reference=f"BK-{secrets.token_hex(3).upper()}",
                    idempotency_key=secrets.token_hex(8),
                    contact_id=self.contact_id,
                    conversation_id=self.conversation_id if conversation else None,
                    branch_id=self.branch_id,
                    status=status,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    held_until=_until(minutes) if status == "held" else None,
                    contact_name="Jane Wanjiku",
                    price_minor=price_minor,
                    deposit_minor=deposit_minor,
                    currency=currency,
                    calendar_token=secrets.token_urlsafe(16),
                )
            )
            await session.flush()
            session.add(
                BookingItem(
                    id=new_id(),
                    service_id=self.service_id,
                    position=0,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    price_minor=price_minor,
                    **shared,
                )
            )
            session.add(
                Allocation(
                    id=new_id(),
                    item_position=0,
                    resource_id=self.staff_id,
                    during=Range(starts_at, ends_at),
                    status=status,
                    **shared,
                )
            )
        return BookingId(booking_id)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """What the tenant sees of a query."""
        async with self.database.tenant_transaction(self.tenant_id) as session:
            return list((await session.execute(text(query), values)).all())

    async def change(self, statement: str, **values: Any) -> None:
        """Change rows of the tenant behind everybody's back."""
        async with self.database.tenant_transaction(self.tenant_id) as session:
            await session.execute(text(statement), values)

    async def expire(self, booking_id: BookingId, status: str = "expired") -> None:
        """End a hold behind everybody's back."""
        await self.change(
            "UPDATE bookings SET status = :status, held_until = NULL WHERE id = :id",
            status=status,
            id=booking_id,
        )
        await self.change(
            "UPDATE allocations SET status = :status WHERE booking_id = :id",
            status=status,
            id=booking_id,
        )

    async def payment(self, payment_id: UUID) -> Any:
        """The row of a payment."""
        return (await self.rows("SELECT * FROM payments WHERE id = :id", id=payment_id))[0]

    async def ledger(self) -> dict[str, int]:
        """The balance of each account."""
        rows = await self.rows(
            "SELECT account, sum(amount_minor)::bigint FROM ledger_entries GROUP BY account"
        )
        return {account: int(total) for account, total in rows}

    async def said(self) -> list[str]:
        """The responses put into the contact's conversation, in order."""
        rows = await self.rows(
            "SELECT content->>'response' FROM outbound_messages"
            " WHERE conversation_id = :id ORDER BY position",
            id=self.conversation_id,
        )
        return [row[0] for row in rows]


async def make_world(database: Database) -> World:
    """Insert a tenant of its own."""
    tenant_id = TenantId(new_id())
    async with database.platform_transaction(reason="test tenant") as session:
        session.add(
            Tenant(
                id=tenant_id,
                slug=f"t-{tenant_id.hex}",
                name="Zuri Salon",
                vertical="salon",
                time_zone="Africa/Nairobi",
                currency="KES",
                languages=["en", "sw"],
                settings={},
            )
        )
    async with database.tenant_transaction(tenant_id) as session:
        return await _fill(session, database, tenant_id)


async def _fill(session: AsyncSession, database: Database, tenant_id: TenantId) -> World:
    ids = {name: new_id() for name in ("channel", "contact", "identity", "conversation")}
    branch_id, service_id, staff_id = new_id(), new_id(), new_id()
    of = {"tenant_id": tenant_id}
    suffix = tenant_id.hex[-12:]
    session.add_all(
        [
            _channel(ids["channel"], tenant_id, "whatsapp", suffix, {"access_token": "x"}),
            _channel(new_id(), tenant_id, "sms", suffix, {"username": "u", "api_key": "k"}),
            PaymentAccount(
                id=new_id(),
                provider="mpesa",
                credentials=MPESA_SECRETS | {"consumer_key": f"key-{suffix}"},
                settings=MPESA_SETTINGS,
                **of,
            ),
            Contact(id=ids["contact"], name="Jane", phone=PAYER, **of),
            Branch(id=branch_id, name="Main", **of),
            Service(
                id=service_id,
                name="Braids",
                duration_minutes=60,
                price_minor=200_000,
                deposit_kind="fixed",
                deposit_value=50_000,
                **of,
            ),
        ]
    )
    await session.flush()
    session.add_all(
        [
            Identity(
                id=ids["identity"],
                contact_id=ids["contact"],
                channel_type="whatsapp",
                external_id=PAYER,
                phone=PAYER,
                **of,
            ),
            Resource(
                id=staff_id,
                branch_id=branch_id,
                kind="staff",
                name="Amina",
                phone=STAFF_PHONE,
                **of,
            ),
            *(_open_all_day(weekday, branch_id, tenant_id) for weekday in range(7)),
        ]
    )
    await session.flush()
    session.add_all(
        [
            ServiceResource(id=new_id(), service_id=service_id, resource_id=staff_id, **of),
            Conversation(
                id=ids["conversation"],
                channel_id=ids["channel"],
                identity_id=ids["identity"],
                contact_id=ids["contact"],
                **of,
            ),
        ]
    )
    return World(
        database=database,
        tenant_id=tenant_id,
        channel_id=ids["channel"],
        contact_id=ids["contact"],
        conversation_id=ConversationId(ids["conversation"]),
        branch_id=branch_id,
        service_id=service_id,
        staff_id=staff_id,
    )


def _channel(
    channel_id: UUID, tenant_id: TenantId, kind: str, suffix: str, credentials: dict[str, str]
) -> Channel:
    return Channel(
        id=channel_id,
        tenant_id=tenant_id,
        channel_type=kind,
        external_id=f"{kind}-{suffix}",
        display_address=kind,
        credentials=credentials,
    )


def _open_all_day(weekday: int, branch_id: UUID, tenant_id: TenantId) -> WorkingHours:
    return WorkingHours(
        id=new_id(),
        tenant_id=tenant_id,
        branch_id=branch_id,
        weekday=weekday,
        opens_at=datetime.min.time(),
        closes_at=datetime.min.time().replace(hour=23),
    )


def _until(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)
