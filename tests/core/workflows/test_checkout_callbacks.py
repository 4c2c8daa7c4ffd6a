from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.kit.db import Database
from core.payments.callbacks import receive_callback
from core.payments.states import PaymentStates
from core.workflows.payment_settle import settle_payment
from tests.core.payments.desk import (
    SAFARICOM,
    STRANGER,
    Killed,
    Till,
    callback_body,
    queried,
    receipt_of,
    till,
)
from tests.core.payments.world import make_world

pytestmark = pytest.mark.db


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Till]:
    async with till(await make_world(database)) as found:
        yield found


class TestWeakCallbacks:
    async def test_an_unknown_source_is_confirmed_by_our_query(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(0)]
        await desk.call_back(payment, source=STRANGER)
        await desk.work()
        row = await desk.world.payment(payment.id)
        assert (row.state, row.receipt) == ("paid", receipt_of(payment))

    @pytest.mark.parametrize(
        "forged",
        [
            {"amount": 1},
            {"amount": 50_000},
            {"checkout_id": "ws_CO_forged"},
            {"merchant_request_id": "m-forged"},
            {"receipt": "bad receipt"},
        ],
    )
    async def test_a_forged_success_pays_nothing(self, desk: Till, forged: dict[str, Any]) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        desk.daraja.query_outcomes = [queried(1032)]
        await desk.call_back(payment, **forged)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "not_paid"
        assert (await desk.booking(booking_id)).status == "held"
        assert await desk.world.ledger() == {}
        assert "payment_contradicted" in await desk.tasks_of_operator()

    async def test_a_forged_success_of_an_open_prompt_leaves_it_open(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, source=STRANGER)
        for _ in range(8):
            await desk.work()
            desk.clock.pass_seconds(61)
        row = await desk.world.payment(payment.id)
        assert row.state == "pending"
        verdicts = {
            event.verdict for event in await desk.events(payment.id) if event.kind == "callback"
        }
        assert verdicts == {"unconfirmed"}

    async def test_the_receipt_of_another_payment_is_not_taken_over(self, desk: Till) -> None:
        first = await desk.prompted(await desk.world.hold(day=1))
        await desk.call_back(first)
        await desk.work()
        second = await desk.prompted(await desk.world.hold(day=2))
        desk.daraja.query_outcomes = [queried(0)]
        await desk.call_back(second, receipt=receipt_of(first))
        await desk.work()
        row = await desk.world.payment(second.id)
        assert (row.state, row.receipt) == ("paid", None)

    @pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"[" * 5000])
    async def test_an_unreadable_callback_asks_the_provider(self, desk: Till, raw: bytes) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(0)]
        assert await desk.call_back(payment, raw)
        await desk.work()
        row = await desk.world.payment(payment.id)
        assert (row.state, row.receipt) == ("paid", None)

    async def test_still_processing_is_no_failure(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=4999)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "pending"
        assert await desk.world.said() == []

    async def test_an_unlisted_code_stays_open_until_the_query_says_more(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=7777)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "pending"

    async def test_an_unlisted_code_that_the_query_repeats_goes_to_a_person(
        self, desk: Till
    ) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(7777)]
        await desk.call_back(payment, code=7777)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "review"
        assert await desk.tasks_of_operator() == ["payment_unclear"]
        assert await desk.world.said() == ["utter_payment_unknown"]


class TestReceiveCallback:
    async def test_a_wrong_path_changes_nothing(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        stored = await receive_callback(
            desk.context.database,
            desk.context.daraja_settings,
            token="x" * 43,
            raw=callback_body(payment),
            source=SAFARICOM,
        )
        assert not stored
        assert await desk.work() == 0

    async def test_the_same_bytes_are_stored_once(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        assert await desk.call_back(payment)
        assert not await desk.call_back(payment)

    async def test_a_stranger_cannot_shadow_the_provider(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        assert await desk.call_back(payment, source=STRANGER)
        assert await desk.call_back(payment, source=SAFARICOM)

    async def test_a_flood_is_cut_off(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        stored = [await desk.call_back(payment, b"x" * n) for n in range(1, 215)]
        assert sum(stored) < 201


class TestEnforcedSources:
    async def test_a_stranger_is_not_even_asked_about(self, database: Database) -> None:
        async with till(await make_world(database), daraja_callback_check="enforce") as desk:
            payment = await desk.prompted(await desk.world.hold())
            await desk.call_back(payment, source=STRANGER)
            await desk.work()
            assert desk.daraja.queries == []
            assert (await desk.world.payment(payment.id)).state == "pending"


class TestSettlePayment:
    async def test_a_kill_before_the_commit_is_repeated_whole(
        self, desk: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        await desk.call_back(payment)
        events = await desk.world.rows("SELECT id FROM provider_events WHERE kind = 'callback'")
        args = {
            "tenant_id": str(desk.world.tenant_id),
            "payment_id": str(payment.id),
            "event_id": str(events[0].id),
        }
        capture = PaymentStates.capture

        async def dies_after_capture(*a: Any, **k: Any) -> bool:
            await capture(*a, **k)
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(PaymentStates, "capture", dies_after_capture)
            with pytest.raises(Killed):
                await settle_payment(desk.context, **args)
        assert (await desk.world.payment(payment.id)).state == "pending"
        assert await desk.world.ledger() == {}
        await settle_payment(desk.context, **args)
        await settle_payment(desk.context, **args)
        assert await desk.world.said() == ["utter_booking_confirmed"]
        assert await desk.world.ledger() == {"mpesa": 50_000, "bookings": -50_000}
