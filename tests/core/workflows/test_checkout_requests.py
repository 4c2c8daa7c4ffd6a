"""Sending prompts and watching them: kills, silence, throttles, unknown outcomes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.kit.db import Database
from core.payments.mpesa.client import (
    PushDelayed,
    PushRefused,
    PushUnknown,
    QueryDelayed,
    QueryPending,
    Reply,
)
from core.payments.mpesa.codes import Meaning, Reason
from core.workflows.payment_request import request_payment
from core.workflows.payment_settle import settle_payment
from core.workflows.payment_watch import look_at_payment, query_payment
from tests.core.payments.desk import (
    STRANGER,
    Killed,
    Till,
    callback_body,
    queried,
    receipt_of,
    till,
)
from tests.core.payments.world import PAYER, make_world

pytestmark = pytest.mark.db


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Till]:
    async with till(await make_world(database)) as found:
        yield found


async def watch(desk: Till, seconds: float, *, step: float = 15) -> None:
    """Let time pass and run what comes due."""
    passed = 0.0
    while passed < seconds:
        desk.clock.pass_seconds(step)
        passed += step
        await desk.work()


def ids(desk: Till, payment_id: Any) -> dict[str, Any]:
    return {"tenant_id": str(desk.world.tenant_id), "payment_id": str(payment_id)}


class TestRequestPayment:
    async def test_the_prompt_asks_for_the_amount_on_the_payments_own_path(
        self, desk: Till
    ) -> None:
        payment = await desk.prompted(await desk.world.hold())
        (request,) = desk.daraja.pushes
        assert (request.amount_shillings, request.payer_phone) == (500, PAYER)
        assert request.callback_url == f"https://desk.example/cb/{payment.callback_token}"
        assert 0 < len(request.reference) <= 12
        assert payment.checkout_id

    async def test_running_it_again_sends_no_second_prompt(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await request_payment(desk.context, **ids(desk, payment.id))
        assert len(desk.daraja.pushes) == 1
        assert (await desk.world.payment(payment.id)).state == "pending"

    async def test_a_kill_before_the_claim_loses_nothing(self, desk: Till) -> None:
        payment_id = await desk.start(await desk.world.hold())
        desk.clock.pass_seconds(95)
        await desk.work()
        assert len(desk.daraja.pushes) == 1
        assert (await desk.world.payment(payment_id)).state == "pending"

    async def test_a_kill_during_the_call_never_leads_to_a_second_prompt(self, desk: Till) -> None:
        payment_id = await desk.start(await desk.world.hold())
        desk.daraja.push_outcomes = [Killed()]
        with pytest.raises(Killed):
            await desk.work()
        assert (await desk.world.payment(payment_id)).state == "requested"
        await request_payment(desk.context, **ids(desk, payment_id))
        assert (await desk.world.payment(payment_id)).state == "unknown"
        await watch(desk, 330)
        assert len(desk.daraja.pushes) == 1
        assert (await desk.world.payment(payment_id)).state == "review"
        assert await desk.world.said() == [
            "utter_payment_checking",
            "utter_payment_perhaps_no_prompt",
            "utter_payment_unknown",
        ]

    async def test_after_a_kill_the_contact_can_have_another_prompt_within_the_window(
        self, desk: Till
    ) -> None:
        booking_id = await desk.world.hold()
        await desk.start(booking_id)
        desk.daraja.push_outcomes = [Killed()]
        with pytest.raises(Killed):
            await desk.work()
        await watch(desk, 150)
        assert (await desk.world.said())[-1] == "utter_payment_perhaps_no_prompt"
        again = await desk.prompted(booking_id)
        assert (again.state, len(desk.daraja.pushes)) == ("pending", 2)
        assert (await desk.booking(booking_id)).status == "held"

    @pytest.mark.parametrize("outage", ["before", "after"])
    async def test_an_outage_around_the_claim_still_sends_one_prompt(
        self, desk: Till, outage: str
    ) -> None:
        payment_id = await desk.start(await desk.world.hold())
        desk.suffer({1: outage})
        await desk.work()
        assert (await desk.world.payment(payment_id)).state == "pending"
        assert len(desk.daraja.pushes) == 1

    @pytest.mark.parametrize("outage", ["before", "after"])
    async def test_an_outage_after_the_call_does_not_lose_the_answer(
        self, desk: Till, outage: str
    ) -> None:
        payment_id = await desk.start(await desk.world.hold())
        desk.daraja.push_outcomes = [PushDelayed(5, Reply(429))]
        desk.suffer({2: outage})
        await desk.work()
        assert (await desk.world.payment(payment_id)).state == "created"
        await watch(desk, 12, step=6)
        assert (await desk.world.payment(payment_id)).state == "pending"
        assert len(desk.daraja.pushes) == 2

    async def test_the_watch_alone_finds_a_killed_call(self, desk: Till) -> None:
        payment_id = await desk.start(await desk.world.hold())
        desk.daraja.push_outcomes = [Killed()]
        with pytest.raises(Killed):
            await desk.work()
        await watch(desk, 60)
        assert (await desk.world.payment(payment_id)).state == "unknown"

    @pytest.mark.parametrize("times", [1, 2])
    async def test_a_throttled_push_is_sent_later(self, desk: Till, times: int) -> None:
        desk.daraja.push_outcomes = [PushDelayed(5, Reply(429))] * times
        payment_id = await desk.start(await desk.world.hold())
        await desk.work()
        assert (await desk.world.payment(payment_id)).state == "created"
        await watch(desk, 30, step=6)
        assert (await desk.world.payment(payment_id)).state == "pending"
        assert len(desk.daraja.pushes) == times + 1

    async def test_a_provider_that_stays_throttled_is_told(self, desk: Till) -> None:
        desk.daraja.push_outcomes = [PushDelayed(5, Reply(429))] * 9
        payment_id = await desk.start(await desk.world.hold())
        await watch(desk, 60, step=6)
        row = await desk.world.payment(payment_id)
        assert (row.state, row.reason) == ("not_paid", "unavailable")
        assert await desk.world.said() == ["utter_payment_not_sent"]
        assert len(desk.daraja.pushes) == 3

    async def test_a_refused_push_is_told(self, desk: Till) -> None:
        meaning = Meaning(Reason.MISCONFIGURED, alerts_operator=True)
        desk.daraja.push_outcomes = [PushRefused(meaning, Reply(400, b"{}"))]
        payment_id = await desk.start(await desk.world.hold())
        await desk.work()
        assert (await desk.world.payment(payment_id)).state == "not_paid"
        assert await desk.world.said() == ["utter_payment_unavailable"]
        assert await desk.tasks_of_operator() == ["payment_refused_by_provider"]

    async def test_a_hold_that_ended_gets_no_prompt(self, desk: Till) -> None:
        payment_id = await desk.start(await desk.world.hold(minutes=6))
        desk.clock.pass_seconds(400)
        await request_payment(desk.context, **ids(desk, payment_id))
        row = await desk.world.payment(payment_id)
        assert (row.state, row.reason) == ("not_paid", "hold_ended")
        assert desk.daraja.pushes == []

    @pytest.mark.parametrize(
        "broken", [{"shortcode": "x"}, {"type": "bank"}, {"party_b": "999", "shortcode": "174379"}]
    )
    async def test_an_account_that_cannot_work_is_told(
        self, desk: Till, broken: dict[str, str]
    ) -> None:
        payment_id = await desk.start(await desk.world.hold())
        await desk.world.change(
            "UPDATE payment_accounts SET settings = settings || CAST(:settings AS jsonb)",
            settings=str(broken).replace("'", '"'),
        )
        await desk.work()
        assert (await desk.world.payment(payment_id)).reason == "misconfigured"
        assert await desk.world.said() == ["utter_payment_unavailable"]


class TestUnknownOutcome:
    async def unknown(self, desk: Till) -> Any:
        desk.daraja.push_outcomes = [PushUnknown(Reply())]
        payment_id = await desk.start(await desk.world.hold())
        await desk.work()
        row = await desk.world.payment(payment_id)
        assert row.state == "unknown"
        return row

    def named(self, payment: Any) -> bytes:
        """A callback that names the prompt for the first time."""
        mark = payment.id.hex
        return callback_body(payment, checkout_id=f"ws_{mark}", merchant_request_id=f"m-{mark}")

    async def test_a_callback_resolves_it_after_our_query(self, desk: Till) -> None:
        payment = await self.unknown(desk)
        desk.daraja.query_outcomes = [queried(0)]
        raw = self.named(payment)
        await desk.call_back(payment, raw)
        await desk.work()
        row = await desk.world.payment(payment.id)
        assert (row.state, row.receipt) == ("paid", receipt_of(payment))
        assert desk.daraja.queries == [row.checkout_id]

    async def test_a_callback_resolves_it_after_it_was_given_to_a_person(self, desk: Till) -> None:
        payment = await self.unknown(desk)
        await watch(desk, 330)
        assert (await desk.world.payment(payment.id)).state == "review"
        desk.daraja.query_outcomes = [queried(0)]
        raw = self.named(payment)
        await desk.call_back(payment, raw)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert (await desk.world.said())[-1] == "utter_booking_confirmed"

    async def test_the_checkout_id_of_another_payment_cannot_pay_it(self, desk: Till) -> None:
        other = await desk.prompted(await desk.world.hold(day=2), phone="254722000111")
        payment = await self.unknown(desk)
        desk.daraja.query_outcomes = [queried(0)]
        raw = callback_body(
            payment, checkout_id=other.checkout_id, merchant_request_id=other.merchant_request_id
        )
        await desk.call_back(payment, raw, source=STRANGER)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "unknown"
        assert await desk.world.ledger() == {}

    async def test_it_does_not_forbid_a_new_try_for_ever(self, desk: Till) -> None:
        payment = await self.unknown(desk)
        await watch(desk, 330)
        again = await desk.prompted(payment.booking_id)
        assert again.state == "pending"

    async def test_a_callback_before_the_reply_is_settled_once(self, desk: Till) -> None:
        payment_id = await desk.start(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(0)]
        answer = desk.daraja.push

        async def call_back_first(account: Any, request: Any) -> Any:
            row = await desk.world.payment(payment_id)
            outcome: Any = await answer(account, request)
            raw = callback_body(
                row,
                checkout_id=outcome.checkout_id,
                merchant_request_id=outcome.merchant_request_id,
            )
            await desk.call_back(row, raw)
            events = await desk.world.rows("SELECT id FROM provider_events")
            await settle_payment(desk.context, **ids(desk, payment_id), event_id=str(events[0].id))
            return outcome

        desk.daraja.push = call_back_first  # type: ignore[method-assign]
        await desk.work()
        row = await desk.world.payment(payment_id)
        assert (row.state, row.receipt) == ("paid", receipt_of(row))
        assert await desk.world.said() == ["utter_booking_confirmed"]


class TestQueryPayment:
    async def test_a_lost_callback_is_found_by_the_query(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(0, payment.checkout_id)]
        await watch(desk, 16)
        row = await desk.world.payment(payment.id)
        assert (row.state, row.receipt) == ("paid", None)
        assert await desk.world.said() == ["utter_booking_confirmed"]

    async def test_the_receipt_of_a_late_callback_is_added_and_told(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(0, payment.checkout_id)]
        await watch(desk, 16)
        await desk.call_back(payment)
        await desk.work()
        assert (await desk.world.payment(payment.id)).receipt == receipt_of(payment)
        assert await desk.world.said() == ["utter_booking_confirmed", "utter_payment_receipt"]
        assert await desk.world.ledger() == {"mpesa": 50_000, "bookings": -50_000}

    async def test_out_of_turn_it_finds_the_money_and_plans_nothing(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(0, payment.checkout_id)]
        await look_at_payment(desk.context, **ids(desk, payment.id))
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert await desk.world.said() == ["utter_booking_confirmed"]
        await look_at_payment(desk.context, **ids(desk, payment.id))
        assert len(desk.daraja.queries) == 1

    async def test_silence_is_told_after_two_minutes_and_asked_about_on_schedule(
        self, desk: Till
    ) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await watch(desk, 105)
        assert len(desk.daraja.queries) == 3
        assert await desk.world.said() == []
        await watch(desk, 60)
        assert len(desk.daraja.queries) == 4
        assert await desk.world.said() == ["utter_payment_checking"]
        await watch(desk, 300)
        assert len(desk.daraja.queries) == 5
        assert (await desk.world.payment(payment.id)).state == "pending"
        assert await desk.world.said() == ["utter_payment_checking"]

    async def test_three_days_of_silence_go_to_a_person(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await watch(desk, 74 * 3600, step=1200)
        assert (await desk.world.payment(payment.id)).state == "review"
        assert await desk.tasks_of_operator() == ["payment_unclear"]
        assert 40 < len(desk.daraja.queries) < 90
        jobs = [job for job in await desk.jobs() if job[0] == "payments.query"]
        assert len(jobs) <= 1

    async def test_a_throttled_query_waits_and_decides_nothing(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [QueryDelayed(60, Reply(429))]
        desk.clock.pass_seconds(16)
        await desk.work()
        (job,) = [job for job in await desk.jobs() if job[0] == "payments.query"]
        assert job[2] > 55
        assert (await desk.world.payment(payment.id)).state == "pending"

    async def test_a_failure_that_only_the_query_knows_is_told(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(2001, payment.checkout_id)]
        await watch(desk, 16)
        assert await desk.world.said() == ["utter_payment_wrong_pin"]

    async def test_a_soft_failure_is_asked_about_again_and_can_turn_into_money(
        self, desk: Till
    ) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=1032)
        await desk.work()
        desk.daraja.query_outcomes = [QueryPending(Reply(500)), queried(0, payment.checkout_id)]
        await watch(desk, 45)
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert await desk.world.said() == ["utter_payment_cancelled", "utter_booking_confirmed"]

    async def test_a_hard_failure_is_not_asked_about(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=2001)
        await watch(desk, 600, step=60)
        assert desk.daraja.queries == []
        assert await desk.jobs() == [] or all(j[0] != "payments.query" for j in await desk.jobs())

    async def test_a_query_never_takes_paid_money_back(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        answer = desk.daraja.query

        async def paid_meanwhile(account: Any, checkout_id: str) -> Any:
            await desk.call_back(payment)
            events = await desk.world.rows("SELECT id FROM provider_events WHERE kind = 'callback'")
            await settle_payment(desk.context, **ids(desk, payment.id), event_id=str(events[0].id))
            desk.daraja.query_outcomes = [queried(1032, checkout_id)]
            return await answer(account, checkout_id)

        desk.daraja.query = paid_meanwhile  # type: ignore[method-assign]
        await watch(desk, 16)
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert await desk.tasks_of_operator() == ["payment_contradicted"]

    async def test_a_kill_during_the_query_can_be_repeated(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [Killed(), queried(0, payment.checkout_id)]
        desk.clock.pass_seconds(16)
        with pytest.raises(Killed):
            await desk.work()
        await query_payment(desk.context, **ids(desk, payment.id))
        await query_payment(desk.context, **ids(desk, payment.id))
        assert await desk.world.said() == ["utter_booking_confirmed"]
