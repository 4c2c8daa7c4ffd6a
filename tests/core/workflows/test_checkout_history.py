"""Random histories of a provider that drops, doubles, delays, lies and dies, by seed."""

import random
from contextlib import suppress
from typing import Any

import pytest

from core.kit.db import Database
from core.kit.errors import CoreError
from core.payments.mpesa.client import PushUnknown, QueryDelayed, QueryOutcome, QueryPending, Reply
from tests.core.payments.desk import STRANGER, Killed, Till, accepted, callback_body, queried, till
from tests.core.payments.world import make_world

pytestmark = pytest.mark.db


class UnruledProvider:
    """Knows what really became of each prompt, and tells it badly."""

    def __init__(self, desk: Till, seed: int) -> None:
        self.desk = desk
        self.random = random.Random(seed)
        self.truth: dict[str, int | None] = {}
        self.is_honest = False
        desk.daraja.push = self.push  # type: ignore[method-assign]
        desk.daraja.query = self.query  # type: ignore[method-assign]

    async def push(self, account: Any, request: Any) -> Any:
        outcome = accepted(request.callback_url[-20:])
        self.truth[outcome.checkout_id] = None
        what = self.random.random()
        if what < 0.1:
            raise Killed
        return PushUnknown(Reply()) if what < 0.2 else outcome

    async def query(self, account: Any, checkout_id: str) -> QueryOutcome:
        what = self.random.random()
        if not self.is_honest and what < 0.2:
            return QueryDelayed(5, Reply(429))
        if not self.is_honest and what < 0.25:
            raise Killed
        code = self.truth.get(checkout_id)
        return QueryPending(Reply(500)) if code is None else queried(code, checkout_id)

    def settle(self, checkout_id: str) -> None:
        """The customer does something, sometimes after a failure was reported."""
        if self.truth[checkout_id] != 0:
            self.truth[checkout_id] = self.random.choice([0, 0, 1032, 1037, 2001])

    async def tell(self, checkout_id: str) -> None:
        """Deliver what became of a prompt: rightly, twice, damaged, or as a stranger's lie."""
        row = await self.payment_of(checkout_id)
        code = self.truth[checkout_id]
        what = self.random.random()
        if what < 0.1:
            lie = callback_body(row, 0, checkout_id=checkout_id, merchant_request_id="m-lie")
            await self.desk.call_back(row, lie, source=STRANGER)
        if what < 0.3 or code is None:
            return
        merchant = "m-" + checkout_id.removeprefix("ws_CO_")
        raw = callback_body(row, code, checkout_id=checkout_id, merchant_request_id=merchant)
        if what < 0.4:
            await self.desk.call_back(row, raw[: len(raw) // 2])
            return
        for copy in range(self.random.choice([1, 1, 3])):
            await self.desk.call_back(row, raw + b" " * copy)

    async def payment_of(self, checkout_id: str) -> Any:
        rows = await self.desk.world.rows(
            "SELECT * FROM payments WHERE right(callback_token, 20) = :mark",
            mark=checkout_id.removeprefix("ws_CO_"),
        )
        return rows[0]


async def work(desk: Till) -> None:
    """Run what is due; a killed job is given back, as a worker's rescue does."""
    for _ in range(20):
        taken = await desk.take()
        if taken is None:
            return
        try:
            await desk.run(taken)
        except Killed:
            await desk.give_back(taken)


async def check(desk: Till, was_paid: set[Any]) -> None:
    """What must hold after every step."""
    paid = {row.id for row in await desk.world.rows("SELECT id FROM payments WHERE state = 'paid'")}
    assert was_paid <= paid, "paid money was taken back"
    was_paid |= paid
    captures = await desk.world.rows(
        "SELECT payment_id, sum(amount_minor) AS total, count(*) AS legs FROM ledger_entries"
        " GROUP BY payment_id, transaction_id"
    )
    assert {row.payment_id for row in captures} == paid
    assert len(captures) == len(paid), "captured twice"
    assert all((row.total, row.legs) == (0, 2) for row in captures)


class TestHistories:
    @pytest.mark.parametrize("seed", range(3))
    async def test_money_is_never_lost_doubled_or_taken_back(
        self, database: Database, seed: int
    ) -> None:
        async with till(await make_world(database)) as desk:
            provider = UnruledProvider(desk, seed)
            booking_id, was_paid = await desk.world.hold(), set[Any]()
            for _ in range(12):
                with suppress(CoreError):
                    await desk.start(booking_id)
                await work(desk)
                for checkout_id in list(provider.truth):
                    if provider.random.random() < 0.5:
                        provider.settle(checkout_id)
                    await provider.tell(checkout_id)
                await work(desk)
                await check(desk, was_paid)
                desk.clock.pass_seconds(provider.random.choice([5, 20, 60, 130]))
            await self._come_to_rest(desk, provider, was_paid)

    async def _come_to_rest(
        self, desk: Till, provider: UnruledProvider, was_paid: set[Any]
    ) -> None:
        """With an honest provider everything it was paid for is ours."""
        provider.is_honest = True
        for checkout_id, code in provider.truth.items():
            row = await provider.payment_of(checkout_id)
            merchant = "m-" + checkout_id.removeprefix("ws_CO_")
            await desk.call_back(
                row, code=code or 0, checkout_id=checkout_id, merchant_request_id=merchant
            )
            provider.truth[checkout_id] = code or 0
        for _ in range(12):
            await work(desk)
            desk.clock.pass_seconds(400)
        await check(desk, was_paid)
        truly_paid = [checkout for checkout, code in provider.truth.items() if code == 0]
        assert len(was_paid) == len(truly_paid)
        bookings = await desk.world.rows("SELECT status FROM bookings")
        assert [row.status for row in bookings] == ["confirmed" if truly_paid else "held"]
        refunds = await desk.world.rows("SELECT payment_id FROM refunds")
        assert len(refunds) == max(0, len(truly_paid) - 1)
        assert (await desk.world.said()).count("utter_booking_confirmed") == min(1, len(truly_paid))
