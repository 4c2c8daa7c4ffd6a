import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from core.catalog.cache import CatalogCache
from core.kit.ids import BookingId
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
from core.payments.mpesa.settings import DarajaSettings
from core.payments.service import PaymentService, PaymentStatus
from tests.core.payments.world import PAYER, World

pytestmark = pytest.mark.db

OTHER_PAYER = "254722000111"


def in_seconds(seconds: float) -> Any:
    """A clock that is ahead."""
    return lambda: datetime.now(UTC) + timedelta(seconds=seconds)


async def start(
    world: World,
    booking_id: BookingId,
    *,
    phone: str = PAYER,
    purpose: str = "deposit",
    key: str | None = None,
    ahead: float = 0,
) -> Payment:
    async with world.database.tenant_transaction(world.tenant_id) as session:
        catalog = await CatalogCache().get(session)
        service = PaymentService(session, catalog, in_seconds(ahead), DarajaSettings())
        return await service.start(
            booking_id,
            payer_phone=phone,
            purpose=purpose,
            idempotency_key=key or secrets.token_hex(8),
        )


async def status(world: World, booking_id: BookingId) -> PaymentStatus:
    async with world.database.tenant_transaction(world.tenant_id) as session:
        catalog = await CatalogCache().get(session)
        return await PaymentService(session, catalog).status_of(booking_id)


async def jobs_of(world: World, payment_id: UUID) -> list[str]:
    async with world.database.platform_transaction(reason="test") as session:
        rows = await session.execute(
            text(
                "SELECT task_name FROM procrastinate_jobs WHERE args->>'payment_id' = :id"
                " ORDER BY task_name"
            ),
            {"id": str(payment_id)},
        )
        return [row[0] for row in rows]


async def settle(world: World, payment_id: UUID, state: str, **values: Any) -> None:
    sets = "".join(f", {name} = :{name}" for name in values)
    await world.change(
        f"UPDATE payments SET state = :state, settled_at = now(){sets} WHERE id = :id",
        id=payment_id,
        state=state,
        **values,
    )


class TestStart:
    async def test_the_row_and_its_two_jobs_are_written_together(self, world: World) -> None:
        payment = await start(world, await world.hold(), phone="0712 345 678")
        assert (payment.state, payment.amount_minor, payment.currency) == ("created", 50_000, "KES")
        assert payment.payer_phone == PAYER
        assert payment.account_reference.isalnum()
        assert len(payment.callback_token) >= 40
        assert await jobs_of(world, payment.id) == ["payments.query", "payments.request"]

    async def test_the_same_key_gives_the_same_payment(self, world: World) -> None:
        booking_id = await world.hold()
        first = await start(world, booking_id, key="k")
        again = await start(world, booking_id, key="k")
        assert again.id == first.id
        assert await jobs_of(world, first.id) == ["payments.query", "payments.request"]

    async def test_an_open_prompt_of_the_booking_forbids_another(self, world: World) -> None:
        booking_id = await world.hold()
        first = await start(world, booking_id)
        with pytest.raises(PaymentInFlight) as caught:
            await start(world, booking_id, phone=OTHER_PAYER)
        assert caught.value.payment_id == first.id
        assert caught.value.retry_at == first.created_at + timedelta(seconds=120)

    async def test_an_open_prompt_on_the_phone_forbids_another(self, world: World) -> None:
        await start(world, await world.hold(day=1))
        with pytest.raises(PaymentInFlight):
            await start(world, await world.hold(day=2))

    async def test_a_prompt_that_ran_its_time_gives_way_but_can_still_be_paid(
        self, world: World
    ) -> None:
        booking_id = await world.hold()
        first = await start(world, booking_id)
        await settle(world, first.id, "pending", requested_at=datetime.now(UTC))
        second = await start(world, booking_id, ahead=121)
        assert second.id != first.id
        row = await world.payment(first.id)
        assert (row.state, row.reason, row.is_soft) == ("not_paid", "superseded", True)

    async def test_one_of_ten_concurrent_starts_wins(self, world: World) -> None:
        booking_id = await world.hold()
        results = await asyncio.gather(
            *(start(world, booking_id) for _ in range(10)), return_exceptions=True
        )
        assert sum(isinstance(result, Payment) for result in results) == 1
        assert sum(isinstance(result, PaymentInFlight) for result in results) == 9

    async def test_one_of_ten_concurrent_starts_on_one_phone_wins(self, world: World) -> None:
        bookings = [await world.hold(day=day) for day in range(1, 11)]
        results = await asyncio.gather(
            *(start(world, booking_id) for booking_id in bookings), return_exceptions=True
        )
        assert sum(isinstance(result, Payment) for result in results) == 1
        assert sum(isinstance(result, PaymentInFlight) for result in results) == 9

    async def test_ten_concurrent_starts_with_one_key_give_one_payment(self, world: World) -> None:
        booking_id = await world.hold()
        found = await asyncio.gather(*(start(world, booking_id, key="same") for _ in range(10)))
        assert len({payment.id for payment in found}) == 1

    async def test_a_paid_deposit_is_not_asked_for_again(self, world: World) -> None:
        booking_id = await world.hold()
        await settle(world, (await start(world, booking_id)).id, "paid")
        with pytest.raises(AlreadyPaid):
            await start(world, booking_id)

    async def test_the_balance_is_what_the_deposit_left(self, world: World) -> None:
        booking_id = await world.hold()
        await settle(world, (await start(world, booking_id)).id, "paid")
        balance = await start(world, booking_id, purpose="balance")
        assert balance.amount_minor == 150_000

    async def test_what_the_business_collects_decides_a_booking_payment(self, world: World) -> None:
        await world.change(
            "UPDATE tenants SET settings = jsonb_build_object('payment',"
            " jsonb_build_object('collect', 'full')), updated_at = clock_timestamp()"
        )
        payment = await start(world, await world.hold(), purpose="booking")
        assert (payment.amount_minor, payment.purpose) == (200_000, "full")

    @pytest.mark.parametrize("phone", ["0812345678", "me", "+1 212 555 0100"])
    async def test_a_number_that_mpesa_cannot_prompt_is_refused(
        self, world: World, phone: str
    ) -> None:
        with pytest.raises(UnsupportedPayer):
            await start(world, await world.hold(), phone=phone)

    @pytest.mark.parametrize(
        ("deposit_minor", "currency"),
        [(50_050, "KES"), (99, "KES"), (25_000_100, "KES"), (50_000, "USD")],
    )
    async def test_only_whole_shillings_within_the_limits_are_asked_for(
        self, world: World, deposit_minor: int, currency: str
    ) -> None:
        booking_id = await world.hold(
            price_minor=30_000_000, deposit_minor=deposit_minor, currency=currency
        )
        with pytest.raises(UnsupportedAmount):
            await start(world, booking_id)

    @pytest.mark.parametrize(
        "hold", [{"minutes": -1}, {"status": "expired"}, {"status": "canceled"}]
    )
    async def test_a_booking_that_is_not_kept_cannot_be_paid(
        self, world: World, hold: dict[str, Any]
    ) -> None:
        with pytest.raises(NotPayable):
            await start(world, await world.hold(**hold))

    async def test_a_tenant_without_an_account_cannot_collect(self, world: World) -> None:
        await world.change("UPDATE payment_accounts SET is_active = false")
        with pytest.raises(PaymentUnavailable):
            await start(world, await world.hold())

    async def test_a_busy_line_gets_its_pause(self, world: World) -> None:
        booking_id = await world.hold()
        await settle(world, (await start(world, booking_id)).id, "not_paid", reason="busy")
        with pytest.raises(PaymentTooSoon):
            await start(world, booking_id)
        assert (await start(world, booking_id, ahead=61)).state == "created"

    async def test_a_wrong_pin_can_be_tried_again_at_once(self, world: World) -> None:
        booking_id = await world.hold()
        await settle(world, (await start(world, booking_id)).id, "not_paid", reason="wrong_pin")
        assert (await start(world, booking_id)).state == "created"

    async def test_a_booking_of_another_tenant_does_not_exist(
        self, world: World, other_world: World
    ) -> None:
        with pytest.raises(PaymentNotFound):
            await start(world, await other_world.hold())


class TestResend:
    async def test_the_number_can_be_switched(self, world: World) -> None:
        booking_id = await world.hold()
        await settle(world, (await start(world, booking_id)).id, "not_paid", reason="canceled")
        async with world.database.tenant_transaction(world.tenant_id) as session:
            catalog = await CatalogCache().get(session)
            again = await PaymentService(session, catalog).resend(
                booking_id, idempotency_key="again", payer_phone=OTHER_PAYER
            )
        assert (again.payer_phone, again.purpose, again.amount_minor) == (
            OTHER_PAYER,
            "deposit",
            50_000,
        )


class TestStatusOf:
    async def test_an_open_prompt_shows_when_it_may_be_repeated(self, world: World) -> None:
        booking_id = await world.hold()
        payment = await start(world, booking_id)
        found = await status(world, booking_id)
        assert (found.due_minor, found.paid_minor, found.is_open) == (50_000, 0, True)
        assert found.may_resend_at == payment.created_at + timedelta(seconds=120)

    async def test_a_paid_booking_owes_nothing(self, world: World) -> None:
        booking_id = await world.hold()
        await settle(world, (await start(world, booking_id)).id, "paid")
        found = await status(world, booking_id)
        assert (found.due_minor, found.paid_minor, found.is_open) == (0, 50_000, False)
