"""Prompt, PIN, callback and query over real HTTP with the simulated provider."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from connectors.web.callbacks import PaymentCallbacks
from core.kit.db import Database
from core.payments.mpesa.settings import DarajaSettings
from tests.core.payments.desk import Till, till
from tests.core.payments.provider import Provider, sandbox_fixtures, serve
from tests.core.payments.world import PAYER, make_world

pytestmark = pytest.mark.contract
sandbox_url, provider = sandbox_fixtures


@dataclass
class Wire:
    desk: Till
    daraja: Provider

    async def pay(self, answer: str = "paid") -> Any:
        """Ask for the deposit of a new hold and let the customer answer."""
        payment_id = await self.desk.start(await self.desk.world.hold())
        await self.desk.work_until(payment_id, "pending", "paid", "not_paid", "unknown")
        await self.daraja.answer(PAYER, answer)
        return payment_id

    async def settled(self, payment_id: Any, *states: str) -> Any:
        return await self.desk.work_until(payment_id, *(states or ("paid", "not_paid", "review")))


@pytest.fixture
async def wire(database: Database, provider: Provider) -> AsyncIterator[Wire]:
    web = FastAPI()
    web.include_router(PaymentCallbacks(database, DarajaSettings(daraja_trusted_hops=1)).router)
    await provider.always("daraja.prompt", delay_ms=20)
    await provider.always("daraja.callback", delay_ms=20)
    world = await make_world(database)
    async with (
        serve(web) as web_url,
        till(world, provider_url=provider.daraja_url, public_url=web_url) as desk,
    ):
        yield Wire(desk, provider)


class TestPaying:
    async def test_a_right_pin_confirms_with_the_providers_receipt(self, wire: Wire) -> None:
        row = await wire.settled(await wire.pay())
        (prompt,) = await wire.daraja.prompts()
        assert (row.state, row.receipt) == ("paid", prompt["receipt"])
        assert prompt["amount"] == 500
        assert await wire.desk.world.said() == ["utter_booking_confirmed"]
        assert prompt["queries"] == 0

    @pytest.mark.parametrize(
        ("answer", "response"),
        [
            ("wrong_pin", "utter_payment_wrong_pin"),
            ("canceled", "utter_payment_cancelled"),
            ("insufficient", "utter_payment_insufficient"),
            ("no_answer", "utter_payment_no_answer"),
        ],
    )
    async def test_every_other_answer_has_its_words(
        self, wire: Wire, answer: str, response: str
    ) -> None:
        row = await wire.settled(await wire.pay(answer))
        assert row.state == "not_paid"
        assert await wire.desk.world.said() == [response]
        assert await wire.desk.world.ledger() == {}


class TestCallbacks:
    @pytest.mark.parametrize(
        "behavior",
        [
            {"copies": 5},
            {"as_strings": True},
            {"amount_style": "decimal_string"},
            {"amount_style": "float", "balance": "blob"},
            {"phone": "masked"},
            {"phone": "hashed"},
            {"phone": "absent", "balance": "absent"},
        ],
    )
    async def test_every_true_form_is_paid_by_itself(
        self, wire: Wire, behavior: dict[str, Any]
    ) -> None:
        await wire.daraja.always("daraja.callback", **behavior)
        row = await wire.settled(await wire.pay())
        (prompt,) = await wire.daraja.prompts()
        assert (row.state, row.receipt) == ("paid", prompt["receipt"])
        assert prompt["queries"] == 0
        assert await wire.desk.world.ledger() == {"mpesa": 50_000, "bookings": -50_000}
        assert await wire.desk.world.said() == ["utter_booking_confirmed"]

    @pytest.mark.parametrize(
        "behavior",
        [
            {"corrupt": "truncate"},
            {"corrupt": "html"},
            {"corrupt": "empty"},
            {"corrupt": "form"},
            {"corrupt": "no_metadata"},
            {"corrupt": "wrong_amount"},
            {"corrupt": "wrong_merchant"},
            {"corrupt": "unknown_checkout"},
            {"source_ip": "203.0.113.9"},
            {"source_ip": None},
        ],
    )
    async def test_every_weak_form_is_paid_after_our_query(
        self, wire: Wire, behavior: dict[str, Any]
    ) -> None:
        await wire.daraja.always("daraja.callback", **behavior)
        row = await wire.settled(await wire.pay())
        (prompt,) = await wire.daraja.prompts()
        assert row.state == "paid"
        assert row.receipt in (None, prompt["receipt"])
        assert prompt["queries"] == 1
        assert await wire.desk.world.said() == ["utter_booking_confirmed"]

    async def test_a_success_before_the_reply_is_settled_once(self, wire: Wire) -> None:
        await wire.daraja.always("daraja.prompt", auto_answer="paid", auto_answer_ms=10)
        await wire.daraja.next("daraja.push", callback_first=True)
        payment_id = await wire.desk.start(await wire.desk.world.hold())
        row = await wire.settled(payment_id, "paid")
        assert row.receipt
        assert await wire.desk.world.said() == ["utter_booking_confirmed"]

    async def test_a_dropped_callback_is_made_up_for_by_the_watch(self, wire: Wire) -> None:
        await wire.daraja.always("daraja.callback", drop=True)
        payment_id = await wire.pay()
        wire.desk.clock.pass_seconds(16)
        assert (await wire.settled(payment_id)).state == "paid"

    async def test_a_late_success_after_no_answer_wins(self, wire: Wire) -> None:
        later = {"result_code": 0, "after_ms": 700}
        await wire.daraja.always("daraja.callback", then=later)
        payment_id = await wire.pay("no_answer")
        assert (await wire.settled(payment_id, "not_paid")).reason == "no_answer"
        assert (await wire.settled(payment_id, "paid")).receipt
        assert (await wire.desk.world.said())[-1] == "utter_booking_confirmed"

    async def test_a_push_without_an_answer_is_resolved_by_its_callback(self, wire: Wire) -> None:
        await wire.daraja.next("daraja.push", cut=True)
        payment_id = await wire.desk.start(await wire.desk.world.hold())
        await wire.desk.work_until(payment_id, "unknown")
        await wire.daraja.answer(PAYER, "paid")
        row = await wire.settled(payment_id, "paid")
        (prompt,) = await wire.daraja.prompts()
        assert (row.checkout_id, row.receipt) == (prompt["checkout_request_id"], prompt["receipt"])

    async def test_a_busy_line_is_told_and_the_first_prompt_still_counts(self, wire: Wire) -> None:
        await wire.daraja.next("daraja.push", error="locked")
        payment_id = await wire.desk.start(await wire.desk.world.hold())
        row = await wire.settled(payment_id)
        assert (row.state, row.reason) == ("not_paid", "busy")
        assert await wire.desk.world.said() == ["utter_payment_busy"]


class TestContradictions:
    async def test_a_query_cannot_take_back_what_the_callback_said(self, wire: Wire) -> None:
        await wire.daraja.always("daraja.query", result_code=1032)
        row = await wire.settled(await wire.pay())
        wire.desk.clock.pass_seconds(200)
        await wire.desk.work()
        assert row.state == "paid"
        assert (await wire.desk.world.payment(row.id)).state == "paid"

    @pytest.mark.parametrize("form", ["code_4999", "http_200", "http_500", "no_code"])
    async def test_no_form_of_pending_is_a_failure(self, wire: Wire, form: str) -> None:
        await wire.daraja.always("daraja.callback", drop=True)
        await wire.daraja.always("daraja.query", pending_form=form, stays_pending=True)
        payment_id = await wire.pay()
        for _ in range(6):
            wire.desk.clock.pass_seconds(70)
            await wire.desk.work()
        assert (await wire.desk.world.payment(payment_id)).state == "pending"
        assert await wire.desk.world.said() == ["utter_payment_checking"]
