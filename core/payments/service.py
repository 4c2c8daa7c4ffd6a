"""Starting payments and saying where they stand; the worker talks to the provider."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import desc, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.booking.models import Booking
from core.booking.service import BookingService
from core.catalog.snapshot import CatalogSnapshot
from core.kit import jobs
from core.kit.clock import Clock, utc_now
from core.kit.db import tenant_of
from core.kit.ids import BookingId, PaymentId, new_id
from core.payments.accounts import MPESA, has_account
from core.payments.attempts import Attempts, read_attempts, resend_at
from core.payments.errors import (
    AlreadyPaid,
    NotPayable,
    PaymentInFlight,
    PaymentNotFound,
    PaymentTooSoon,
    PaymentUnavailable,
    UnsupportedAmount,
    UnsupportedPayer,
)
from core.payments.models import Payment
from core.payments.mpesa import codes
from core.payments.mpesa.codes import Reason
from core.payments.mpesa.phones import payer_number
from core.payments.mpesa.settings import DarajaSettings
from core.payments.schedule import AGES_SECONDS
from core.payments.states import ASKED, IN_FLIGHT, PaymentStates, captured_minor

REQUEST_JOB = "payments.request"
QUERY_JOB = "payments.query"
LOOK_JOB = "payments.look"
PURPOSES = ("booking", "deposit", "full", "balance")


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """Where the money of a booking stands."""

    booking_id: BookingId
    due_minor: int
    paid_minor: int
    currency: str
    last: Payment | None
    may_resend_at: datetime | None

    @property
    def is_open(self) -> bool:
        """A prompt is out, or may be."""
        return self.last is not None and self.last.state in IN_FLIGHT


class PaymentService:
    """Payments of one tenant, in the caller's transaction."""

    def __init__(
        self,
        session: AsyncSession,
        catalog: CatalogSnapshot,
        clock: Clock = utc_now,
        settings: DarajaSettings | None = None,
    ) -> None:
        self._session = session
        self._catalog = catalog
        self._collect = catalog.settings.payment.collect
        self._window = timedelta(minutes=catalog.settings.payment.window_minutes)
        self._clock = clock
        self._settings = settings or DarajaSettings()
        self._states = PaymentStates(session)

    async def start(
        self, booking_id: BookingId, *, payer_phone: str, purpose: str, idempotency_key: str
    ) -> Payment:
        """Claim the booking and the phone and write the prompt's job; a repeated key does no more.

        The purpose is `deposit`, `full`, `balance`, or `booking` for what the business collects.
        Raises PaymentInFlight, PaymentTooSoon, AlreadyPaid, NotPayable, UnsupportedPayer,
        UnsupportedAmount or PaymentUnavailable.
        """
        phone = payer_number(payer_phone)
        if phone is None:
            raise UnsupportedPayer
        booking = await self._payable(booking_id)
        attempts = await read_attempts(self._session, booking_id, phone, idempotency_key)
        if attempts.same is not None:
            return attempts.same
        purpose = self._resolve(purpose)
        amount_minor = _target(booking, purpose) - attempts.captured_minor
        if amount_minor <= 0:
            raise AlreadyPaid(booking_id)
        self._check_amount(amount_minor, booking.currency)
        self._check_pause(attempts.last)
        await self._clear_way(attempts)
        await self._keep_hold(booking)
        return await self._insert(booking, phone, purpose, idempotency_key, amount_minor)

    async def resend(
        self, booking_id: BookingId, *, idempotency_key: str, payer_phone: str | None = None
    ) -> Payment:
        """A new prompt like the last one, to another number when one is given."""
        last = await self._last(booking_id)
        if last is None:
            raise PaymentNotFound(f"no payment for booking {booking_id}")
        return await self.start(
            booking_id,
            payer_phone=payer_phone or last.payer_phone,
            purpose=last.purpose,
            idempotency_key=idempotency_key,
        )

    async def status_of(self, booking_id: BookingId) -> PaymentStatus:
        """What is due, what is paid and how the last attempt went."""
        booking = await self._session.get(Booking, booking_id, populate_existing=True)
        if booking is None:
            raise PaymentNotFound(f"no booking {booking_id}")
        paid = await captured_minor(self._session, booking_id)
        last = await self._last(booking_id)
        is_open = last is not None and last.state in IN_FLIGHT
        return PaymentStatus(
            booking_id=booking_id,
            due_minor=max(0, _target(booking, self._collect) - paid),
            paid_minor=paid,
            currency=booking.currency,
            last=last,
            may_resend_at=resend_at(last) if last is not None and is_open else None,
        )

    async def look_again(self, booking_id: BookingId) -> bool:
        """Have the provider asked about the last attempt now; False when that is settled."""
        last = await self._last(booking_id)
        if last is None or not (last.state in ASKED or last.state == "review" or last.is_soft):
            return last is not None and last.state == "created"
        await jobs.defer(self._session, LOOK_JOB, self._args(PaymentId(last.id)))
        return True

    async def withdraw(self, booking_id: BookingId) -> None:
        """Stop attempts that have not reached the provider; an open prompt can only run out."""
        waiting = await self._session.scalars(
            select(Payment).where(Payment.booking_id == booking_id, Payment.state == "created")
        )
        for payment in waiting:
            await self._states.fail(payment, Reason.HOLD_ENDED, self._clock())

    async def _payable(self, booking_id: BookingId) -> Booking:
        """The booking, locked, when it can be paid for."""
        found = await self._session.execute(
            select(Booking, has_account(MPESA).label("has_account"))
            .where(Booking.id == booking_id)
            .with_for_update(of=Booking, key_share=True)
            .execution_options(populate_existing=True)
        )
        row = found.first()
        if row is None:
            raise PaymentNotFound(f"no booking {booking_id}")
        booking: Booking = row.Booking
        is_kept = booking.status == "confirmed" or (
            booking.held_until is not None and booking.held_until > self._clock()
        )
        if not is_kept:
            raise NotPayable(booking_id, booking.status)
        if not row.has_account:
            raise PaymentUnavailable(MPESA)
        return booking

    async def _keep_hold(self, booking: Booking) -> None:
        """Let a hold last as long as the prompt may take."""
        until = self._clock() + self._window
        if booking.held_until is not None and booking.held_until < until:
            bookings = BookingService(self._session, self._catalog, self._clock)
            await bookings.extend_hold(BookingId(booking.id), until)

    def _check_amount(self, amount_minor: int, currency: str) -> None:
        shillings, cents = divmod(amount_minor, 100)
        limits = self._settings
        is_allowed = limits.mpesa_min_shillings <= shillings <= limits.mpesa_max_shillings
        if currency != "KES" or cents or not is_allowed:
            raise UnsupportedAmount(amount_minor, currency)

    def _check_pause(self, last: Payment | None) -> None:
        if last is None or last.state != "not_paid" or last.settled_at is None:
            return
        pause = codes.RETRY_AFTER.get(Reason(last.reason)) if last.reason in set(Reason) else None
        retry_at = last.settled_at + timedelta(seconds=pause or 0)
        if retry_at > self._clock():
            raise PaymentTooSoon(retry_at)

    async def _clear_way(self, attempts: Attempts) -> None:
        """Let a prompt that has run its time go; a younger one forbids another."""
        for payment in attempts.open_ones:
            if resend_at(payment) > self._clock():
                raise _in_flight(payment)
        for payment in attempts.open_ones:
            is_asked = payment.state in ASKED
            await self._states.fail(payment, Reason.SUPERSEDED, self._clock(), is_soft=is_asked)

    async def _insert(
        self, booking: Booking, phone: str, purpose: str, key: str, amount_minor: int
    ) -> Payment:
        payment_id = PaymentId(new_id())
        payment: Payment | None = await self._session.scalar(
            insert(Payment)
            .values(
                id=payment_id,
                tenant_id=tenant_of(self._session),
                booking_id=booking.id,
                contact_id=booking.contact_id,
                idempotency_key=key,
                provider=MPESA,
                purpose=purpose,
                amount_minor=amount_minor,
                currency=booking.currency,
                payer_phone=phone,
                callback_token=secrets.token_hex(32),
                account_reference=re.sub(r"[^A-Za-z0-9]", "", booking.reference)[:12],
                created_at=self._clock(),
            )
            .on_conflict_do_nothing()
            .returning(Payment)
        )
        if payment is None:
            return await self._beaten(BookingId(booking.id), phone, key)
        args = self._args(payment_id)
        await jobs.defer(self._session, REQUEST_JOB, args)
        # The watch exists from the start, so that no single lost job can lose sight of the money.
        watch_at = self._clock() + timedelta(seconds=AGES_SECONDS[0])
        await jobs.defer(self._session, QUERY_JOB, args, scheduled_at=watch_at)
        summary = f"{booking.currency} {amount_minor // 100:,} asked for {booking.reference}"
        await AuditLog(self._session).record(
            "payment.created", "payments", payment_id, {"summary": summary, "change": "inserted"}
        )
        return payment

    async def _beaten(self, booking_id: BookingId, phone: str, key: str) -> Payment:
        """Somebody else inserted first: the same request, or a rival."""
        attempts = await read_attempts(self._session, booking_id, phone, key)
        if attempts.same is not None:
            return attempts.same
        if not attempts.open_ones:
            raise PaymentTooSoon(self._clock() + timedelta(seconds=1))
        rival = attempts.open_ones[0]
        raise _in_flight(rival)

    async def _last(self, booking_id: BookingId) -> Payment | None:
        return await self._session.scalar(
            select(Payment)
            .where(Payment.booking_id == booking_id)
            .order_by(desc(Payment.created_at), desc(Payment.id))
            .limit(1)
        )

    def _resolve(self, purpose: str) -> str:
        if purpose not in PURPOSES:
            raise ValueError(f"purpose is one of {PURPOSES}")
        return self._collect if purpose == "booking" else purpose

    def _args(self, payment_id: PaymentId) -> dict[str, str]:
        return {"tenant_id": str(tenant_of(self._session)), "payment_id": str(payment_id)}


def _target(booking: Booking, purpose: str) -> int:
    if purpose == "nothing":
        return 0
    return booking.deposit_minor if purpose == "deposit" else booking.price_minor


def _in_flight(payment: Payment) -> PaymentInFlight:
    return PaymentInFlight(
        payment.id,
        state=payment.state,
        retry_at=resend_at(payment),
        payer_phone=payment.payer_phone,
    )
