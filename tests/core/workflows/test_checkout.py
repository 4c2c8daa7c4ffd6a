import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.conversations.dialogues import open_dialogue
from core.kit.db import Database
from core.kit.quick import SessionExecutor
from core.workflows.holds import expire_hold
from tests.core.payments.desk import (
    Till,
    callback_body,
    queried,
    receipt_of,
    till,
)
from tests.core.payments.world import STAFF_PHONE, make_world

pytestmark = pytest.mark.db


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Till]:
    async with till(await make_world(database)) as found:
        yield found


class TestPaid:
    async def test_a_callback_confirms_posts_and_tells(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        assert payment.state == "pending"
        assert await desk.call_back(payment)
        await desk.work()
        paid = await desk.world.payment(payment.id)
        assert (paid.state, paid.receipt) == ("paid", receipt_of(payment))
        assert (await desk.booking(booking_id)).status == "confirmed"
        assert await desk.world.ledger() == {"mpesa": 50_000, "bookings": -50_000}
        assert await desk.world.said() == ["utter_booking_confirmed"]
        assert desk.daraja.queries == []

    @pytest.mark.parametrize(
        ("active_loop", "close_reason"), [(None, "booked"), ("booking_form", None)]
    )
    async def test_the_matter_ends_unless_another_one_was_begun(
        self, desk: Till, active_loop: str | None, close_reason: str | None
    ) -> None:
        async with desk.world.database.tenant_transaction(desk.world.tenant_id) as session:
            await open_dialogue(SessionExecutor(session), desk.world.conversation_id, {})
        await desk.world.change("UPDATE dialogues SET active_loop = :loop", loop=active_loop)
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment)
        await desk.work()
        ((found,),) = await desk.world.rows("SELECT close_reason FROM dialogues")
        assert found == close_reason

    async def test_the_matter_goes_on_while_something_else_is_held_in_it(self, desk: Till) -> None:
        async with desk.world.database.tenant_transaction(desk.world.tenant_id) as session:
            await open_dialogue(SessionExecutor(session), desk.world.conversation_id, {})
        payment = await desk.prompted(await desk.world.hold())
        await desk.world.hold(day=2)
        await desk.call_back(payment)
        await desk.work()
        ((found,),) = await desk.world.rows("SELECT close_reason FROM dialogues")
        assert found is None

    async def test_the_message_names_every_fact(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        await desk.call_back(payment)
        await desk.work()
        booking = await desk.booking(booking_id)
        said = (
            await desk.world.rows(
                "SELECT content->>'text' FROM outbound_messages WHERE conversation_id = :id",
                id=desk.world.conversation_id,
            )
        )[0][0]
        for fact in (
            booking.reference,
            "Braids with Amina",
            "KES 2,000",
            "KES 500",
            "KES 1,500",
            receipt_of(payment),
            f"https://desk.example/calendar/{booking.calendar_token}.ics",
            "3",
        ):
            assert fact in said
        assert "{" not in said

    async def test_the_staff_member_gets_one_sms(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment)
        await desk.work()
        rows = await desk.world.rows(
            "SELECT i.external_id, o.content->>'text', c.is_staff FROM outbound_messages o"
            " JOIN conversations v ON v.id = o.conversation_id"
            " JOIN identities i ON i.id = v.identity_id JOIN contacts c ON c.id = v.contact_id"
            " WHERE i.channel_type = 'sms'"
        )
        assert [(row[0], row[2]) for row in rows] == [(STAFF_PHONE, True)]
        assert rows[0][1].isascii()
        assert "Braids with Amina" in rows[0][1]
        assert "Jane Wanjiku" in rows[0][1]

    async def test_twenty_concurrent_deliveries_capture_once(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        raw = callback_body(payment)
        copies = [raw + b" " * (n % 4) for n in range(20)]
        stored = await asyncio.gather(*(desk.call_back(payment, copy) for copy in copies))
        assert sum(stored) == 4
        await asyncio.gather(*(desk.work() for _ in range(8)))
        rows = await desk.world.rows("SELECT DISTINCT transaction_id FROM ledger_entries")
        assert len(rows) == 1
        assert await desk.world.said() == ["utter_booking_confirmed"]
        assert await desk.world.ledger() == {"mpesa": 50_000, "bookings": -50_000}
        assert all(
            event.handled_at for event in await desk.events(payment.id) if event.kind == "callback"
        )

    async def test_a_lapsed_hold_is_confirmed_when_its_opening_is_free(self, desk: Till) -> None:
        booking_id = await desk.world.hold(minutes=6)
        payment = await desk.prompted(booking_id)
        desk.clock.pass_seconds(3600)
        await desk.call_back(payment)
        await desk.work()
        assert (await desk.booking(booking_id)).status == "confirmed"

    async def test_an_expired_hold_is_confirmed_when_its_opening_is_free(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        await desk.world.expire(booking_id)
        await desk.call_back(payment)
        await desk.work()
        assert (await desk.booking(booking_id)).status == "confirmed"
        assert (await desk.world.said())[-1] == "utter_booking_confirmed"

    async def test_a_taken_opening_keeps_the_money_and_asks_a_person(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        await desk.world.expire(booking_id)
        await desk.world.hold(status="confirmed")
        await desk.call_back(payment)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert (await desk.booking(booking_id)).status == "expired"
        assert await desk.world.ledger() == {"mpesa": 50_000, "unplaced": -50_000}
        assert await desk.tasks_of_operator() == ["paid_late"]
        assert (await desk.world.said())[-1] == "utter_paid_late"

    async def test_a_canceled_booking_stays_canceled(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        await desk.world.expire(booking_id, "canceled")
        await desk.call_back(payment)
        await desk.work()
        assert (await desk.booking(booking_id)).status == "canceled"
        assert await desk.world.ledger() == {"mpesa": 50_000, "unplaced": -50_000}
        assert (await desk.world.said())[-1] == "utter_paid_after_cancel"

    async def test_a_second_payment_is_owed_back(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        first = await desk.prompted(booking_id)
        desk.clock.pass_seconds(121)
        second = await desk.prompted(booking_id)
        await desk.call_back(second)
        await desk.call_back(first)
        await desk.work()
        assert await desk.world.ledger() == {
            "mpesa": 100_000,
            "bookings": -50_000,
            "overpayments": -50_000,
        }
        refunds = await desk.world.rows("SELECT state, reason, amount_minor FROM refunds")
        assert [tuple(row) for row in refunds] == [("requested", "overpaid", 50_000)]
        assert await desk.tasks_of_operator() == ["overpaid"]
        assert sorted(await desk.world.said())[0:1] == ["utter_booking_confirmed"]
        assert "utter_paid_twice" in await desk.world.said()

    async def test_the_balance_is_received_after_the_deposit(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        deposit = await desk.prompted(booking_id)
        await desk.call_back(deposit)
        await desk.work()
        balance = await desk.prompted(booking_id, purpose="balance")
        await desk.call_back(balance)
        await desk.work()
        assert await desk.world.ledger() == {"mpesa": 200_000, "bookings": -200_000}
        assert await desk.world.said() == ["utter_booking_confirmed", "utter_payment_received"]

    async def test_a_booking_without_a_conversation_is_confirmed_silently(self, desk: Till) -> None:
        booking_id = await desk.world.hold(conversation=False)
        payment = await desk.prompted(booking_id)
        await desk.call_back(payment)
        await desk.work()
        assert (await desk.booking(booking_id)).status == "confirmed"
        assert await desk.world.said() == []


# One of each kind; the whole table of codes and words is tested without a database.
FAILURES = [
    (1, "insufficient", "utter_payment_insufficient"),
    (1032, "canceled", "utter_payment_cancelled"),
    (2001, "wrong_pin", "utter_payment_wrong_pin"),
    ("SFC_IC0003", "misconfigured", "utter_payment_unavailable"),
]


class TestNotPaid:
    @pytest.mark.parametrize(("code", "reason", "response"), FAILURES)
    async def test_each_result_has_its_words_and_the_hold_stays(
        self, desk: Till, code: int | str, reason: str, response: str
    ) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        await desk.call_back(payment, code=code)
        await desk.work()
        row = await desk.world.payment(payment.id)
        assert (row.state, row.reason) == ("not_paid", reason)
        assert await desk.world.said() == [response]
        assert (await desk.booking(booking_id)).status == "held"
        assert await desk.world.ledger() == {}

    @pytest.mark.parametrize("code", [8])
    async def test_our_own_faults_reach_a_person(self, desk: Till, code: int | str) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=code)
        await desk.work()
        assert await desk.tasks_of_operator() == ["payment_refused_by_provider"]

    @pytest.mark.parametrize("code", [1037])
    async def test_no_answer_is_told_after_our_query_agrees(self, desk: Till, code: int) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(code)]
        await desk.call_back(payment, code=code)
        await desk.work()
        assert await desk.world.said() == ["utter_payment_no_answer"]
        assert len(desk.daraja.queries) == 1

    async def test_no_answer_that_the_query_knows_better_is_paid(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        desk.daraja.query_outcomes = [queried(0)]
        await desk.call_back(payment, code=1037)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert await desk.world.said() == ["utter_booking_confirmed"]

    async def test_no_answer_is_believed_when_queries_stay_pending(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=1037)
        await desk.work()
        assert await desk.world.said() == []
        desk.clock.pass_seconds(6)
        await desk.work()
        desk.clock.pass_seconds(16)
        await desk.work()
        assert "utter_payment_no_answer" in await desk.world.said()
        row = await desk.world.payment(payment.id)
        assert (row.state, row.is_soft) == ("not_paid", True)

    @pytest.mark.parametrize("code", [1037, 2001])
    async def test_a_late_success_after_a_failure_wins(self, desk: Till, code: int) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        desk.daraja.query_outcomes = [queried(code)]
        await desk.call_back(payment, code=code)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "not_paid"
        await desk.call_back(payment)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert (await desk.booking(booking_id)).status == "confirmed"
        assert (await desk.world.said())[-1] == "utter_booking_confirmed"

    async def test_a_failure_after_the_success_changes_nothing(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment)
        await desk.work()
        await desk.call_back(payment, code=1032)
        await desk.work()
        assert (await desk.world.payment(payment.id)).state == "paid"
        assert await desk.world.said() == ["utter_booking_confirmed"]
        assert await desk.tasks_of_operator() == ["payment_contradicted"]

    async def test_the_same_failure_twice_is_told_once(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=2001)
        await desk.call_back(payment, callback_body(payment, code=2001) + b"\n")
        await desk.work()
        assert await desk.world.said() == ["utter_payment_wrong_pin"]


class TestHoldExpiry:
    async def test_an_unpaid_hold_ends_and_is_told_once(self, desk: Till) -> None:
        booking_id = await desk.world.hold(minutes=1)
        desk.clock.pass_seconds(61)
        ids = {"tenant_id": str(desk.world.tenant_id), "booking_id": str(booking_id)}
        await asyncio.gather(*(expire_hold(desk.context, **ids) for _ in range(3)))
        assert (await desk.booking(booking_id)).status == "expired"
        assert await desk.world.said() == ["utter_hold_expired"]

    async def test_a_hold_whose_time_is_not_up_stays(self, desk: Till) -> None:
        booking_id = await desk.world.hold(minutes=5)
        await expire_hold(
            desk.context, tenant_id=str(desk.world.tenant_id), booking_id=str(booking_id)
        )
        assert (await desk.booking(booking_id)).status == "held"
        assert await desk.world.said() == []

    async def test_a_hold_lasts_as_long_as_the_prompt_may_take(self, desk: Till) -> None:
        booking_id = await desk.world.hold(minutes=1)
        await desk.prompted(booking_id)
        held_until = (await desk.booking(booking_id)).held_until
        assert held_until - desk.clock() > timedelta(minutes=4)

    async def test_words_differ_while_a_prompt_is_open(self, desk: Till) -> None:
        booking_id = await desk.world.hold(minutes=6)
        await desk.prompted(booking_id)
        desk.clock.pass_seconds(361)
        await expire_hold(
            desk.context, tenant_id=str(desk.world.tenant_id), booking_id=str(booking_id)
        )
        assert (await desk.world.said())[-1] == "utter_hold_expired_while_paying"


class TestWords:
    async def said_text(self, desk: Till) -> str:
        rows = await desk.world.rows(
            "SELECT content->>'text' FROM outbound_messages WHERE conversation_id = :id"
            " ORDER BY position DESC LIMIT 1",
            id=desk.world.conversation_id,
        )
        return str(rows[0][0])

    async def buttons(self, desk: Till) -> list[str]:
        rows = await desk.world.rows(
            "SELECT b->>'payload' FROM outbound_messages,"
            " jsonb_array_elements(content->'buttons') b"
            " WHERE conversation_id = :id",
            id=desk.world.conversation_id,
        )
        return [row[0] for row in rows]

    async def test_a_failure_names_how_long_the_time_is_kept(self, desk: Till) -> None:
        payment = await desk.prompted(await desk.world.hold())
        await desk.call_back(payment, code=2001)
        await desk.work()
        assert "Your time is kept until" in await self.said_text(desk)
        let_go = '/cancel_booking{"booking": "held"}'
        assert await self.buttons(desk) == ["/make_payment", let_go]

    async def test_a_failure_after_the_hold_promises_nothing(self, desk: Till) -> None:
        booking_id = await desk.world.hold()
        payment = await desk.prompted(booking_id)
        await desk.world.expire(booking_id)
        await desk.call_back(payment, code=2001)
        await desk.work()
        assert "has run out" in await self.said_text(desk)
        assert await self.buttons(desk) == ["/make_payment", "/book_service"]

    async def test_a_failed_balance_does_not_offer_to_let_the_booking_go(self, desk: Till) -> None:
        booking_id = await desk.world.hold(status="confirmed")
        payment = await desk.prompted(booking_id, purpose="balance")
        await desk.call_back(payment, code=1032)
        await desk.work()
        assert "Your booking stands." in await self.said_text(desk)
        assert await self.buttons(desk) == ["/make_payment", "/speak_to_human"]
