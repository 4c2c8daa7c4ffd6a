"""Running jobs of money by hand: a clock that can be set, a provider that answers from a script."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.cache import CatalogCache
from core.kit import jobs
from core.kit.db import Database, DatabaseAway
from core.kit.ids import BookingId, PaymentId, TenantId
from core.notifications.africastalking import AfricasTalkingClient
from core.notifications.settings import AfricasTalkingSettings
from core.payments.callbacks import receive_callback
from core.payments.models import Payment
from core.payments.mpesa.account import MpesaAccount
from core.payments.mpesa.client import (
    DarajaClient,
    PushAccepted,
    PushOutcome,
    PushRequest,
    QueryOutcome,
    QueryPending,
    Reply,
    classify_query,
)
from core.payments.mpesa.settings import DarajaSettings
from core.payments.mpesa.tokens import TokenCache
from core.payments.service import PaymentService
from core.workflows.context import WorkflowContext
from core.workflows.tasks import TASKS
from tests.core.payments.world import PAYER, World
from tests.fixtures.texts import TEXTS

SAFARICOM = "196.201.214.200"
STRANGER = "203.0.113.9"
PUBLIC_URL = "https://desk.example"


class Killed(BaseException):
    """The process died here."""


class FakeClock:
    """Real time plus what a test adds."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_seconds(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class ScriptedDaraja(DarajaClient):
    """Gives the queued outcomes; accepts pushes and knows nothing when there are none."""

    def __init__(self, http: httpx.AsyncClient, settings: DarajaSettings) -> None:
        super().__init__(http, TokenCache(None), settings)
        self.push_outcomes: list[PushOutcome | BaseException] = []
        self.query_outcomes: list[QueryOutcome | BaseException] = []
        self.pushes: list[PushRequest] = []
        self.queries: list[str] = []

    async def push(self, account: MpesaAccount, request: PushRequest) -> PushOutcome:
        self.pushes.append(request)
        if not self.push_outcomes:
            return accepted(request.callback_url[-20:])
        outcome = self.push_outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def query(self, account: MpesaAccount, checkout_id: str) -> QueryOutcome:
        self.queries.append(checkout_id)
        outcome = self.query_outcomes.pop(0) if self.query_outcomes else QueryPending(Reply(500))
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


def accepted(suffix: str) -> PushAccepted:
    """A push that was accepted under ids of its own."""
    return PushAccepted(f"ws_CO_{suffix}", f"m-{suffix}", Reply(200, b'{"ResponseCode":"0"}'))


def queried(code: int | str, checkout_id: str = "") -> QueryOutcome:
    """A final answer to a query."""
    raw = json.dumps(
        {"ResponseCode": "0", "ResultCode": str(code)}
        | ({"CheckoutRequestID": checkout_id} if checkout_id else {})
    )
    return classify_query(Reply(200, raw.encode()), checkout_id)


def callback_body(
    payment: Any,
    code: int | str = 0,
    *,
    receipt: str | None = None,
    amount: Any = None,
    checkout_id: str | None = None,
    merchant_request_id: str | None = None,
) -> bytes:
    """A callback as the provider would send it for this payment, unless told otherwise."""
    stk: dict[str, Any] = {
        "MerchantRequestID": merchant_request_id or payment.merchant_request_id,
        "CheckoutRequestID": checkout_id or payment.checkout_id,
        "ResultCode": code,
        "ResultDesc": "whatever",
    }
    if str(code) == "0":
        stk["CallbackMetadata"] = {
            "Item": [
                {"Name": "Amount", "Value": amount or payment.amount_minor / 100},
                {"Name": "MpesaReceiptNumber", "Value": receipt or receipt_of(payment)},
                {"Name": "Balance"},
                {"Name": "TransactionDate", "Value": 20261121143000},
                {"Name": "PhoneNumber", "Value": int(PAYER)},
            ]
        }
    return json.dumps({"Body": {"stkCallback": stk}}).encode()


def receipt_of(payment: Any) -> str:
    """A receipt of this payment's own."""
    return f"R{payment.id.hex[-9:].upper()}"


class OutageDatabase(Database):
    """The same database, away around some tenant transactions: by number, before or after it."""

    def __init__(self, whole: Database, outages: Mapping[int, str]) -> None:
        self.app, self.platform = whole.app, whole.platform
        self._whole, self._outages, self._number = whole, outages, 0

    @asynccontextmanager
    async def tenant_transaction(self, tenant_id: TenantId) -> AsyncIterator[AsyncSession]:
        self._number += 1
        outage = self._outages.get(self._number)
        if outage == "before":
            raise DatabaseAway("OperationalError")
        async with self._whole.tenant_transaction(tenant_id) as session:
            yield session
        if outage == "after":
            raise OperationalError("COMMIT", None, Exception("the answer did not arrive"))

    @asynccontextmanager
    async def platform_transaction(
        self, *, reason: str, is_snapshot: bool = False
    ) -> AsyncIterator[AsyncSession]:
        begun = self._whole.platform_transaction(reason=reason, is_snapshot=is_snapshot)
        async with begun as session:
            yield session


@dataclass
class Till:
    """A world with its workers."""

    world: World
    context: WorkflowContext
    clock: FakeClock
    daraja: ScriptedDaraja
    failed: list[str] = field(default_factory=list)

    async def start(
        self, booking_id: BookingId, *, phone: str = PAYER, purpose: str = "deposit", key: str = ""
    ) -> PaymentId:
        """Start a payment as an action would."""
        database = self.context.database
        async with database.tenant_transaction(self.world.tenant_id) as session:
            service = await self._service(session)
            payment: Payment = await service.start(
                booking_id,
                payer_phone=phone,
                purpose=purpose,
                idempotency_key=key or f"{booking_id}:{self.clock().timestamp()}",
            )
        return PaymentId(payment.id)

    async def prompted(self, booking_id: BookingId, **how: Any) -> Any:
        """A payment whose prompt is out."""
        payment_id = await self.start(booking_id, **how)
        await self.work()
        return await self.world.payment(payment_id)

    async def call_back(
        self, payment: Any, raw: bytes | None = None, *, source: str = SAFARICOM, **body: Any
    ) -> bool:
        """Deliver a callback to the web process."""
        return await receive_callback(
            self.context.database,
            self.context.daraja_settings,
            token=payment.callback_token,
            raw=callback_body(payment, **body) if raw is None else raw,
            source=source,
        )

    def suffer(self, outages: Mapping[int, str]) -> None:
        """Have the database away around the coming tenant transactions of these numbers."""
        database = OutageDatabase(self.context.database, outages)
        self.context = replace(self.context, database=database)

    async def work(self) -> int:
        """Run the tenant's jobs that are due by now, and those they lead to."""
        done = 0
        while (job := await self.take()) is not None:
            await self.run(job)
            done += 1
        return done

    async def run(self, job: Any) -> None:
        """Run one job."""
        await TASKS[job.task_name](self.context, **job.args)

    async def give_back(self, job: Any) -> None:
        """Put a job back that its worker did not finish."""
        async with self.context.database.tenant_transaction(self.world.tenant_id) as session:
            await jobs.defer(session, job.task_name, job.args, scheduled_at=self.clock())

    async def work_until(self, payment_id: UUID, *states: str, seconds: float = 10) -> Any:
        """Keep working in real time until a payment is in one of the states."""
        async with asyncio.timeout(seconds):
            while (row := await self.world.payment(payment_id)).state not in states:
                await self.work()
                await asyncio.sleep(0.03)
        return row

    async def jobs(self) -> list[tuple[str, dict[str, Any], float]]:
        """What is left to do: name, args, seconds from now."""
        async with self.context.database.platform_transaction(reason="test") as session:
            rows = await session.execute(
                text(
                    "SELECT task_name, args, scheduled_at FROM procrastinate_jobs"
                    " WHERE args->>'tenant_id' = :tenant ORDER BY id"
                ),
                {"tenant": str(self.world.tenant_id)},
            )
            now = self.clock()
            return [
                (
                    row.task_name,
                    row.args,
                    (row.scheduled_at - now).total_seconds() if row.scheduled_at else 0,
                )
                for row in rows
            ]

    async def events(self, payment_id: UUID) -> list[Any]:
        """The evidence of a payment."""
        return await self.world.rows(
            "SELECT kind, verdict, weaknesses, handled_at FROM provider_events"
            " WHERE payment_id = :id ORDER BY created_at",
            id=payment_id,
        )

    async def tasks_of_operator(self) -> list[str]:
        """What was left for a person."""
        rows = await self.world.rows(
            "SELECT facts->>'task' FROM audit_entries WHERE action = 'operator_task'"
            " ORDER BY created_at"
        )
        return [row[0] for row in rows]

    async def booking(self, booking_id: BookingId) -> Any:
        """The row of a booking."""
        return (await self.world.rows("SELECT * FROM bookings WHERE id = :id", id=booking_id))[0]

    async def _service(self, session: Any) -> PaymentService:
        catalog = await self.context.catalogs.get(session)
        return PaymentService(session, catalog, self.clock, self.context.daraja_settings)

    async def take(self) -> Any:
        """The next job that is due, taken off the queue."""
        async with self.context.database.platform_transaction(reason="test") as session:
            rows = await session.execute(
                text(
                    "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs"
                    " WHERE args->>'tenant_id' = :tenant AND status = 'todo'"
                    " AND coalesce(scheduled_at, '-infinity') <= :now"
                    " ORDER BY coalesce(scheduled_at, '-infinity'), id"
                    " LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING task_name, args"
                ),
                {"tenant": str(self.world.tenant_id), "now": self.clock()},
            )
            return rows.first()


@asynccontextmanager
async def till(
    world: World, *, provider_url: str = "", public_url: str = PUBLIC_URL, **settings: Any
) -> AsyncIterator[Till]:
    """Workers for a world; a provider's address replaces the script."""
    clock = FakeClock()
    daraja_settings = DarajaSettings(**settings)
    async with httpx.AsyncClient(verify=False) as http:
        daraja = ScriptedDaraja(http, daraja_settings)
        client: DarajaClient = daraja
        if provider_url:
            real_settings = daraja_settings.model_copy(update={"daraja_url": provider_url})
            client = DarajaClient(http, TokenCache(None), real_settings, clock)
        context = WorkflowContext(
            database=world.database,
            catalogs=CatalogCache(clock),
            texts=TEXTS,
            daraja=client,
            daraja_settings=daraja_settings,
            sms=AfricasTalkingClient(http, AfricasTalkingSettings()),
            public_url=public_url,
            http=http,
            clock=clock,
        )
        yield Till(world, context, clock, daraja)
